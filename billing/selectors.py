"""Reads of issued invoices for pages: what is due, what a client cost last, what a number finds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from billing.ledger.models import Invoice, InvoiceLine
from billing.ledger.selectors import visible_invoices
from extranet.accounts.people import Person

ZERO: Final = Decimal(0)


def years_of(invoices: QuerySet[Invoice]) -> list[int]:
    """Return the years of the months billed, the newest first."""
    return [day.year for day in invoices.order_by().dates("period", "year", order="DESC")]


def invoices_numbered(person: Person, words: str) -> QuerySet[Invoice]:
    """Return the invoices a person may see whose number holds `words`, the newest first."""
    return visible_invoices(person).filter(number__icontains=words).order_by("-issued_on", "-number")


def invoices_due(person: Person, day: date) -> QuerySet[Invoice]:
    """Return the invoices whose payment date has not passed, the next one first.

    What was paid is not known here: after its date an invoice is no longer called for.
    """
    return visible_invoices(person).filter(due_on__gte=day, gross__gt=0).order_by("due_on", "number")


@dataclass(frozen=True)
class ClientCost:
    """The lines of one client on the newest invoice that has any, and what they come to, VAT excluded."""

    invoice: Invoice
    lines: Sequence[InvoiceLine]
    net: Decimal


def last_cost_of(person: Person, client_id: UUID) -> ClientCost | None:
    """Return what a client cost on its newest issued invoice, None when it never was on one; two queries."""
    of_client = InvoiceLine.objects.filter(client_id=client_id)
    named = visible_invoices(person).filter(Exists(of_client.filter(invoice=OuterRef("pk"))))
    invoice = named.order_by("-period", "-issued_on").first()
    if invoice is None:
        return None
    lines = list(of_client.filter(invoice=invoice).order_by("position"))
    return ClientCost(invoice, lines, sum((line.net for line in lines), ZERO))
