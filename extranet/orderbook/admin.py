"""Orders of all partners, as staff read them; the order itself opens under its partner's mount."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from extranet.accounts.people import Person
from extranet.backoffice.cockpit import Module, shows
from extranet.backoffice.faces import ReadOnlyAdmin
from extranet.backoffice.filters import PartnerFilter
from extranet.backoffice.links import address_at, link, nowrap
from extranet.backoffice.rows import PartnerRowsAdmin, with_partner_name
from extranet.catalogue.families import Family
from extranet.look import formats
from extranet.look.parts import Badge, Tone
from extranet.orderbook.models import Entry

ROWS = 8
TONES = {Entry.Status.DRAFT.value: Tone.WARN, Entry.Status.PLACED.value: Tone.OK}


class FamilyFilter(admin.SimpleListFilter):
    """Narrows the book to orders that hold one service."""

    title = _("service")
    parameter_name = "family"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        """Return the four services."""
        return Family.choices

    def queryset(self, request: HttpRequest, queryset: QuerySet[Entry]) -> QuerySet[Entry]:
        """Keep the orders of the service chosen."""
        return queryset.filter(families__contains=[self.value()]) if self.value() else queryset


@admin.register(Entry)
class EntryAdmin(ReadOnlyAdmin, PartnerRowsAdmin):
    """The order book. Rows are written by the partners' own orders, never here."""

    list_display = ("open_order", "client", "services", "total", "state", "placed_on")
    list_display_links = None
    list_filter = (PartnerFilter, "status", FamilyFilter, "placed_at")
    search_fields = ("number", "client_name")
    search_help_text = _("Numéro de commande ou client")
    list_per_page = 50
    fields = (
        "open_order",
        "whose",
        "client_name",
        "services",
        "total",
        "state",
        "placed_at",
        "placed_by_name",
        "changed_at",
    )
    readonly_fields = ("whose", "services", "total", "state", "open_order")

    @admin.display(description=_("client"), ordering="client_name")
    def client(self, entry: Any) -> SafeString:
        """The client, and whose it is."""
        return format_html('{}<br><span class="quiet">{}</span>', entry.client_name, entry.partner_name)

    @admin.display(description=_("services"))
    def services(self, entry: Entry) -> str:
        """The services ordered, by name."""
        return labels_of(entry)

    @admin.display(description=_("par mois, HTVA"), ordering="monthly_total")
    def total(self, entry: Entry) -> SafeString:
        """The monthly total in euros."""
        return nowrap(formats.money(entry.monthly_total))

    @admin.display(description=_("état"), ordering="status")
    def state(self, entry: Entry) -> SafeString:
        """The word of the state."""
        return render_to_string("look/_badge.html", {"state": badge_of(entry)})

    @admin.display(description=_("passée le"), ordering="placed_at")
    def placed_on(self, entry: Entry) -> SafeString | str:
        """The day it was placed."""
        return nowrap(formats.day(entry.placed_at, "short")) if entry.placed_at else self.get_empty_value_display()

    @admin.display(description=_("commande"), ordering="number")
    def open_order(self, entry: Entry) -> SafeString:
        """The way to the order itself, at its partner."""
        return nowrap(link(order_address(entry), entry.number))


@shows("orders", place=10)
def latest_orders(_person: Person, _at: datetime) -> Module:
    """Show the last orders placed, over all partners."""
    placed = Entry.objects.filter(status=Entry.Status.PLACED).order_by("-placed_at")
    entries = list(with_partner_name(placed)[:ROWS])
    return Module(
        title=_("Dernières commandes"),
        template="backoffice/_latest_orders.html",
        width=12,
        link=reverse("admin:orderbook_entry_changelist"),
        facts={"orders": [(entry, labels_of(entry), order_address(entry)) for entry in entries]},
    )


def labels_of(entry: Entry) -> str:
    """Return the names of the services of an order."""
    return ", ".join(str(Family(family).label) for family in entry.families)


def badge_of(entry: Entry) -> Badge:
    """Return the word of the state of an order, with its tone."""
    return Badge(entry.get_status_display(), TONES.get(entry.status, Tone.NEUTRAL))


def order_address(entry: Entry) -> str:
    """Return the address of the order's page under its partner's mount."""
    return address_at(entry.partner, "ordering:show-order", order_id=entry.order_id)
