"""Brussels days: half-open ranges, months, quarters, and counts that hold for a run of days."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

ONE_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Days:
    """A range of days; `end` is the first day after it. Raises ValueError when it ends before it starts."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError("a range of days ends after it starts")

    @property
    def count(self) -> int:
        """How many days."""
        return (self.end - self.start).days

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.start <= day < self.end

    def __iter__(self) -> Iterator[date]:
        return (self.start + timedelta(days=number) for number in range(self.count))


@dataclass(frozen=True, slots=True)
class Run:
    """A daily count that holds on every day from `start`, up to `end`; `is_assumed`: not reported, taken over."""

    start: date
    end: date
    count: int
    is_assumed: bool = False

    @property
    def days(self) -> int:
        """How many days."""
        return (self.end - self.start).days


def month_of(day: date) -> Days:
    """Return the calendar month that holds `day`."""
    start = day.replace(day=1)
    return Days(start, (start + timedelta(days=31)).replace(day=1))


def quarter_of(day: date) -> Days:
    """Return the calendar quarter that holds `day`.

    Terms: bt.11d
    """
    start = date(day.year, day.month - (day.month - 1) % 3, 1)
    return Days(start, month_of(start + timedelta(days=63)).end)


def overlap(days: Days, start: date | None, end: date | None) -> Days | None:
    """Return the part of `days` from `start` until `end` (None: without bound); None when there is none.

    Terms: telavox.4, bt.11
    Reading: the end is the first day not billed.
    """
    first = days.start if start is None or start < days.start else start
    last = days.end if end is None or end > days.end else end
    return Days(first, last) if first < last else None


def cut(days: Days, bounds: Iterable[date | None]) -> list[Days]:
    """Return `days` cut at each of `bounds` that falls inside it, in order."""
    inner = {bound for bound in bounds if bound is not None and days.start < bound < days.end}
    edges = [days.start, *sorted(inner), days.end]
    return [Days(start, end) for start, end in pairwise(edges)]


def runs_of_days(start: date, counts: Sequence[tuple[int, bool]]) -> tuple[Run, ...]:
    """Return the runs of equal (count, is it assumed) of days that follow each other from `start`."""
    runs: list[Run] = []
    first = 0
    for number in range(1, len(counts) + 1):
        if number == len(counts) or counts[number] != counts[first]:
            count, is_assumed = counts[first]
            runs.append(Run(start + timedelta(days=first), start + timedelta(days=number), count, is_assumed))
            first = number
    return tuple(runs)


def joined(runs: Iterable[Run]) -> tuple[Run, ...]:
    """Return the same daily counts in the fewest runs; `runs` follow each other without a hole."""
    result: list[Run] = []
    for run in runs:
        last = result[-1] if result else None
        if last and last.count == run.count and last.is_assumed == run.is_assumed and last.end == run.start:
            result[-1] = Run(last.start, run.end, run.count, run.is_assumed)
        else:
            result.append(run)
    return tuple(result)


def clipped(runs: Sequence[Run], start: date, end: date) -> tuple[Run, ...]:
    """Return the part of `runs` from `start` until `end`."""
    if runs and runs[0].start >= start and runs[-1].end <= end:
        return tuple(runs)
    return tuple(
        Run(max(run.start, start), min(run.end, end), run.count, run.is_assumed)
        for run in runs
        if run.start < end and run.end > start
    )
