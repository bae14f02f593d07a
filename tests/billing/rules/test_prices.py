"""Amounts of counts, and the price of the day.

Terms: telavox.4, bt.11, bt.11k
"""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.rules.days import Days, Run
from billing.rules.lines import daily_charge, discounted, full_month_charge
from billing.rules.prices import (
    Price,
    PriceBook,
    PriceModel,
    Prices,
    PriceSource,
    PriceVersion,
    Tier,
    amount_of,
    price_on,
    price_runs,
)
from tests.billing.rules.naive import cents, in_cents, month_price
from tests.billing.rules.strategies import counts, priced

TIERS = (Tier(5, Decimal(12)), Tier(10, Decimal("7.5")), Tier(None, Decimal(1)))


def per_unit(text: str) -> Price:
    return Price(PriceModel.PER_UNIT, unit_price=Decimal(text))


@pytest.mark.parametrize(
    ("count", "graduated", "volume", "package"),
    [
        (0, "0", "0", "0"),
        (1, "12", "12", "4"),
        (5, "60", "60", "4"),
        (6, "67.5", "45", "8"),
        (10, "97.5", "75", "8"),
        (11, "98.5", "11", "12"),
    ],
)
def test_a_count_costs_by_the_model(count: int, graduated: str, volume: str, package: str) -> None:
    assert amount_of(Price(PriceModel.GRADUATED, tiers=TIERS), count) == Decimal(graduated)
    assert amount_of(Price(PriceModel.VOLUME, tiers=TIERS), count) == Decimal(volume)
    assert amount_of(Price(PriceModel.PACKAGE, size=5, package_price=Decimal(4)), count) == Decimal(package)


@given(priced(), counts)
def test_an_amount_is_the_sum_over_units(price: Price, count: int) -> None:
    assert amount_of(price, count) == month_price(price, count)


def test_a_negative_count_has_no_price() -> None:
    with pytest.raises(ValueError, match="zero or more"):
        amount_of(per_unit("1"), -1)


@pytest.mark.parametrize(
    "wrong",
    [
        {"model": PriceModel.PER_UNIT},
        {"model": PriceModel.PER_UNIT, "unit_price": Decimal("0.00001")},
        {"model": PriceModel.PER_UNIT, "unit_price": Decimal(-1)},
        {"model": PriceModel.PER_UNIT, "unit_price": Decimal("NaN")},
        {"model": PriceModel.PACKAGE, "size": 0, "package_price": Decimal(1)},
        {"model": PriceModel.GRADUATED},
        {"model": PriceModel.GRADUATED, "tiers": TIERS[:2]},
        {"model": PriceModel.VOLUME, "tiers": (TIERS[1], TIERS[0], TIERS[2])},
        {"model": PriceModel.VOLUME, "tiers": (TIERS[2], TIERS[2])},
    ],
)
def test_a_price_that_is_none_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="price"):
        Price(**wrong)  # type: ignore[arg-type]


BOOK = PriceBook((
    PriceVersion(date(2026, 3, 10), {"users": per_unit("12"), "numbers": per_unit("2")}),
    PriceVersion(date(2026, 1, 1), {"users": per_unit("12.0000"), "numbers": per_unit("1")}),
    PriceVersion(date(2026, 3, 20), {"users": per_unit("13")}),
))  # fmt: skip
MARCH = Days(date(2026, 3, 1), date(2026, 4, 1))


def test_an_equal_price_of_a_new_version_makes_no_new_run() -> None:
    runs = price_runs(Prices(BOOK, {}), "users", MARCH)
    assert [(run.start.day, run.end.day, str(run.price and run.price.unit_price), run.version) for run in runs] == [
        (1, 20, "12.0000", date(2026, 1, 1)),
        (20, 1, "13", date(2026, 3, 20)),
    ]


def test_a_version_is_complete_what_it_leaves_out_has_no_price() -> None:
    runs = price_runs(Prices(BOOK, {}), "numbers", MARCH)
    assert [run.price and run.price.unit_price for run in runs] == [Decimal(1), Decimal(2), None]


def test_the_order_beats_the_price_list() -> None:
    (run,) = price_runs(Prices(BOOK, {"users": per_unit("9")}), "users", MARCH)
    assert (run.price, run.source, run.version) == (per_unit("9"), PriceSource.ORDER, None)
    assert price_on(Prices(BOOK, {}), "users", date(2025, 12, 31)).price is None


def test_tiers_are_taken_of_each_day_not_of_the_average() -> None:
    price = Price(PriceModel.GRADUATED, tiers=TIERS)
    half = daily_charge(
        (Run(date(2026, 4, 1), date(2026, 4, 16), 20), Run(date(2026, 4, 16), date(2026, 5, 1), 0)),
        price,
        30,
        Decimal(0),
    )
    assert half.quantity == Decimal("10.000")
    assert half.gross == Decimal("53.75")
    assert amount_of(price, 10) == Decimal("97.5")


@given(priced(), st.lists(st.tuples(counts, st.integers(1, 9)), min_size=1, max_size=5))
def test_days_of_a_run_may_stand_alone(price: Price, lengths: list[tuple[int, int]]) -> None:
    day, runs, singles = date(2026, 1, 1), [], []
    for count, length in lengths:
        days = list(Days(day, date.fromordinal(day.toordinal() + length)))
        runs.append(Run(day, date.fromordinal(day.toordinal() + length), count))
        singles += [Run(one, date.fromordinal(one.toordinal() + 1), count) for one in days]
        day = runs[-1].end
    together = daily_charge(tuple(runs), price, 45, Decimal(10))
    assert daily_charge(tuple(singles), price, 45, Decimal(10)).gross == together.gross
    per_day = sum((month_price(price, run.count) for run in singles), Fraction(0))
    assert in_cents(together.gross) == cents(per_day / 45)


def test_what_is_not_prorated_costs_its_highest_count_in_full() -> None:
    runs = (Run(date(2026, 3, 10), date(2026, 3, 11), 17), Run(date(2026, 3, 11), date(2026, 4, 1), 2))
    charge = full_month_charge(runs, per_unit("0.0333"), Decimal(10))
    assert (charge.quantity, charge.gross, charge.unit_days) == (Decimal("17.000"), Decimal("0.57"), 59)


@pytest.mark.parametrize(
    ("gross", "pct", "discount", "net"),
    [
        ("444.00", "20", "88.80", "355.20"),
        ("0.05", "10", "0.01", "0.04"),
        ("0.04", "12.5", "0.01", "0.03"),
        ("0.01", "100", "0.01", "0.00"),
        ("9.99", "0", "0.00", "9.99"),
    ],
)
def test_a_discount_is_rounded_away_from_zero(gross: str, pct: str, discount: str, net: str) -> None:
    assert discounted(Decimal(gross), Decimal(pct)) == (Decimal(discount), Decimal(net))


@given(st.integers(0, 10**9), st.integers(0, 10_000))
def test_discount_and_net_make_the_gross(cents_gross: int, pct: int) -> None:
    gross = Decimal(cents_gross) / 100
    discount, net = discounted(gross, Decimal(pct) / 100)
    assert discount + net == gross
    assert 0 <= net <= gross


@pytest.mark.parametrize("pct", ["-1", "100.01"])
def test_a_discount_is_a_part_of_the_price(pct: str) -> None:
    with pytest.raises(ValueError, match="100 per cent"):
        discounted(Decimal(1), Decimal(pct))


def test_equal_prices_written_differently_make_equal_figures() -> None:
    runs = (Run(date(2026, 3, 1), date(2026, 4, 1), 5),)
    short, long = (daily_charge.__wrapped__(runs, per_unit(text), 31, Decimal(0)) for text in ("12", "12.0000"))
    assert repr(short) == repr(long)
