"""What the next version of the calendar would be, and what it changes. Reads nothing, writes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from support.desk.rules.hours import Calendar, Day, DayKind
from support.desk.rules.windows import Windows, written_windows

NEXT_DAYS: Final = 8 * 7


@dataclass(frozen=True)
class Hours:
    """The hours of one day, before or after: `name` of the dated entry, empty on an ordinary day."""

    windows: Windows
    name: str = ""

    @property
    def written(self) -> str:
        """The windows as text; empty when closed."""
        return written_windows(self.windows)


@dataclass(frozen=True)
class ChangedDay:
    """A day whose hours, or whose name, a new version changes."""

    day: date
    before: Hours
    after: Hours


def next_calendar(
    current: Calendar, *, weekly: tuple[Windows, ...] | None = None, days: Mapping[date, Day | None] | None = None
) -> Calendar:
    """Return the version after `current`: another week when `weekly`, and for each of `days` its entry.

    None takes the entry away: the day is an ordinary one.
    """
    kept: dict[date, Day] = dict(current.days)
    for day, entry in (days or {}).items():
        kept.pop(day, None)
        if entry is not None:
            kept[day] = entry
    return Calendar(current.number + 1, current.weekly if weekly is None else weekly, dict(sorted(kept.items())))


def changed_days(current: Calendar, following: Calendar, *, since: date) -> tuple[ChangedDay, ...]:
    """Return the days from `since` on that a new version changes.

    All of the next eight weeks; beyond them those of which the dated entry changes: the week would change all.
    """
    near = {since + timedelta(days=number) for number in range(NEXT_DAYS)}
    listed = near | {day for day in {*current.days, *following.days} if day >= since}
    changed = (ChangedDay(day, _hours(current, day), _hours(following, day)) for day in sorted(listed))
    return tuple(
        one
        for one in changed
        if one.before != one.after and (one.day in near or current.days.get(one.day) != following.days.get(one.day))
    )


def as_facts(day: Day | None) -> list[str] | None:
    """Return an entry as the audit trail keeps it: kind, name and hours."""
    return None if day is None else [str(day.kind), day.name, written_windows(day.windows)]


def is_holiday_open(day: Day) -> bool:
    """Return whether an entry contradicts itself: a legal holiday is closed."""
    return day.kind is DayKind.HOLIDAY and bool(day.windows)


def _hours(calendar: Calendar, day: date) -> Hours:
    entry = calendar.days.get(day)
    return Hours(calendar.windows_of(day), "" if entry is None else entry.name)
