"""What became of the pages of a period: who was called, how, and after how many minutes somebody answered.

Terms: general.7, general.8
Reading: minutes are real ones, by day and by night; they are a record, no promise.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil

from extranet.times import day_start
from support.desk.models import Page, PageStep, WayKind
from support.desk.paging.facts import facts_of
from support.desk.paging.wording import event_words, ground_words


@dataclass(frozen=True)
class Line:
    """One page. `answered_by_way` is empty for an answer given signed in, or for none; `minutes` None while open."""

    page: Page
    ground: str
    event: str
    called: tuple[str, ...]
    messages: int
    answered_by_way: str
    minutes: int | None


@dataclass(frozen=True)
class Figures:
    """How long answers took, in minutes; None where nothing was answered."""

    pages: int
    answered: int
    median: int | None
    ninth: int | None
    longest: int | None


def lines_between(first: date, last: date) -> list[Line]:
    """Return the pages opened from `first` to `last`, Brussels days, both included; the newest first. Two queries."""
    start, end = day_start(first), day_start(last + timedelta(days=1))
    pages = Page.objects.filter(opened_at__gte=start, opened_at__lt=end).order_by("-opened_at")
    return [_line(page) for page in pages.prefetch_related("steps")]


def figures_of(lines: Sequence[Line]) -> Figures:
    """Return the figures of a report."""
    minutes = sorted(line.minutes for line in lines if line.minutes is not None)
    return Figures(
        pages=len(lines),
        answered=len(minutes),
        median=percentile(minutes, 50),
        ninth=percentile(minutes, 90),
        longest=minutes[-1] if minutes else None,
    )


def percentile(ordered: Sequence[int], percent: int) -> int | None:
    """Return the smallest value that `percent` of the values do not exceed; None for none.

    Source: the nearest-rank method: always a time that really occurred.
    """
    if not ordered:
        return None
    return ordered[max(ceil(len(ordered) * percent / 100), 1) - 1]


def minutes_between(start: datetime, end: datetime) -> int:
    """Return whole minutes, begun ones not counted."""
    return int((end - start).total_seconds() // 60)


def _line(page: Page) -> Line:
    steps = sorted(page.steps.all(), key=lambda step: (step.round, step.user_name, step.kind))
    sent = [step for step in steps if step.sent_at is not None]
    answered = next((step for step in steps if step.acknowledged_at is not None), None)
    return Line(
        page=page,
        ground=ground_words(facts_of(page.facts).ground),
        event=event_words(page.event),
        called=tuple(dict.fromkeys(_called(step) for step in sent)),
        messages=len(sent),
        answered_by_way=str(WayKind(answered.kind).label) if answered is not None else "",
        minutes=None if page.acknowledged_at is None else minutes_between(page.opened_at, page.acknowledged_at),
    )


def _called(step: PageStep) -> str:
    return f"{step.user_name} ({WayKind(step.kind).label})"
