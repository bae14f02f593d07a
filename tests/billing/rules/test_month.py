"""Whole months: the worked cases, and what holds for any month.

Terms: telavox.4, telavox.4a, telavox.4b, telavox.4c, bt.11, bt.11d, bt.11f, bt.11h, bt.11k
"""

import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given, settings

from billing.rules import facts
from billing.rules.channels import capacity
from billing.rules.counts import Change, Segment
from billing.rules.days import Days, month_of
from billing.rules.lines import LineReason
from billing.rules.month import Draft, draft_month
from billing.rules.parking import Parked, ParkReason
from billing.rules.prices import Price, PriceBook, PriceModel, PriceVersion
from billing.rules.readings import Reading
from billing.rules.recording import Recording
from billing.rules.vat import STANDARD, vat_amount
from extranet.catalogue.families import Family
from tests.billing.rules import naive
from tests.billing.rules.strategies import account_months
from tests.cases import months
from tests.cases.answering import differences

CASES: Final = Path(months.__file__).parent
ZERO: Final = Decimal(0)
# Whole months are slow to draw, and the first property draws many.
FEWER: Final = settings(max_examples=25)
MARCH: Final = month_of(date(2026, 3, 1))


def cases(name: str) -> list[Any]:
    document = json.loads((CASES / name).read_text(encoding="utf-8"))
    return [pytest.param(case, id=case["id"]) for case in document["cases"]]


@pytest.mark.parametrize("case", [*cases("billing_cases.json"), *cases("month_cases.json")])
def test_a_worked_case_is_answered(case: dict[str, Any]) -> None:
    assert differences(case, {}) == ""


def drafted(known: facts.AccountMonth) -> Draft:
    draft = draft_month(known)
    assert isinstance(draft, Draft), draft
    return draft


@given(account_months())
def test_a_month_agrees_with_the_same_month_calculated_day_by_day(known: facts.AccountMonth) -> None:
    lines = [
        naive.NaiveLine(
            line.element, line.start, line.end, naive.in_cents(line.charge.gross), naive.in_cents(line.charge.discount)
        )
        for line in drafted(known).lines
    ]
    assert lines == naive.lines_of(known)


@FEWER
@given(account_months())
def test_a_line_is_net_and_discount_and_its_formula_gives_its_gross(known: facts.AccountMonth) -> None:
    for line in drafted(known).lines:
        charge = line.charge
        assert charge.net + charge.discount == charge.gross == charge.formula.gross()
        assert line.start >= known.order.start
        assert known.order.end is None or line.end <= known.order.end
        assert sum(run.days for run in line.runs) == (line.end - line.start).days
        assert charge.assumed_days == sum(run.days for run in line.runs if run.is_assumed)
        assert (Reading.ASSUMED_DAYS in line.readings) == (charge.assumed_days > 0)


@FEWER
@given(account_months())
def test_totals_are_the_sums_of_lines_and_of_vat(known: facts.AccountMonth) -> None:
    draft = drafted(known)
    assert draft.totals.net == sum((line.charge.net for line in draft.lines), ZERO)
    assert draft.totals.vat_total == sum((vat.amount for vat in draft.totals.vat), ZERO)
    assert draft.totals.gross == draft.totals.net + draft.totals.vat_total
    for total in draft.totals.vat:
        assert total.base == sum((line.charge.net for line in draft.lines if line.vat == total.vat), ZERO)
        assert total.amount == vat_amount(total.base, total.vat)


@FEWER
@given(account_months())
def test_users_billed_are_never_fewer_than_configured_nor_than_the_floor(known: facts.AccountMonth) -> None:
    users = drafted(known).users
    assert users is not None
    configured = {day: run.count for run in users.configured for day in Days(run.start, run.end)}
    billed = {day: run.count for run in users.billed for day in Days(run.start, run.end)}
    assert billed == {day: max(count, users.floor.min_billable) for day, count in configured.items()}
    assert list(billed) == naive.service_days(known)


@FEWER
@given(account_months())
def test_channels_are_those_of_the_users_billed_on_every_day(known: facts.AccountMonth) -> None:
    draft = drafted(known)
    assert draft.channels is not None
    days = [day for run in draft.channels for day in Days(run.start, run.end)]
    assert days == naive.days_of_month(known)
    assert draft.users is not None
    billed = {day: run.count for run in draft.users.billed for day in Days(run.start, run.end)}
    held = {day: run.capacity.channels for run in draft.channels for day in Days(run.start, run.end)}
    assert held == {day: capacity(billed[day]).channels if day in billed else 0 for day in days}


@FEWER
@given(account_months())
def test_a_month_cut_into_segments_of_a_day_costs_the_same(known: facts.AccountMonth) -> None:
    cut = {
        element: facts.Segments(
            tuple(Segment(day, naive.count_on(source, known, day)) for day in naive.days_of_month(known))
        )
        for element, source in known.elements.items()
        if not isinstance(source, Recording)
    }
    whole, parts = drafted(known), drafted(replace(known, elements={**known.elements, **cut}))
    assert [line.charge.gross for line in whole.lines] == [line.charge.gross for line in parts.lines]
    assert whole.totals == parts.totals


@FEWER
@given(account_months())
def test_the_same_facts_give_the_same_draft(known: facts.AccountMonth) -> None:
    again = replace(known, price_book=PriceBook(known.price_book.versions))
    assert repr(draft_month(known)) == repr(draft_month(again))


def account(**given_facts: Any) -> facts.AccountMonth:
    price = Price(PriceModel.PER_UNIT, unit_price=Decimal("12.0000"))
    known: dict[str, Any] = {
        "service": Family.BT,
        "month": MARCH,
        "order": facts.Order(date(2025, 5, 1), users=20),
        "price_book": PriceBook((PriceVersion(date(2025, 1, 1), {"users": price}),)),
        "vat": STANDARD,
        "elements": {"users": facts.Segments((Segment(date(2025, 5, 1), 12),))},
        "quarter_opening": 20,
    }
    return facts.AccountMonth(**{**known, **given_facts})


def test_a_line_tells_its_facts_its_formula_and_its_readings() -> None:
    (line,) = drafted(account()).lines
    assert (line.reason, line.clause) == (LineReason.QUARTER_FLOOR, "bt.11d")
    assert [(run.start, run.end, run.count) for run in line.runs] == [(MARCH.start, MARCH.end, 18)]
    assert line.readings == (Reading.DAILY_PEAK, Reading.DECREASE_MIN_ONE, Reading.PRICE_OF_THE_DAY)
    assert line.version == date(2025, 1, 1)
    assert [(step.count, step.times, step.amount) for step in line.charge.formula.steps] == [(18, 31, Decimal(216))]
    assert line.charge.formula.divisor == 31


def test_a_count_above_the_floor_is_configured_not_raised() -> None:
    (line,) = drafted(account(quarter_opening=12)).lines
    assert line.reason is LineReason.CONFIGURED
    assert Reading.DECREASE_MIN_ONE not in line.readings


def test_nothing_to_bill_makes_no_invoice() -> None:
    gone = facts.Order(date(2025, 5, 1), end=MARCH.start, users=20)
    draft = drafted(account(order=gone))
    assert not draft.is_invoice
    assert draft.totals.gross == 0


@pytest.mark.parametrize(
    ("given_facts", "reason", "day"),
    [
        ({"quarter_opening": None}, ParkReason.NO_OPENING, MARCH.start),
        ({"elements": {}}, ParkReason.NOT_REPORTED, MARCH.start),
        ({"price_book": PriceBook(())}, ParkReason.NO_PRICE, MARCH.start),
        (
            {"elements": {"users": facts.Changes(1, (Change(naive.midnight(date(2026, 3, 5)), -2),))}},
            ParkReason.NEGATIVE_COUNT,
            date(2026, 3, 5),
        ),
    ],
)
def test_an_account_that_cannot_be_billed_is_parked_with_its_reason(
    given_facts: dict[str, Any], reason: ParkReason, day: date
) -> None:
    assert draft_month(account(**given_facts)) == Parked(reason, "users", day, "bt.11d")


def test_a_day_without_a_price_counts_only_where_something_is_counted() -> None:
    versions = (PriceVersion(date(2026, 3, 10), {"users": Price(PriceModel.PER_UNIT, unit_price=Decimal(1))}),)
    order = facts.Order(date(2026, 1, 1), users=0)
    late = {"users": facts.Segments((Segment(date(2026, 3, 10), 5),))}
    known = account(order=order, price_book=PriceBook(versions), elements=late)
    (line,) = drafted(known).lines
    assert line.start == date(2026, 3, 10)
    early = {"users": facts.Segments((Segment(date(2026, 3, 9), 5),))}
    parked = draft_month(replace(known, elements=early))
    assert parked == Parked(ParkReason.NO_PRICE, "users", date(2026, 3, 9), "bt.11d")


def test_the_first_quarter_is_the_one_of_the_start_however_short() -> None:
    start = date(2026, 3, 31)
    users = drafted(account(order=facts.Order(start, users=30), quarter_opening=5)).users
    assert users is not None
    assert (users.floor.opening, users.floor.min_billable) == (30, 27)
    after = account(order=facts.Order(start, users=30), quarter_opening=27, month=month_of(start + timedelta(days=1)))
    users = drafted(after).users
    assert users is not None
    assert (users.floor.opening, users.floor.min_billable) == (27, 25)


def test_a_discount_is_a_part() -> None:
    with pytest.raises(ValueError, match="100"):
        account(partner_discount_pct=Decimal(101))
