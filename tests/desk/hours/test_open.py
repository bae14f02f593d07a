"""When support is open, to the second, and why it is closed. general.7, S4."""

from datetime import datetime
from itertools import pairwise

import pytest

from support.desk.rules.hours import (
    ALWAYS_OPEN,
    Calendar,
    Day,
    DayKind,
    closed_day,
    closed_reason,
    closed_windows,
    is_open,
    next_closing,
    next_opening,
)
from support.desk.rules.windows import read_windows
from tests.desk.hours.stage import CALENDAR, HOLIDAYS, WEEKLY, brussels

NEVER = Calendar(1, ((),) * 7)


@pytest.mark.parametrize(
    ("wall", "expected"),
    [
        ("2026-06-04 08:29:59", False),
        ("2026-06-04 08:30:00", True),
        ("2026-06-04 17:59:59", True),
        ("2026-06-04 17:59:59.999999", True),
        ("2026-06-04 18:00:00", False),
        ("2026-06-05 15:59:59", True),
        ("2026-06-05 16:00:00", False),
        ("2026-06-06 10:00:00", False),
        ("2026-06-07 10:00:00", False),
        ("2026-06-10 11:59:59", True),
        ("2026-06-10 12:00:00", False),
        ("2026-06-10 13:00:00", True),
        ("2026-07-20 17:59:59", True),
        ("2026-07-21 10:00:00", False),
        ("2026-07-22 08:30:00", True),
        ("2026-05-15 10:00:00", False),
        # The day before and the day after each change of the clocks.
        ("2026-03-27 08:30:00", True),
        ("2026-03-30 08:29:59", False),
        ("2026-03-30 08:30:00", True),
        ("2026-10-23 15:59:59", True),
        ("2026-10-26 08:30:00", True),
        ("2026-10-26 18:00:00", False),
    ],
)
def test_windows_are_half_open_in_the_wall_time_of_brussels(wall: str, expected: bool) -> None:
    assert is_open(CALENDAR, brussels(wall)) is expected


def test_a_naive_time_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        is_open(CALENDAR, datetime(2026, 6, 4, 10))  # noqa: DTZ001 - that is the point


@pytest.mark.parametrize(
    ("wall", "expected"),
    [
        ("2026-06-04 10:00", None),
        ("2026-06-04 20:00", "outside_hours"),
        ("2026-06-04 07:00", "outside_hours"),
        ("2026-06-05 16:00", "outside_hours"),
        ("2026-06-06 10:00", "weekend"),
        ("2026-06-10 12:30", "exception"),
        ("2026-05-15 10:00", "exception"),
        ("2026-07-21 10:00", "holiday"),
        ("2026-07-21 23:00", "holiday"),
        ("2026-07-22 00:00", "outside_hours"),
    ],
)
def test_a_closing_has_its_reason(wall: str, expected: str | None) -> None:
    assert closed_reason(CALENDAR, brussels(wall)) == expected


def test_a_holiday_on_a_sunday_is_a_holiday() -> None:
    sunday = brussels("2026-11-01 10:00")
    calendar = Calendar(1, WEEKLY, {sunday.date(): Day(DayKind.HOLIDAY, "Toussaint")})
    assert closed_reason(calendar, sunday) == "holiday"


def test_a_break_of_the_week_is_lunch() -> None:
    broken = read_windows("08:30-12:00, 13:00-18:00")
    calendar = Calendar(1, (broken,) * 5 + ((), ()))
    assert closed_reason(calendar, brussels("2026-06-04 12:00")) == "lunch"
    assert closed_reason(calendar, brussels("2026-06-04 18:00")) == "outside_hours"


def test_a_weekday_without_hours_is_no_weekend() -> None:
    calendar = Calendar(1, ((), *WEEKLY[1:]))
    assert closed_reason(calendar, brussels("2026-06-01 10:00")) == "outside_hours"


def test_what_closes_a_day_is_named() -> None:
    named = closed_day(CALENDAR, brussels("2026-07-21 10:00"))
    assert named is not None
    assert named.name == "Fête nationale"
    assert closed_day(CALENDAR, brussels("2026-06-06 10:00")) is None
    assert closed_day(CALENDAR, brussels("2026-06-10 10:00")) is None


@pytest.mark.parametrize(
    ("wall", "opens", "closes"),
    [
        ("2026-06-04 10:00", "2026-06-04 10:00", "2026-06-04 18:00"),
        ("2026-06-04 18:00", "2026-06-05 08:30", "2026-06-05 16:00"),
        ("2026-06-05 16:00", "2026-06-08 08:30", "2026-06-08 18:00"),
        ("2026-06-10 12:00", "2026-06-10 13:00", "2026-06-10 18:00"),
        ("2026-05-13 18:00", "2026-05-14 08:30", "2026-05-14 18:00"),
        ("2026-05-14 18:00", "2026-05-18 08:30", "2026-05-18 18:00"),
        ("2026-03-27 16:00", "2026-03-30 08:30", "2026-03-30 18:00"),
        ("2026-10-23 16:00", "2026-10-26 08:30", "2026-10-26 18:00"),
        ("2026-12-24 18:00", "2026-12-28 08:30", "2026-12-28 18:00"),
    ],
)
def test_the_next_opening_and_closing(wall: str, opens: str, closes: str) -> None:
    assert next_opening(CALENDAR, brussels(wall)) == brussels(opens)
    assert next_closing(CALENDAR, brussels(wall)) == brussels(closes)


def test_hours_that_never_come_or_never_end() -> None:
    at = brussels("2026-06-04 10:00")
    assert (next_opening(NEVER, at), next_closing(NEVER, at)) == (None, None)
    assert (next_opening(ALWAYS_OPEN, at), next_closing(ALWAYS_OPEN, at)) == (at, None)


def test_a_day_closed_ends_even_hours_that_never_end() -> None:
    calendar = Calendar(1, ALWAYS_OPEN.weekly, HOLIDAYS)
    assert next_closing(calendar, brussels("2026-06-04 10:00")) == brussels("2026-07-21 00:00")
    assert next_closing(calendar, brussels("2026-12-26 10:00")) is None


def test_one_open_day_in_a_closed_calendar_is_found() -> None:
    day = brussels("2026-06-10 10:00").date()
    calendar = Calendar(1, NEVER.weekly, {day: Day(DayKind.EXCEPTION, "Essai", read_windows("09:00-24:00"))})
    assert next_opening(calendar, brussels("2026-01-01 00:00")) == brussels("2026-06-10 09:00")
    assert next_closing(calendar, brussels("2026-01-01 00:00")) == brussels("2026-06-11 00:00")
    assert next_opening(calendar, brussels("2026-06-11 00:00")) is None


def test_a_week_has_seven_days() -> None:
    with pytest.raises(ValueError, match="seven"):
        Calendar(1, WEEKLY[:5])


def test_closed_windows_are_cut_at_both_ends() -> None:
    spans = closed_windows(CALENDAR, brussels("2026-06-04 20:00"), brussels("2026-06-05 20:00"))
    assert [(span.starts_at, span.ends_at) for span in spans] == [
        (brussels("2026-06-04 20:00"), brussels("2026-06-05 08:30")),
        (brussels("2026-06-05 16:00"), brussels("2026-06-05 20:00")),
    ]
    assert closed_windows(ALWAYS_OPEN, brussels("2026-03-28 00:00"), brussels("2026-03-30 00:00")) == ()


def test_two_windows_in_the_hour_that_happens_twice_count_once() -> None:
    calendar = Calendar(1, (read_windows("01:00-02:30, 02:45-05:00"),) * 7)
    spans = calendar.spans_of(brussels("2026-10-25 12:00").date())
    assert all(earlier.ends_at <= later.starts_at for earlier, later in pairwise(spans))
    assert sum(span.real_minutes for span in spans) == 5 * 60


def test_many_days_are_asked_and_forgotten() -> None:
    calendar = Calendar(1, WEEKLY)
    start, end = brussels("2000-01-01 00:00"), brussels("2030-01-01 00:00")
    assert len(closed_windows(calendar, start, end)) > 7000
    assert len(calendar._known) <= 5000


@pytest.mark.parametrize("wall", ["2026-06-04 10:00", "2026-06-04 20:00", "2026-06-06 10:00", "2026-07-21 10:00"])
def test_why_it_is_closed_is_the_same_when_asked_again(wall: str) -> None:
    at = brussels(wall)
    expected = (closed_reason(CALENDAR, at), closed_day(CALENDAR, at))
    assert CALENDAR.closed_at(at) == CALENDAR.closed_at(at) == expected


def test_the_reason_of_a_naive_instant_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        CALENDAR.closed_at(datetime(2026, 6, 4, 10))  # noqa: DTZ001 - what is refused
