"""The orders and services of one partner, under its mount: read, never changed here.

Source: staff never place an order nor accept for somebody else. Terms: general.1
"""

from django.contrib import admin
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from extranet.backoffice.faces import FrontOfficeAdmin, ReadOnlyAdmin, ReadOnlyInline, role_is_among
from extranet.backoffice.links import link
from extranet.look import formats
from extranet.look.parts import Text
from extranet.numbering.admin import ALLOCATORS
from extranet.ordering.models import Order, OrderLine, Subscription
from extranet.ordering.rules import TELEPHONY


class LineInline(ReadOnlyInline):
    """The lines of an order, with names and prices as agreed."""

    model = OrderLine
    fields = ("name", "product_code", "family", "quantity", "price", "line_amount")
    readonly_fields = ("price", "line_amount")

    @admin.display(description=_("prix unitaire"))
    def price(self, line: OrderLine) -> str:
        """The price of one unit."""
        return formats.unit_price(line.unit_price)

    @admin.display(description=_("par mois, HTVA"))
    def line_amount(self, line: OrderLine) -> str:
        """The monthly amount."""
        return formats.money(line.amount)


@admin.register(Order)
class OrderAdmin(ReadOnlyAdmin, FrontOfficeAdmin):
    """Orders, from drafts to receipts."""

    list_display = ("number", "client_name", "services", "total", "word", "review", "placed_at")
    list_filter = ("status", "needs_review", "placed_at")
    search_fields = ("number", "client_name")
    search_help_text = _("Numéro de commande ou client")
    list_per_page = 50
    inlines = (LineInline,)
    readonly_fields = ("services", "total", "word", "page")
    fieldsets = (
        (None, {"fields": ("number", "client", "client_name", "services", "total", "first_day", "word", "page")}),
        (
            _("Déclarations"),
            {
                "fields": (
                    "alarm_or_lift_lines",
                    "automatic_diallers",
                    "fax_use",
                    "fax_advice",
                    "declared_at",
                    "review",
                )
            },
        ),
        (
            _("Histoire"),
            {
                "fields": (
                    "created_at",
                    "created_by_name",
                    "changed_at",
                    "placed_at",
                    "placed_by_name",
                    "placed_by_email",
                    "certificate",
                    "discarded_at",
                    "discarded_by_name",
                )
            },
        ),
    )

    @admin.display(description=_("services"))
    def services(self, order: Order) -> str:
        """The services ordered, by name."""
        return ", ".join(order.family_labels)

    @admin.display(description=_("par mois, HTVA"), ordering="monthly_total")
    def total(self, order: Order) -> str:
        """The monthly total in euros."""
        return formats.money(order.monthly_total)

    @admin.display(description=_("état"), ordering="status")
    def word(self, order: Order) -> SafeString:
        """The word of the state."""
        return render_to_string("look/_badge.html", {"state": order.state})

    @admin.display(description=_("premier jour souhaité"))
    def first_day(self, order: Order) -> str:
        """The day the services should begin."""
        return formats.day(order.starts_on) if order.starts_on else self.get_empty_value_display()

    @admin.display(description=_("à examiner"), ordering="needs_review")
    def review(self, order: Order) -> Text:
        """Whether the terms ask the operator to look at it."""
        return _("oui") if order.needs_review else _("non")

    @admin.display(description=_("conseil sur les fax lu"))
    def fax_advice(self, order: Order) -> Text:
        """Whether the advice on heavy fax was read."""
        return _("oui") if order.has_read_fax_advice else _("non")

    @admin.display(description=_("certificat"))
    def certificate(self, order: Order) -> SafeString | str:
        """The proof of acceptance."""
        if order.acceptance_id is None:
            return self.get_empty_value_display()
        address = reverse("terms:certificate", kwargs={"acceptance_id": order.acceptance_id})
        return link(address, _("Ouvrir le certificat"))

    @admin.display(description=_("page du partenaire"))
    def page(self, order: Order) -> SafeString:
        """The order as the partner sees it."""
        return link(reverse("ordering:show-order", kwargs={"order_id": order.pk}), _("Ouvrir la commande"))


@admin.register(Subscription)
class SubscriptionAdmin(ReadOnlyAdmin, FrontOfficeAdmin):
    """The services of each client, and the account that holds them on the platform."""

    list_display = ("client", "family", "account", "starts_on", "ends_on", "order", "numbers")
    list_filter = ("family",)
    list_select_related = ("client", "order")
    search_fields = ("client__name", "account", "order__number")
    search_help_text = _("Client, compte ou commande")
    list_per_page = 50

    def get_list_display(self, request: HttpRequest) -> tuple[str, ...]:
        """Return the columns, without the way to numbers for those who give none."""
        return self.list_display if role_is_among(request, ALLOCATORS) else self.list_display[:-1]

    @admin.display(description=_("numéros"))
    def numbers(self, subscription: Subscription) -> SafeString | str:
        """The way to give it numbers; nothing for a service without telephony."""
        if subscription.family not in TELEPHONY:
            return self.get_empty_value_display()
        address = reverse("admin:numbering_block_add", query={"subscription": subscription.pk})
        return link(address, _("Attribuer un bloc"))
