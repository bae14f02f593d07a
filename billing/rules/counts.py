"""From what is known about an element to its daily count, as runs of equal days."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from billing.rules.days import ONE_DAY, Days, Run, clipped, joined, runs_of_days
from billing.rules.parking import CannotBill, Parked, ParkReason
from billing.rules.users import Declaration, count_users
from extranet.times import brussels_day, day_start


@dataclass(frozen=True, slots=True)
class Segment:
    """A count that holds from `start` until the next segment."""

    start: date
    count: int


@dataclass(frozen=True, slots=True)
class Change:
    """`change` more (or fewer, when negative) at the aware instant `at`."""

    at: datetime
    change: int


@dataclass(frozen=True, slots=True)
class Reported:
    """Daily counts from the first of the month, None where not reported; what was known on the eve.

    `missing_before`: days in a row before the month that were not reported.
    """

    daily: tuple[int | None, ...]
    known_before: int | None = None
    missing_before: int = 0


@dataclass(frozen=True, slots=True)
class DatedDeclaration:
    """A declaration of users that holds from `start` until the next one."""

    start: date
    declaration: Declaration


def segment_runs(segments: Iterable[Segment], days: Days) -> tuple[Run, ...]:
    """Return the daily count on `days`: zero before the first segment.

    Terms: telavox.4, bt.11
    """
    runs: list[Run] = []
    start, count = days.start, 0
    for segment in sorted(segments, key=lambda segment: segment.start):
        if segment.start >= days.end:
            break
        if segment.start > start:
            runs.append(Run(start, segment.start, count))
            start = segment.start
        count = segment.count
    return joined([*runs, Run(start, days.end, count)])


def declaration_runs(declarations: Iterable[DatedDeclaration], days: Days) -> tuple[Run, ...]:
    """Return the users declared on each of `days`.

    Terms: bt.11d
    """
    counted = [Segment(dated.start, count_users(dated.declaration).users) for dated in declarations]
    return segment_runs(counted, days)


def change_runs(element: str, clause: str, count_before: int, changes: Iterable[Change], days: Days) -> tuple[Run, ...]:
    """Return the highest simultaneous count of each of `days`.

    `count_before`: before the first change. Raises CannotBill when the count falls below zero.

    Terms: telavox.4, bt.11
    Reading: days are Brussels days; changes at one instant are netted; what is removed at 00:00:00 leaves
    the new day free.
    """
    runs: list[Run] = []
    start, count = days.start, count_before
    for day, peak, left in _peaks(count_before, changes):
        if day >= days.end:
            break
        if left < 0:
            raise CannotBill(Parked(ParkReason.NEGATIVE_COUNT, element, day, clause))
        if day >= days.start:
            if start < day:
                runs.append(Run(start, day, count))
            runs.append(Run(day, day + ONE_DAY, peak))
            start = day + ONE_DAY
        count = left
    if start < days.end:
        runs.append(Run(start, days.end, count))
    return joined(runs)


def _peaks(count: int, changes: Iterable[Change]) -> Iterator[tuple[date, int, int]]:
    """Yield day, highest count and last count of each day with changes."""
    instants = _netted(changes)
    for day, at_day in groupby(instants, key=lambda change: brussels_day(change.at)):
        midnight, peak = day_start(day), None
        for change in at_day:
            before, count = count, count + change.change
            if peak is None:
                peak = count if change.at == midnight else before
            peak = max(peak, count)
            if count < 0:
                break
        yield day, count if peak is None else peak, count


def _netted(changes: Iterable[Change]) -> Iterator[Change]:
    in_order = sorted(changes, key=lambda change: change.at)
    for at, together in groupby(in_order, key=lambda change: change.at):
        yield Change(at, sum(change.change for change in together))


@dataclass(frozen=True, slots=True)
class Gap:
    """How many unreported days in a row are bridged, and since when days are service days at all."""

    assumed_days: int
    service_start: date


def report_runs(element: str, clause: str, reported: Reported, month: Days, days: Days, gap: Gap) -> tuple[Run, ...]:
    """Return the daily count on `days`; a day not reported takes the last reported count, marked assumed.

    `days`: the service days of `month`. Raises CannotBill when more service days in a row are not reported
    than `gap` allows, counted over month ends, or when nothing was ever reported before.

    Terms: telavox.4, bt.11
    """
    known = reported.known_before
    missing = min(reported.missing_before, max(0, (month.start - gap.service_start).days))
    counts: list[tuple[int, bool]] = []
    unsent = (None,) * (month.count - len(reported.daily))
    for day, count in zip(month, reported.daily + unsent, strict=True):
        if day >= days.end:
            break
        if count is not None:
            known, missing = count, 0
        elif day >= days.start:
            missing += 1
            if missing > gap.assumed_days or known is None:
                raise CannotBill(Parked(ParkReason.NOT_REPORTED, element, day, clause))
        counts.append((known or 0, count is None))
    return clipped(runs_of_days(month.start, counts), days.start, days.end)
