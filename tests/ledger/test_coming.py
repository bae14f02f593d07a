"""The invoice to come: so far, to the end of the month if nothing changes, and why it differs from the last one.

Terms: telavox.4, bt.11, general.1
"""

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from billing.ledger.coming import Coming, invoice_to_come
from billing.ledger.comparing import CauseKind
from billing.ledger.models import Invoice, InvoiceLine, Snapshot
from billing.ledger.wording import cause_in_words, explained, waiting
from billing.rules.parking import ParkReason
from extranet.catalogue.families import Family
from extranet.partners.models import Partner
from extranet.tenancy.context import OPERATOR, PARTNER, PUBLIC, acting
from tests.cast import ALPHA, BETA, CLIENT, DIRECT, DIRECT_CLIENT, DIRECT_SIBLING, SIBLING
from tests.ledger.playing import USERS, bill, contract, discount, issue, lines, order, report, sell

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 16)
FEBRUARY, MARCH, YESTERDAY = date(2026, 2, 1), date(2026, 3, 1), date(2026, 3, 15)


def come(day: date = TODAY, *, schema: str = ALPHA, client_id: UUID | None = None, role: str = PARTNER) -> Coming:
    """Return the invoice to come as the partner's own people get it."""
    with acting(schema, role):
        partner = Partner.objects.get(schema_name=schema)
        return invoice_to_come(partner=partner, client_id=client_id, day=day)


def test_days_that_are_over_count_and_the_rest_is_estimated() -> None:
    """Terms: telavox.4, bt.11"""
    own = contract(USERS)
    report(own, FEBRUARY, YESTERDAY, {"bt-user": 31})
    coming = come()
    assert (coming.month.start, coming.until) == (MARCH, TODAY)
    assert (coming.so_far.net, coming.so_far.vat, coming.so_far.gross) == (
        Decimal("120.00"),
        Decimal("25.20"),
        Decimal("145.20"),
    )
    assert coming.expected.net == Decimal("248.00")
    assert coming.waiting == ()


def test_a_count_of_today_is_taken_for_the_rest_of_the_month() -> None:
    own = contract(USERS)
    report(own, FEBRUARY, YESTERDAY, {"bt-user": 31})
    report(own, TODAY, TODAY, {"bt-user": 62})
    coming = come()
    assert coming.so_far.net == Decimal("120.00"), "today is not over"
    assert coming.expected.net == Decimal("376.00"), "31 on 15 days, 62 on 16"


def test_at_the_end_of_the_month_it_is_the_invoice() -> None:
    """The same function: the first day after the month's last is not this month's any more."""
    own = contract({"bt-user": (30, "8")})
    report(own, FEBRUARY, date(2026, 3, 30), {"bt-user": 17}, but=[date(2026, 3, 9)])
    report(own, date(2026, 3, 31), date(2026, 3, 31), {"bt-user": 17})
    coming = come(date(2026, 3, 31))
    run = bill(MARCH)
    (line,) = lines(run)
    (expected,) = coming.expected.lines
    assert (expected.net, expected.why) == (line.net, line.why)


def test_on_the_first_day_nothing_is_counted_yet() -> None:
    own = contract(USERS)
    report(own, FEBRUARY, date(2026, 2, 28), {"bt-user": 10})
    coming = come(MARCH)
    assert coming.so_far.net == 0
    assert coming.so_far.lines == ()
    assert coming.expected.net == Decimal("80.00")


def test_missing_days_are_bridged_and_said() -> None:
    own = contract(USERS)
    report(own, FEBRUARY, date(2026, 3, 13), {"bt-user": 10})
    (line,) = come().so_far.lines
    assert line.assumed_days == 2
    assert any(fact.is_assumed for fact in explained(line).facts)


def test_an_account_that_waits_is_said_and_left_out() -> None:
    silent, sound = contract(USERS), contract(USERS, client_id=SIBLING)
    report(silent, FEBRUARY, date(2026, 3, 2), {"bt-user": 10})
    report(sound, FEBRUARY, YESTERDAY, {"bt-user": 10})
    coming = come()
    assert [(one.account.client_id, one.reason) for one in coming.waiting] == [(CLIENT, ParkReason.NOT_REPORTED)]
    assert {line.client_id for line in coming.expected.lines} == {SIBLING}
    (one,) = coming.waiting
    assert "6 mars 2026" in waiting(one.reason, one.facts()).sentence


def test_a_service_that_begins_later_this_month_is_not_there_yet() -> None:
    contract(USERS, starts_on=date(2026, 3, 20))
    coming = come()
    assert (coming.expected.lines, coming.waiting) == ((), ())


def test_a_service_that_ends_is_billed_until_then() -> None:
    """Terms: telavox.4, bt.11"""
    own = contract(USERS, ends_on=date(2026, 3, 11))
    report(own, FEBRUARY, date(2026, 3, 10), {"bt-user": 31})
    coming = come()
    assert coming.so_far.net == coming.expected.net == Decimal("80.00")


def test_nothing_is_written() -> None:
    own = contract(USERS)
    report(own, FEBRUARY, YESTERDAY, {"bt-user": 10})
    assert come().expected.lines
    with acting(PUBLIC, OPERATOR):
        assert not Invoice.objects.exists()
        assert not InvoiceLine.objects.exists()
        assert not Snapshot.objects.exists()


def test_only_the_partners_own_discount_is_taken() -> None:
    """Row security lets it see no other. Terms: bt.11k"""
    discount(ALPHA, "10", FEBRUARY)
    discount(BETA, "90", FEBRUARY)
    own = contract(USERS)
    report(own, FEBRUARY, YESTERDAY, {"bt-user": 10})
    assert come().expected.net == come(role=OPERATOR).expected.net == Decimal("72.00")


# ---------- Against the month before ----------
def test_it_is_compared_with_the_issued_invoice() -> None:
    own = contract(USERS)
    report(own, FEBRUARY, date(2026, 2, 28), {"bt-user": 10})
    report(own, MARCH, YESTERDAY, {"bt-user": 13})
    invoice = issue(bill(FEBRUARY))
    coming = come()
    assert coming.before is not None
    assert (coming.before.invoice, coming.before.net) == (invoice, Decimal("80.00"))
    assert coming.change == Decimal("24.00")
    (cause,) = coming.causes
    assert (cause.kind, cause.quantity, cause.amount) == (CauseKind.QUANTITY, Decimal(3), Decimal("24.00"))
    with translation.override("fr"):
        assert cause_in_words(cause) == "Delta Conseil : bt-user fr, +3 en moyenne"


def test_without_an_issued_invoice_the_same_calculation_stands_in() -> None:
    """A partner sees no draft, so a draft is not what it is compared with."""
    own = contract(USERS)
    report(own, FEBRUARY, date(2026, 2, 28), {"bt-user": 10})
    report(own, MARCH, YESTERDAY, {"bt-user": 9})
    bill(FEBRUARY)
    coming = come()
    assert coming.before is not None
    assert (coming.before.invoice, coming.before.net, coming.change) == (None, Decimal("80.00"), Decimal("-8.00"))


def test_in_the_first_month_there_is_nothing_to_compare_with() -> None:
    own = contract(USERS, starts_on=date(2026, 3, 2))
    report(own, date(2026, 3, 2), YESTERDAY, {"bt-user": 10})
    coming = come()
    assert (coming.before, coming.change, coming.causes) == (None, None, ())


def test_the_causes_add_up_to_the_change() -> None:
    """New client, gone element, more users at a new price, a pack, another discount. Terms: telavox.4, bt.11"""
    sell("bt-calls-500", Family.BT)
    discount(ALPHA, "10", FEBRUARY)
    discount(ALPHA, "12.5", MARCH)
    own = contract({"bt-user": (10, "8"), "bt-fax": (2, "5")})
    order({"bt-user": (3, "8.77"), "bt-calls-500": (1, "12.5")}, starts_on=MARCH)
    report(own, FEBRUARY, date(2026, 2, 28), {"bt-user": 10, "bt-fax": 2})
    report(own, MARCH, YESTERDAY, {"bt-user": 13})
    new = contract({"sip-channel": (2, "9.4")}, client_id=SIBLING, family=Family.SIP, starts_on=MARCH)
    report(new, MARCH, YESTERDAY, {"sip-channel": 2})
    issue(bill(FEBRUARY))
    coming = come()
    assert coming.change is not None
    assert sum(cause.amount for cause in coming.causes) == coming.change
    assert {(cause.kind, cause.element) for cause in coming.causes} == {
        (CauseKind.NEW_CLIENT, ""),
        (CauseKind.GONE_ELEMENT, "virtual_faxes"),
        (CauseKind.NEW_ELEMENT, "pack_calls_500"),
        (CauseKind.QUANTITY, "users"),
        (CauseKind.PRICE, "users"),
        (CauseKind.DISCOUNT, "users"),
    }
    amounts = [abs(cause.amount) for cause in coming.causes]
    assert amounts == sorted(amounts, reverse=True)
    assert all(cause_in_words(cause) for cause in coming.causes)


def test_a_client_that_left_is_one_cause() -> None:
    leaving = contract({"bt-user": (10, "8"), "bt-fax": (1, "5")}, ends_on=MARCH)
    report(leaving, FEBRUARY, date(2026, 2, 28), {"bt-user": 10, "bt-fax": 1})
    staying = contract(USERS, client_id=SIBLING)
    report(staying, FEBRUARY, YESTERDAY, {"bt-user": 10})
    (cause,) = come().causes
    assert (cause.kind, cause.client_id, cause.amount) == (CauseKind.GONE_CLIENT, CLIENT, Decimal("-85.00"))


# ---------- Whose ----------
def test_a_direct_client_sees_its_own_only() -> None:
    """Terms: general.1"""
    for client_id, users in ((DIRECT_CLIENT, 3), (DIRECT_SIBLING, 4)):
        own = contract({"bt-user": (users, "8")}, schema=DIRECT, client_id=client_id)
        report(own, FEBRUARY, YESTERDAY, {"bt-user": users}, schema=DIRECT)
    coming = come(schema=DIRECT, client_id=DIRECT_CLIENT)
    assert coming.expected.net == Decimal("24.00")
    assert coming.before is not None
    assert coming.before.net == Decimal("24.00")


@pytest.mark.parametrize(("schema", "client_id"), [(ALPHA, CLIENT), (DIRECT, None)])
def test_who_gets_no_invoice_has_none_to_come(schema: str, client_id: UUID | None) -> None:
    """Terms: general.1"""
    with pytest.raises(ValueError, match="billed"):
        come(schema=schema, client_id=client_id)


def test_the_number_of_queries_does_not_depend_on_the_number_of_accounts() -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            come()
        return len(captured)

    one = contract(USERS)
    report(one, FEBRUARY, YESTERDAY, {"bt-user": 10})
    few = queries()
    for family, code in ((Family.BT, "bt-user"), (Family.SIP, "sip-channel"), (Family.TELAVOX, "telavox-plus")):
        more = contract({code: (2, "9")}, client_id=SIBLING, family=family)
        report(more, FEBRUARY, YESTERDAY, {code: 2})
    assert queries() == few <= 30
