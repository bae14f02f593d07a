"""From ranges and reported days to the daily counts of the rules, and to the opening of a quarter. Pure.

Terms: telavox.4, bt.11, bt.11d
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from billing.ledger.readings import DatedReading, readings_on
from billing.rules import quarter
from billing.rules.counts import Gap, Reported, report_runs
from billing.rules.days import ONE_DAY, Days, quarter_of
from billing.rules.parking import CannotBill
from billing.rules.quarter import OpeningSource, billed_users, quarter_floor
from billing.rules.readings import USERS
from extranet.platforms.selectors import Counted

ZERO: Final = Decimal(0)


class NotWhole(ValueError):
    """Something counted by the piece has a fraction."""

    def __init__(self, code: str, day: date, quantity: Decimal) -> None:
        super().__init__(f"{quantity} {code} on {day}")
        self.code, self.day = code, day


@dataclass(frozen=True, slots=True)
class Told:
    """What the platform said of one account: quantities above zero by element, and the days it reported at all."""

    counts: Mapping[str, Sequence[Counted]]
    days: Collection[date]


def by_element(counts: Iterable[Counted]) -> dict[str, list[Counted]]:
    """Return the ranges of an account by element."""
    found: dict[str, list[Counted]] = {}
    for counted in counts:
        found.setdefault(counted.element, []).append(counted)
    return found


def reported(told: Told, code: str, days: Days, lookback: int) -> Reported:
    """Return the counts of a product on `days`, and what was known before: at most `lookback` days back.

    Further back does not matter: a gap longer than the days that are bridged sets the account aside either way.
    Raises NotWhole.

    Terms: telavox.4, bt.11
    Reading: a day that was reported without the product counts zero.
    """
    ranges = told.counts.get(code, ())
    daily = tuple(_count_on(code, ranges, day) if day in told.days else None for day in days)
    for back in range(1, lookback + 1):
        eve = days.start - back * ONE_DAY
        if eve in told.days:
            return Reported(daily, _count_on(code, ranges, eve), back - 1)
    return Reported(daily, None, lookback)


def _count_on(code: str, ranges: Iterable[Counted], day: date) -> int:
    quantity = next((one.quantity for one in ranges if one.start <= day < one.end), ZERO)
    if quantity != int(quantity):
        raise NotWhole(code, day, quantity)
    return int(quantity)


def last_days(start: date, month: Days) -> list[date]:
    """Return the last day of each quarter between the start of a service and the quarter of `month`."""
    days, opening = [], quarter_of(month.start).start
    while quarter_of(start).start < opening:
        start = quarter_of(start).end
        days.append(start - ONE_DAY)
    return days


def quarter_opening(
    told: Told, code: str, *, start: date, ordered: int, month: Days, chosen: Iterable[DatedReading]
) -> int | None:
    """Return the users billed on the last day of the quarter before `month`'s; None in the first, or when not known.

    `code`: the product that counts users. `start`, `ordered`: the service's first day and its order form.

    Terms: bt.11d
    Reading: the first quarter opens with the order form, each further one with what was billed on the last day of
    the one before; each under the rule of decrease in force on its first day.
    """
    settings = tuple(chosen)
    opening, source, is_known = ordered, OpeningSource.ORDER_FORM, False
    for last in last_days(start, month):
        readings = readings_on(settings, last)
        one = Days(last, last + ONE_DAY)
        gap = Gap(readings.assumed_days, start)
        try:
            counts = reported(told, code, one, readings.assumed_days)
            (run,) = report_runs(USERS, quarter.CLAUSE, counts, one, one, gap)
        except CannotBill:
            return None
        opening = billed_users(run.count, quarter_floor(opening, source, readings.decrease))
        source, is_known = OpeningSource.PREVIOUS_QUARTER, True
    return opening if is_known else None
