"""Whole months of three houses agree, line by line and to the cent, with a calculation that knows no engine.

Terms: telavox.4, bt.11, bt.11d, bt.11i, bt.11k
"""

from datetime import date

import pytest

from billing.ledger.elements import ELEMENTS
from extranet.catalogue.families import Family
from extranet.ordering.models import Subscription
from extranet.tenancy.context import OPERATOR, acting
from tests.cast import ALPHA, BETA, BETA_CLIENT, CLIENT, DIRECT, DIRECT_CLIENT, DIRECT_SIBLING, SIBLING
from tests.ledger.naive import NaiveLine, naive_invoices, vat_cents
from tests.ledger.playing import (
    a_run,
    calculate,
    contract,
    discount,
    freeze,
    invoices,
    lines,
    order,
    publish,
    report,
    sell,
)

pytestmark = pytest.mark.django_db
PRODUCTS = {(element.name, code.split("-")[0]): code for code, element in ELEMENTS.items()}
SIP_NUMBERS = {"sip-channel": 4, "sip-number": 20}


def life(subscription: Subscription, schema: str, told: list[tuple[date, date, dict[str, int]]], *but: date) -> None:
    """Report an account as its platform did over months."""
    for first, last, counts in told:
        report(subscription, first, last, counts, schema=schema, but=but)


@pytest.fixture
def houses() -> None:
    """Alpha with two clients and cuts, Beta with a discount, and two direct clients; prices change on 11 May."""
    sell("bt-number", Family.BT)
    sell("bt-calls-500", Family.BT, position=90)
    sell("sip-number", Family.SIP)
    more = {"bt_number": "0.9", "bt_calls_500": "12.5", "sip_number": "0.8"}
    publish(date(2026, 1, 6), **more)
    publish(date(2026, 5, 11), **{**more, "bt_user": "8.25", "bt_fax": "5.25", "bt_number": "0.95"})
    _alpha()
    _beta()
    _direct()


def _alpha() -> None:
    cut = contract({"bt-user": (30, "7.8"), "bt-fax": (1, "4.9")}, starts_on=date(2026, 1, 14))
    # Without a price of its own in the order, the number follows the list. The later order has its own user price.
    order({"bt-user": (3, "8.1"), "bt-calls-500": (2, "12.5")}, starts_on=date(2026, 5, 20))
    life(
        cut,
        ALPHA,
        [
            (date(2026, 1, 14), date(2026, 3, 30), {"bt-user": 31, "bt-fax": 1, "bt-number": 40}),
            (date(2026, 3, 31), date(2026, 5, 7), {"bt-user": 22, "bt-number": 40}),
            (date(2026, 5, 8), date(2026, 7, 6), {"bt-user": 28, "bt-fax": 2, "bt-number": 41}),
        ],
        date(2026, 3, 31),
        date(2026, 5, 6),
        date(2026, 5, 7),
        date(2026, 5, 8),
        date(2026, 5, 31),
        date(2026, 6, 1),
    )
    sip = contract({"sip-channel": (4, "9.4")}, client_id=SIBLING, family=Family.SIP, starts_on=date(2026, 5, 18))
    life(sip, ALPHA, [(date(2026, 5, 18), date(2026, 7, 6), SIP_NUMBERS)])


def _beta() -> None:
    discount(BETA, "12.5", date(2026, 1, 1))
    discount(BETA, "7.33", date(2026, 6, 1))
    ended = contract(
        {"telavox-plus": (7, "14.5")},
        schema=BETA,
        client_id=BETA_CLIENT,
        family=Family.TELAVOX,
        starts_on=date(2026, 4, 9),
        ends_on=date(2026, 6, 20),
    )
    life(
        ended,
        BETA,
        [
            (date(2026, 4, 9), date(2026, 5, 15), {"telavox-plus": 7}),
            (date(2026, 5, 16), date(2026, 6, 19), {"telavox-plus": 11}),
        ],
    )
    users = contract({"bt-user": (9, "8.0001")}, schema=BETA, client_id=BETA_CLIENT, starts_on=date(2026, 2, 2))
    life(users, BETA, [(date(2026, 2, 2), date(2026, 7, 6), {"bt-user": 4})])


def _direct() -> None:
    hosts = contract(
        {"meeting-host": (3, "7.8125")},
        schema=DIRECT,
        client_id=DIRECT_CLIENT,
        family=Family.MEETING,
        starts_on=date(2026, 5, 5),
    )
    life(hosts, DIRECT, [(date(2026, 5, 5), date(2026, 7, 6), {"meeting-host": 3})])
    users = contract({"bt-user": (1, "8")}, schema=DIRECT, client_id=DIRECT_SIBLING, starts_on=date(2026, 5, 31))
    life(users, DIRECT, [(date(2026, 5, 31), date(2026, 7, 6), {"bt-user": 2})])


@pytest.mark.usefixtures("houses")
@pytest.mark.parametrize("month", [1, 3, 4, 5, 6])
@pytest.mark.parametrize("schema", [ALPHA, BETA, DIRECT])
def test_a_month_agrees_to_the_cent(schema: str, month: int) -> None:
    """Terms: telavox.4, bt.11, bt.11d, bt.11i, bt.11k"""
    run = a_run(date(2026, month, 1), schema)
    freeze(run, schema)
    assert calculate(run, schema).parked == 0
    expected = naive_invoices(schema, 2026, month)
    assert {invoice.client_id for invoice in invoices(run)} == set(expected)
    for invoice in invoices(run):
        naive = expected[invoice.client_id]
        ours = [
            NaiveLine(
                line.client_name,
                line.family,
                PRODUCTS[line.element, line.family],
                line.starts_on,
                int(line.gross * 100),
                int(line.discount * 100),
            )
            for line in lines(run)
            if line.invoice_id == invoice.pk
        ]
        assert sorted(ours, key=str) == sorted(naive, key=str)
        net = sum(line.gross - line.discount for line in naive)
        assert (int(invoice.net * 100), int(invoice.vat * 100)) == (net, vat_cents(naive))
        assert invoice.gross == invoice.net + invoice.vat


@pytest.mark.usefixtures("houses")
def test_the_months_hold_what_they_should() -> None:
    """Otherwise the agreement would be about too little."""
    seen = [line for month in (4, 5, 6) for line in _billed(month)]
    assert {line.client for line in seen} == {"Delta Conseil", "Epsilon Édition"}
    assert len([line for line in seen if line.product == "bt-user" and line.start.month == 5]) == 2
    assert any(line.product == "bt-calls-500" for line in seen)
    with acting(ALPHA, OPERATOR):
        assert Subscription.objects.filter(client_id__in=[CLIENT, SIBLING]).count() == 2


def _billed(month: int) -> list[NaiveLine]:
    return [line for own in naive_invoices(ALPHA, 2026, month).values() for line in own]
