"""The second wall around the books: what a partner reads, and what nobody changes.

Terms: telavox.4, bt.11
"""

from datetime import date
from typing import Final

import pytest
from django.db import DatabaseError, connection, transaction

from billing.ledger.models import Discount, Invoice, InvoiceLine, Reading, VatTotal
from extranet.tenancy.context import OPERATOR, OWNER, PARTNER, PUBLIC, acting
from tests.cast import ALPHA, BETA, BETA_CLIENT, CLIENT, place
from tests.ledger.playing import USERS, bill, choose, contract, discount, issue, report

pytestmark = pytest.mark.django_db
MARCH, LAST = date(2026, 3, 1), date(2026, 3, 31)
OPERATORS_OWN: Final = ("ledger_billingrun", "ledger_runitem", "ledger_snapshot", "ledger_numberseries")
TABLES: Final = ("ledger_invoice", "ledger_invoiceline", "ledger_vattotal")


def billed(schema: str, *, number: str = "") -> Invoice:
    """Return the invoice of a partner with one client, issued when it has a number. Once a month of the tests."""
    client_id, period = (CLIENT, MARCH) if schema == ALPHA else (BETA_CLIENT, date(2026, 2, 1))
    own = contract(USERS, schema=schema, client_id=client_id)
    report(own, date(2026, 2, 1), LAST, {"bt-user": 10}, schema=schema)
    run = bill(period, schema)
    with acting(PUBLIC, OPERATOR):
        return issue(run, number=number) if number else Invoice.objects.get(run=run)


def refused(sql: str, reason: str) -> None:
    """See that the database refuses a statement where one stands."""
    with pytest.raises(DatabaseError, match=reason), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_a_partner_reads_its_own_issued_invoices_only() -> None:
    """Terms: general.1"""
    ours, theirs = billed(ALPHA, number="F2026-00001"), billed(BETA, number="F2026-00002")
    for schema, own in ((ALPHA, ours), (BETA, theirs)):
        place(schema, PARTNER)
        assert [*Invoice.objects.all()] == [own]
        assert {line.invoice_id for line in InvoiceLine.objects.all()} == {own.pk}
        assert {total.invoice_id for total in VatTotal.objects.all()} == {own.pk}
    place(PUBLIC, PARTNER)
    assert not Invoice.objects.exists()
    place(ALPHA, OPERATOR)
    assert Invoice.objects.count() == 2


def test_a_partner_reads_no_draft_nor_its_lines() -> None:
    billed(ALPHA)
    place(ALPHA, PARTNER)
    assert not Invoice.objects.exists()
    assert not InvoiceLine.objects.exists()
    assert not VatTotal.objects.exists()


@pytest.mark.parametrize("table", OPERATORS_OWN)
def test_a_partner_reads_no_run_and_no_snapshot(table: str) -> None:
    billed(ALPHA, number="F2026-00001")
    place(ALPHA, PARTNER)
    refused(f"SELECT * FROM public.{table}", "permission denied")


def test_a_partner_reads_its_own_discount_and_every_reading() -> None:
    discount(ALPHA, "10", MARCH)
    discount(BETA, "20", MARCH)
    choose("decrease", "ceil", MARCH)
    place(ALPHA, PARTNER)
    assert [row.partner for row in Discount.objects.all()] == [ALPHA]
    assert [row.value for row in Reading.objects.all()] == ["ceil"]


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE ledger_invoice SET gross = 0, net = 0, vat = 0",
        "DELETE FROM ledger_invoice",
        "UPDATE ledger_invoiceline SET net = 0, gross = 0, discount = 0",
        "DELETE FROM ledger_invoiceline",
        "DELETE FROM ledger_vattotal",
        "INSERT INTO ledger_vattotal (invoice_id, partner, category, base, vat) SELECT id, partner, 'E', 0, 0"
        " FROM ledger_invoice",
        "UPDATE ledger_discount SET percentage = 100",
        "DELETE FROM ledger_reading",
    ],
)
def test_a_partner_writes_nothing(sql: str) -> None:
    billed(ALPHA, number="F2026-00001")
    place(ALPHA, PARTNER)
    refused(sql, "permission denied")


@pytest.mark.parametrize("role", [OPERATOR, OWNER])
@pytest.mark.parametrize(
    ("sql", "reason"),
    [
        ("UPDATE ledger_invoice SET gross = gross + 1, net = net + 1", "does not change"),
        ("UPDATE ledger_invoice SET status = 'draft', number = '', issued_on = NULL, due_on = NULL", "does not change"),
        ("DELETE FROM ledger_invoice", "do(es)? not change"),
        ("UPDATE ledger_invoiceline SET element = 'other'", "do not change"),
        ("DELETE FROM ledger_invoiceline", "do not change"),
        ("UPDATE ledger_vattotal SET vat = 0", "do not change"),
        ("DELETE FROM ledger_vattotal", "do not change"),
        (
            "INSERT INTO ledger_vattotal (invoice_id, partner, category, base, vat) SELECT id, partner, 'E', 0, 0"
            " FROM ledger_invoice",
            "do not change",
        ),
    ],
)
def test_an_issued_invoice_is_changed_by_nobody(role: str, sql: str, reason: str) -> None:
    """Terms: telavox.4, bt.11"""
    billed(ALPHA, number="F2026-00001")
    place(PUBLIC, role)
    refused(sql, reason)


@pytest.mark.parametrize("table", TABLES)
def test_staff_empty_no_table(table: str) -> None:
    billed(ALPHA, number="F2026-00001")
    place(PUBLIC, OPERATOR)
    refused(f"TRUNCATE public.{table} CASCADE", "permission denied")


@pytest.mark.parametrize("table", ["ledger_discount", "ledger_reading"])
def test_what_was_in_force_stays_known(table: str) -> None:
    """A discount or a reading is replaced by a newer row: the older one explains what it billed."""
    discount(ALPHA, "10", MARCH)
    choose("decrease", "ceil", MARCH)
    place(PUBLIC, OPERATOR)
    refused(f"UPDATE public.{table} SET valid_from = '2020-01-01'", "permission denied")
    refused(f"DELETE FROM public.{table}", "permission denied")
