"""What a report must be, and how reports add up.

Terms: telavox.4, bt.11
"""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Final
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extranet.platforms.rules import (
    OLDEST_DAYS,
    ONE_DAY,
    Contract,
    Report,
    Run,
    faults_of,
    is_account_name,
    merged,
    quantity_on,
    raised,
    read_day,
    read_quantity,
)

ACCOUNT: Final = UUID(int=1)
TODAY: Final = date(2026, 10, 3)
START: Final = date(2025, 2, 1)
FAMILIES: Final = {"bt-user": "bt", "bt-number": "bt", "telavox-plus": "telavox"}
FOREVER: Final = Contract("bt", START, None)

ELEMENTS: Final = ("bt-user", "bt-number", "bt-room")
quantities = st.integers(0, 4).map(Decimal)
days = st.integers(0, 7).map(lambda number: TODAY + timedelta(days=number))
reports = st.lists(st.tuples(days, st.dictionaries(st.sampled_from(ELEMENTS), quantities)), max_size=8)
counts = st.dictionaries(st.sampled_from(ELEMENTS), quantities)


def codes(said: dict[str, str], day: date = TODAY, contract: Contract = FOREVER) -> list[str]:
    """Return the codes of the faults of a report."""
    elements = {element: Decimal(quantity) for element, quantity in said.items()}
    return [fault.code for fault in faults_of(Report(ACCOUNT, day, elements), contract, FAMILIES, TODAY)]


# ---------- The day ----------
@pytest.mark.parametrize(
    ("day", "code"),
    [
        (TODAY, None),
        (TODAY + ONE_DAY, "day_in_future"),
        (date(2026, 8, 31), "day_before_start"),
        (date(2026, 9, 1), None),
        (date(2026, 10, 1), None),
        (date(2026, 10, 2), "day_after_end"),
    ],
)
def test_a_day_lies_inside_the_service_and_has_come(day: date, code: str | None) -> None:
    """Terms: telavox.4, bt.11"""
    ended = Contract("bt", date(2026, 9, 1), date(2026, 10, 2) if day != TODAY else None)
    assert codes({}, day, ended) == ([code] if code else [])


@pytest.mark.parametrize(("age", "is_told"), [(OLDEST_DAYS, True), (OLDEST_DAYS + 1, False)])
def test_a_report_is_at_most_four_hundred_days_old(age: int, is_told: bool) -> None:
    assert codes({}, TODAY - timedelta(days=age)) == ([] if is_told else ["day_too_old"])


# ---------- The counts ----------
@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"bt-user": "12"}, None),
        ({"bt-user": "0"}, None),
        ({"bt-user": "-0"}, None),
        ({"bt-user": "12.125"}, None),
        ({"bt-user": "12.1250"}, None),
        ({"bt-user": "99999999999.999"}, None),
        ({"bt-user": "12.1251"}, "quantity_too_precise"),
        ({"bt-user": "1E-99999"}, "quantity_too_precise"),
        ({"bt-user": "-1"}, "quantity_below_zero"),
        ({"bt-user": "100000000000"}, "quantity_too_large"),
        ({"bt-user": "1E+99999"}, "quantity_too_large"),
        ({"bt-user": "NaN"}, "quantity_not_a_number"),
        ({"bt-user": "Infinity"}, "quantity_not_a_number"),
        ({"bt-usr": "1"}, "element_unknown"),
        ({"telavox-plus": "1"}, "element_of_other_service"),
    ],
)
def test_a_count_is_of_a_product_of_the_service_and_possible(said: dict[str, str], code: str | None) -> None:
    """Terms: telavox.4, bt.11"""
    assert codes(said) == ([code] if code else [])


def test_everything_that_is_wrong_is_told_by_name() -> None:
    report = Report(ACCOUNT, TODAY + ONE_DAY, {"bt-usr": Decimal(1), "bt-user": Decimal(-2)})
    faults = faults_of(report, FOREVER, FAMILIES, TODAY)
    assert [(fault.code, fault.element) for fault in faults] == [
        ("day_in_future", ""),
        ("element_unknown", "bt-usr"),
        ("quantity_below_zero", "bt-user"),
    ]
    assert "2026-10-04" in faults[0].sentence
    assert "« bt-usr »" in faults[1].sentence


def test_an_account_with_nothing_configured_may_be_reported() -> None:
    assert codes({}) == []


@pytest.mark.parametrize("text", ["2026-10-03", "2024-02-29"])
def test_a_day_is_read(text: str) -> None:
    assert read_day(text) == date.fromisoformat(text)


@pytest.mark.parametrize(
    "text", ["", "20261003", "2026-W40-6", "2026-02-30", "3/10/2026", "2026-10-03 ", "２026-10-03"]
)
def test_what_is_no_day_is_not_guessed(text: str) -> None:
    assert read_day(text) is None


@pytest.mark.parametrize(("text", "quantity"), [("12", 12), ("0.5", "0.5"), ("-3", -3)])
def test_a_quantity_is_read(text: str, quantity: str) -> None:
    assert read_quantity(text) == Decimal(quantity)


@pytest.mark.parametrize("text", ["", "12,5", "1e3", "1_000", " 12", "+12", "NaN", "١٢", "12."])
def test_what_is_no_quantity_is_not_guessed(text: str) -> None:
    assert read_quantity(text) is None


@pytest.mark.parametrize(
    ("text", "is_name"),
    [
        ("BT-0412", True),
        ("delta.example@bt", True),
        ("a" * 40, True),
        ("a" * 41, False),
        ("", False),
        ("-1", False),
        ("BT 0412", False),
        ("BT/0412", False),
        ("BT-0412\n", False),
        ("é1", False),
    ],
)
def test_an_account_has_a_name_that_fits_an_address(text: str, is_name: bool) -> None:
    assert is_account_name(text) is is_name


# ---------- Adding up ----------
@given(counts, counts, counts)
def test_reports_of_a_day_add_up_in_any_order_and_once(
    one: dict[str, Decimal], two: dict[str, Decimal], three: dict[str, Decimal]
) -> None:
    """Terms: telavox.4, bt.11"""
    assert merged(one, two) == merged(two, one)
    assert merged(merged(one, two), three) == merged(one, merged(two, three))
    assert merged(one, one) == one


def played(told: list[tuple[date, dict[str, Decimal]]]) -> dict[str, list[Run]]:
    """Return the ranges of each element after reports, one after the other."""
    runs: dict[str, list[Run]] = {element: [] for element in ELEMENTS}
    for day, said in told:
        for element, quantity in said.items():
            runs[element] = raised(runs[element], {day: quantity})
    return runs


@given(reports, st.data())
def test_ranges_do_not_depend_on_the_order_of_reports_nor_on_repetition(
    told: list[tuple[date, dict[str, Decimal]]], chosen: st.DataObject
) -> None:
    """Terms: telavox.4, bt.11"""
    assert played(chosen.draw(st.permutations([*told, *told]))) == played(told)


@given(reports)
def test_ranges_say_the_highest_count_of_each_day_and_are_maximal(told: list[tuple[date, dict[str, Decimal]]]) -> None:
    """Terms: telavox.4, bt.11"""
    for element, runs in played(told).items():
        for number in range(-1, 9):
            day = TODAY + timedelta(days=number)
            highest = max((said.get(element, Decimal(0)) for on, said in told if on == day), default=Decimal(0))
            assert quantity_on(day, runs) == highest
        assert all(run.start < run.end and run.quantity > 0 for run in runs)
        assert all(a.end < b.start or (a.end == b.start and a.quantity != b.quantity) for a, b in pairwise(runs))


@given(reports)
def test_many_days_at_once_are_the_same_as_one_after_the_other(told: list[tuple[date, dict[str, Decimal]]]) -> None:
    for element, runs in played(told).items():
        peaks: dict[date, Decimal] = {}
        for day, said in told:
            if element in said:
                peaks[day] = max(peaks.get(day, Decimal(0)), said[element])
        assert raised([], peaks) == runs
