"""Business time: when support is open, and how much open time lies between two instants. Arithmetic in UTC only.

Terms: general.7
Reading: windows are wall times of Brussels, turned into instants day by day, so that a day of 23 or 25 hours
counts what it has. They are half-open: 18:00:00 is closed. A dated entry replaces the week's windows of its day.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Final, NamedTuple, TypeAlias

from extranet.times import BRUSSELS
from support.desk.rules.walls import Ambiguous, Meant, Nonexistent, closing_instant, opening_instant, parse_wall
from support.desk.rules.windows import ALL_DAY, MINUTES_OF_A_DAY, Windows

DAY: Final = timedelta(days=1)
MINUTE: Final = timedelta(minutes=1)
NOTHING: Final = timedelta(0)
FOR_EVER: Final = datetime.max.replace(tzinfo=UTC)
SATURDAY: Final = 5
# After the last dated entry the weeks repeat: hours that touch over a whole one, and a day, touch for ever.
A_WEEK_ROUND: Final = timedelta(days=8)
# A process that lives for years asks about many days; it forgets them all before they weigh.
DAYS_REMEMBERED: Final = 5000


class DayKind(StrEnum):
    """Why a day has hours of its own; the values are those stored."""

    HOLIDAY = "holiday"
    EXCEPTION = "exception"


class ClosedReason(StrEnum):
    """Why support is closed at an instant. The first that holds, in this order."""

    HOLIDAY = "holiday"
    EXCEPTION = "exception"
    WEEKEND = "weekend"
    LUNCH = "lunch"
    OUTSIDE_HOURS = "outside_hours"


class Span(NamedTuple):
    """A half-open stretch of real time, in UTC."""

    starts_at: datetime
    ends_at: datetime

    @property
    def real_minutes(self) -> int:
        """The whole minutes of the stretch on any clock."""
        return (self.ends_at - self.starts_at) // MINUTE


# From, and until: None while it lasts.
Pause: TypeAlias = tuple[datetime, datetime | None]


@dataclass(frozen=True)
class Day:
    """A day with hours of its own; no windows means closed."""

    kind: DayKind
    name: str
    windows: Windows = ()


class Closed(NamedTuple):
    """Why support is closed at an instant, and the dated entry that closes it, if one does."""

    reason: ClosedReason | None
    day: Day | None


@dataclass(frozen=True)
class Calendar:
    """The hours of support. `weekly`: windows of Monday to Sunday; `days`: the dated entries that replace them.

    `number`: the version a decision keeps.
    """

    number: int
    weekly: tuple[Windows, ...]
    days: Mapping[date, Day] = field(default_factory=dict)
    _known: dict[date, tuple[Span, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)
    _told: dict[datetime, Closed] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if len(self.weekly) != 7:
            raise ValueError(f"a week has seven days, not {len(self.weekly)}")

    def windows_of(self, day: date) -> Windows:
        """Return the windows of a Brussels day."""
        entry = self.days.get(day)
        return self.weekly[day.weekday()] if entry is None else entry.windows

    def spans_of(self, day: date) -> tuple[Span, ...]:
        """Return the windows of a Brussels day as instants."""
        known = self._known.get(day)
        if known is None:
            if len(self._known) >= DAYS_REMEMBERED:
                self._known.clear()
            known = self._known[day] = _spans(day, self.windows_of(day))
        return known

    def closed_at(self, at: datetime) -> Closed:
        """Return why support is closed at the instant `at` and the dated entry that closes it; Nones when open."""
        told = self._told.get(at)
        if told is None:
            if len(self._told) >= DAYS_REMEMBERED:
                self._told.clear()
            told = self._told[at] = Closed(closed_reason(self, at), closed_day(self, at))
        return told

    @cached_property
    def last_day(self) -> date:
        """The last dated entry; after it, only the week counts."""
        return max(self.days, default=date.min + DAY)


# ---------- Open or closed ----------


def is_open(calendar: Calendar, at: datetime) -> bool:
    """Return whether support is open at the instant `at`. Raises ValueError when naive.

    Terms: general.7
    Reading: half-open, so 08:30:00 is open and 18:00:00 is closed.
    """
    at = _utc(at)
    return any(span.starts_at <= at < span.ends_at for span in calendar.spans_of(_brussels(at)))


def closed_reason(calendar: Calendar, at: datetime) -> ClosedReason | None:
    """Return why support is closed at `at`; None when it is open.

    Terms: general.7
    Reading: the Brussels date decides. A holiday on a Sunday is a holiday; on a day with an exception, whatever
    is closed is closed by it. A weekday without hours is outside hours like any night.
    """
    if is_open(calendar, at):
        return None
    day = _brussels(_utc(at))
    entry = calendar.days.get(day)
    if entry is not None:
        return ClosedReason(entry.kind)
    spans = calendar.spans_of(day)
    if not spans:
        return ClosedReason.WEEKEND if day.weekday() >= SATURDAY else ClosedReason.OUTSIDE_HOURS
    is_between = spans[0].ends_at <= at < spans[-1].starts_at
    return ClosedReason.LUNCH if is_between else ClosedReason.OUTSIDE_HOURS


def closed_day(calendar: Calendar, at: datetime) -> Day | None:
    """Return the dated entry that closes support at `at`; None when it is open or an ordinary day is closed."""
    return None if is_open(calendar, at) else calendar.days.get(_brussels(_utc(at)))


def next_opening(calendar: Calendar, at: datetime) -> datetime | None:
    """Return the first open instant from `at` on: `at` itself while open. None when it never opens again.

    Terms: general.7
    """
    span = next(_spans_after(calendar, _utc(at)), None)
    return None if span is None else span.starts_at


def next_closing(calendar: Calendar, at: datetime) -> datetime | None:
    """Return when support, open at `at` or opened next, closes. None when it never does.

    Terms: general.7
    """
    closes: datetime | None = None
    limit = _utc(at)
    for span in _spans_after(calendar, _utc(at)):
        if closes is None:
            limit = max(span.starts_at, opening_instant(calendar.last_day, 0)) + A_WEEK_ROUND
        elif span.starts_at > closes:
            return closes
        elif closes > limit:
            return None
        closes = span.ends_at
    return closes


def closed_windows(calendar: Calendar, start: datetime, end: datetime) -> tuple[Span, ...]:
    """Return the stretches between two instants in which support is closed, in order: what a watch must cover.

    Terms: general.7
    """
    start, end = _utc(start), _utc(end)
    closed: list[Span] = []
    since = start
    for span in _spans_after(calendar, start, until=end):
        if span.starts_at > since:
            closed.append(Span(since, span.starts_at))
        since = span.ends_at
    if since < end:
        closed.append(Span(since, end))
    return tuple(closed)


# ---------- Open time ----------


def deadline(calendar: Calendar, start: datetime, minutes: int, pauses: Sequence[Pause] = ()) -> datetime | None:
    """Return the smallest instant from `start` on with `minutes` open, unpaused minutes behind it.

    `pauses`: in any order, may overlap. None while a pause is open, and when support never opens for so long.
    Raises ValueError for negative minutes and naive instants.

    Terms: general.7, general.8
    Reading: 17:00 and 60 minutes is 18:00 the same day; no minutes is the moment the clock starts. A deadline is
    an internal aim; it is missed when `elapsed` is more than the minutes, never because the clock is past it.
    """
    if minutes < 0:
        raise ValueError(f"a deadline has no {minutes} minutes")
    merged = merged_pauses(pauses)
    if merged and merged[-1].ends_at == FOR_EVER:
        return None
    left = minutes * MINUTE
    for span in _unpaused(_spans_after(calendar, _utc(start)), merged):
        length = span.ends_at - span.starts_at
        if length >= left:
            return span.starts_at + left
        left -= length
    return None


def elapsed(calendar: Calendar, start: datetime, end: datetime, pauses: Sequence[Pause] = ()) -> timedelta:
    """Return the open, unpaused time between two instants; nothing when the end comes first.

    Terms: general.7
    Reading: a pause still open lasts until the end.
    """
    end = _utc(end)
    total = NOTHING
    for span in _unpaused(_spans_after(calendar, _utc(start), until=end), merged_pauses(pauses)):
        total += span.ends_at - span.starts_at
    return total


def elapsed_minutes(calendar: Calendar, start: datetime, end: datetime, pauses: Sequence[Pause] = ()) -> int:
    """Return the whole open, unpaused minutes between two instants, for people to read."""
    return elapsed(calendar, start, end, pauses) // MINUTE


def is_over(calendar: Calendar, start: datetime, end: datetime, minutes: int, pauses: Sequence[Pause] = ()) -> bool:
    """Return whether more open, unpaused time has passed than the aim of `minutes`.

    Terms: general.8
    Reading: exactly the aim is kept; a night between deadline and answer breaks nothing.
    """
    return elapsed(calendar, start, end, pauses) > minutes * MINUTE


def real_deadline(start: datetime, minutes: int, pauses: Sequence[Pause] = ()) -> datetime | None:
    """Return the deadline of the clock that never stops, the one of critical problems.

    Terms: general.7
    """
    return deadline(ALWAYS_OPEN, start, minutes, pauses)


def real_elapsed(start: datetime, end: datetime, pauses: Sequence[Pause] = ()) -> timedelta:
    """Return the unpaused time between two instants, by the clock that never stops.

    Terms: general.7
    """
    return elapsed(ALWAYS_OPEN, start, end, pauses)


# ---------- Spans ----------


def _spans(day: date, windows: Windows) -> tuple[Span, ...]:
    spans: list[Span] = []
    for window in windows:
        starts_at, ends_at = opening_instant(day, window.opens), closing_instant(day, window.closes)
        if spans:
            # In the hour that happens twice, two windows may lie over each other: time counts once.
            starts_at = max(starts_at, spans[-1].ends_at)
        if starts_at < ends_at:
            spans.append(Span(starts_at, ends_at))
    return tuple(spans)


def _spans_after(calendar: Calendar, at: datetime, *, until: datetime = FOR_EVER) -> Iterator[Span]:
    """Yield the open spans of a calendar in order, cut off at `at` and at `until`; for ever when the weeks are."""
    day = _brussels(at)
    has_weeks = any(calendar.weekly)
    while has_weeks or day <= calendar.last_day:
        for starts_at, ends_at in calendar.spans_of(day):
            if starts_at >= until:
                return
            if ends_at > at:
                yield Span(max(starts_at, at), min(ends_at, until))
        if opening_instant(day, MINUTES_OF_A_DAY) >= until:
            return
        day += DAY


def merged_pauses(pauses: Sequence[Pause]) -> list[Span]:
    """Return pauses in order and without overlap; one that lasts still ends at `FOR_EVER`."""
    merged: list[Span] = []
    for starts_at, ends_at in sorted((_utc(since), FOR_EVER if to is None else _utc(to)) for since, to in pauses):
        if merged and starts_at <= merged[-1].ends_at:
            merged[-1] = Span(merged[-1].starts_at, max(ends_at, merged[-1].ends_at))
        elif starts_at < ends_at:
            merged.append(Span(starts_at, ends_at))
    return merged


def _unpaused(spans: Iterator[Span], pauses: Sequence[Span]) -> Iterator[Span]:
    """Yield what the pauses, merged and in order, leave of the spans."""
    for span in spans:
        since = span.starts_at
        for pause in pauses:
            if pause.starts_at >= span.ends_at:
                break
            if pause.starts_at > since:
                yield Span(since, pause.starts_at)
            since = max(since, pause.ends_at)
        if since < span.ends_at:
            yield Span(since, span.ends_at)


def _utc(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return at.astimezone(UTC)


def _brussels(at: datetime) -> date:
    return at.astimezone(BRUSSELS).date()


ALWAYS_OPEN: Final = Calendar(number=0, weekly=(ALL_DAY,) * 7)

__all__ = [
    "ALWAYS_OPEN",
    "MINUTE",
    "Ambiguous",
    "Calendar",
    "ClosedReason",
    "Day",
    "DayKind",
    "Meant",
    "Nonexistent",
    "Pause",
    "Span",
    "closed_day",
    "closed_reason",
    "closed_windows",
    "deadline",
    "elapsed",
    "elapsed_minutes",
    "is_open",
    "is_over",
    "merged_pauses",
    "next_closing",
    "next_opening",
    "parse_wall",
    "real_deadline",
    "real_elapsed",
]
