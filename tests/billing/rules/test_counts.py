"""Daily counts: Brussels days, peaks, gaps.

Terms: telavox.4, bt.11, bt.11d
"""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.rules.counts import Change, Gap, Reported, Segment, change_runs, report_runs, segment_runs
from billing.rules.days import Days, Run, joined, month_of, overlap, quarter_of, runs_of_days
from billing.rules.parking import CannotBill, ParkReason

MARCH = month_of(date(2026, 3, 1))
EVER = date(2025, 1, 1)


def on(number: int) -> date:
    return date(2026, 3, number)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "month", "quarter"),
    [
        (date(2026, 1, 1), (date(2026, 1, 1), date(2026, 2, 1)), (date(2026, 1, 1), date(2026, 4, 1))),
        (date(2028, 2, 29), (date(2028, 2, 1), date(2028, 3, 1)), (date(2028, 1, 1), date(2028, 4, 1))),
        (date(2026, 12, 31), (date(2026, 12, 1), date(2027, 1, 1)), (date(2026, 10, 1), date(2027, 1, 1))),
    ],
)
def test_a_day_lies_in_its_month_and_quarter(day: date, month: tuple[date, date], quarter: tuple[date, date]) -> None:
    assert month_of(day) == Days(*month)
    assert quarter_of(day) == Days(*quarter)


def test_the_end_is_the_first_day_that_does_not_count() -> None:
    assert overlap(MARCH, on(2), on(3)) == Days(on(2), on(3))
    assert overlap(MARCH, on(3), on(3)) is None
    assert overlap(MARCH, None, MARCH.start) is None
    assert on(31) in MARCH
    assert date(2026, 4, 1) not in MARCH


def test_days_end_after_they_start() -> None:
    with pytest.raises(ValueError, match="ends after"):
        Days(on(2), on(1))


@given(st.lists(st.tuples(st.integers(0, 2), st.booleans()), min_size=1, max_size=31))
def test_runs_hold_every_day_and_differ_from_their_neighbours(counts: list[tuple[int, bool]]) -> None:
    runs = runs_of_days(MARCH.start, counts)
    assert [(run.count, run.is_assumed) for run in runs for _day in range(run.days)] == counts
    assert joined(runs) == runs
    singles = [run for day, one in zip(MARCH, counts, strict=False) for run in runs_of_days(day, [one])]
    assert joined(singles) == runs


def test_a_segment_holds_until_the_next_and_nothing_before_the_first() -> None:
    runs = segment_runs([Segment(on(16), 14), Segment(on(3), 10), Segment(date(2026, 4, 1), 9)], MARCH)
    assert runs == (Run(on(1), on(3), 0), Run(on(3), on(16), 10), Run(on(16), date(2026, 4, 1), 14))


@pytest.mark.parametrize(
    ("changes", "counts"),
    [
        ([("2026-03-09T23:00:00", -2)], [5, 3, 3]),  # midnight in Brussels: the new day is free
        ([("2026-03-09T22:59:59", -2)], [5, 3, 3]),
        ([("2026-03-09T23:00:01", -2)], [5, 5, 3]),
        ([("2026-03-10T10:00:00", 2), ("2026-03-10T10:00:00", -2)], [5, 5, 5]),  # netted
        ([("2026-03-10T10:00:00", 2), ("2026-03-10T11:00:00", -2)], [5, 7, 5]),  # highest of the day
        ([("2026-03-10T10:00:00", -2), ("2026-03-10T11:00:00", 2)], [5, 5, 5]),
        ([("2026-02-01T10:00:00", 1), ("2026-03-12T10:00:00", 1)], [6, 6, 6]),
    ],
)
def test_a_day_counts_its_highest_simultaneous_number(changes: list[tuple[str, int]], counts: list[int]) -> None:
    made = [Change(at(text), change) for text, change in changes]
    runs = change_runs("users", "bt.11d", 5, made, Days(on(9), on(12)))
    assert [run.count for run in runs for _day in range(run.days)] == counts


def test_the_day_of_a_clock_change_is_a_brussels_day() -> None:
    made = [Change(at("2026-03-28T23:00:00"), 1), Change(at("2026-03-29T22:00:00"), 1)]
    runs = change_runs("users", "bt.11d", 0, made, Days(on(28), on(31)))
    assert [run.count for run in runs] == [0, 1, 2]


GAP = Gap(3, EVER)


def reports(*daily: int | None, known: int | None = 7, missing: int = 0, gap: Gap = GAP) -> list[tuple[int, bool]]:
    days = Days(on(1), on(len(daily) + 1))
    runs = report_runs("users", "bt.11d", Reported(daily, known, missing), days, days, gap)
    return [(run.count, run.is_assumed) for run in runs for _day in range(run.days)]


def test_a_day_not_reported_takes_the_last_count_and_is_marked() -> None:
    assert reports(None, 4, None, None, None, 5) == [(7, True), (4, False), *[(4, True)] * 3, (5, False)]


@pytest.mark.parametrize(
    ("daily", "missing", "day"),
    [
        ((4, None, None, None, None), 0, 5),
        ((None, None, 4), 2, 2),
        ((None,), 3, 1),
    ],
)
def test_more_than_three_days_in_a_row_park_the_account(daily: tuple[int | None, ...], missing: int, day: int) -> None:
    with pytest.raises(CannotBill) as refusal:
        reports(*daily, missing=missing)
    parked = refusal.value.parked
    assert (parked.reason, parked.element, parked.day) == (ParkReason.NOT_REPORTED, "users", on(day))


def test_only_service_days_are_waited_for() -> None:
    assert reports(None, 4, missing=9, gap=Gap(3, on(1))) == [(7, True), (4, False)]
    days = Days(on(6), on(8))
    runs = report_runs("users", "bt.11d", Reported((None,) * 7, 7, 0), Days(on(1), on(8)), days, Gap(3, on(6)))
    assert runs == (Run(on(6), on(8), 7, is_assumed=True),)


def test_days_after_the_last_report_are_not_reported_either() -> None:
    month = Days(on(1), on(4))
    assert report_runs("users", "bt.11d", Reported((4,)), month, month, GAP)[1] == Run(on(2), on(4), 4, is_assumed=True)


def test_a_count_that_was_never_known_is_not_invented() -> None:
    with pytest.raises(CannotBill):
        reports(None, 4, known=None)


def test_the_number_of_days_bridged_is_a_setting() -> None:
    with pytest.raises(CannotBill):
        reports(4, None, gap=Gap(0, EVER))
    assert len(reports(4, *[None] * 5, gap=Gap(5, EVER))) == 6
