"""Pages of invoices: list, export, one invoice on screen and on paper, the invoice to come."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import cast
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from billing.coming import coming_for, panel_for, panel_of
from billing.forms import InvoiceFilter
from billing.ledger.models import Invoice, InvoiceLine
from billing.ledger.selectors import lines_of, sections, visible_invoices
from billing.ledger.wording import line_name
from billing.presenting import (
    SELLER,
    Party,
    Sheet,
    buyer_of,
    communication_of,
    invoice_rows,
    sheet_of,
    state_of,
)
from billing.rules.days import ONE_DAY
from billing.selectors import years_of
from billing.unbilled import unbilled_on
from extranet.accounts.permissions import Right, needs
from extranet.catalogue.families import Family
from extranet.clients.export import Cell, csv_response
from extranet.clients.listing import Sorts, in_asked_order, page_of
from extranet.clients.models import Client
from extranet.clients.selectors import visible_clients
from extranet.partners.models import Partner
from extranet.partners.request import HouseRequest
from extranet.times import brussels_day
from support.permissions import may_ask

SORTS: Sorts = {
    "number": ("number",),
    "buyer": ("buyer_name", "period", "number"),
    "month": ("period", "number"),
    "issued": ("issued_on", "number"),
    "due": ("due_on", "number"),
    "total": ("gross", "number"),
}
DEFAULT_SORT = "-month"
# What `?days=` says to see the whole month, the days to come at today's counts.
WHOLE_MONTH = "month"


def _today() -> date:
    return brussels_day(timezone.now())


def _partner(request: HouseRequest) -> Partner:
    """Return whose house it is: these pages are on no other host."""
    return cast("Partner", request.partner)


# ---------- The list ----------
def _asked_for(request: HouseRequest) -> tuple[InvoiceFilter, list[int], QuerySet[Invoice]]:
    """Return the filter, the years there are, and the invoices it leaves in the order asked for."""
    visible = visible_invoices(request.person)
    years = years_of(visible)
    sought = InvoiceFilter(request.GET, years=years)
    year = sought.cleaned_data.get("year") if sought.is_valid() else None
    found = visible.filter(period__year=year) if year else visible
    return sought, years, in_asked_order(found, request, SORTS, default=DEFAULT_SORT)


@needs(Right.READ_INVOICES)
@require_safe
def list_invoices(request: HouseRequest) -> HttpResponse:
    """Show the invoice to come, and the issued ones a page at a time."""
    sought, years, invoices = _asked_for(request)
    page, day = page_of(invoices, request), _today()
    context = {
        "panel": panel_for(request.person, _partner(request), day),
        "page_obj": page,
        "rows": invoice_rows(page, day),
        "sought": sought,
        "years": years,
        "is_filtered": bool(request.GET.get("year")),
        "default_sort": DEFAULT_SORT,
        "shows_buyer": _sees_several(request),
    }
    return render(request, "billing/list_invoices.html", context)


@needs(Right.READ_INVOICES)
@require_safe
def export_invoices(request: HouseRequest) -> HttpResponse:
    """Send the invoices the list shows, all pages, as CSV."""
    _sought, _years, invoices = _asked_for(request)
    head = [
        _("Facture"),
        _("Mois"),
        _("Émise le"),
        _("À payer pour le"),
        _("Acheteur"),
        _("Numéro d’entreprise"),
        _("Total HTVA"),
        _("TVA"),
        _("Total TVAC"),
        _("Communication structurée"),
    ]
    rows = (
        (
            invoice.number,
            f"{invoice.period:%Y-%m}",
            invoice.issued_on,
            invoice.due_on,
            invoice.buyer_name,
            invoice.buyer_enterprise_number,
            invoice.net,
            invoice.vat,
            invoice.gross,
            communication_of(invoice).strip("+"),
        )
        for invoice in invoices
    )
    return csv_response("invoices", head, rows)


def _sees_several(request: HouseRequest) -> bool:
    """Whether invoices of several buyers are seen: at the house, by whoever belongs to none of its clients."""
    return _partner(request).is_house and not request.person.is_client


# ---------- One invoice ----------
@needs(Right.READ_INVOICES)
@require_safe
def show_invoice(request: HouseRequest, invoice_id: UUID) -> HttpResponse:
    """Show an issued invoice: each line opens to its facts, formula, clause and price.

    Terms: telavox.4, bt.11, bt.11d
    """
    invoice = get_object_or_404(visible_invoices(request.person), pk=invoice_id)
    lines = lines_of(invoice)
    context = {
        **_on_sheet(invoice, _sheet(invoice, lines, opened=_opened(request))),
        "state": state_of(invoice, _today()),
        "unbilled": unbilled_on(invoice, lines, _partner(request)),
        "may_ask": may_ask(request.person),
    }
    return render(request, "billing/show_invoice.html", context)


@needs(Right.READ_INVOICES)
@require_safe
def print_invoice(request: HouseRequest, invoice_id: UUID) -> HttpResponse:
    """Show an issued invoice for paper: every line of every client, each with its formula.

    Terms: telavox.4, bt.11
    """
    invoice = get_object_or_404(visible_invoices(request.person), pk=invoice_id)
    lines = lines_of(invoice)
    context = {
        **_on_sheet(invoice, _sheet(invoice, lines, is_whole=True)),
        "unbilled": unbilled_on(invoice, lines, _partner(request)),
    }
    return render(request, "billing/print_invoice.html", context)


@needs(Right.READ_INVOICES)
@require_safe
def export_lines(request: HouseRequest, invoice_id: UUID) -> HttpResponse:
    """Send the lines of an invoice as CSV, each with its client, so that a partner can bill on.

    Terms: general.3
    """
    invoice = get_object_or_404(visible_invoices(request.person), pk=invoice_id)
    head = [
        _("Facture"),
        _("Ligne"),
        _("Client"),
        _("Service"),
        _("Compte de plateforme"),
        _("Élément"),
        _("Clause"),
        _("Premier jour"),
        _("Dernier jour"),
        _("Quantité moyenne"),
        _("Jours supposés"),
        _("Prix unitaire"),
        _("Brut"),
        _("Remise, %"),
        _("Remise"),
        _("Net HTVA"),
        _("TVA, %"),
    ]
    return csv_response(f"invoice-{invoice.number}", head, _line_cells(invoice, lines_of(invoice)))


def _line_cells(invoice: Invoice, lines: Sequence[InvoiceLine]) -> Iterator[list[Cell]]:
    for line in lines:
        cells: list[Cell] = [invoice.number, line.position, line.client_name, str(Family(line.family).label)]
        cells += [line.account, line_name(line), line.clause, line.starts_on, line.ends_on - ONE_DAY]
        cells += [line.quantity, line.assumed_days, line.unit_price, line.gross]
        cells += [line.discount_percentage, line.discount, line.net, line.vat_rate]
        yield cells


def _opened(request: HouseRequest) -> UUID | None:
    """Return the client whose lines are asked for; what is no id asks for none."""
    try:
        return UUID(request.GET.get("client", ""))
    except ValueError:
        return None


def _sheet(
    invoice: Invoice, lines: Sequence[InvoiceLine], *, opened: UUID | None = None, is_whole: bool = False
) -> Sheet:
    return sheet_of(
        sections(lines),
        invoice.vat_totals.order_by("category", "rate"),
        net=invoice.net,
        gross=invoice.gross,
        opened=opened,
        is_whole=is_whole,
    )


def _on_sheet(invoice: Invoice, sheet: Sheet) -> dict[str, object]:
    return {
        "invoice": invoice,
        "sheet": sheet,
        "seller": SELLER,
        "buyer": buyer_of(invoice),
        "communication": communication_of(invoice),
    }


# ---------- The invoice to come ----------
@needs(Right.READ_INVOICES)
@require_safe
def show_coming(request: HouseRequest) -> HttpResponse:
    """Show the invoice to come, calculated now by the function of the run, beside the month before.

    Terms: telavox.4, bt.11
    """
    partner, day = _partner(request), _today()
    client = _direct_client(request)
    if client is None and _sees_several(request):
        clients = visible_clients(request.person).filter(is_active=True)
        return render(
            request, "billing/choose_client.html", {"page_obj": page_of(clients.order_by("sort_key"), request)}
        )
    coming = coming_for(request.person, partner, day, client_id=client.pk if client else None)
    if coming is None:
        raise Http404
    is_whole_month = request.GET.get("days") == WHOLE_MONTH
    account = coming.expected if is_whole_month else coming.so_far
    panel = panel_of(coming, most_causes=None)
    context = {
        "coming": coming,
        "panel": panel,
        "is_whole_month": is_whole_month,
        "whole_month": WHOLE_MONTH,
        "account": account,
        "sheet": sheet_of(
            account.sections, account.vat_totals, net=account.net, gross=account.gross, opened=_opened(request)
        ),
        "seller": SELLER,
        "buyer": _buyer(partner, client),
        "client": client,
        "may_ask": may_ask(request.person),
    }
    return render(request, "billing/show_coming.html", context)


def _direct_client(request: HouseRequest) -> Client | None:
    """Return the direct client asked about: a client's person's own; None for a partner, which is billed as a whole."""
    if not _partner(request).is_house:
        return None
    clients = visible_clients(request.person)
    if request.person.is_client:
        return get_object_or_404(clients)
    asked = request.GET.get("buyer")
    if not asked:
        return None
    try:
        return get_object_or_404(clients, pk=UUID(asked))
    except ValueError as error:
        raise Http404 from error


def _buyer(partner: Partner, client: Client | None) -> Party:
    """Return who will be billed, as it stands now."""
    billed = client or partner
    address = f"{billed.street}, {billed.postal_code} {billed.municipality}"
    return Party(billed.legal_name, billed.enterprise_number, address)
