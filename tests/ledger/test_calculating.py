"""From the snapshots to draft invoices: one for each buyer, lines by client; an account set aside stops no other.

Terms: general.1, telavox.4, bt.11, bt.11d, bt.11i
"""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from billing.ledger import drafts
from billing.ledger.frozen import LedgerPark
from billing.ledger.models import BillingRun, Invoice, InvoiceLine, VatTotal
from billing.rules.facts import AccountMonth
from billing.rules.month import Draft, draft_month
from billing.rules.parking import Parked, ParkReason
from extranet.catalogue.families import Family
from extranet.errors import IllegalMove
from extranet.tenancy.context import OPERATOR, PUBLIC, acting
from tests.cast import ALPHA, CLIENT, DIRECT, DIRECT_CLIENT, DIRECT_SIBLING, SIBLING
from tests.ledger.playing import (
    AT,
    USERS,
    a_run,
    bill,
    calculate,
    contract,
    discount,
    freeze,
    invoices,
    issue,
    lines,
    order,
    publish,
    report,
    retire,
    sell,
    snapshots,
    told,
)

pytestmark = pytest.mark.django_db
MARCH, LAST = date(2026, 3, 1), date(2026, 3, 31)


# ---------- Who is billed, for what ----------
def test_a_partner_has_one_invoice_with_its_clients_in_order() -> None:
    """Terms: general.1, telavox.4, bt.11"""
    sip = contract({"sip-channel": (2, "9.4")}, family=Family.SIP)
    users = contract(USERS)
    theirs = contract({"telavox-plus": (3, "15")}, client_id=SIBLING, family=Family.TELAVOX)
    report(sip, MARCH, LAST, {"sip-channel": 2})
    report(users, MARCH, LAST, {"bt-fax": 1, "bt-user": 10})
    report(theirs, MARCH, LAST, {"telavox-plus": 3})
    run = bill(MARCH)
    (invoice,) = invoices(run)
    assert told(run) == [
        ("Delta Conseil", "users", "8.0000", "80.00"),
        ("Delta Conseil", "virtual_faxes", "5.0000", "5.00"),
        ("Delta Conseil", "trunk_channels", "9.4000", "18.80"),
        ("Epsilon Édition", "licence_plus", "15.0000", "45.00"),
    ]
    assert [line.position for line in lines(run)] == [1, 2, 3, 4]
    assert (invoice.net, invoice.vat, invoice.gross) == (Decimal("148.80"), Decimal("31.25"), Decimal("180.05"))
    assert (invoice.buyer_name, invoice.client_id, invoice.period) == ("Alpha SRL", None, MARCH)
    assert (invoice.status, invoice.number, invoice.issued_on) == (Invoice.Status.DRAFT, "", None)


def test_each_direct_client_has_its_own_invoice() -> None:
    """Terms: general.1"""
    for client_id, users in ((DIRECT_CLIENT, 3), (DIRECT_SIBLING, 4)):
        own = contract({"bt-user": (users, "8")}, schema=DIRECT, client_id=client_id)
        report(own, MARCH, LAST, {"bt-user": users}, schema=DIRECT)
    run = bill(MARCH, DIRECT)
    assert [(one.buyer_name, one.client_id, one.net) for one in invoices(run)] == [
        ("Gamma Bois SRL", DIRECT_CLIENT, Decimal("24.00")),
        ("Iota Soins SRL", DIRECT_SIBLING, Decimal("32.00")),
    ]
    assert {line.client_id for line in lines(run)} == {DIRECT_CLIENT, DIRECT_SIBLING}


def test_vat_is_taken_once_and_not_line_by_line() -> None:
    """Terms: bt.11"""
    for client_id in (CLIENT, SIBLING):
        own = contract({"meeting-host": (1, "7.81")}, client_id=client_id, family=Family.MEETING)
        report(own, MARCH, LAST, {"meeting-host": 1})
    run = bill(MARCH)
    with acting(PUBLIC, OPERATOR):
        (total,) = VatTotal.objects.filter(invoice__run=run)
    assert (total.category, total.rate, total.base, total.vat) == ("S", Decimal(21), Decimal("15.62"), Decimal("3.28"))


def test_nothing_to_bill_makes_no_invoice() -> None:
    """Terms: telavox.4"""
    own = contract({"sip-channel": (2, "9.4")}, family=Family.SIP)
    report(own, MARCH, LAST, {})
    run = a_run(MARCH, ALPHA)
    freeze(run)
    outcome = calculate(run)
    assert (outcome.invoices, outcome.lines, outcome.parked) == (0, 0, 0)
    assert invoices(run) == []


def test_a_free_element_makes_a_line_of_nothing() -> None:
    """Terms: telavox.4"""
    own = contract({"sip-channel": (2, "0")}, family=Family.SIP)
    report(own, MARCH, LAST, {"sip-channel": 2})
    run = bill(MARCH)
    assert told(run) == [("Delta Conseil", "trunk_channels", "0.0000", "0.00")]
    assert invoices(run)[0].gross == 0


def test_packs_and_a_price_that_changes_in_the_month() -> None:
    """Terms: bt.11, bt.11i"""
    sell("bt-calls-500", Family.BT, position=90)
    own = contract({"bt-user": (10, "8")})
    order({"bt-user": (1, "9.3"), "bt-calls-500": (2, "12.5")}, starts_on=date(2026, 3, 21))
    report(own, MARCH, LAST, {"bt-user": 31})
    run = bill(MARCH)
    assert told(run) == [
        ("Delta Conseil", "users", "8.0000", "160.00"),
        ("Delta Conseil", "users", "9.3000", "102.30"),
        ("Delta Conseil", "pack_calls_500", "12.5000", "25.00"),
    ]
    assert [(line.starts_on, line.ends_on) for line in lines(run)][:2] == [
        (MARCH, date(2026, 3, 21)),
        (date(2026, 3, 21), date(2026, 4, 1)),
    ]


def test_the_discount_is_on_the_line() -> None:
    """Terms: bt.11k"""
    discount(ALPHA, "12.5", date(2026, 1, 1))
    own = contract(USERS)
    report(own, MARCH, LAST, {"bt-user": 10})
    (line,) = lines(bill(MARCH))
    assert (line.gross, line.discount_percentage, line.discount, line.net) == (
        Decimal("80.00"),
        Decimal("12.50"),
        Decimal("10.00"),
        Decimal("70.00"),
    )


def test_a_line_keeps_everything_that_explains_it() -> None:
    """Terms: bt.11d"""
    own = contract({"bt-user": (30, "8")}, number="C-2026-0042")
    report(own, MARCH, LAST, {"bt-user": 20}, but=[date(2026, 3, 7)])
    (line,) = lines(bill(MARCH))
    assert (line.quantity, line.unit_days, line.assumed_days) == (Decimal("27.000"), Decimal(837), 1)
    why = line.why
    assert set(why) == {"line", "product", "agreed", "floor", "configured", "channels"}
    assert why["agreed"] == {"order": "C-2026-0042", "since": "2026-01-01"}
    assert (why["floor"]["opening"], why["floor"]["allowance"], why["floor"]["min_billable"]) == (30, 3, 27)
    assert [run["count"] for run in why["configured"]] == [20, 20, 20]


# ---------- Again ----------
def test_a_second_call_ends_in_the_same_rows() -> None:
    own = contract(USERS)
    report(own, MARCH, LAST, {"bt-user": 10})
    run = bill(MARCH)
    with acting(PUBLIC, OPERATOR):
        before = (list(Invoice.objects.values()), list(InvoiceLine.objects.values()))
    outcome = calculate(run)
    assert (outcome.invoices, outcome.lines) == (1, 1)
    with acting(PUBLIC, OPERATOR):
        assert (list(Invoice.objects.values()), list(InvoiceLine.objects.values())) == before


def test_former_drafts_of_this_run_and_partner_only_are_replaced() -> None:
    own = contract(USERS)
    report(own, date(2026, 2, 1), LAST, {"bt-user": 10})
    theirs = contract(USERS, schema=DIRECT, client_id=DIRECT_CLIENT)
    report(theirs, date(2026, 2, 1), LAST, {"bt-user": 10}, schema=DIRECT)
    february, march = bill(date(2026, 2, 1)), a_run(MARCH, ALPHA, DIRECT)
    for partner in (ALPHA, DIRECT, ALPHA):
        freeze(march, partner)
        calculate(march, partner)
    assert [len(invoices(run)) for run in (february, march)] == [1, 2]


@pytest.mark.parametrize("status", ["approved", "finalising", "dispatched", "cancelled"])
def test_an_approved_or_cancelled_run_is_not_calculated_again(status: str) -> None:
    own = contract(USERS)
    report(own, MARCH, LAST, {"bt-user": 10})
    run = bill(MARCH)
    with acting(PUBLIC, OPERATOR):
        is_approved = status != "cancelled"
        BillingRun.objects.update(
            status=status,
            approved_at=AT if is_approved else None,
            approved_by_id=uuid4() if is_approved else None,
            reviewed_by_id=uuid4(),
        )
    with pytest.raises(IllegalMove, match="ne changent plus") as refusal:
        calculate(run)
    assert refusal.value.code == f"run_{status}"
    assert len(lines(run)) == 1


def test_what_is_issued_is_never_calculated_over() -> None:
    """Terms: telavox.4, bt.11"""
    own = contract(USERS)
    report(own, MARCH, LAST, {"bt-user": 10})
    run = bill(MARCH)
    issue(run)
    with pytest.raises(IllegalMove, match="en partie émise"):
        calculate(run)
    assert len(lines(run)) == 1


# ---------- Set aside ----------
def test_an_account_not_reported_for_four_days_stops_no_other() -> None:
    """Terms: telavox.4, bt.11"""
    silent = contract(USERS)
    report(silent, MARCH, date(2026, 3, 20), {"bt-user": 10})
    sound = contract(USERS, client_id=SIBLING)
    report(sound, MARCH, LAST, {"bt-user": 10}, but=[date(2026, 3, day) for day in (10, 11, 12)])
    run = bill(MARCH)
    assert told(run) == [("Epsilon Édition", "users", "8.0000", "80.00")]
    aside, billed = snapshots(run)
    assert (aside.subscription_id, aside.parked_reason) == (silent.pk, ParkReason.NOT_REPORTED)
    assert (aside.parked_facts["element"], aside.parked_facts["day"], aside.parked_facts["clause"]) == (
        "users",
        "2026-03-24",
        "bt.11d",
    )
    assert (billed.parked_reason, billed.parked_facts) == ("", {})


@pytest.mark.parametrize(("is_retired", "reason"), [(False, ParkReason.NO_PRICE), (True, LedgerPark.PRODUCT_RETIRED)])
def test_a_price_gap_sets_the_account_aside_and_says_why(is_retired: bool, reason: str) -> None:
    """Terms: bt.11k"""
    sell("bt-number", Family.BT)
    own = contract(USERS)
    report(own, MARCH, LAST, {"bt-user": 10, "bt-number": 4})
    sound = contract(USERS, client_id=SIBLING)
    report(sound, MARCH, LAST, {"bt-user": 10})
    if is_retired:
        retire("bt-number")
    run = bill(MARCH)
    assert [line[0] for line in told(run)] == ["Epsilon Édition"]
    aside = snapshots(run)[0]
    assert (aside.parked_reason, aside.parked_facts["product"]["code"]) == (reason, "bt-number")


def test_a_retired_product_with_an_agreed_price_is_still_billed() -> None:
    """Terms: telavox.4, bt.11"""
    sell("bt-number", Family.BT)
    own = contract({"bt-user": (10, "8"), "bt-number": (4, "1")})
    report(own, MARCH, LAST, {"bt-user": 10, "bt-number": 4})
    retire("bt-number")
    assert [line[3] for line in told(bill(MARCH))] == ["80.00", "4.00"]


def test_a_list_that_begins_after_the_month_did_leaves_a_gap() -> None:
    """Terms: bt.11k"""
    sell("bt-number", Family.BT)
    publish(date(2026, 3, 10), bt_number="1")
    own = contract(USERS)
    report(own, MARCH, LAST, {"bt-user": 10, "bt-number": 4})
    run = bill(MARCH)
    assert (snapshots(run)[0].parked_reason, snapshots(run)[0].parked_facts["day"]) == (
        ParkReason.NO_PRICE,
        "2026-03-01",
    )


def test_an_unknown_opening_sets_the_account_aside() -> None:
    """Terms: bt.11d"""
    own = contract(USERS)
    report(own, date(2026, 4, 1), date(2026, 4, 30), {"bt-user": 10})
    run = bill(date(2026, 4, 1))
    assert (snapshots(run)[0].parked_reason, snapshots(run)[0].parked_facts["element"]) == (
        ParkReason.NO_OPENING,
        "users",
    )


def test_rules_that_break_on_one_account_stop_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    broken, sound = contract(USERS), contract({"bt-user": (11, "8")}, client_id=SIBLING)
    for one in (broken, sound):
        report(one, MARCH, LAST, {"bt-user": 11})
    run = a_run(MARCH, ALPHA)
    freeze(run)
    rules = draft_month

    def breaks(month: AccountMonth) -> Draft | Parked:
        if month.order.users == 10:
            raise ZeroDivisionError("a fault of ours")
        return rules(month)

    monkeypatch.setattr(drafts, "draft_month", breaks)
    outcome = calculate(run)
    assert (outcome.invoices, outcome.lines, outcome.parked) == (1, 1, 1)
    aside = snapshots(run)[0]
    assert (aside.parked_reason, aside.parked_facts) == (LedgerPark.FAULT, {"error": "ZeroDivisionError"})
    monkeypatch.undo()
    assert calculate(run).parked == 0
    assert {one.parked_reason for one in snapshots(run)} == {""}, "mended, the account is billed"


def test_a_snapshot_that_cannot_be_read_stops_no_other() -> None:
    broken, sound = contract(USERS), contract(USERS, client_id=SIBLING)
    for one in (broken, sound):
        report(one, MARCH, LAST, {"bt-user": 10})
    run = a_run(MARCH, ALPHA)
    freeze(run)
    with acting(PUBLIC, OPERATOR):
        run.snapshots.filter(subscription_id=broken.pk).update(facts={"month": {}})
    assert (calculate(run).invoices, calculate(run).parked) == (1, 1)
    assert snapshots(run)[0].parked_reason == LedgerPark.FAULT


# ---------- Queries ----------
def test_the_number_of_queries_does_not_depend_on_the_number_of_accounts() -> None:
    def queries(period: date) -> int:
        run = a_run(period, ALPHA)
        freeze(run)
        with CaptureQueriesContext(connection) as captured:
            calculate(run)
        return len(captured)

    one = contract(USERS)
    report(one, date(2026, 2, 1), LAST, {"bt-user": 10})
    few = queries(date(2026, 2, 1))
    for client_id, family in ((SIBLING, Family.BT), (SIBLING, Family.SIP)):
        more = contract({}, client_id=client_id, family=family)
        report(more, MARCH, LAST, {"bt-user": 3, "bt-fax": 1} if family == Family.BT else {"sip-channel": 3})
    assert queries(MARCH) == few <= 20
