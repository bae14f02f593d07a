"""The operator's queue: its first fifty tickets with the names of their partners, against `select 1`.

Ten partners with ten thousand tickets, then a thousand partners with a million: the ratio stays, because an index
holds the order of work and each name is one look-up. The figures of one month are counted over the million, too:
they read what was opened and solved in two months, through the indexes of both instants.
"""

import statistics
import time
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from typing import Final

from django.db import connection

from extranet.partners.models import Partner
from extranet.tenancy.context import OPERATOR, OWNER, PUBLIC, acting
from support.desk.admin.queue_rows import desk_rows, top_of_desk
from support.desk.figures import counting
from support.desk.figures.periods import Period, Step
from support.desk.models import QueueEntry
from support.desk.queue import neighbours_of

SIZES: Final = ((10, 10_000), (1_000, 1_000_000))
TOP: Final = 50
GOAL: Final = 15
BLOCKS: Final = 8
ROUNDS: Final = 50
WARMING: Final = 5
# Of an act of a good part of a second a few rounds tell enough.
FEW: Final = 4
MONTH: Final = Period(date(2025, 9, 1), date(2025, 10, 1), Step.MONTH)
# One ticket in twelve is unsolved and on the desk; one in forty of these is critical.
TICKETS: Final = """
INSERT INTO public.desk_queueentry (
    partner, ticket_id, number, kind, category, subject, client_name, family, ground, status, route, opened_by_name,
    opened_by_side, opened_at, clock_starts_at, acknowledged_by_name, last_entry_at, last_entry_side, desk_agent_name,
    desk_tags, reopenings, is_on_desk, changed_at, closed_at, acknowledged_at
)
SELECT 'bench' || (1 + n %% %s), gen_random_uuid(), 'T-' || n, 'request', 'calls', 'Sujet du ticket ' || n,
    'Client ' || n, 'bt', CASE WHEN n %% 480 = 0 THEN 'no_incoming' ELSE 'none' END,
    CASE WHEN n %% 12 > 0 THEN 'closed' ELSE (ARRAY['new', 'acknowledged', 'waiting_client'])[1 + (n / 12) %% 3] END,
    'operator_desk', 'Personne ' || n, 'client',
    timestamptz '2025-01-01 08:00+01' + n * interval '40 seconds',
    timestamptz '2025-01-01 08:00+01' + (n %% 5000) * interval '2 hours',
    '', now(), 'client', '', '{}', 0, true, now(),
    CASE WHEN n %% 12 > 0 THEN timestamptz '2025-01-01 11:00+01' + n * interval '40 seconds' END,
    CASE WHEN n %% 12 > 0 OR (n / 12) %% 3 > 0 THEN now() END
FROM generate_series(%s, %s) AS n
"""


def figures() -> Iterator[str]:
    """Yield the lines to print."""
    partners = tickets = 0
    for more_partners, more_tickets in SIZES:
        _fill(partners, tickets, more_partners, more_tickets)
        partners, tickets = more_partners, more_tickets
        with acting(PUBLIC, OPERATOR):
            middle = desk_rows()[TOP // 2]
            plain, page, beside = _seconds(_select_one, _top, partial(neighbours_of, middle))
            plan = _plan()
            plain_of_figures, *month = _seconds(_select_one, *_FIGURES, blocks=1, rounds=FEW, warming=1)
        ratio = page / plain
        counted = ", ".join(
            f"{name} {taken * 1000:.0f} ms (ratio {taken / plain_of_figures:,.0f})"
            for name, taken in zip(("volumes", "ages", "times", "events"), month, strict=True)
        )
        yield f"figures of a month over {tickets:,} tickets: {counted}"
        yield (
            f"queue: {partners:,} partners, {tickets:,} tickets, top {TOP} {page * 1000:.2f} ms, select 1"
            f" {plain * 1000:.3f} ms; ratio {ratio:.1f} (goal ≤ {GOAL}); both neighbours {beside / plain:.1f}; {plan}"
        )


def _fill(partners: int, tickets: int, more_partners: int, more_tickets: int) -> None:
    with acting(PUBLIC, OWNER), connection.cursor() as cursor:
        Partner.objects.bulk_create([_partner(number) for number in range(partners + 1, more_partners + 1)])
        cursor.execute(TICKETS, [more_partners, tickets + 1, more_tickets])
        cursor.execute("VACUUM ANALYZE public.desk_queueentry")
        cursor.execute("ANALYZE public.partners_partner")


def _partner(number: int) -> Partner:
    """Return a partner that has a name and no house: the queue reads no more of it."""
    return Partner(schema_name=f"bench{number}", display_name=f"Partenaire {number}", support_email="a@bench.example")


def _seconds(
    *acts: Callable[[], object], blocks: int = BLOCKS, rounds: int = ROUNDS, warming: int = WARMING
) -> list[float]:
    """Return the time of each act, the best tenth of many rounds, in blocks by turns.

    Of a longer act the machine interrupts a larger part: the median of a busy machine measures its neighbours.
    """
    taken: list[list[float]] = [[] for _act in acts]
    for _block in range(blocks):
        for times, act in zip(taken, acts, strict=True):
            for number in range(warming + rounds):
                began = time.perf_counter()
                act()
                if number >= warming:
                    times.append(time.perf_counter() - began)
    return [statistics.quantiles(times, n=10)[0] for times in taken]


def _volumes() -> None:
    counting.volumes(QueueEntry.objects.all(), MONTH)


def _ages() -> None:
    counting.ages(QueueEntry.objects.all(), MONTH.ends_at)


def _times() -> None:
    counting.times(QueueEntry.objects.all(), MONTH)


def _events() -> None:
    counting.events(QueueEntry.objects.all(), MONTH)


_FIGURES: Final = (_volumes, _ages, _times, _events)


def _top() -> None:
    top_of_desk(TOP)


def _select_one() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()


def _plan() -> str:
    """Return whether the page is read through the index of the desk and sorts nothing."""
    from_index = desk_rows()[:TOP].explain()
    is_read_so = "desk_queue on" in from_index and "Sort" not in from_index
    return "index desk_queue, no sort" if is_read_so else f"PLAN: {from_index}"
