"""Why a deadline is when it is: every stretch of time between the start of a clock and its end, and what it was.

Terms: general.7, general.8
Reading: what is shown agrees with `hours.deadline` and `hours.elapsed` to the second; a test sees it. A pause hides
the closings it lies over: what is paused does not count, open or not.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from extranet.times import brussels_day
from support.desk.rules.hours import (
    ALWAYS_OPEN,
    MINUTE,
    NOTHING,
    Calendar,
    Pause,
    Span,
    closed_windows,
    deadline,
    merged_pauses,
)
from support.desk.rules.walls import opening_instant


class StretchKind(StrEnum):
    """What a stretch of time was."""

    COUNTED = "counted"
    PAUSED = "paused"
    CLOSED = "closed"


class Closing(StrEnum):
    """Why support was closed, as people say it."""

    NIGHT = "night"
    WEEKEND = "weekend"
    LUNCH = "lunch"
    HOLIDAY = "holiday"
    HALF_DAY = "half_day"
    EXCEPTION = "exception"


@dataclass(frozen=True)
class Stretch:
    """A half-open stretch of one kind. `closing` and `name` (of the holiday or exception) only while closed."""

    kind: StretchKind
    starts_at: datetime
    ends_at: datetime
    closing: Closing | None = None
    name: str = ""

    @property
    def length(self) -> timedelta:
        """How long it lasted on any clock."""
        return self.ends_at - self.starts_at


@dataclass(frozen=True)
class Explanation:
    """A clock laid open: its stretches in order, without a gap, from its start to `ends_at`.

    `deadline`: None while a pause is open, without an aim, and when support never opens for so long.
    """

    calendar_number: int
    is_real_time: bool
    starts_at: datetime
    ends_at: datetime
    minutes: int | None
    deadline: datetime | None
    is_paused: bool
    stretches: tuple[Stretch, ...]

    @property
    def counted(self) -> timedelta:
        """The open, unpaused time between the start and the end."""
        return sum((one.length for one in self.stretches if one.kind is StretchKind.COUNTED), NOTHING)

    @property
    def counted_minutes(self) -> int:
        """The whole minutes of it."""
        return self.counted // MINUTE


def explain(
    calendar: Calendar,
    start: datetime,
    minutes: int | None,
    pauses: Sequence[Pause] = (),
    *,
    is_real_time: bool = False,
    until: datetime | None = None,
) -> Explanation:
    """Explain the deadline of a clock, or without one what it counted `until` an instant.

    `minutes`: the aim, None when there is none. `until` is asked for where no deadline can be told; without it the
    story ends where the open pause begins, or at once. An aim that is told is told to its deadline.
    Raises ValueError for negative minutes and naive instants.

    Terms: general.7, general.8
    """
    if start.tzinfo is None or (until is not None and until.tzinfo is None):
        raise ValueError("an instant needs a time zone")
    hours = ALWAYS_OPEN if is_real_time else calendar
    merged = merged_pauses(pauses)
    is_paused = any(ends is None for _since, ends in pauses)
    due = None if minutes is None else deadline(hours, start, minutes, pauses)
    end = due or until or _told_until(start, pauses)
    stretches = tuple(_stretches(hours, start, max(start, end), merged))
    return Explanation(calendar.number, is_real_time, start, max(start, end), minutes, due, is_paused, stretches)


def count(
    calendar: Calendar, start: datetime, until: datetime, pauses: Sequence[Pause] = (), *, is_real_time: bool = False
) -> Explanation:
    """Explain what a clock counted between two instants, whatever it aims at.

    Terms: general.7
    """
    return explain(calendar, start, None, pauses, is_real_time=is_real_time, until=until)


def _told_until(start: datetime, pauses: Sequence[Pause]) -> datetime:
    open_since = [since for since, until in pauses if until is None]
    return min(open_since) if open_since else start


def _stretches(calendar: Calendar, start: datetime, end: datetime, pauses: Sequence[Span]) -> Iterator[Stretch]:
    since = start
    for pause in pauses:
        if pause.ends_at <= since or pause.starts_at >= end:
            continue
        yield from _unpaused(calendar, since, max(since, pause.starts_at))
        since_pause, since = max(since, pause.starts_at), min(pause.ends_at, end)
        yield Stretch(StretchKind.PAUSED, since_pause, since)
    yield from _unpaused(calendar, since, end)


def _unpaused(calendar: Calendar, start: datetime, end: datetime) -> Iterator[Stretch]:
    since = start
    for closed in closed_windows(calendar, start, end) if start < end else ():
        if since < closed.starts_at:
            yield Stretch(StretchKind.COUNTED, since, closed.starts_at)
        yield from _closings(calendar, closed)
        since = closed.ends_at
    if since < end:
        yield Stretch(StretchKind.COUNTED, since, end)


def _closings(calendar: Calendar, closed: Span) -> Iterator[Stretch]:
    """Yield a closing cut where its reason changes: at midnight in Brussels."""
    held: Stretch | None = None
    since = closed.starts_at
    while since < closed.ends_at:
        until = min(opening_instant(brussels_day(since) + timedelta(days=1), 0), closed.ends_at)
        closing, name = _why(calendar, since)
        if held is not None and (held.closing, held.name) == (closing, name):
            held = Stretch(StretchKind.CLOSED, held.starts_at, until, closing, name)
        else:
            if held is not None:
                yield held
            held = Stretch(StretchKind.CLOSED, since, until, closing, name)
        since = until
    if held is not None:
        yield held


def _why(calendar: Calendar, at: datetime) -> tuple[Closing, str]:
    reason, day = calendar.closed_at(at)
    if day is not None:
        if reason == "holiday":
            return Closing.HOLIDAY, day.name
        return (Closing.HALF_DAY if day.windows else Closing.EXCEPTION), day.name
    if reason == "weekend":
        return Closing.WEEKEND, ""
    return (Closing.LUNCH if reason == "lunch" else Closing.NIGHT), ""
