"""Whether the night is watched: what a monitor outside asks, and what staff see.

Terms: general.7
"""

from datetime import datetime, timedelta
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


def paging_faults(*, at: datetime) -> list[str]:
    """Return what keeps pages from reaching anybody, without a word about whose; empty when all is well.

    Stands in `public` as the operator.
    Reading: no heartbeat at all is silence too, also before the first page: a monitor must learn before the
    first night that nobody watches, not during it.
    """
    return [fault for fault in (_silence(at), _late_rounds(at), _late_steps(at), _nobody_reached()) if fault]


def _silence(at: datetime) -> str:
    last = Heartbeat.objects.filter(name=HEARTBEAT).first()
    if last is None:
        return "beat has never asked, or no worker has answered"
    if last.at <= at - SILENT_AFTER:
        return f"no heartbeat for {_seconds(at - last.at)} s"
    return ""


def _late_rounds(at: datetime) -> str:
    due = Page.objects.filter(status=Page.Status.OPEN, next_round_at__lte=at - LATE_AFTER).order_by("next_round_at")
    first = due.values_list("next_round_at", flat=True).first()
    return "" if first is None else f"a round of a page is due since {_seconds(at - first)} s"


def _late_steps(at: datetime) -> str:
    waiting = Q(sent_at__isnull=True, dropped_at__isnull=True, due_at__lte=at - LATE_AFTER)
    due = PageStep.objects.filter(waiting, page__status=Page.Status.OPEN).order_by("due_at")
    first = due.values_list("due_at", flat=True).first()
    return "" if first is None else f"a message is due since {_seconds(at - first)} s"


def _nobody_reached() -> str:
    steps = PageStep.objects.filter(page=OuterRef("pk"), round=OuterRef("rounds"))
    alone = Page.objects.filter(~Exists(steps), status=Page.Status.OPEN, rounds__gt=0)
    return "an open page has nobody to reach" if alone.exists() else ""


def _seconds(age: timedelta) -> int:
    return int(age.total_seconds())
