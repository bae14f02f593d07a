"""Periods of figures: whole Brussels days, cut into weeks or months, each with the period it is compared to.

Terms: general.8
Reading: figures say what was; they promise nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from extranet.times import day_start

WEEK: Final = timedelta(days=7)
MONTHS_A_YEAR: Final = 12
# A period somebody chooses is cut into weeks up to so many days, into months beyond.
LONGEST_IN_WEEKS: Final = 92
LONGEST: Final = 731


class Step(StrEnum):
    """Into what a period is cut."""

    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True)
class Slot:
    """A part of a period: days from `start` up to `end`."""

    start: date
    end: date


@dataclass(frozen=True)
class Period:
    """Days from `start` up to `end`, which is the first day not counted. Raises ValueError without a day."""

    start: date
    end: date
    step: Step

    def __post_init__(self) -> None:
        if self.start >= self.end:
            raise ValueError("a period has at least one day")

    @property
    def last(self) -> date:
        """The last day counted."""
        return self.end - timedelta(days=1)

    @property
    def starts_at(self) -> datetime:
        """The instant its first day begins in Brussels."""
        return day_start(self.start)

    @property
    def ends_at(self) -> datetime:
        """The instant from which nothing is counted."""
        return day_start(self.end)

    @property
    def slots(self) -> tuple[Slot, ...]:
        """Its weeks, counted from its first day, or its calendar months; the first and the last may be shorter."""
        return tuple(self._cut())

    @property
    def before(self) -> "Period":
        """The period it is compared to: as long and just before, or the same days as many months earlier."""
        if self.step is Step.MONTH and self.start.day == 1:
            months = len(self.slots)
            return Period(moved(self.start, -months), moved(self.end, -months), self.step)
        return Period(self.start - (self.end - self.start), self.start, self.step)

    def _cut(self) -> Iterator[Slot]:
        start = self.start
        while start < self.end:
            following = start + WEEK if self.step is Step.WEEK else moved(start.replace(day=1), 1)
            yield Slot(start, min(following, self.end))
            start = following


def last_weeks(today: date, weeks: int = 4) -> Period:
    """Return the weeks that end with `today`."""
    end = today + timedelta(days=1)
    return Period(end - weeks * WEEK, end, Step.WEEK)


def last_months(today: date, months: int = 12) -> Period:
    """Return the calendar months that end with the one of `today`, up to `today`."""
    return Period(moved(today.replace(day=1), 1 - months), today + timedelta(days=1), Step.MONTH)


def between(first: date, last: date) -> Period:
    """Return the days from `first` to `last`, both counted. Raises ValueError when `last` is before `first`."""
    end = last + timedelta(days=1)
    step = Step.WEEK if (end - first).days <= LONGEST_IN_WEEKS else Step.MONTH
    return Period(first, end, step)


def moved(day: date, months: int) -> date:
    """Return the same day so many months later, or the last of that month where it is shorter."""
    number = day.year * MONTHS_A_YEAR + day.month - 1 + months
    first = date(number // MONTHS_A_YEAR, number % MONTHS_A_YEAR + 1, 1)
    following = date((number + 1) // MONTHS_A_YEAR, (number + 1) % MONTHS_A_YEAR + 1, 1)
    return min(first + timedelta(days=day.day - 1), following - timedelta(days=1))
