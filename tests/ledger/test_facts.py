"""From real rows to the facts of the rules.

Terms: telavox.4, bt.11, bt.11d, bt.11i, bt.11k
"""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from billing.ledger.facts import collect_facts
from billing.ledger.frozen import AccountFacts, LedgerPark, SetAside
from billing.rules.counts import Reported
from billing.rules.days import month_of
from billing.rules.packs import PackKind
from billing.rules.prices import Price, PriceModel
from billing.rules.readings import Decrease
from billing.rules.vat import STANDARD
from extranet.catalogue.families import Family
from extranet.clients.models import Client
from extranet.partners.models import Partner
from extranet.platforms.models import Count
from extranet.tenancy.context import OPERATOR, OWNER, acting
from tests.cast import ALPHA, CLIENT, DIRECT, DIRECT_CLIENT, SIBLING
from tests.ledger.playing import USERS, choose, contract, discount, order, publish, report, sell

pytestmark = pytest.mark.django_db
MARCH = date(2026, 3, 1)


def per_unit(amount: str) -> Price:
    """Return a price per unit and month."""
    return Price(PriceModel.PER_UNIT, unit_price=Decimal(amount))


def collect(month: date = MARCH, schema: str = ALPHA) -> list[AccountFacts | SetAside]:
    """Return the facts of a partner's month."""
    with acting(schema, OPERATOR):
        return collect_facts(partner=Partner.objects.get(schema_name=schema), month=month_of(month))


def only(month: date = MARCH, schema: str = ALPHA) -> AccountFacts:
    """Return the facts of the only account."""
    (known,) = collect(month, schema)
    assert isinstance(known, AccountFacts)
    return known


def reported(known: AccountFacts, element: str = "users") -> Reported:
    """Return the counts of an element."""
    source = known.month.elements[element]
    assert isinstance(source, Reported)
    return source


# ---------- Which accounts ----------
@pytest.mark.parametrize(
    ("starts_on", "ends_on", "is_there"),
    [
        (date(2026, 1, 1), None, True),
        (date(2026, 3, 31), None, True),
        (date(2026, 4, 1), None, False),
        (date(2026, 1, 1), date(2026, 3, 2), True),
        (date(2026, 1, 1), date(2026, 3, 1), False),
    ],
)
def test_an_account_with_a_service_day_in_the_month_is_there(
    starts_on: date, ends_on: date | None, is_there: bool
) -> None:
    """Terms: telavox.4, bt.11"""
    contract(USERS, starts_on=starts_on, ends_on=ends_on)
    assert bool(collect()) is is_there


def test_the_account_says_whose_it_is() -> None:
    subscription = contract(USERS)
    known = only()
    assert known.account.subscription_id == subscription.pk
    assert (known.account.client_id, known.account.client_name) == (CLIENT, "Delta Conseil")
    assert (known.buyer.name, known.buyer.client_id, known.buyer.enterprise_number) == ("Alpha SRL", None, "0199000052")
    assert known.month.vat == STANDARD


def test_a_direct_client_is_billed_itself() -> None:
    """Terms: general.1"""
    contract(USERS, schema=DIRECT, client_id=DIRECT_CLIENT)
    buyer = only(schema=DIRECT).buyer
    assert (buyer.name, buyer.client_id, buyer.postal_code) == ("Gamma Bois SRL", DIRECT_CLIENT, "1070")


# ---------- Counts ----------
def test_counts_by_day_with_what_was_known_before() -> None:
    """Terms: telavox.4, bt.11"""
    subscription = contract(USERS)
    report(subscription, date(2026, 2, 20), date(2026, 2, 26), {"bt-user": 9})
    report(subscription, date(2026, 3, 3), date(2026, 3, 20), {"bt-user": 11})
    report(subscription, date(2026, 3, 21), date(2026, 3, 31), {})
    users = reported(only())
    assert users.daily == (None,) * 2 + (11,) * 18 + (0,) * 11
    assert (users.known_before, users.missing_before) == (9, 2)


def test_nothing_known_within_the_days_that_are_bridged() -> None:
    subscription = contract(USERS)
    report(subscription, date(2026, 2, 20), date(2026, 2, 25), {"bt-user": 9})
    users = reported(only())
    assert (users.known_before, users.missing_before) == (None, 3)


def test_a_day_that_was_reported_without_an_element_counts_zero() -> None:
    """Terms: telavox.4, bt.11"""
    subscription = contract(USERS)
    report(subscription, date(2026, 3, 1), date(2026, 3, 10), {"bt-user": 9})
    report(subscription, date(2026, 3, 11), date(2026, 3, 31), {"bt-user": 9, "bt-fax": 2})
    assert reported(only(), "virtual_faxes").daily == (0,) * 10 + (2,) * 21


def test_what_was_ordered_and_never_reported_is_not_known() -> None:
    """An account that nobody reports must not pass for one with nothing to bill."""
    contract({"sip-channel": (4, "9.4")}, family=Family.SIP)
    assert reported(only(), "trunk_channels").daily == (None,) * 31


@pytest.mark.parametrize(
    ("family", "element"),
    [
        (Family.TELAVOX, "licence_plus"),
        (Family.BT, "users"),
        (Family.SIP, "trunk_channels"),
        (Family.MEETING, "hosts"),
    ],
)
def test_an_account_without_any_line_has_its_principal_element(family: Family, element: str) -> None:
    contract({}, family=family)
    assert set(only().month.elements) == {element}


def test_a_fraction_of_a_user_sets_the_account_aside() -> None:
    subscription = contract(USERS)
    report(subscription, date(2026, 3, 1), date(2026, 3, 31), {"bt-user": 9})
    with acting(ALPHA, OWNER):
        Count.objects.update(quantity=Decimal("9.5"))
    (known,) = collect()
    assert isinstance(known, SetAside)
    assert (known.reason, known.element, known.day) == (LedgerPark.NOT_WHOLE, "users", date(2026, 3, 1))


# ---------- Orders and prices ----------
def test_the_orders_price_is_agreed_and_the_lists_are_dated() -> None:
    """Terms: telavox.4, bt.11, bt.11k"""
    publish(date(2026, 2, 1), bt_user="8.5")
    publish(date(2026, 3, 11), bt_user="9")
    publish(date(2026, 4, 1), bt_user="10")
    contract({"bt-user": (10, "7.8")})
    known = only()
    assert known.month.order.prices == {"users": per_unit("7.8000")}
    listed = [(version.valid_from, version.prices["users"]) for version in known.month.price_book.versions]
    assert listed == [(date(2026, 2, 1), per_unit("8.5000")), (date(2026, 3, 11), per_unit("9.0000"))]
    assert known.lists == {"2026-02-01": 2, "2026-03-11": 3}


def test_a_book_holds_the_prices_of_its_service_only() -> None:
    contract({"sip-channel": (1, "9.4")}, family=Family.SIP)
    (version,) = only().month.price_book.versions
    assert set(version.prices) == {"trunk_channels"}


def test_a_later_order_has_its_price_from_its_first_day_on() -> None:
    """Terms: telavox.4, bt.11"""
    contract({"bt-user": (10, "7.8"), "bt-fax": (1, "5")}, number="C-1")
    order({"bt-user": (2, "8")}, starts_on=date(2026, 2, 10), number="C-2")
    order({"bt-user": (2, "8.2")}, starts_on=date(2026, 3, 16), number="C-3")
    order({"bt-user": (2, "9")}, starts_on=date(2026, 4, 1), number="C-4")
    known = only()
    form = known.month.order
    assert form.prices == {"users": per_unit("8.0000"), "virtual_faxes": per_unit("5.0000")}
    assert [(version.valid_from, version.prices) for version in form.later_prices] == [
        (date(2026, 3, 16), {"users": per_unit("8.2000")})
    ]
    assert [one.order for one in known.agreed["users"]] == ["C-1", "C-2", "C-3"]
    assert form.users == 10, "the order form is the order that opened the service"


def test_an_order_belongs_to_the_subscription_that_runs_on_its_first_day() -> None:
    first = contract({"bt-user": (5, "7")}, starts_on=date(2026, 1, 1), ends_on=date(2026, 3, 10))
    second = contract({"bt-user": (6, "8")}, starts_on=date(2026, 3, 10))
    order({"bt-fax": (1, "4")}, starts_on=date(2026, 2, 1))
    order({"bt-fax": (1, "6")}, starts_on=date(2026, 3, 12))
    order({"bt-fax": (1, "3")}, client_id=SIBLING, starts_on=date(2026, 3, 12))
    known = {one.account.subscription_id: one for one in collect() if isinstance(one, AccountFacts)}
    assert known[first.pk].month.order.prices["virtual_faxes"] == per_unit("4.0000")
    (later,) = known[second.pk].month.order.later_prices
    assert later.prices == {"virtual_faxes": per_unit("6.0000")}


def test_packs_are_those_bought_whatever_is_reported() -> None:
    """Terms: bt.11i"""
    sell("bt-calls-500", Family.BT)
    subscription = contract({"bt-user": (10, "8")}, ends_on=date(2026, 9, 1))
    order({"bt-calls-500": (2, "12.5")}, starts_on=date(2026, 3, 12))
    report(subscription, date(2026, 3, 1), date(2026, 3, 31), {"bt-user": 10, "bt-calls-500": 7})
    (pack,) = only().month.packs
    assert (pack.product, pack.quantity, pack.start, pack.end) == (
        "pack_calls_500",
        2,
        date(2026, 3, 12),
        date(2026, 9, 1),
    )
    assert pack.kind is PackKind.MONTHLY
    assert "pack_calls_500" not in only().month.elements


# ---------- Discounts, readings ----------
def test_the_discount_is_that_of_the_first_service_day() -> None:
    """Terms: bt.11k"""
    discount(ALPHA, "10", date(2026, 1, 1))
    discount(ALPHA, "15", date(2026, 3, 10))
    discount("beta", "50", date(2026, 3, 1))
    contract(USERS)
    contract({"sip-channel": (1, "9")}, family=Family.SIP, starts_on=date(2026, 3, 10))
    found = {one.account.family: one.month.partner_discount_pct for one in collect() if isinstance(one, AccountFacts)}
    assert found == {Family.BT: Decimal("10.00"), Family.SIP: Decimal("15.00")}


def test_the_readings_in_force_are_taken() -> None:
    """Terms: bt.11d"""
    choose("assumed_days", "5", date(2026, 3, 1))
    choose("decrease", "ceil", date(2026, 2, 1))
    contract(USERS)
    assert (only().month.readings.assumed_days, only().month.readings.decrease) == (5, Decrease.MIN_ONE)
    assert only(date(2026, 4, 1)).month.readings.decrease is Decrease.CEIL


# ---------- The quarter ----------
def test_the_first_quarter_has_no_opening_but_the_order_form() -> None:
    """Terms: bt.11d"""
    contract(USERS, starts_on=date(2026, 1, 20))
    known = only()
    assert (known.month.quarter_opening, known.month.order.users) == (None, 10)


def test_a_quarter_opens_with_what_was_billed_on_the_last_day_before() -> None:
    """Terms: bt.11d"""
    subscription = contract({"bt-user": (30, "8")})
    report(subscription, date(2026, 1, 1), date(2026, 3, 31), {"bt-user": 12})
    report(subscription, date(2026, 4, 1), date(2026, 9, 30), {"bt-user": 20})
    assert only(date(2026, 4, 1)).month.quarter_opening == 27
    assert only(date(2026, 7, 1)).month.quarter_opening == 25
    assert only(date(2026, 10, 1)).month.quarter_opening == 23


def test_the_last_day_of_a_quarter_may_be_assumed_but_not_unknown() -> None:
    """Terms: bt.11d"""
    subscription = contract({"bt-user": (30, "8")})
    report(subscription, date(2026, 1, 1), date(2026, 3, 28), {"bt-user": 40})
    assert only(date(2026, 4, 1)).month.quarter_opening == 40
    with acting(ALPHA, OWNER):
        subscription.reported_days.filter(day=date(2026, 3, 28)).delete()
    assert only(date(2026, 4, 1)).month.quarter_opening is None


# ---------- Queries ----------
def test_the_number_of_queries_does_not_depend_on_the_number_of_accounts() -> None:
    """A dozen for a partner, whatever its size."""
    one = contract(USERS)
    report(one, date(2026, 1, 1), date(2026, 5, 31), {"bt-user": 9})
    few = _queries()
    with acting(ALPHA, OWNER):
        for number in range(5):
            client = Client.objects.create(
                name=f"Client {number}",
                legal_name=f"Client {number} SRL",
                enterprise_number=f"019900{number:04d}",
                street="Rue 1",
                postal_code="1000",
                municipality="Bruxelles",
                created_at="2026-01-01T00:00:00Z",
            )
            contract(USERS, client_id=client.pk)
    assert _queries() == few <= 14


def _queries() -> int:
    with CaptureQueriesContext(connection) as queries:
        assert collect(date(2026, 5, 1))
    return len(queries)
