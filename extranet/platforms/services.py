"""Writes about what is configured: the platform account of a subscription, and reports of the platforms.

Stand in the partner's schema. An account's counts are written by one transaction at a time: the row of its
subscription is locked first, several in the order of their ids, so that no two wait for each other.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final
from uuid import UUID

from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from extranet.accounts.models import Role, User
from extranet.audit import services as audit
from extranet.catalogue.models import Product
from extranet.errors import IllegalMove, InvalidInput, NotAllowed
from extranet.ordering.models import Subscription
from extranet.partners.models import PlatformAccount
from extranet.platforms.errors import ReportRefused
from extranet.platforms.models import Count, ReportedDay
from extranet.platforms.rules import (
    ONE_DAY,
    Contract,
    Report,
    Run,
    faults_of,
    is_account_name,
    merged,
    quantity_on,
    raised,
)
from extranet.tenancy.context import current_schema
from extranet.times import brussels_day

OPENERS: Final = frozenset({Role.STAFF_SUPPORT, Role.STAFF_ADMIN})
# Any number that no other advisory lock of the house uses.
OPENING: Final = 7_115_003
BATCH: Final = 1000
# What identifies the ranges of one element of one account.
Line = tuple[UUID, str]
AccountDay = tuple[UUID, date]


# ---------- Accounts ----------
@transaction.atomic
def open_account(*, subscription_id: UUID, account: str, actor: User, at: datetime) -> Subscription:
    """Name the platform account of a subscription: from then on its reports find their way here.

    An account is one subscription's over all partners. A name may be corrected until the first report; the same
    name again changes nothing. Raises NotAllowed, InvalidInput, IllegalMove, Subscription.DoesNotExist.

    Terms: telavox.4, bt.11
    """
    _require_opener(actor)
    if not is_account_name(account):
        sentence = _(
            "Un compte s’écrit avec des lettres, des chiffres et . _ @ : -, sans espaces, en 40 signes au plus."
        )
        raise InvalidInput(sentence, code="account_name", fields={"account": sentence})
    with connection.cursor() as cursor:
        # Two subscriptions that take each other's name at once would wait for each other. One at a time.
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [OPENING])
    subscription = Subscription.objects.select_for_update().get(pk=subscription_id)
    before = subscription.account
    known = PlatformAccount.objects.filter(pk=account).first()
    if known is not None and known.subscription_id == subscription.pk and before == account:
        return subscription
    _refuse_taken(account, known, subscription)
    if before not in ("", account) and ReportedDay.objects.filter(subscription=subscription).exists():
        sentence = _(
            "Le compte %(account)s a déjà des comptages : il ne change plus de nom. Ouvrez un autre abonnement."
        )
        raise IllegalMove(sentence % {"account": before}, code="account_has_counts")
    PlatformAccount.objects.filter(subscription_id=subscription.pk).delete()
    PlatformAccount.objects.create(
        account=account,
        partner_id=current_schema(),
        subscription_id=subscription.pk,
        family=subscription.family,
        opened_at=at,
        opened_by_name=actor.name,
    )
    subscription.account = account
    subscription.save(update_fields=["account"])
    audit.record(actor=actor, act="account.opened", target=subscription, at=at, changes={"account": [before, account]})
    return subscription


def _require_opener(actor: User) -> None:
    if actor.staff_role not in OPENERS:
        sentence = _("Le support et les administrateurs de l’opérateur ouvrent les comptes. Demandez-le-leur.")
        raise NotAllowed(sentence, code="accounts_are_for_staff")


def _refuse_taken(account: str, known: PlatformAccount | None, subscription: Subscription) -> None:
    # Nobody but staff gets here: they may know at which partner the account is.
    if known is not None and known.subscription_id != subscription.pk:
        sentence = _("Le compte %(account)s est déjà celui d’un autre abonnement, chez %(partner)s. Vérifiez le nom.")
        facts = {"account": account, "partner": known.partner}
        raise InvalidInput(sentence % facts, code="account_taken", fields={"account": sentence % facts})
    others = Subscription.objects.filter(account=account).exclude(pk=subscription.pk)
    if known is None and others.exists():
        sentence = _("Le compte %(account)s est déjà celui d’un autre abonnement de ce partenaire. Vérifiez le nom.")
        facts = {"account": account}
        raise InvalidInput(sentence % facts, code="account_taken", fields={"account": sentence % facts})


# ---------- Reports ----------
@dataclass(frozen=True)
class Recorded:
    """What an account counts on a day after a report: every element above zero.

    `is_first`: the day was not reported before; `raised`: the elements that count more than before the report.
    """

    subscription_id: UUID
    day: date
    counts: Mapping[str, Decimal]
    is_first: bool
    raised: frozenset[str]


def record_report(
    *, subscription_id: UUID, day: date, counts: Mapping[str, Decimal], source: str, at: datetime
) -> Recorded:
    """Add what a platform says of an account on a day. The same report again, late or out of turn changes nothing.

    Raises ReportRefused, Subscription.DoesNotExist.

    Terms: telavox.4, bt.11
    """
    return record_reports(reports=[Report(subscription_id, day, counts)], source=source, at=at)[0]


@transaction.atomic
def record_reports(*, reports: Iterable[Report], source: str, at: datetime) -> list[Recorded]:
    """Add several reports of accounts of one partner, all or none; one answer for each account and day, in order.

    Raises ReportRefused with everything that is wrong with any of them, Subscription.DoesNotExist.

    Terms: telavox.4, bt.11
    """
    listed = list(reports)
    locked = lock_accounts({report.subscription_id for report in listed})
    _refuse_faults(listed, locked, brussels_day(at))
    days: dict[AccountDay, dict[str, Decimal]] = {}
    for report in listed:
        known = days.get((report.subscription_id, report.day), {})
        days[report.subscription_id, report.day] = merged(known, report.counts)
    if not days:
        return []
    before = _ranges_around(days.keys())
    after = _raised(before, days)
    _write(before, after, source, at)
    first = _note_days(listed, at)
    elements: dict[UUID, set[str]] = defaultdict(set)
    for pk, element in (*before, *after):
        elements[pk].add(element)
    return [_recorded(key, elements[key[0]], before, after, is_first=key in first) for key in days]


def lock_accounts(subscription_ids: Collection[UUID]) -> dict[UUID, Subscription]:
    """Lock the counts of accounts until the transaction ends. Raises Subscription.DoesNotExist when one is not here."""
    # Not FOR UPDATE: rows that refer to a subscription may be added meanwhile, by ourselves among others.
    rows = Subscription.objects.select_for_update(no_key=True).filter(pk__in=subscription_ids).order_by("pk")
    locked = {subscription.pk: subscription for subscription in rows}
    if len(locked) < len(subscription_ids):
        raise Subscription.DoesNotExist
    return locked


def _refuse_faults(reports: Sequence[Report], locked: Mapping[UUID, Subscription], today: date) -> None:
    families = dict(Product.objects.values_list("code", "family"))
    contracts = {pk: Contract(one.family, one.starts_on, one.ends_on) for pk, one in locked.items()}
    faults = [
        fault for report in reports for fault in faults_of(report, contracts[report.subscription_id], families, today)
    ]
    if faults:
        raise ReportRefused(faults)


# ---------- Ranges ----------
def _ranges_around(days: Collection[AccountDay]) -> dict[Line, dict[Run, Count]]:
    """Return the ranges that hold one of the days, or touch one: those a report may change."""
    first, last = min(day for _pk, day in days), max(day for _pk, day in days)
    rows = Count.objects.filter(
        subscription_id__in={pk for pk, _day in days}, days__overlap=DateRange(first - ONE_DAY, last + 2 * ONE_DAY)
    )
    found: dict[Line, dict[Run, Count]] = defaultdict(dict)
    for row in rows:
        found[row.subscription_id, row.element][Run(row.days.lower, row.days.upper, row.quantity)] = row
    return found


def _raised(
    before: Mapping[Line, Mapping[Run, Count]], days: Mapping[AccountDay, Mapping[str, Decimal]]
) -> dict[Line, list[Run]]:
    peaks: dict[Line, dict[date, Decimal]] = defaultdict(dict)
    for (pk, day), counts in days.items():
        for element, quantity in counts.items():
            peaks[pk, element][day] = quantity
    return {line: raised(before.get(line, {}), wanted) for line, wanted in peaks.items()}


def _write(
    before: Mapping[Line, Mapping[Run, Count]], after: Mapping[Line, Sequence[Run]], source: str, at: datetime
) -> None:
    gone, new = [], []
    for line, runs in after.items():
        known = before.get(line, {})
        gone += [row.pk for run, row in known.items() if run not in runs]
        new += [_row(line, run, known, source, at) for run in runs if run not in known]
    # First: no two ranges of an element may overlap, not even for a moment.
    if gone:
        Count.objects.filter(pk__in=gone).delete()
    if new:
        Count.objects.bulk_create(new, batch_size=BATCH)


def _row(line: Line, run: Run, known: Mapping[Run, Count], source: str, at: datetime) -> Count:
    """Return the row of a run. One that is the rest of a range cut in two keeps where it came from."""
    rest = next((row for old, row in known.items() if _holds(old, run)), None)
    return Count(
        subscription_id=line[0],
        element=line[1],
        days=DateRange(run.start, run.end),
        quantity=run.quantity,
        source=rest.source if rest else source,
        received_at=rest.received_at if rest else at,
    )


def _holds(old: Run, run: Run) -> bool:
    return old.quantity == run.quantity and old.start <= run.start and run.end <= old.end


# ---------- Days ----------
def _note_days(reports: Iterable[Report], at: datetime) -> set[AccountDay]:
    """Note that these days were reported, each as often as it was; return those that had not been before."""
    times: dict[AccountDay, int] = defaultdict(int)
    for report in reports:
        times[report.subscription_id, report.day] += 1
    rows = ReportedDay.objects.filter(
        subscription_id__in={pk for pk, _day in times}, day__in={day for _pk, day in times}
    )
    known = {key: row for row in rows if (key := (row.subscription_id, row.day)) in times}
    for key, row in known.items():
        row.reports += times[key]
        row.first_received_at = min(row.first_received_at, at)
        row.last_received_at = max(row.last_received_at, at)
    ReportedDay.objects.bulk_update(
        known.values(), ["reports", "first_received_at", "last_received_at"], batch_size=BATCH
    )
    first = times.keys() - known.keys()
    ReportedDay.objects.bulk_create(
        [
            ReportedDay(subscription_id=pk, day=day, first_received_at=at, last_received_at=at, reports=times[pk, day])
            for pk, day in sorted(first)
        ],
        batch_size=BATCH,
    )
    return first


def _recorded(
    key: AccountDay,
    elements: Collection[str],
    before: Mapping[Line, Mapping[Run, Count]],
    after: Mapping[Line, Sequence[Run]],
    *,
    is_first: bool,
) -> Recorded:
    pk, day = key
    counts, grown = {}, set()
    for element in sorted(elements):
        line = (pk, element)
        was = quantity_on(day, before.get(line, {}))
        now = quantity_on(day, after[line]) if line in after else was
        if now:
            counts[element] = now
        if now > was:
            grown.add(element)
    return Recorded(pk, day, counts, is_first, frozenset(grown))
