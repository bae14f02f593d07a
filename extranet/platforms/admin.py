"""Platform accounts: which partner each belongs to, on the operator's own pages; opened under a partner's mount.

Terms: telavox.4, bt.11
"""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from extranet.backoffice.faces import FrontOfficeAdmin, ModelForm, ReadOnlyAdmin, actor_of
from extranet.backoffice.filters import PartnerFilter
from extranet.backoffice.links import address_at, link, nowrap
from extranet.backoffice.rows import PartnerRowsAdmin
from extranet.look import formats
from extranet.partners.models import PlatformAccount
from extranet.platforms.models import Account, ReportedDay
from extranet.platforms.presenting import configured_on, freshness
from extranet.platforms.services import OPENERS, open_account
from extranet.times import brussels_day
from support.clarifications import clarifications_of
from support.clarified_pages import element_name

SHOWN_ANSWER = 200


@admin.register(PlatformAccount)
class PlatformAccountAdmin(ReadOnlyAdmin, PartnerRowsAdmin):
    """Accounts over all partners, read here; they are opened at their partner."""

    list_display = ("account", "whose", "family", "opened_on", "opened_by_name", "open_page")
    list_filter = (PartnerFilter, "family")
    search_fields = ("account",)
    search_help_text = _("Compte de plateforme")
    list_per_page = 50
    show_full_result_count = False
    fields = ("account", "whose", "family", "subscription_id", "opened_at", "opened_by_name", "open_page")

    @admin.display(description=_("ouvert le"), ordering="opened_at")
    def opened_on(self, account: PlatformAccount) -> SafeString:
        """The day it was opened."""
        return nowrap(formats.day(account.opened_at, "short"))

    @admin.display(description=_("chez son partenaire"))
    def open_page(self, account: PlatformAccount) -> SafeString:
        """The way to the account under its partner's mount."""
        address = address_at(account.partner_id, "admin:platforms_account_change", object_id=account.subscription_id)
        return link(address, _("Ouvrir la fiche"))


class AccountForm(ModelForm):
    """The name that the platform has given to the account."""

    account = forms.CharField(
        label=_("Compte de plateforme"),
        max_length=40,
        help_text=_("Comme la plateforme l’écrit, par exemple BT-0412."),
        error_messages={"required": _("Donnez le nom du compte.")},
    )

    class Meta:
        model = Account
        fields = ("account",)


class OpenFilter(admin.SimpleListFilter):
    """Narrows the list to the services that wait for their account, or to those that have it."""

    title = _("compte")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        """Return the two states."""
        return [("waiting", _("à ouvrir")), ("open", _("ouverts"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Account]) -> QuerySet[Account]:
        """Keep the services in the state chosen."""
        match self.value():
            case "waiting":
                return queryset.filter(account="")
            case "open":
                return queryset.exclude(account="")
        return queryset


@admin.register(Account)
class AccountAdmin(FrontOfficeAdmin):
    """The accounts of one partner: named here, and looked at."""

    editors = OPENERS
    form = AccountForm
    save_label = _("Ouvrir le compte")
    list_display = ("client", "family", "account", "first_day", "last_day")
    list_filter = ("family", OpenFilter)
    list_select_related = ("client",)
    search_fields = ("client__name", "account")
    search_help_text = _("Client ou compte")
    list_per_page = 50
    readonly_fields = ("client", "family", "order", "starts_on", "ends_on", "last_day", "configured", "doubts")
    fieldsets = (
        (None, {"fields": ("client", "family", "order", "starts_on", "ends_on", "last_day", "configured", "doubts")}),
        (
            _("Compte"),
            {
                "fields": ("account",),
                "description": _(
                    "Dès l’ouverture, ce que la plateforme rapporte sous ce nom est compté pour ce client. "
                    "Le nom se corrige jusqu’au premier rapport, plus ensuite."
                ),
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Account]:
        """Return the services with their newest reported day, in one query."""
        rows: QuerySet[Account] = super().get_queryset(request)
        days = ReportedDay.objects.filter(subscription_id=OuterRef("pk")).order_by("-day").values("day")
        return rows.annotate(last_day=Subquery(days[:1]))

    @admin.display(description=_("dès le"), ordering="starts_on")
    def first_day(self, account: Account) -> SafeString:
        """The first day of the service, short enough for a list."""
        return nowrap(formats.day(account.starts_on, "short"))

    @admin.display(description=_("dernier rapport"), ordering="last_day")
    def last_day(self, account: Any) -> SafeString | str:
        """The newest reported day, and how old that is."""
        if account.last_day is None:
            return self.get_empty_value_display()
        state = freshness(account.last_day, brussels_day(timezone.now()))
        badge = render_to_string("look/_badge.html", {"state": state})
        return format_html("{} {}", nowrap(formats.day(account.last_day, "short")), badge)

    @admin.display(description=_("configuré"))
    def configured(self, account: Account) -> SafeString | str:
        """What the newest report says."""
        for one in configured_on([account], brussels_day(timezone.now())):
            lines = [(formats.quantity(element.quantity), element.name) for element in one.elements]
            return format_html_join(SafeString("<br>"), "{} × {}", lines) or self.get_empty_value_display()
        return self.get_empty_value_display()

    @admin.display(description=_("demandes de précision"))
    def doubts(self, account: Account) -> SafeString | str:
        """What was asked about its counts, and what was answered: that is not claimed afterwards."""
        rows = [
            (
                reverse("admin:work-ticket", kwargs={"ticket_id": doubt.pk}),
                doubt.ticket.number,
                element_name(doubt.facts),
                formats.day(doubt.day, "short"),
                doubt.answer.text[:SHOWN_ANSWER] if doubt.answer else _("attend la réponse"),
            )
            for doubt in clarifications_of(account)
        ]
        lines = format_html_join(SafeString("<br>"), '<a href="{}">{}</a> {}, {} : {}', rows)
        return lines or self.get_empty_value_display()

    def save_model(self, request: HttpRequest, obj: Account, form: Any, change: bool) -> None:
        """Open the account."""
        open_account(
            subscription_id=obj.pk, account=form.cleaned_data["account"], actor=actor_of(request), at=timezone.now()
        )
