"""Reads of invoices, narrowed by person, and of their lines by client.

Terms: general.1
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Final
from uuid import UUID

from django.db.models import QuerySet

from billing.ledger.models import Invoice, InvoiceLine
from billing.ledger.wording import Explained, explained
from extranet.accounts.people import Person
from extranet.clients.selectors import own_client_id
from extranet.tenancy.context import PUBLIC

__all__ = ["Explained", "Section", "explained", "lines_of", "sections", "visible_invoices"]
ZERO: Final = Decimal(0)


@dataclass(frozen=True)
class Section:
    """The lines of one client on an invoice, with what they come to."""

    client_id: UUID
    client_name: str
    lines: tuple[InvoiceLine, ...]
    net: Decimal


def visible_invoices(person: Person) -> QuerySet[Invoice]:
    """Return the issued invoices a person may see, the newest month first.

    Those of the partner they stand at; a direct client's people see their client's only, a partner's client none.
    Staff see a partner's under its mount, all of them on the operator's own pages. Drafts are never among them.

    Terms: general.1
    """
    invoices = Invoice.objects.filter(status=Invoice.Status.ISSUED)
    if person.schema != PUBLIC:
        invoices = invoices.filter(partner=person.schema)
    return invoices.filter(client_id=own_client_id(person)) if person.is_client else invoices


def lines_of(invoice: Invoice) -> list[InvoiceLine]:
    """Return the lines of an invoice in their order; one query."""
    return list(InvoiceLine.objects.filter(invoice=invoice).order_by("position"))


def sections(lines: Iterable[InvoiceLine]) -> tuple[Section, ...]:
    """Return lines, in the order of their invoice, by client with what each comes to."""
    groups = [(client_id, tuple(own)) for client_id, own in groupby(lines, key=lambda line: line.client_id)]
    return tuple(
        Section(client_id, own[0].client_name, own, sum((line.net for line in own), ZERO)) for client_id, own in groups
    )
