"""What the clock on a wall in Brussels says, and the instant it means: twice a year that is not one answer."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Final, TypeAlias

from extranet.times import BRUSSELS, readings_of

# Some years of days: a page asks about the same ones again and again.
INSTANTS_REMEMBERED: Final = 10_000


@dataclass(frozen=True)
class Ambiguous:
    """A wall time of the night the clocks go back: it happens twice, somebody must say which."""

    first: datetime
    second: datetime


@dataclass(frozen=True)
class Nonexistent:
    """A wall time of the night the clocks go forward: it never happens. `wall` is what was asked."""

    wall: datetime


Meant: TypeAlias = datetime | Ambiguous | Nonexistent


def parse_wall(wall: str | datetime) -> Meant:
    """Return the UTC instant that a wall time in Brussels means, or why there is not exactly one.

    `wall`: ISO text or a naive datetime. One that says its own offset is an instant already. Raises ValueError for
    text that is no time.
    """
    read = datetime.fromisoformat(wall) if isinstance(wall, str) else wall
    if read.tzinfo is not None:
        return read.astimezone(UTC)
    readings = readings_of(read)
    if not readings:
        return Nonexistent(read)
    return readings[0] if len(readings) == 1 else Ambiguous(*readings)


@lru_cache(maxsize=INSTANTS_REMEMBERED)
def opening_instant(day: date, minutes: int) -> datetime:
    """Return when a window opens on a Brussels day: the first of two, and moved on by the leap when there is none."""
    return _readings(_wall(day, minutes))[0]


@lru_cache(maxsize=INSTANTS_REMEMBERED)
def closing_instant(day: date, minutes: int) -> datetime:
    """Return when a window closes on a Brussels day: the second of two, and moved on by the leap when there is none."""
    return max(_readings(_wall(day, minutes)))


def _wall(day: date, minutes: int) -> datetime:
    return datetime(day.year, day.month, day.day) + timedelta(minutes=minutes)  # noqa: DTZ001 - a wall time has no zone


def _readings(wall: datetime) -> tuple[datetime, datetime]:
    first = wall.replace(tzinfo=BRUSSELS, fold=0).astimezone(UTC)
    return first, wall.replace(tzinfo=BRUSSELS, fold=1).astimezone(UTC)
