"""Who is on call: weeks that hand over at a wall time, overrides, and what no shift covers.

Terms: general.7
Reading: the handover is a wall time of Brussels, never a number of hours, so that the weeks of the clock changes
hand over when people expect it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Final, Generic, TypeVar

from extranet.times import BRUSSELS
from support.desk.rules.hours import Calendar, Span, closed_windows
from support.desk.rules.walls import opening_instant

Member = TypeVar("Member")
WEEK_DAYS: Final = 7


@dataclass(frozen=True)
class Handover(Generic[Member]):
    """A rota: from `starts_at` on, each member in turn until the next `weekday` (Monday is 0) at `time` in Brussels.

    The first member has the time until the first handover after `starts_at`.
    """

    starts_at: datetime
    weekday: int
    time: time
    members: tuple[Member, ...]


@dataclass(frozen=True)
class Override(Generic[Member]):
    """Somebody takes the watch for a period; where two lie over each other, the newest wins."""

    member: Member
    starts_at: datetime
    ends_at: datetime
    created_at: datetime


@dataclass(frozen=True)
class Shift(Generic[Member]):
    """A half-open stretch of time for which a person is on call."""

    member: Member
    starts_at: datetime
    ends_at: datetime


def on_call(handover: Handover[Member] | None, overrides: Sequence[Override[Member]], at: datetime) -> Member | None:
    """Return who is on call at an instant; None before the rota starts, when nobody takes over.

    Terms: general.7
    """
    taken = [one for one in overrides if one.starts_at <= at < one.ends_at]
    if taken:
        return max(taken, key=lambda one: one.created_at).member
    if handover is None or not handover.members or at < handover.starts_at:
        return None
    weeks = (_handover_day(handover, at) - _handover_day(handover, handover.starts_at)).days // WEEK_DAYS
    return handover.members[weeks % len(handover.members)]


def shifts_between(
    handover: Handover[Member] | None, overrides: Sequence[Override[Member]], start: datetime, end: datetime
) -> tuple[Shift[Member], ...]:
    """Return who is on call between two instants, in order; a stretch without anybody is left out.

    Terms: general.7
    """
    edges = {start, end}
    edges |= {at for one in overrides for at in (one.starts_at, one.ends_at) if start < at < end}
    if handover is not None:
        edges |= {at for at in (handover.starts_at, *_handovers(handover, start, end)) if start < at < end}
    shifts: list[Shift[Member]] = []
    ordered = sorted(at.astimezone(UTC) for at in edges)
    for since, until in pairwise(ordered):
        member = on_call(handover, overrides, since)
        if member is None:
            continue
        last = shifts[-1] if shifts else None
        if last is not None and last.member == member and last.ends_at == since:
            shifts[-1] = Shift(member, last.starts_at, until)
        else:
            shifts.append(Shift(member, since, until))
    return tuple(shifts)


def coverage_gaps(
    shifts: Sequence[Shift[Member]], calendar: Calendar, start: datetime, end: datetime
) -> tuple[Span, ...]:
    """Return the stretches outside the hours of support in which no shift has anybody on call.

    Terms: general.7
    """
    ordered = sorted((shift.starts_at.astimezone(UTC), shift.ends_at.astimezone(UTC)) for shift in shifts)
    gaps: list[Span] = []
    for closed in closed_windows(calendar, start, end):
        since = closed.starts_at
        for starts_at, ends_at in ordered:
            if starts_at >= closed.ends_at:
                break
            if starts_at > since:
                gaps.append(Span(since, starts_at))
            since = max(since, ends_at)
        if since < closed.ends_at:
            gaps.append(Span(since, closed.ends_at))
    return tuple(gaps)


def _handover_day(handover: Handover[Member], at: datetime) -> date:
    """Return the Brussels day of the last handover at or before `at`."""
    today = at.astimezone(BRUSSELS).date()
    day = today - timedelta(days=(today.weekday() - handover.weekday) % WEEK_DAYS)
    return day if _instant(handover, day) <= at else day - timedelta(days=WEEK_DAYS)


def _handovers(handover: Handover[Member], start: datetime, end: datetime) -> Iterator[datetime]:
    """Yield the handovers from the last one at or before `start` until `end`."""
    day = _handover_day(handover, start)
    while (at := _instant(handover, day)) < end:
        yield at
        day += timedelta(days=WEEK_DAYS)


def _instant(handover: Handover[Member], day: date) -> datetime:
    return opening_instant(day, handover.time.hour * 60 + handover.time.minute)
