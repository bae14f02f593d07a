"""Whether the night is watched: what a monitor outside asks, and what staff see.

Terms: general.7
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from django.db.models import Exists, OuterRef, Q

from support.desk.models import Heartbeat, Page, PageStep

HEARTBEAT: Final = "paging"
SILENT_AFTER: Final = timedelta(seconds=120)
LATE_AFTER: Final = timedelta(seconds=60)


def beat(*, at: datetime) -> None:
    """Note that beat asked, and that a worker answered."""
    Heartbeat.objects.bulk_create(
        [Heartbeat(name=HEARTBEAT, at=at)], update_conflicts=True, unique_fields=["name"], update_fields=["at"]
    )


class Trouble(StrEnum):
    """What keeps pages from reaching anybody, as a monitor reads it."""

    NEVER_WATCHED = "beat has never asked, or no worker has answered"
    SILENT = "no heartbeat since"
    LATE_ROUND = "a round of a page is due since"
    LATE_STEP = "a message is due since"
    NOBODY = "an open page has nobody to reach"


@dataclass(frozen=True)
class Fault:
    """A trouble, and since when where that says something."""

    trouble: Trouble
    seconds: int | None = None

    def __str__(self) -> str:
        """Return it for a monitor: in English, without a word about whose page."""
        return self.trouble.value if self.seconds is None else f"{self.trouble.value} {self.seconds} s"


def paging_faults(*, at: datetime) -> list[Fault]:
    """Return what keeps pages from reaching anybody; empty when all is well.

    Stands in `public` as the operator.
    Reading: no heartbeat at all is silence too, also before the first page: a monitor must learn before the
    first night that nobody watches, not during it.
    """
    found = (_silence(at), _late_round(at), _late_step(at), _nobody_reached())
    return [fault for fault in found if fault is not None]


def _silence(at: datetime) -> Fault | None:
    last = Heartbeat.objects.filter(name=HEARTBEAT).first()
    if last is None:
        return Fault(Trouble.NEVER_WATCHED)
    return _fault(Trouble.SILENT, at - last.at) if last.at <= at - SILENT_AFTER else None


def _late_round(at: datetime) -> Fault | None:
    due = Page.objects.filter(status=Page.Status.OPEN, next_round_at__lte=at - LATE_AFTER).order_by("next_round_at")
    first = due.values_list("next_round_at", flat=True).first()
    return None if first is None else _fault(Trouble.LATE_ROUND, at - first)


def _late_step(at: datetime) -> Fault | None:
    waiting = Q(sent_at__isnull=True, dropped_at__isnull=True, due_at__lte=at - LATE_AFTER)
    due = PageStep.objects.filter(waiting, page__status=Page.Status.OPEN).order_by("due_at")
    first = due.values_list("due_at", flat=True).first()
    return None if first is None else _fault(Trouble.LATE_STEP, at - first)


def _nobody_reached() -> Fault | None:
    steps = PageStep.objects.filter(page=OuterRef("pk"), round=OuterRef("rounds"))
    alone = Page.objects.filter(~Exists(steps), status=Page.Status.OPEN, rounds__gt=0)
    return Fault(Trouble.NOBODY) if alone.exists() else None


def _fault(trouble: Trouble, age: timedelta) -> Fault:
    return Fault(trouble, int(age.total_seconds()))
