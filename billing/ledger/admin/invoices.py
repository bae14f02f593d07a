"""Invoices of all partners on the operator's host, read only: drafts with their explanation, issued ones as they are.

Terms: telavox.4, bt.11
"""

from decimal import Decimal
from typing import Any, cast
from uuid import UUID

from django.contrib import admin
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from billing.ledger.comparing import causes_of
from billing.ledger.finalising import is_unchanged
from billing.ledger.models import Invoice, VatTotal
from billing.ledger.runs import month_in_words
from billing.ledger.selectors import lines_of, sections
from billing.ledger.standing import invoice_before
from billing.ledger.wording import cause_in_words
from billing.presenting import SELLER, buyer_of, communication_of, sheet_of
from extranet.backoffice.faces import ReadOnlyAdmin
from extranet.backoffice.filters import PartnerFilter
from extranet.backoffice.links import address_at, nowrap
from extranet.backoffice.rows import PartnerRowsAdmin
from extranet.look import formats

CAUSES = 12


@admin.register(Invoice)
class InvoiceAdmin(ReadOnlyAdmin, PartnerRowsAdmin):
    """Drafts and issued invoices, the newest month first. Services write them; issued, nothing changes them."""

    list_display = ("name", "buyer_name", "whose", "month", "status", "issued_on", "total")
    list_filter = ("status", PartnerFilter, "period")
    search_fields = ("number", "buyer_name", "buyer_enterprise_number", "communication")
    search_help_text = _("Numéro, acheteur, numéro d’entreprise ou communication")
    list_per_page = 50
    show_full_result_count = False
    fields = ("number", "buyer_name", "whose", "status")
    readonly_fields = ("whose",)
    change_form_template = "ledger/show_invoice.html"

    @admin.display(description=_("facture"), ordering="number")
    def name(self, invoice: Invoice) -> SafeString | str:
        """The number, or that it has none yet."""
        return nowrap(invoice.number) if invoice.number else str(_("brouillon"))

    @admin.display(description=_("mois"), ordering="period")
    def month(self, invoice: Invoice) -> SafeString:
        """The month in words."""
        return nowrap(formats.day(invoice.period, "month"))

    @admin.display(description=_("total TVAC"), ordering="gross")
    def total(self, invoice: Invoice) -> SafeString:
        """What is to be paid."""
        return nowrap(formats.money(invoice.gross))

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """Show the sheet itself, every line with why, and what changed since the month before."""
        invoice = cast("Invoice", context["original"])
        ours = {**_sheet(invoice, opened=_asked_client(request)), **_state(invoice)}
        return super().render_change_form(request, {**context, **ours}, *args, **kwargs)


def _sheet(invoice: Invoice, *, opened: UUID | None) -> dict[str, Any]:
    lines = lines_of(invoice)
    before = invoice_before(invoice)
    causes = causes_of(lines_of(before), lines) if before else ()
    totals = VatTotal.objects.filter(invoice=invoice).order_by("category", "rate")
    return {
        "seller": SELLER,
        "buyer": buyer_of(invoice),
        "sheet": sheet_of(sections(lines), totals, net=invoice.net, gross=invoice.gross, opened=opened),
        "before": before,
        "difference": _signed(invoice.net - before.net) if before else "",
        "causes": [(cause_in_words(cause), _signed(cause.amount)) for cause in causes[:CAUSES]],
        "more_causes": max(len(causes) - CAUSES, 0),
    }


def _signed(amount: Decimal) -> str:
    return f"+{formats.money(amount)}" if amount > 0 else formats.money(amount)


def _state(invoice: Invoice) -> dict[str, Any]:
    month = month_in_words(invoice.period)
    if invoice.status != Invoice.Status.ISSUED:
        return {"is_issued": False, "month": month}
    return {
        "is_issued": True,
        "month": month,
        "communication": communication_of(invoice),
        "is_unchanged": is_unchanged(invoice),
        "at_partner": address_at(invoice.partner, "billing:show-invoice", invoice_id=invoice.pk),
    }


def _asked_client(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.GET.get("client", ""))
    except ValueError:
        return None
