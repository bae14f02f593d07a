"""Periods of figures are whole Brussels days; each has the one it is compared to.

Terms: general.8
"""

from datetime import UTC, date, datetime
from itertools import pairwise

import pytest

from support.desk.figures.periods import Period, Step, between, last_months, last_weeks, moved

TODAY = date(2026, 11, 24)


def test_four_weeks_end_with_today() -> None:
    period = last_weeks(TODAY)
    assert (period.start, period.last, len(period.slots)) == (date(2026, 10, 28), TODAY, 4)
    assert (period.before.start, period.before.last) == (date(2026, 9, 30), date(2026, 10, 27))


def test_twelve_months_end_with_the_one_under_way_and_are_compared_to_the_same_days_a_year_before() -> None:
    period = last_months(TODAY)
    assert (period.start, period.last, len(period.slots)) == (date(2025, 12, 1), TODAY, 12)
    assert (period.before.start, period.before.last) == (date(2024, 12, 1), date(2025, 11, 24))


def test_the_last_day_of_february_is_compared_to_that_of_the_year_before() -> None:
    assert last_months(date(2028, 2, 29)).before.last == date(2027, 2, 28)
    assert last_months(date(2027, 2, 28)).before.last == date(2026, 2, 28)


def test_a_day_of_brussels_begins_at_its_own_midnight_summer_and_winter() -> None:
    period = between(date(2026, 10, 25), date(2026, 10, 25))
    assert period.starts_at == datetime(2026, 10, 24, 22, tzinfo=UTC)
    assert period.ends_at == datetime(2026, 10, 25, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    ("first", "last", "step", "slots"),
    [
        (date(2026, 11, 1), date(2026, 11, 1), Step.WEEK, 1),
        (date(2026, 11, 1), date(2026, 11, 8), Step.WEEK, 2),
        (date(2026, 8, 1), date(2026, 10, 31), Step.WEEK, 14),
        (date(2026, 8, 1), date(2026, 11, 1), Step.MONTH, 4),
        (date(2026, 1, 15), date(2026, 6, 14), Step.MONTH, 6),
    ],
)
def test_chosen_days_are_cut_into_weeks_then_into_months(first: date, last: date, step: Step, slots: int) -> None:
    period = between(first, last)
    assert (period.step, len(period.slots)) == (step, slots)
    assert (period.slots[0].start, period.slots[-1].end) == (period.start, period.end)
    for one, following in pairwise(period.slots):
        assert one.end == following.start


def test_the_period_before_chosen_days_is_as_long_and_ends_where_they_begin() -> None:
    period = between(date(2026, 11, 10), date(2026, 11, 12))
    assert (period.before.start, period.before.end) == (date(2026, 11, 7), date(2026, 11, 10))


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 12, 5), 1, date(2027, 1, 5)),
        (date(2026, 1, 5), -1, date(2025, 12, 5)),
        (date(2026, 5, 31), 0, date(2026, 5, 31)),
    ],
)
def test_a_day_is_moved_by_months(day: date, months: int, expected: date) -> None:
    assert moved(day, months) == expected


def test_a_period_without_a_day_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one day"):
        Period(TODAY, TODAY, Step.WEEK)
