"""The operator's queue over all partners: in which order it is worked through, and how it stands.

Read as the operator, in `public`; the tickets themselves stay in their partners' schemas.

Terms: general.7
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Count, F, Min, Q, QuerySet
from django.db.models.expressions import OrderBy

from support.desk.models import UNSOLVED as UNSOLVED_STATES
from support.desk.models import QueueEntry

# Words of `support`, which stands above the desk; a test sees that they are the same.
NO_GROUND: Final = "none"
NEW, ACKNOWLEDGED, REOPENED, RESOLVED, CLOSED = "new", "acknowledged", "reopened", "resolved", "closed"
CRITICAL: Final = ~Q(ground=NO_GROUND)
UNTAKEN: Final = CRITICAL & Q(status=NEW)
UNSOLVED: Final = Q(status__in=UNSOLVED_STATES)
# Nobody to wait for: the clock stands with the operator.
OURS: Final = Q(status__in=(NEW, ACKNOWLEDGED, REOPENED))


@dataclass(frozen=True)
class Standing:
    """How the desk stands at an instant. `oldest`: since when the ticket followed longest runs; None when none does."""

    untaken: int
    waiting: int
    oldest: datetime | None


def on_desk() -> QuerySet[QueueEntry]:
    """Return what the operator has to work on: not solved, and not at its partner's."""
    return QueueEntry.objects.filter(UNSOLVED, is_on_desk=True)


def working_order() -> tuple[str | OrderBy, ...]:
    """Return the order in which the desk works: critical first, then by the clock; what has none comes last.

    What is critical and nobody has taken comes before what is critical and in hand.
    """
    return ("urgency", F("clock_starts_at").asc(nulls_last=True), "opened_at", "pk")


def standing_at(at: datetime) -> Standing:
    """Return how the desk stands at `at`, in one question."""
    figures = on_desk().aggregate(
        untaken=Count("pk", filter=UNTAKEN),
        waiting=Count("pk", filter=OURS),
        oldest=Min("clock_starts_at", filter=OURS & Q(clock_starts_at__lte=at)),
    )
    return Standing(**figures)
