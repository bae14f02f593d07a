"""The clients of one partner, under its mount."""

from dataclasses import fields as fields_of
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from extranet.accounts.models import Role
from extranet.backoffice.faces import FrontOfficeAdmin, actor_of
from extranet.clients.forms import ClientForm
from extranet.clients.models import Client
from extranet.clients.selectors import named
from extranet.clients.services import ClientFacts, change_client
from extranet.look import formats

FACTS = tuple(field.name for field in fields_of(ClientFacts))


@admin.register(Client)
class ClientAdmin(FrontOfficeAdmin):
    """Clients. The partner adds them on its own pages; staff correct them."""

    editors = frozenset({Role.STAFF_SUPPORT, Role.STAFF_ADMIN})
    form = ClientForm
    list_display = ("name", "number", "municipality", "language", "contact_name", "is_active")
    list_filter = ("is_active", "language")
    search_fields = ("name",)  # the box is drawn for it; `get_search_results` does the search
    search_help_text = _("Nom ou numéro d’entreprise")
    list_per_page = 50
    fieldsets = (
        (None, {"fields": ("name", "legal_name", "enterprise_number", "language", "is_active")}),
        (_("Adresse"), {"fields": ("street", "postal_code", "municipality")}),
        (_("Contact"), {"fields": ("contact_name", "contact_email", "contact_phone")}),
    )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Client], search_term: str
    ) -> tuple[QuerySet[Client], bool]:
        """Find as the partner's own pages do: whatever case and accents."""
        return (named(queryset, search_term) if search_term else queryset), False

    @admin.display(description=_("numéro d’entreprise"), ordering="enterprise_number")
    def number(self, client: Client) -> str:
        """The enterprise number as it is written."""
        return formats.enterprise_number(client.enterprise_number)

    def save_model(self, request: HttpRequest, obj: Client, form: Any, change: bool) -> None:
        """Change the client."""
        facts = ClientFacts(**{name: form.cleaned_data[name] for name in FACTS})
        change_client(client_id=obj.pk, facts=facts, actor=actor_of(request), at=timezone.now())
