"""Invoices as pages show them: the word of each state, lines by client and service, and why each amounts to that.

Every figure is one that was stored, or calculated by the rules: nothing is summed in a template.

Terms: telavox.4, bt.11, bt.11d
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from billing.ledger.codec import read
from billing.ledger.models import Invoice, InvoiceLine, VatTotal
from billing.ledger.selectors import Section
from billing.ledger.wording import Explained, explained, floor_in_words
from billing.rules.identifiers import read_communication
from billing.rules.quarter import QuarterFloor
from billing.rules.vat import VatCategory
from extranet.catalogue.families import Family
from extranet.look import formats
from extranet.look.parts import Badge, Tone

ZERO: Final = Decimal(0)
# An invoice of more lines opens one client at a time: explained, each line is a screen by itself.
MOST_OPEN_LINES: Final = 60


@dataclass(frozen=True)
class Party:
    """Who bills, or who is billed."""

    name: str
    enterprise_number: str
    address: str


# The operator's legal entity; a partner's own name is on what the partner itself bills.
SELLER: Final = Party("OpenS (ALLOcloud)", "0821802905", "Avenue Léon Champagne 3, 1480 Saintes")


def buyer_of(invoice: Invoice) -> Party:
    """Return who is billed, as it was written on the invoice."""
    address = f"{invoice.buyer_street}, {invoice.buyer_postal_code} {invoice.buyer_municipality}"
    return Party(invoice.buyer_name, invoice.buyer_enterprise_number, address)


# ---------- The list ----------
@dataclass(frozen=True)
class InvoiceRow:
    """One invoice of the list."""

    invoice: Invoice
    state: Badge


def invoice_rows(invoices: Iterable[Invoice], day: date) -> list[InvoiceRow]:
    """Return the rows of invoices as they stand on a Brussels day."""
    return [InvoiceRow(invoice, state_of(invoice, day)) for invoice in invoices]


def state_of(invoice: Invoice, day: date) -> Badge:
    """Return the word of an issued invoice. Payments are not known here: after its date it is not said to be owed."""
    if invoice.gross == 0:
        return Badge(_("Rien à payer"))
    if invoice.due_on is not None and invoice.due_on >= day:
        return Badge(_("À payer"), Tone.WARN)
    return Badge(_("Échéance passée"))


def communication_of(invoice: Invoice) -> str:
    """Return the structured communication as it is printed: +++123/4567/89012+++; empty when there is none."""
    known = read_communication(invoice.communication)
    return known.display if known else invoice.communication


# ---------- The sheet: lines by client and service ----------
@dataclass(frozen=True)
class SheetLine:
    """A line in words. `floor`: what the quarter allows, of users only; `assumed`: how many days were not reported."""

    row: InvoiceLine
    why: Explained
    anchor: str
    floor: str
    assumed: str

    @property
    def is_flat(self) -> bool:
        """Whether the price is one of tiers or packages, which no single figure says."""
        return self.row.unit_price is None

    @property
    def is_partial(self) -> bool:
        """Whether the line is about a part of the month only."""
        return (self.row.ends_on - self.row.starts_on).days < self.row.days_in_month


@dataclass(frozen=True)
class SheetService:
    """The lines of one account of a client, and what they come to."""

    label: str
    account: str
    net: Decimal
    lines: tuple[SheetLine, ...]


@dataclass(frozen=True)
class SheetClient:
    """A client of an invoice. Closed, it shows what it comes to and no line."""

    client_id: UUID
    name: str
    net: Decimal
    is_open: bool
    services: tuple[SheetService, ...]

    @property
    def anchor(self) -> str:
        """Its id on the page."""
        return f"client-{self.client_id}"


@dataclass(frozen=True)
class SheetVat:
    """The VAT of one category and rate, in words and figures."""

    label: str
    base: Decimal
    vat: Decimal


@dataclass(frozen=True)
class Sheet:
    """An invoice as it is drawn, issued or to come. `is_partly_closed`: some clients show no line."""

    clients: tuple[SheetClient, ...]
    vat: tuple[SheetVat, ...]
    net: Decimal
    gross: Decimal
    is_partly_closed: bool


def sheet_of(
    sections: Sequence[Section],
    vat_totals: Iterable[VatTotal],
    *,
    net: Decimal,
    gross: Decimal,
    opened: UUID | None = None,
    is_whole: bool = False,
) -> Sheet:
    """Return an invoice as it is drawn.

    `opened`: the client whose lines are shown when there are too many for one page; the first one when None.
    `is_whole`: all lines whatever their number, for paper.

    Terms: telavox.4, bt.11
    """
    is_open_whole = is_whole or sum(len(section.lines) for section in sections) <= MOST_OPEN_LINES
    ids = [section.client_id for section in sections]
    shown = opened if opened in ids else next(iter(ids), None)
    clients = tuple(_client(section, is_open=is_open_whole or section.client_id == shown) for section in sections)
    return Sheet(
        clients=clients,
        vat=tuple(_vat(total) for total in vat_totals),
        net=net,
        gross=gross,
        is_partly_closed=not all(client.is_open for client in clients),
    )


def _client(section: Section, *, is_open: bool) -> SheetClient:
    services = tuple(_services(section.lines)) if is_open else ()
    return SheetClient(section.client_id, section.client_name, section.net, is_open, services)


def _services(lines: Iterable[InvoiceLine]) -> Iterator[SheetService]:
    for _account, group in groupby(lines, key=lambda line: line.subscription_id):
        own = tuple(group)
        yield SheetService(
            label=str(Family(own[0].family).label),
            account=own[0].account,
            net=sum((line.net for line in own), ZERO),
            lines=tuple(_line(line) for line in own),
        )


def _line(row: InvoiceLine) -> SheetLine:
    why = explained(row)
    floor = row.why.get("floor")
    return SheetLine(
        row=row,
        why=why,
        anchor=f"line-{row.position}",
        floor=floor_in_words(read(QuarterFloor, floor)) if floor else "",
        assumed=_assumed(row),
    )


def _assumed(row: InvoiceLine) -> str:
    """Return how many days of a line were not reported.

    Terms: telavox.4, bt.11
    """
    if not row.assumed_days:
        return ""
    told = ngettext(
        "%(count)s jour supposé : la plateforme ne l’a pas rapporté, la dernière quantité connue a été reprise.",
        "%(count)s jours supposés : la plateforme ne les a pas rapportés, la dernière quantité connue a été reprise.",
        row.assumed_days,
    )
    return told % {"count": formats.quantity(row.assumed_days)}


def _vat(total: VatTotal) -> SheetVat:
    """Return the VAT of a rate in words; the sentences of the exemptions are those the law asks for.

    Law: EN 16931 BR-CO-17: once per category and rate.
    """
    if total.category == VatCategory.STANDARD and total.rate is not None:
        label = _("TVA %(rate)s %%, une fois sur le total") % {"rate": formats.quantity(total.rate)}
    elif total.category == VatCategory.REVERSE_CHARGE:
        label = _("TVA due par le preneur (autoliquidation)")
    else:
        label = _("Sans TVA")
    return SheetVat(label, total.base, total.vat)
