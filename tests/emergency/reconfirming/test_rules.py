"""When an address is old, whom it is asked, until when, and when a reminder is due.

Terms: telavox.7, bt.14, sip.4
"""

from datetime import UTC, date, datetime, timedelta

import pytest

from emergency.reconfirming.rules import (
    due_after,
    first_side,
    is_time_to_write,
    next_side,
    reminder_is_due,
    said_before,
    working_days_of,
)
from emergency.registry.models import Side
from support.desk.rules.hours import Calendar, Day, DayKind
from support.desk.rules.windows import Window

WEEK = working_days_of(None)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


@pytest.mark.parametrize(
    ("day", "months", "limit"),
    [
        (date(2026, 11, 24), 12, date(2025, 11, 24)),
        (date(2025, 2, 28), 12, date(2024, 2, 28)),
        (date(2024, 2, 29), 12, date(2023, 2, 28)),
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2026, 1, 15), 1, date(2025, 12, 15)),
        (date(2026, 12, 31), 24, date(2024, 12, 31)),
        (date(2026, 5, 31), 120, date(2016, 5, 31)),
    ],
)
def test_an_address_is_old_after_calendar_months(day: date, months: int, limit: date) -> None:
    assert said_before(day, months) == limit


def test_no_address_is_old_at_once() -> None:
    with pytest.raises(ValueError, match="months"):
        said_before(date(2026, 1, 1), 0)


@pytest.mark.parametrize(
    ("has_client", "has_partner", "side"),
    [
        (True, True, Side.CLIENT),
        (False, True, Side.PARTNER),
        (True, False, Side.CLIENT),
        (False, False, Side.OPERATOR),
    ],
)
def test_a_question_begins_at_whoever_is_nearest_and_may_answer(
    has_client: bool, has_partner: bool, side: Side
) -> None:
    assert first_side(has_client=has_client, has_partner=has_partner) is side


@pytest.mark.parametrize(
    ("side", "has_partner", "above"),
    [
        (Side.CLIENT, True, Side.PARTNER),
        (Side.CLIENT, False, Side.OPERATOR),
        (Side.PARTNER, True, Side.OPERATOR),
        (Side.OPERATOR, True, None),
        (Side.OPERATOR, False, None),
    ],
)
def test_it_climbs_from_client_to_partner_to_operator(side: Side, has_partner: bool, above: Side | None) -> None:
    assert next_side(side, has_partner=has_partner) is above


@pytest.mark.parametrize(
    ("since", "days", "due"),
    [
        # A Tuesday: five working days are the next Tuesday, whole.
        ("2026-11-24T14:12+01:00", 5, "2026-12-02T00:00+01:00"),
        ("2026-11-24T00:00+01:00", 1, "2026-11-26T00:00+01:00"),
        ("2026-11-24T23:59:59+01:00", 1, "2026-11-26T00:00+01:00"),
        # A Friday, a Saturday and a Sunday have one next working day.
        ("2026-11-27T08:00+01:00", 1, "2026-12-01T00:00+01:00"),
        ("2026-11-28T08:00+01:00", 1, "2026-12-01T00:00+01:00"),
        ("2026-11-29T23:00+01:00", 1, "2026-12-01T00:00+01:00"),
        # Over both clock changes the last day is whole all the same.
        ("2026-03-27T12:00+01:00", 1, "2026-03-31T00:00+02:00"),
        ("2026-10-23T12:00+02:00", 1, "2026-10-27T00:00+01:00"),
    ],
)
def test_a_side_has_whole_working_days(since: str, days: int, due: str) -> None:
    assert due_after(at(since), days, WEEK) == at(due)


def test_holidays_of_the_calendar_of_support_do_not_count() -> None:
    windows = (Window(9 * 60, 18 * 60),)
    calendar = Calendar(
        number=1,
        weekly=(*(windows for _day in range(5)), (), ()),
        days={date(2026, 12, 25): Day(DayKind.HOLIDAY, "Noël")},
    )
    working = working_days_of(calendar)
    assert due_after(at("2026-12-24T10:00+01:00"), 1, working) == at("2026-12-29T00:00+01:00")
    assert due_after(at("2026-12-24T10:00+01:00"), 1, WEEK) == at("2026-12-26T00:00+01:00")


def test_where_support_never_opens_days_are_days() -> None:
    assert due_after(at("2026-11-24T10:00+01:00"), 3, lambda _day: False) == at("2026-11-28T00:00+01:00")


def test_nobody_has_no_days() -> None:
    with pytest.raises(ValueError, match="days"):
        due_after(at("2026-11-24T10:00+01:00"), 0, WEEK)


@pytest.mark.parametrize(
    ("reminded", "now", "is_due"),
    [
        (None, "2026-11-24T08:00+01:00", True),
        # Of an earlier level: this one has not been told yet.
        ("2026-11-20T08:00+01:00", "2026-11-24T08:00+01:00", True),
        ("2026-11-24T09:00+01:00", "2026-11-24T18:00+01:00", False),
        ("2026-11-24T09:00+01:00", "2026-11-26T23:00+01:00", False),
        ("2026-11-24T09:00+01:00", "2026-11-27T00:30+01:00", True),
        ("2026-11-26T09:00+01:00", "2026-11-30T09:00+01:00", False),
        ("2026-11-26T09:00+01:00", "2026-12-01T07:00+01:00", True),
    ],
)
def test_a_level_is_told_at_once_then_every_three_working_days(reminded: str | None, now: str, is_due: bool) -> None:
    answer = reminder_is_due(
        level_since=at("2026-11-23T10:00+01:00"),
        reminded_at=at(reminded) if reminded else None,
        at=at(now),
        days=3,
        is_working=WEEK,
    )
    assert answer is is_due


@pytest.mark.parametrize(
    ("now", "is_time"),
    [
        ("2026-11-24T06:59:59+01:00", False),
        ("2026-11-24T07:00+01:00", True),
        ("2026-11-24T23:59+01:00", True),
        ("2026-11-28T10:00+01:00", False),
        # The Sunday and Monday of the clock change: seven is seven on the clock.
        ("2026-03-30T06:30+02:00", False),
        ("2026-03-30T07:00+02:00", True),
    ],
)
def test_reminders_leave_in_the_morning_of_a_working_day(now: str, is_time: bool) -> None:
    assert is_time_to_write(at(now), WEEK) is is_time


def test_a_question_walks_day_by_day_to_the_operator() -> None:
    """Ten working days at the client, five at the partner; it then stays."""
    now, level, due = at("2026-11-02T10:00+01:00"), Side.CLIENT, None
    days = {Side.CLIENT: 10, Side.PARTNER: 5, Side.OPERATOR: 5}
    due = due_after(now, days[level], WEEK)
    reached = {}
    for _day in range(60):
        if due <= now and (above := next_side(level, has_partner=True)):
            level, due = above, due_after(now, days[above], WEEK)
            reached[level] = now.date()
        now += timedelta(days=1)
    assert reached == {Side.PARTNER: date(2026, 11, 17), Side.OPERATOR: date(2026, 11, 25)}
