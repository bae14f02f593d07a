"""The sites and devices of one partner's clients, under its mount; read here, changed on the pages of the front office.

Terms: telavox.7, bt.14, sip.4
"""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from emergency.sites.selectors import place_of, sites_found
from extranet.backoffice.faces import FrontOfficeAdmin, ReadOnlyAdmin
from extranet.backoffice.links import link
from extranet.clients.models import Device, Site
from extranet.numbering.formats import written


class OpenFilter(admin.SimpleListFilter):
    """Narrows the list to what is in use, or to what is closed or retired."""

    title = _("état")
    parameter_name = "state"
    column = "closed_at"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        """Return the two states."""
        return [("open", _("en service")), ("over", _("fermé ou retiré"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the rows in the state chosen."""
        if self.value() not in ("open", "over"):
            return queryset
        return queryset.filter(**{f"{self.column}__isnull": self.value() == "open"})


class InUseFilter(OpenFilter):
    """The same for devices."""

    column = "retired_at"


@admin.register(Site)
class SiteAdmin(ReadOnlyAdmin, FrontOfficeAdmin):
    """Sites; the way to the page where they are moved."""

    list_display = ("name", "client", "address", "created_at", "closed_at")
    list_filter = (OpenFilter,)
    list_select_related = ("client",)
    search_fields = ("name",)  # the box is drawn for it; `get_search_results` does the search
    search_help_text = _("Site, adresse, appareil ou client")
    list_per_page = 50
    show_full_result_count = False
    fields = ("page", "client", "address", "note", "created_at", "closed_at")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Site], search_term: str
    ) -> tuple[QuerySet[Site], bool]:
        """Find as the partner's own pages do."""
        return (sites_found(queryset, search_term) if search_term else queryset), False

    @admin.display(description=_("adresse"))
    def address(self, site: Site) -> str:
        """Where it is now."""
        return str(place_of(site) or self.get_empty_value_display())

    @admin.display(description=_("page"))
    def page(self, site: Site) -> SafeString:
        """The way to its page."""
        return link(reverse("emergency:show-site", kwargs={"site_id": site.pk}), site.name)


@admin.register(Device)
class DeviceAdmin(ReadOnlyAdmin, FrontOfficeAdmin):
    """Devices; what is said of each is on the page of its site."""

    list_display = ("name", "kind", "client", "site", "person_name", "own_number", "retired_at")
    list_filter = ("kind", "is_shared_desk", InUseFilter)
    list_select_related = ("client", "site")
    search_fields = ("name", "person_name", "site__name", "client__name")
    search_help_text = _("Appareil, personne, site ou client")
    list_per_page = 50
    show_full_result_count = False
    fields = (
        "name",
        "kind",
        "page",
        "client",
        "spot",
        "is_shared_desk",
        "person_name",
        "person_email",
        "own_number",
        "created_at",
        "moved_at",
        "retired_at",
    )

    @admin.display(description=_("numéro de la personne"), ordering="number")
    def own_number(self, device: Device) -> str:
        """The number of whoever uses it, as it is written."""
        return self.get_empty_value_display() if device.number is None else written(device.number)

    @admin.display(description=_("site"))
    def page(self, device: Device) -> SafeString:
        """The way to the page of its site."""
        return link(reverse("emergency:show-site", kwargs={"site_id": device.site_id}), device.site.name)
