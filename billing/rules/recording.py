"""The volume of recorded calls, global to an account."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Final

from billing.rules.days import Days
from billing.rules.parking import CannotBill, Parked, ParkReason
from billing.rules.quantities import to_thousandths

CLAUSE: Final = "bt.11g"
ZERO: Final = Decimal(0)


@dataclass(frozen=True, slots=True)
class Recording:
    """`recordings`: how many calls are recorded. `daily_gb`: GB (10⁹ bytes) stored, from the first of the month."""

    recordings: int
    daily_gb: tuple[Decimal | None, ...]


@dataclass(frozen=True, slots=True)
class Volume:
    """GB stored on every day from `start` up to `end`."""

    start: date
    end: date
    count: Decimal
    is_assumed: bool = False

    @property
    def days(self) -> int:
        """How many days."""
        return (self.end - self.start).days


def is_billed(recording: Recording) -> bool:
    """Return whether recording makes a line: not without a recording, else whatever the volume.

    Terms: bt.11g
    """
    return recording.recordings > 0


def average_gb(volumes: Iterable[tuple[Decimal, int]], days_in_month: int) -> Decimal:
    """Return the average GB over the days of the month, with three decimals; each volume held for some days.

    Terms: bt.11g
    Reading: weighted by time and rounded before the price is applied.
    """
    return to_thousandths(sum((gb * days for gb, days in volumes), ZERO) / days_in_month)


def volume_runs(recording: Recording, element: str, month: Days, days: Days, assumed_days: int) -> tuple[Volume, ...]:
    """Return the GB of each of `days`, the service days of `month`; a day not reported takes the last volume.

    Raises CannotBill when more than `assumed_days` in a row are not reported, or none before.

    Terms: bt.11g
    """
    volumes, known, missing = [], None, 0
    for day, gb in zip(month, recording.daily_gb, strict=True):
        known, missing = (known, missing + (day in days)) if gb is None else (gb, 0)
        if day in days:
            if known is None or missing > assumed_days:
                raise CannotBill(Parked(ParkReason.NOT_REPORTED, element, day, CLAUSE))
            volumes.append((day, known, gb is None))
    groups = [list(alike) for _same, alike in groupby(volumes, key=lambda volume: volume[1:])]
    ends = [group[0][0] for group in groups[1:]] + [days.end]
    return tuple(Volume(group[0][0], end, *group[0][1:]) for group, end in zip(groups, ends, strict=True))


def clipped_volumes(volumes: Sequence[Volume], start: date, end: date) -> tuple[Volume, ...]:
    """Return the part of `volumes` from `start` until `end`."""
    return tuple(
        Volume(max(run.start, start), min(run.end, end), run.count, run.is_assumed)
        for run in volumes
        if run.start < end and run.end > start
    )
