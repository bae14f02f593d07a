"""Why a deadline is when it is, against a count minute by minute. general.7, general.8."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.desk.rules.explaining import Closing, Explanation, StretchKind, count, explain
from support.desk.rules.hours import ALWAYS_OPEN, MINUTE, Calendar, Pause, deadline, elapsed
from tests.desk.hours.stage import CALENDAR, brussels
from tests.desk.hours.test_open_time import calendars, counts, offsets, pauses_from, starts

Drawn = list[tuple[int, int]]


def minutes_in(found: Explanation, kind: StretchKind) -> int:
    """Return the minutes of the stretches of a kind."""
    return sum(one.length // MINUTE for one in found.stretches if one.kind is kind)


def assert_whole(found: Explanation) -> None:
    """See that the stretches follow each other from the start to the end, and none is empty."""
    since = found.starts_at
    for one in found.stretches:
        assert one.starts_at == since < one.ends_at
        assert (one.closing is None) == (one.kind is not StretchKind.CLOSED)
        since = one.ends_at
    assert since == found.ends_at


@given(calendars, starts, st.integers(0, 1500), st.lists(offsets, max_size=3))
@settings(max_examples=60, derandomize=True)
def test_the_counted_stretches_are_the_minutes_that_count(
    calendar: Calendar, drawn_start: object, minutes: int, drawn: Drawn
) -> None:
    start = brussels(f"{drawn_start:%Y-%m-%d %H:%M}")
    pauses = pauses_from(start, drawn)
    found = explain(calendar, start, minutes, pauses)
    assert_whole(found)
    assert found.deadline == deadline(calendar, start, minutes, pauses) == found.ends_at
    assert found.counted_minutes == minutes
    naive = [start + n * MINUTE for n in range((found.ends_at - start) // MINUTE)]
    assert [at for at in naive if counts(calendar, at, pauses)] == minutes_of(found)


def minutes_of(found: Explanation) -> Sequence[object]:
    """Return each minute that the explanation says was counted."""
    return [
        one.starts_at + n * MINUTE
        for one in found.stretches
        if one.kind is StretchKind.COUNTED
        for n in range(one.length // MINUTE)
    ]


@given(calendars, starts, st.integers(0, 9000), st.lists(offsets, max_size=3), st.booleans())
@settings(max_examples=60, derandomize=True)
def test_what_was_counted_until_an_instant_is_the_elapsed_time(
    calendar: Calendar, drawn_start: object, length: int, drawn: Drawn, is_real_time: bool
) -> None:
    start = brussels(f"{drawn_start:%Y-%m-%d %H:%M}")
    pauses: list[Pause] = [*pauses_from(start, drawn), (start + 4000 * MINUTE, None)]
    until = start + length * MINUTE
    found = count(calendar, start, until, pauses, is_real_time=is_real_time)
    assert_whole(found)
    hours = ALWAYS_OPEN if is_real_time else calendar
    assert found.counted == elapsed(hours, start, until, pauses)


def test_a_weekend_a_lunch_a_half_day_and_a_holiday_are_named() -> None:
    found = explain(CALENDAR, brussels("2026-06-05 15:00"), 26 * 60)
    assert [one.closing for one in found.stretches if one.closing] == [
        Closing.NIGHT,
        Closing.WEEKEND,
        Closing.NIGHT,
        Closing.NIGHT,
        Closing.NIGHT,
        Closing.HALF_DAY,
        Closing.HALF_DAY,
    ][: len([one for one in found.stretches if one.closing])]
    holiday = explain(CALENDAR, brussels("2026-07-20 17:00"), 90)
    assert [(one.closing, one.name) for one in holiday.stretches if one.closing] == [
        (Closing.NIGHT, ""),
        (Closing.HOLIDAY, "Fête nationale"),
        (Closing.NIGHT, ""),
    ]
    bridge = explain(CALENDAR, brussels("2026-05-14 17:30"), 60)
    assert (Closing.EXCEPTION, "Pont de l’Ascension") in [(one.closing, one.name) for one in bridge.stretches]


def test_an_open_pause_has_no_deadline_and_the_story_ends_where_it_begins() -> None:
    start, since = brussels("2026-06-01 09:00"), brussels("2026-06-01 10:00")
    found = explain(CALENDAR, start, 120, [(since, None)])
    assert (found.deadline, found.is_paused, found.ends_at, found.counted_minutes) == (None, True, since, 60)
    told = explain(CALENDAR, start, 120, [(since, None)], until=since + timedelta(hours=1))
    assert minutes_in(told, StretchKind.PAUSED) == 60


def test_without_an_aim_there_is_no_deadline() -> None:
    start = brussels("2026-06-01 09:00")
    found = explain(CALENDAR, start, None, until=start + timedelta(hours=2))
    assert (found.deadline, found.counted_minutes) == (None, 120)


def test_the_clock_of_critical_problems_has_no_closing() -> None:
    found = explain(CALENDAR, brussels("2026-10-24 23:00"), 240, is_real_time=True)
    assert found.deadline == brussels("2026-10-24 23:00") + timedelta(hours=4)
    assert [one.kind for one in found.stretches] == [StretchKind.COUNTED]
    assert found.calendar_number == CALENDAR.number


def test_naive_instants_and_negative_aims_are_mistakes() -> None:
    start = brussels("2026-06-01 09:00")
    with pytest.raises(ValueError, match="time zone"):
        explain(CALENDAR, start.replace(tzinfo=None), 60)
    with pytest.raises(ValueError, match="-1"):
        explain(CALENDAR, start, -1)
