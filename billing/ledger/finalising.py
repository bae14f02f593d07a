"""Issuing: each draft gets its number, its day and its communication in a short transaction of its own.

The row of the number series is the lock: what is rolled back never had a number, so there is no gap, and numbers,
instants and days have one order. Stand in `public` as the operator.

Terms: telavox.4, bt.11
Law: Belgian invoices are numbered in sequence, without a gap, by date.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import groupby
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import Model

from billing.ledger.codec import canonical, written
from billing.ledger.models import BillingRun, Invoice, InvoiceLine, NumberSeries, RunItem, VatTotal
from billing.ledger.works import bind_works
from billing.rules.identifiers import structured_communication
from extranet.audit import services as audit
from extranet.outbox.services import enqueue
from extranet.tenancy.context import PARTNER, acting
from extranet.times import brussels_day

PREFIXES: Final = {Invoice.Kind.INVOICE: "F"}
DIGITS: Final = 5
PAYMENT_TIME: Final = timedelta(days=30)
TELL: Final = "billing.tell_invoice_issued"
# What an invoice says of itself is not part of what it says.
UNSEALED: Final = frozenset({"digest"})


class ClockBehind(Exception):
    """The clock says a day before the last number given: issuing now would break the order of dates."""


def number_of(kind: str, year: int, position: int) -> str:
    """Return the number of a document: F-2026-00001. Raises ValueError below 1, KeyError for a kind without numbers."""
    if position < 1:
        raise ValueError("a series starts at 1")
    return f"{PREFIXES[Invoice.Kind(kind)]}-{year}-{position:0{DIGITS}d}"


def communication_of(year: int, position: int) -> str:
    """Return the structured communication of an invoice, from the year and the place of its number."""
    return structured_communication(f"{year}{position:06d}").display


# ---------- Issuing ----------
@transaction.atomic
def issue_next(*, run_id: UUID, clock: Callable[[], datetime]) -> Invoice | None:
    """Issue the next draft of an approved run; None when none is left.

    Drafts go by partner, then by buyer. Each is issued once, whatever is killed or asked again.
    Raises ClockBehind, BilledTwice, BillingRun.DoesNotExist.

    Terms: telavox.4, bt.11
    """
    drafts = Invoice.objects.filter(run_id=run_id, status=Invoice.Status.DRAFT).order_by("partner", "buyer_name", "pk")
    if not drafts.exists():
        return None
    series, at = _locked_series(Invoice.Kind.INVOICE, clock)
    # Read under the lock of the series: two workers find two drafts, in the order of their numbers.
    run, invoice = BillingRun.objects.get(pk=run_id), drafts.first()
    if run.status != BillingRun.Status.FINALISING or invoice is None:
        return None
    series.last, series.last_issued_on = series.last + 1, brussels_day(at)
    series.save(update_fields=["last", "last_issued_on"])
    _issue(invoice, series, at)
    if not drafts.filter(partner=invoice.partner).exists():
        items = RunItem.objects.filter(run=run, partner=invoice.partner, status=RunItem.Status.CALCULATED)
        items.update(status=RunItem.Status.ISSUED, done_at=at)
    return invoice


def _locked_series(kind: str, clock: Callable[[], datetime]) -> tuple[NumberSeries, datetime]:
    """Return the series of the year, locked, and an instant read under its lock."""
    while True:
        year = brussels_day(clock()).year
        rows = NumberSeries.objects.select_for_update(no_key=True).filter(kind=kind, year=year)
        series = rows.first()
        if series is None:
            NumberSeries.objects.bulk_create([NumberSeries(kind=kind, year=year)], ignore_conflicts=True)
            series = rows.get()
        at = clock()
        if brussels_day(at).year == year:  # else the year ended while we waited
            break
    last = NumberSeries.objects.filter(kind=kind, last_issued_on__gt=brussels_day(at)).first()
    if last is not None:
        raise ClockBehind(f"the last number of {last} was given on {last.last_issued_on}, today is {brussels_day(at)}")
    return series, at


def _issue(invoice: Invoice, series: NumberSeries, at: datetime) -> None:
    day = brussels_day(at)
    invoice.number = number_of(series.kind, series.year, series.last)
    invoice.communication = communication_of(series.year, series.last)
    invoice.issued_at, invoice.issued_on, invoice.due_on = at.astimezone(UTC), day, day + PAYMENT_TIME
    bind_works(invoice)
    invoice.status = Invoice.Status.ISSUED
    invoice.digest = digest_of_issued(invoice)
    invoice.save(
        update_fields=["number", "communication", "issued_at", "issued_on", "due_on", "status", "digest"],
    )
    facts = {
        "number": invoice.number,
        "buyer": invoice.buyer_name,
        "gross": invoice.gross,
        "communication": invoice.communication,
        "digest": invoice.digest,
    }
    audit.record(actor=None, act="invoice.issued", target=invoice, at=at, changes=facts, partner=invoice.partner)


# ---------- What shows that it has not changed ----------
def digest_of_issued(invoice: Invoice) -> str:
    """Return the SHA-256 of everything an invoice says: its own row, its lines and its VAT, to the last figure."""
    digest = sha256()
    for part in _parts(invoice):
        digest.update(f"{canonical(part)}\n".encode())
    return digest.hexdigest()


def is_unchanged(invoice: Invoice) -> bool:
    """Whether an issued invoice says today what it said when it was issued."""
    return invoice.status == Invoice.Status.ISSUED and invoice.digest == digest_of_issued(invoice)


def _parts(invoice: Invoice) -> Iterator[dict[str, Any]]:
    yield _row(invoice)
    for line in InvoiceLine.objects.filter(invoice=invoice).order_by("position").iterator():
        yield _row(line)
    for total in VatTotal.objects.filter(invoice=invoice).order_by("category", "rate"):
        yield _row(total)


def _row(row: Model) -> dict[str, Any]:
    fields = [field.attname for field in row._meta.concrete_fields if field.attname not in UNSEALED]
    return {name: written(getattr(row, name)) for name in fields}


# ---------- Telling ----------
def ask_mails(run: BillingRun) -> None:
    """Ask, in each partner's schema, to tell of every invoice of a run, in the transaction that ends it."""
    issued = Invoice.objects.filter(run=run, status=Invoice.Status.ISSUED).order_by("partner", "number")
    for partner, rows in groupby(issued.values_list("partner", "pk"), key=lambda row: row[0]):
        with acting(partner, PARTNER):
            for _partner, pk in rows:
                enqueue(TELL, str(pk))
