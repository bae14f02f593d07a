"""Who is on call: handovers by the wall clock, overrides, and what nobody covers. general.7, W5."""

from datetime import time

import pytest

from support.desk.rules.rota import Handover, Override, Shift, coverage_gaps, on_call, shifts_between
from tests.desk.hours.stage import CALENDAR, brussels

FRIDAY = 4
ROTA = Handover(brussels("2026-03-20 16:00"), FRIDAY, time(16), ("An", "Bert", "Cleo"))


@pytest.mark.parametrize(
    ("wall", "expected"),
    [
        ("2026-03-20 15:59:59", None),
        ("2026-03-20 16:00:00", "An"),
        ("2026-03-27 15:59:59", "An"),
        ("2026-03-27 16:00:00", "Bert"),
        ("2026-04-03 15:59:59", "Bert"),
        ("2026-04-03 16:00:00", "Cleo"),
        ("2026-04-10 16:00:00", "An"),
        ("2026-10-23 16:00:00", "Bert"),
        ("2026-10-30 15:59:59", "Bert"),
        ("2026-10-30 16:00:00", "Cleo"),
    ],
)
def test_weeks_hand_over_at_the_wall_time_whatever_the_clocks_do(wall: str, expected: str | None) -> None:
    assert on_call(ROTA, [], brussels(wall)) == expected


def test_a_rota_that_starts_between_handovers_gives_its_first_member_the_rest_of_the_week() -> None:
    rota = Handover(brussels("2026-06-03 09:00"), FRIDAY, time(16), ("An", "Bert"))
    assert on_call(rota, [], brussels("2026-06-05 15:59")) == "An"
    assert on_call(rota, [], brussels("2026-06-05 16:00")) == "Bert"


def test_the_newest_override_wins() -> None:
    start, end = brussels("2026-03-21 00:00"), brussels("2026-03-22 00:00")
    older = Override("Dirk", start, end, brussels("2026-03-01 10:00"))
    newer = Override("Eva", brussels("2026-03-21 12:00"), end, brussels("2026-03-02 10:00"))
    assert on_call(ROTA, [newer, older], brussels("2026-03-21 11:59")) == "Dirk"
    assert on_call(ROTA, [newer, older], brussels("2026-03-21 12:00")) == "Eva"
    assert on_call(ROTA, [newer, older], end) == "An"
    assert on_call(None, [older], start) == "Dirk"
    assert on_call(Handover(start, FRIDAY, time(16), ()), [], start) is None


def test_shifts_follow_handovers_and_overrides_and_join_where_nobody_changes() -> None:
    override = Override(
        "Dirk", brussels("2026-03-27 12:00"), brussels("2026-03-27 18:00"), brussels("2026-03-01 10:00")
    )
    own = Override("An", brussels("2026-03-25 12:00"), brussels("2026-03-25 18:00"), brussels("2026-03-01 10:00"))
    shifts = shifts_between(ROTA, [override, own], brussels("2026-03-19 00:00"), brussels("2026-04-04 00:00"))
    assert [(shift.member, shift.starts_at) for shift in shifts] == [
        ("An", brussels("2026-03-20 16:00")),
        ("Dirk", brussels("2026-03-27 12:00")),
        ("Bert", brussels("2026-03-27 18:00")),
        ("Cleo", brussels("2026-04-03 16:00")),
    ]
    assert shifts[-1].ends_at == brussels("2026-04-04 00:00")


def test_a_rota_of_weeks_leaves_nothing_uncovered_over_both_clock_changes() -> None:
    start, end = brussels("2026-03-20 16:00"), brussels("2026-11-02 00:00")
    assert coverage_gaps(shifts_between(ROTA, [], start, end), CALENDAR, start, end) == ()


def test_what_no_shift_covers_outside_the_hours_is_told() -> None:
    shifts = [Shift("An", brussels("2026-06-04 18:00"), brussels("2026-06-04 23:00"))]
    gaps = coverage_gaps(shifts, CALENDAR, brussels("2026-06-04 12:00"), brussels("2026-06-05 12:00"))
    assert [(gap.starts_at, gap.ends_at) for gap in gaps] == [
        (brussels("2026-06-04 23:00"), brussels("2026-06-05 08:30"))
    ]


def test_open_hours_need_no_watch() -> None:
    assert coverage_gaps([], CALENDAR, brussels("2026-06-04 09:00"), brussels("2026-06-04 18:00")) == ()
