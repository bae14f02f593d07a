"""The small pure parts between the tables and the rules: elements, readings, openings, agreed prices.

Terms: telavox.4, bt.11, bt.11d, bt.11k
"""

import tomllib
from datetime import date, timedelta
from decimal import Decimal

import pytest

from billing.ledger.counted import NotWhole, Told, last_days, quarter_opening, reported
from billing.ledger.elements import ELEMENTS, PRINCIPAL, Source, element_of
from billing.ledger.readings import DatedReading, check_reading, readings_on
from billing.rules.days import Days, month_of
from billing.rules.elements import BT_CLAUSES, clause_of
from billing.rules.prices import (
    Price,
    PriceBook,
    PriceModel,
    PriceRun,
    Prices,
    PriceSource,
    PriceVersion,
    price_on,
    price_runs,
)
from billing.rules.readings import ChannelRounding, Decrease
from extranet.boot.places import ROOT
from extranet.catalogue.families import Family
from extranet.errors import InvalidInput
from extranet.platforms.selectors import Counted

DEMO = tomllib.loads((ROOT / "extranet" / "demo" / "catalogue.toml").read_text(encoding="utf-8"))["products"]
FAMILIES = {product["code"]: product["family"] for product in DEMO}
MARCH = month_of(date(2026, 3, 1))


# ---------- Elements ----------
def test_every_product_of_the_demo_has_its_element() -> None:
    assert set(FAMILIES) == set(ELEMENTS)


def test_no_two_products_of_a_service_are_one_element() -> None:
    """Their counts would be mixed up, and their prices."""
    named = [(FAMILIES[code], element.name) for code, element in ELEMENTS.items()]
    assert len(set(named)) == len(named)


@pytest.mark.parametrize(
    ("code", "clause"),
    [
        ("bt-user", "bt.11d"),
        ("bt-fax", "bt.11e"),
        ("bt-room", "bt.11f"),
        ("bt-number", "bt.11j"),
        ("telavox-plus", "telavox.4a"),
        ("telavox-shared", "telavox.4b"),
        ("sip-channel", "bt.11k"),
        ("meeting-host", "bt.11k"),
    ],
)
def test_each_product_is_counted_under_its_clause(code: str, clause: str) -> None:
    """Terms: telavox.4a, telavox.4b, bt.11d, bt.11e, bt.11f, bt.11j, bt.11k"""
    assert clause_of(Family(FAMILIES[code]), element_of(code).name) == clause


def test_a_product_that_nobody_named_is_an_element_of_its_own() -> None:
    """Terms: bt.11k"""
    assert element_of("bt-voicemail").name == "bt-voicemail"
    assert element_of("bt-voicemail").source is Source.CONFIGURED
    assert "bt-voicemail" not in BT_CLAUSES


def test_each_service_has_its_principal_element() -> None:
    assert {family: FAMILIES[code] for family, code in PRINCIPAL.items()} == {family: family for family in Family}


# ---------- Readings ----------
def test_without_a_choice_our_readings_hold() -> None:
    assert readings_on((), MARCH.start).decrease is Decrease.MIN_ONE


@pytest.mark.parametrize(
    ("day", "decrease", "bridged"),
    [
        (date(2026, 2, 14), Decrease.MIN_ONE, 3),
        (date(2026, 2, 15), Decrease.MIN_ONE, 5),
        (date(2026, 3, 31), Decrease.MIN_ONE, 5),
        (date(2026, 4, 1), Decrease.STRICT, 5),
        (date(2026, 5, 1), Decrease.STRICT, 2),
    ],
)
def test_a_changed_rule_of_decrease_waits_for_the_next_opening(day: date, decrease: Decrease, bridged: int) -> None:
    """Terms: bt.11d"""
    chosen = [
        DatedReading("assumed_days", "2", date(2026, 4, 20)),
        DatedReading("assumed_days", "5", date(2026, 2, 15)),
        DatedReading("decrease", "strict", date(2026, 2, 15)),
        DatedReading("a_setting_of_later", "1", date(2026, 1, 1)),
    ]
    readings = readings_on(chosen, day)
    assert (readings.decrease, readings.assumed_days) == (decrease, bridged)


@pytest.mark.parametrize(
    ("name", "value"),
    [("decrease", "ceil"), ("channel_rounding", "down"), ("increment_minutes", "30"), ("assumed_days", "0")],
)
def test_a_value_the_rules_know_is_taken(name: str, value: str) -> None:
    check_reading(name, value)
    assert ChannelRounding("down") in ChannelRounding


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("decrease", "floor", "reading_value"),
        ("decrease", "", "reading_value"),
        ("assumed_days", "-1", "reading_value"),
        ("assumed_days", "3.5", "reading_value"),
        ("assumed_days", "٣", "reading_value"),
        ("increment_minutes", "0", "reading_value"),
        ("vat", "6", "reading_unknown"),
    ],
)
def test_any_other_value_is_refused_with_a_sentence(name: str, value: str, code: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        check_reading(name, value)
    assert refusal.value.code == code
    assert refusal.value.fields


# ---------- Counts and openings ----------
def told(*runs: tuple[date, date, int | str], but: tuple[date, ...] = ()) -> Told:
    """Return users reported on every day of these runs, `but` some."""
    counts = [Counted("bt-user", start, end, Decimal(quantity)) for start, end, quantity in runs if Decimal(quantity)]
    days = {start + timedelta(days=number) for start, end, _quantity in runs for number in range((end - start).days)}
    return Told({"bt-user": counts}, days - set(but))


def test_only_the_days_that_are_bridged_are_looked_back_to() -> None:
    known = told((date(2026, 2, 1), date(2026, 2, 27), 8))
    assert (reported(known, "bt-user", MARCH, 3).known_before, reported(known, "bt-user", MARCH, 3).missing_before) == (
        8,
        2,
    )
    assert reported(known, "bt-user", MARCH, 2).known_before is None


def test_half_a_user_is_refused() -> None:
    with pytest.raises(NotWhole):
        reported(told((MARCH.start, MARCH.end, "1.5")), "bt-user", MARCH, 3)


@pytest.mark.parametrize(
    ("start", "month", "expected"),
    [
        (date(2026, 1, 1), date(2026, 3, 1), []),
        (date(2026, 3, 31), date(2026, 4, 1), [date(2026, 3, 31)]),
        (date(2025, 11, 20), date(2026, 8, 1), [date(2025, 12, 31), date(2026, 3, 31), date(2026, 6, 30)]),
    ],
)
def test_the_last_day_of_each_quarter_before(start: date, month: date, expected: list[date]) -> None:
    """Terms: bt.11d"""
    assert last_days(start, month_of(month)) == expected


def test_an_opening_is_what_was_billed_quarter_after_quarter() -> None:
    """Cut to 10 at once, 100 users fall by a tenth a quarter. Terms: bt.11d"""
    known = told((date(2025, 7, 1), date(2026, 7, 1), 10))
    opening = [
        quarter_opening(known, "bt-user", start=date(2025, 7, 1), ordered=100, month=month_of(day), chosen=())
        for day in (date(2025, 9, 1), date(2025, 10, 1), date(2026, 1, 1), date(2026, 4, 1), date(2026, 7, 1))
    ]
    assert opening == [None, 90, 81, 73, 66]


def test_each_quarter_falls_by_its_own_rule() -> None:
    """Terms: bt.11d"""
    known = told((date(2026, 1, 1), date(2026, 10, 1), 1))
    chosen = (DatedReading("decrease", "strict", date(2026, 4, 1)), DatedReading("decrease", "ceil", date(2026, 7, 1)))
    opening = quarter_opening(
        known, "bt-user", start=date(2026, 1, 1), ordered=15, month=month_of(date(2026, 10, 1)), chosen=chosen
    )
    assert opening == 15 - 1 - 1 - 2


# ---------- Prices agreed later ----------
def per_unit(amount: str) -> Price:
    """Return a price per unit and month."""
    return Price(PriceModel.PER_UNIT, unit_price=Decimal(amount))


EIGHT, NINE, TEN = per_unit("8"), per_unit("9"), per_unit("10")
BOOK = PriceBook((PriceVersion(date(2026, 1, 1), {"users": TEN}), PriceVersion(date(2026, 3, 6), {"users": NINE})))


def runs(prices: Prices, days: Days = MARCH) -> list[tuple[int, int, Price | None, PriceSource]]:
    """Return first and last day, price and source of each run."""
    return [
        (run.start.day, (run.end - timedelta(days=1)).day, run.price, run.source)
        for run in price_runs(prices, "users", days)
    ]


def test_a_later_order_has_the_price_from_its_first_day() -> None:
    """Terms: telavox.4, bt.11"""
    later = (PriceVersion(date(2026, 3, 11), {"users": NINE}), PriceVersion(date(2026, 3, 21), {"users": TEN}))
    assert runs(Prices(BOOK, {"users": EIGHT}, later)) == [
        (1, 10, EIGHT, PriceSource.ORDER),
        (11, 20, NINE, PriceSource.ORDER),
        (21, 31, TEN, PriceSource.ORDER),
    ]


def test_before_the_first_order_that_names_it_the_list_holds() -> None:
    """Terms: bt.11k"""
    later = (PriceVersion(date(2026, 3, 11), {"users": EIGHT}),)
    assert runs(Prices(BOOK, {}, later)) == [
        (1, 5, TEN, PriceSource.PRICE_LIST),
        (6, 10, NINE, PriceSource.PRICE_LIST),
        (11, 31, EIGHT, PriceSource.ORDER),
    ]


def test_an_order_that_leaves_the_price_equal_makes_no_new_run() -> None:
    """Terms: bt.11"""
    later = (PriceVersion(date(2026, 3, 11), {"users": EIGHT}), PriceVersion(date(2026, 3, 12), {"numbers": TEN}))
    assert runs(Prices(BOOK, {"users": EIGHT}, later)) == [(1, 31, EIGHT, PriceSource.ORDER)]


def test_without_a_later_order_nothing_changes() -> None:
    later = (PriceVersion(date(2026, 3, 11), {"numbers": TEN}),)
    assert runs(Prices(BOOK, {"users": EIGHT}, later)) == [(1, 31, EIGHT, PriceSource.ORDER)]
    assert price_on(Prices(BOOK, {}, later), "users", date(2026, 3, 6)) == PriceRun(
        date(2026, 3, 6), date(2026, 3, 7), NINE, PriceSource.PRICE_LIST, date(2026, 3, 6)
    )
