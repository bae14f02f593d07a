"""The operator's queue over all partners: in which order it is worked through, and how it stands.

Read as the operator, in `public`; the tickets themselves stay in their partners' schemas.

Terms: general.7
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Final
from uuid import UUID

from django.db.models import Count, F, Min, Q, QuerySet, Value
from django.db.models.expressions import OrderBy

from support.desk.models import UNSOLVED as UNSOLVED_STATES
from support.desk.models import QueueEntry

# Words of `support`, which stands above the desk; a test sees that they are the same.
NO_GROUND: Final = "none"
NEW, ACKNOWLEDGED, REOPENED, RESOLVED, CLOSED = "new", "acknowledged", "reopened", "resolved", "closed"
CRITICAL: Final = ~Q(ground=NO_GROUND)
UNSOLVED: Final = Q(status__in=UNSOLVED_STATES)
# Nobody has it in hand, whatever its state: new, opened again, or given to the other desk.
UNTAKEN: Final = CRITICAL & UNSOLVED & Q(acknowledged_at__isnull=True)
NO_CLOCK: Final = Q(clock_starts_at__isnull=True)
# Nobody to wait for: the clock stands with the operator.
OURS: Final = Q(status__in=(NEW, ACKNOWLEDGED, REOPENED))


@dataclass(frozen=True)
class Standing:
    """How the desk stands at an instant. `oldest`: since when the ticket followed longest runs; None when none does.

    `unconfirmed`: how many were noted for callers who have not confirmed them.
    """

    untaken: int
    waiting: int
    oldest: datetime | None
    unconfirmed: int = 0


def on_desk() -> QuerySet[QueueEntry]:
    """Return what the operator has to work on: not solved, and not at its partner's."""
    return QueueEntry.objects.filter(UNSOLVED, is_on_desk=True)


def working_order() -> tuple[str | OrderBy, ...]:
    """Return the order in which the desk works: critical first, then by the clock; what has none comes last.

    What is critical and nobody has taken comes before what is critical and in hand.
    """
    return ("urgency", F("clock_starts_at").asc(nulls_last=True), "opened_at", "pk")


@dataclass(frozen=True)
class Beside:
    """A ticket next to another in the order of work. `partner`: its schema."""

    partner: str
    ticket_id: UUID
    number: str
    subject: str


def neighbours_of(entry: QueueEntry) -> tuple[Beside | None, Beside | None]:
    """Return the tickets of the desk before and after one in the order of work, wherever it stands now itself.

    Two questions, each of them a few single rows of the index, however long the queue is.
    """
    return _nearest(_before(entry)), _nearest(_after(entry))


def standing_at(at: datetime) -> Standing:
    """Return how the desk stands at `at`, in one question."""
    figures = on_desk().aggregate(
        untaken=Count("pk", filter=UNTAKEN),
        waiting=Count("pk", filter=OURS),
        oldest=Min("clock_starts_at", filter=OURS & Q(clock_starts_at__lte=at)),
        unconfirmed=Count("pk", filter=Q(is_unconfirmed=True)),
    )
    return Standing(**figures)


def _after(entry: QueueEntry) -> list[QuerySet[QueueEntry]]:
    """Return what follows, nearest first: equal in all but the last column, then in all but the last two, and so on."""
    desk, ordered = on_desk(), working_order()
    alike = desk.filter(urgency=entry.urgency)
    same = alike.filter(clock_starts_at=entry.clock_starts_at) if entry.clock_starts_at else alike.filter(NO_CLOCK)
    steps = [
        same.filter(opened_at=entry.opened_at, pk__gt=entry.pk),
        same.filter(opened_at__gt=entry.opened_at),
        desk.filter(urgency__gt=entry.urgency),
    ]
    if entry.clock_starts_at:
        steps[2:2] = [alike.filter(clock_starts_at__gt=entry.clock_starts_at), alike.filter(NO_CLOCK)]
    return [step.order_by(*ordered)[:1] for step in steps]


def _before(entry: QueueEntry) -> list[QuerySet[QueueEntry]]:
    """Return what comes before, nearest first."""
    desk = on_desk()
    ordered = ("-urgency", F("clock_starts_at").desc(nulls_first=True), "-opened_at", "-pk")
    alike = desk.filter(urgency=entry.urgency)
    same = alike.filter(clock_starts_at=entry.clock_starts_at) if entry.clock_starts_at else alike.filter(NO_CLOCK)
    clocked = alike.filter(clock_starts_at__isnull=False)
    steps = [
        same.filter(opened_at=entry.opened_at, pk__lt=entry.pk),
        same.filter(opened_at__lt=entry.opened_at),
        clocked.filter(clock_starts_at__lt=entry.clock_starts_at) if entry.clock_starts_at else clocked,
        desk.filter(urgency__lt=entry.urgency),
    ]
    return [step.order_by(*ordered)[:1] for step in steps]


def _nearest(steps: Sequence[QuerySet[QueueEntry]]) -> Beside | None:
    """Return the row of the first step that has one, in one question."""
    columns = ("partner", "ticket_id", "number", "subject", "step")
    ranked = [step.annotate(step=Value(number)).values_list(*columns) for number, step in enumerate(steps)]
    found = sorted(ranked[0].union(*ranked[1:], all=True), key=itemgetter(4))
    return Beside(*found[0][:4]) if found else None
