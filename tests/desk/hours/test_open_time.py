"""Deadlines and elapsed open time, against a count minute by minute. general.7, general.8."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extranet.times import BRUSSELS
from support.desk.rules.hours import (
    MINUTE,
    Calendar,
    Day,
    DayKind,
    Pause,
    deadline,
    elapsed,
    elapsed_minutes,
    is_over,
    real_deadline,
    real_elapsed,
)
from support.desk.rules.windows import ALL_DAY, read_windows
from tests.desk.hours.stage import CALENDAR, WEEKLY, brussels

BROKEN = read_windows("08:30-12:00, 13:00-18:00")
LATE = read_windows("00:00-01:15, 22:00-24:00")
# Days next to a change of the clocks, and one with hours of its own.
STARTS = [date(2026, 3, 26), date(2026, 10, 23), date(2026, 5, 13), date(2026, 6, 8)]
CALENDARS = [
    CALENDAR,
    Calendar(2, WEEKLY),
    Calendar(3, (ALL_DAY,) * 7),
    Calendar(4, (LATE,) * 7),
    Calendar(
        5, (BROKEN,) * 5 + ((), ()), {date(2026, 10, 26): Day(DayKind.EXCEPTION, "x", read_windows("12:00-12:07"))}
    ),
]
calendars = st.sampled_from(CALENDARS)
starts = st.builds(
    lambda day, minutes: datetime(day.year, day.month, day.day, tzinfo=BRUSSELS) + timedelta(minutes=minutes),
    st.sampled_from(STARTS),
    st.integers(0, 3 * 24 * 60),
)
offsets = st.tuples(st.integers(-300, 5000), st.integers(0, 2000))


def pauses_from(start: datetime, drawn: Sequence[tuple[int, int]]) -> list[Pause]:
    """Return pauses that begin so many minutes after `start` and last so long."""
    return [(start + since * MINUTE, start + (since + length) * MINUTE) for since, length in drawn]


def counts(calendar: Calendar, at: datetime, pauses: Sequence[Pause]) -> bool:
    """Whether the minute that begins at `at` is open and unpaused, from the wall clock alone."""
    if any(since <= at and (until is None or at < until) for since, until in pauses):
        return False
    local = at.astimezone(BRUSSELS)
    minute = local.hour * 60 + local.minute
    entry = calendar.days.get(local.date())
    windows = calendar.weekly[local.weekday()] if entry is None else entry.windows
    return any(window.opens <= minute < window.closes for window in windows)


@given(calendars, starts, st.integers(0, 6000), st.lists(offsets, max_size=3))
@settings(max_examples=60)
def test_elapsed_time_is_the_count_of_its_minutes(
    calendar: Calendar, start: datetime, length: int, drawn: list[tuple[int, int]]
) -> None:
    start = brussels(f"{start:%Y-%m-%d %H:%M}")
    pauses = pauses_from(start, drawn)
    counted = sum(counts(calendar, start + number * MINUTE, pauses) for number in range(length))
    assert elapsed(calendar, start, start + length * MINUTE, pauses) == counted * MINUTE


@given(calendars, starts, st.integers(1, 1500), st.lists(offsets, max_size=3))
@settings(max_examples=60)
def test_a_deadline_is_the_smallest_instant_with_its_minutes_behind_it(
    calendar: Calendar, start: datetime, minutes: int, drawn: list[tuple[int, int]]
) -> None:
    start = brussels(f"{start:%Y-%m-%d %H:%M}")
    pauses = pauses_from(start, drawn)
    due = deadline(calendar, start, minutes, pauses)
    assert due is not None
    assert elapsed(calendar, start, due, pauses) == minutes * MINUTE
    assert elapsed(calendar, start, due - timedelta(seconds=1), pauses) < minutes * MINUTE
    assert counts(calendar, due - MINUTE, pauses)


@given(calendars, starts, st.lists(st.integers(0, 4000), min_size=3, max_size=3))
def test_elapsed_time_adds_up_over_parts(calendar: Calendar, start: datetime, lengths: list[int]) -> None:
    first, second, third = (start + length * MINUTE for length in sorted(lengths))
    whole = elapsed(calendar, first, second) + elapsed(calendar, second, third)
    assert whole == elapsed(calendar, first, third)


def test_a_deadline_may_be_the_closing_itself() -> None:
    assert deadline(CALENDAR, brussels("2026-06-01 17:00"), 60) == brussels("2026-06-01 18:00")
    assert deadline(CALENDAR, brussels("2026-06-01 17:00"), 61) == brussels("2026-06-02 08:31")


def test_no_minutes_are_the_moment_the_clock_starts() -> None:
    assert deadline(CALENDAR, brussels("2026-06-01 10:00"), 0) == brussels("2026-06-01 10:00")
    assert deadline(CALENDAR, brussels("2026-06-05 16:00"), 0) == brussels("2026-06-08 08:30")


def test_seconds_are_kept() -> None:
    assert deadline(CALENDAR, brussels("2026-06-01 17:59:30"), 1) == brussels("2026-06-02 08:30:30")


def test_an_open_pause_has_no_deadline_and_stops_the_count() -> None:
    pause = [(brussels("2026-06-01 10:00"), None)]
    assert deadline(CALENDAR, brussels("2026-06-01 09:00"), 120, pause) is None
    assert elapsed_minutes(CALENDAR, brussels("2026-06-01 09:00"), brussels("2026-06-01 15:00"), pause) == 60


def test_a_pause_that_ends_before_it_starts_pauses_nothing() -> None:
    backwards = [(brussels("2026-06-01 12:00"), brussels("2026-06-01 11:00"))]
    assert deadline(CALENDAR, brussels("2026-06-01 09:00"), 60, backwards) == brussels("2026-06-01 10:00")


def test_a_calendar_that_never_opens_has_no_deadline() -> None:
    assert deadline(Calendar(1, ((),) * 7), brussels("2026-06-01 09:00"), 1) is None


def test_a_negative_aim_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="-1"):
        deadline(CALENDAR, brussels("2026-06-01 09:00"), -1)


def test_an_aim_is_missed_by_open_time_never_by_the_clock_on_the_wall() -> None:
    start = brussels("2026-06-01 17:00")
    assert not is_over(CALENDAR, start, brussels("2026-06-02 08:30"), 60)
    assert is_over(CALENDAR, start, brussels("2026-06-02 08:30:01"), 60)


def test_the_clock_of_critical_problems_never_stops() -> None:
    start = brussels("2026-10-24 23:30")
    due = real_deadline(start, 240)
    assert due == start + timedelta(hours=4)
    assert real_elapsed(start, brussels("2026-10-25 12:00")) == timedelta(hours=13, minutes=30)
    assert real_elapsed(brussels("2026-10-25 12:00"), start) == timedelta(0)
