"""Reads of issued invoices for pages: what is due, what a client cost last, what a number finds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

from django.db.models import Exists, Min, OuterRef, QuerySet, Sum

from billing.ledger.models import Invoice, InvoiceLine
from billing.ledger.selectors import visible_invoices
from extranet.accounts.people import Person
from extranet.catalogue.families import Family

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
class ServiceCost:
    """What one account came to, VAT excluded."""

    label: str
    account: str
    net: Decimal


@dataclass(frozen=True)
class ClientCost:
    """What one client came to on the newest invoice that has any line of it, VAT excluded, and by service."""

    invoice: Invoice
    services: Sequence[ServiceCost]
    net: Decimal


def last_cost_of(person: Person, client_id: UUID) -> ClientCost | None:
    """Return what a client cost on its newest issued invoice, None when it never was on one; two queries."""
    of_client = InvoiceLine.objects.filter(client_id=client_id)
    named = visible_invoices(person).filter(Exists(of_client.filter(invoice=OuterRef("pk"))))
    invoice = named.order_by("-period", "-issued_on").first()
    if invoice is None:
        return None
    rows = (
        of_client.filter(invoice=invoice)
        .order_by()
        .values("subscription_id", "family", "account")
        .annotate(total=Sum("net"), place=Min("position"))
        .order_by("place")
    )
    services = [ServiceCost(str(Family(row["family"]).label), row["account"], row["total"]) for row in rows]
    return ClientCost(invoice, services, sum((service.net for service in services), ZERO))
