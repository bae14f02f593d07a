"""Reads of the registry: one number, what is covered, the history of a block.

Where no instant is given the database's own clock is asked: it is the one that declarations are dated by.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BigIntegerField, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce, Now
from django.utils import timezone

from emergency.registry.asking import Declared, Found, Holder, Status, lookup
from emergency.registry.models import Registration, Review
from extranet.accounts.people import Person
from extranet.numbering.models import Holding
from extranet.numbering.selectors import visible_holdings

__all__ = [
    "Coverage",
    "Declared",
    "Found",
    "Holder",
    "Missing",
    "Standing",
    "Status",
    "addresses_of",
    "coverage",
    "coverage_of_all",
    "history",
    "lacking",
    "lineage",
    "live",
    "lookup",
    "missing_by_partner",
    "missing_of",
    "missing_total",
    "reviews_of",
    "standing",
    "uncovered",
    "waiting_reviews",
    "with_missing",
]  # fmt: skip


# ---------- What is known now ----------
def live(at: datetime | None = None) -> QuerySet[Registration]:
    """Return what is known now to hold at `at`."""
    return Registration.objects.filter(recorded__upper_inf=True, valid__contains=at or Now())


def addresses_of(holdings: Iterable[Holding], at: datetime | None = None) -> dict[UUID, str]:
    """Return, by block, its address at `at` in one line; a block without one is left out.

    Terms: telavox.7, bt.14, sip.4
    """
    rows = live(at).filter(holding__in=[holding.pk for holding in holdings]).select_related("address")
    lines: dict[UUID, list[str]] = {}
    for row in rows.order_by("holding_id", "numbers"):
        known = lines.setdefault(row.holding_id, [])
        if str(row.address) not in known:
            known.append(str(row.address))
    return {holding_id: "; ".join(known) for holding_id, known in lines.items()}


@dataclass(frozen=True)
class Standing:
    """Where the addresses of a block stand at an instant of the database: now, and what is to follow."""

    now: datetime
    present: tuple[Registration, ...]
    coming: tuple[Registration, ...]


def standing(holding: Holding) -> Standing:
    """Return what is known of a block's numbers from now on.

    Terms: telavox.7, bt.14, sip.4
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement_timestamp()")
        now: datetime = cursor.fetchone()[0]
    rows = Registration.objects.filter(holding=holding, recorded__upper_inf=True).select_related("address")
    known = list(rows.order_by("valid", "numbers"))
    return Standing(
        now,
        tuple(row for row in known if row.valid.lower <= now and (row.valid.upper is None or now < row.valid.upper)),
        tuple(row for row in known if row.valid.lower > now),
    )


def history(holding_id: UUID) -> list[Registration]:
    """Return everything that was ever known of a block, newest knowledge first: both axes, nothing left out.

    Terms: telavox.7, bt.14, sip.4
    """
    rows = Registration.objects.filter(holding=holding_id).select_related("address")
    return list(rows.order_by("-recorded", "-valid", "numbers"))


def lineage(holding: Holding) -> list[Registration]:
    """Return everything that was ever known of a block's numbers while its client held them, newest knowledge first.

    The blocks it was cut from or joined of are in it; what another client declared for these numbers never is.

    Terms: telavox.7, bt.14, sip.4
    """
    rows = Registration.objects.filter(
        partner=holding.partner, client_id=holding.client_id, numbers__overlap=holding.numbers
    )
    return list(rows.select_related("address").order_by("-recorded", "-valid", "numbers"))


# ---------- What is not covered ----------
@dataclass(frozen=True)
class Coverage:
    """How much of a block has an address. `missing`: the numbers without one, as runs from first to last."""

    held: int
    missing: tuple[tuple[int, int], ...]

    @property
    def missing_count(self) -> int:
        """How many numbers have no address."""
        return sum(last - first + 1 for first, last in self.missing)

    @property
    def is_whole(self) -> bool:
        """Whether every number has an address."""
        return not self.missing


# Subtracted as a multirange, so that a hole in the middle of a block is a hole; no row at all leaves the block.
_MISSING_RUNS: Final = """
    SELECT block.id, upper(block.numbers) - lower(block.numbers), lower(run), upper(run) - 1
    FROM (
        SELECT block.id, block.numbers,
            int8multirange(block.numbers) - coalesce(range_agg(said.numbers), '{}') AS missing
        FROM public.numbering_holding AS block
        LEFT JOIN public.registry_registration AS said
            ON said.holding_id = block.id AND upper_inf(said.recorded)
            AND said.valid @> coalesce(%(at)s::timestamptz, statement_timestamp())
        WHERE block.id = ANY(%(ids)s::uuid[])
        GROUP BY block.id
    ) AS block
    LEFT JOIN LATERAL unnest(block.missing) AS run ON true
    ORDER BY block.numbers, run
"""


def coverage(holdings: Iterable[Holding], at: datetime | None = None) -> dict[UUID, Coverage]:
    """Return, by block, which of its numbers have no address at `at`; one query for all.

    Terms: telavox.7, bt.14, sip.4
    """
    ids = [holding.pk for holding in holdings]
    if not ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_MISSING_RUNS, {"ids": ids, "at": at})
        rows = cursor.fetchall()
    found: dict[UUID, Coverage] = {}
    for holding_id, held, first, last in rows:
        known = found.get(holding_id, Coverage(int(held), ()))
        runs = known.missing if first is None else (*known.missing, (int(first), int(last)))
        found[holding_id] = Coverage(known.held, runs)
    return found


# The ranges of all blocks and of all their addresses are put together first: neighbours become one run.
_ALL_RUNS: Final = """
    WITH block AS ({blocks}),
    held AS (SELECT range_agg(numbers) AS runs, sum(upper(numbers) - lower(numbers)) AS size FROM block),
    covered AS (
        SELECT range_agg(said.numbers) AS runs FROM public.registry_registration AS said
        WHERE said.holding_id = ANY (ARRAY(SELECT id FROM block)) AND upper_inf(said.recorded)
            AND said.valid @> coalesce(%s::timestamptz, statement_timestamp())
    )
    SELECT held.size, lower(run), upper(run) - 1
    FROM held CROSS JOIN covered
    LEFT JOIN LATERAL unnest(held.runs - coalesce(covered.runs, '{{}}')) AS run ON true
    ORDER BY run
"""


def coverage_of_all(holdings: QuerySet[Holding], at: datetime | None = None) -> Coverage:
    """Return, of many blocks together, how many numbers there are and which have no address at `at`; one query.

    Terms: telavox.7, bt.14, sip.4
    """
    try:
        blocks, values = holdings.order_by().values("id", "numbers").query.sql_with_params()
    except EmptyResultSet:
        return Coverage(0, ())
    with connection.cursor() as cursor:
        cursor.execute(_ALL_RUNS.format(blocks=blocks), [*values, at])
        rows = cursor.fetchall()
    runs = tuple((int(first), int(last)) for _size, first, last in rows if first is not None)
    return Coverage(int(rows[0][0] or 0), runs)


def with_missing(holdings: QuerySet[Holding], at: datetime | None = None) -> QuerySet[Holding]:
    """Return the blocks with `missing_count`, how many of their numbers have no address at `at`.

    The rows of one instant lie within the block and share no number, so that their sizes add up.
    """
    size = ExpressionWrapper(F("numbers__endswith") - F("numbers__startswith"), output_field=BigIntegerField())
    covered = live(at).filter(holding=OuterRef("pk")).order_by().values("holding").annotate(covered=Sum(size))
    missing = size - Coalesce(Subquery(covered.values("covered")), Value(0), output_field=BigIntegerField())
    return holdings.annotate(missing_count=ExpressionWrapper(missing, output_field=BigIntegerField()))


def missing_of(holding: Holding) -> int:
    """Return `missing_count` of a block that carries it."""
    return int(getattr(holding, "missing_count"))  # noqa: B009 - annotated, which the type does not say


def lacking(holdings: QuerySet[Holding]) -> QuerySet[Holding]:
    """Return, of blocks with `missing_count`, those that have numbers without an address."""
    return holdings.filter(Q(("missing_count__gt", 0)))


def missing_total(holdings: QuerySet[Holding], at: datetime | None = None) -> int:
    """Return how many numbers of these blocks have no address at `at`."""
    return coverage_of_all(holdings, at).missing_count


def uncovered(person: Person | None, at: datetime | None = None) -> QuerySet[Holding]:
    """Return the blocks with numbers that have no address at `at`, each with `missing_count`, by number.

    Those a person may see; None: those of all partners, for the operator.

    Terms: telavox.7, bt.14, sip.4
    """
    moment = at or timezone.now()
    holdings = Holding.objects.filter(held__contains=moment) if person is None else visible_holdings(person, moment)
    return lacking(with_missing(holdings, at)).order_by("numbers")


@dataclass(frozen=True)
class Missing:
    """How many numbers and blocks of a partner have no address, and since when the oldest block is held."""

    partner: str
    partner_name: str
    blocks: int
    numbers: int
    since: datetime


# Block by block only where a partner's addresses are fewer than its numbers: two sums tell, over all partners.
_MISSING_BY_PARTNER: Final = """
    WITH held AS (
        SELECT partner, sum(upper(numbers) - lower(numbers)) AS size FROM public.numbering_holding
        WHERE held @> statement_timestamp() GROUP BY partner
    ), covered AS (
        SELECT partner, sum(upper(numbers) - lower(numbers)) AS size FROM public.registry_registration
        WHERE upper_inf(recorded) AND valid @> statement_timestamp() GROUP BY partner
    ), short AS (
        SELECT held.partner FROM held LEFT JOIN covered USING (partner) WHERE held.size > coalesce(covered.size, 0)
    )
    SELECT block.partner, coalesce(partner.display_name, block.partner), count(*), sum(block.missing), min(block.since)
    FROM (
        SELECT block.partner, lower(block.held) AS since,
            upper(block.numbers) - lower(block.numbers)
            - coalesce(sum(upper(said.numbers) - lower(said.numbers)), 0) AS missing
        FROM public.numbering_holding AS block
        LEFT JOIN public.registry_registration AS said
            ON said.holding_id = block.id AND upper_inf(said.recorded) AND said.valid @> statement_timestamp()
        WHERE block.held @> statement_timestamp() AND block.partner IN (SELECT partner FROM short)
        GROUP BY block.id
    ) AS block
    LEFT JOIN public.partners_partner AS partner ON partner.schema_name = block.partner
    WHERE block.missing > 0
    GROUP BY block.partner, partner.display_name
    ORDER BY sum(block.missing) DESC, block.partner
"""


def missing_by_partner() -> list[Missing]:
    """Return the partners with numbers that have no address now, most numbers first; none are left out.

    Terms: telavox.7, bt.14, sip.4
    """
    with connection.cursor() as cursor:
        cursor.execute(_MISSING_BY_PARTNER)
        return [
            Missing(partner, name, int(blocks), int(numbers), since)
            for partner, name, blocks, numbers, since in cursor.fetchall()
        ]


# ---------- What waits for staff ----------
def waiting_reviews() -> list[Review]:
    """Return the declarations of all partners that wait for staff, oldest first.

    Terms: telavox.7, bt.14, sip.4
    """
    waiting = Review.objects.filter(state=Review.State.WAITING).select_related("address", "holding")
    return list(waiting.order_by("declared_at"))


def reviews_of(holding: Holding) -> list[Review]:
    """Return the declarations of a block that waited or wait for staff, newest first."""
    rows = Review.objects.filter(holding=holding).select_related("address", "holding")
    return list(rows.order_by("-declared_at"))
