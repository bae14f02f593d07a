"""Numbers that are to come from other operators, over all partners: found here, decided on their page at the partner.

Terms: telavox.7, bt.14, sip.4
"""

from typing import Any

from django.contrib import admin
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from extranet.backoffice.faces import ReadOnlyAdmin
from extranet.backoffice.filters import PartnerFilter
from extranet.backoffice.links import address_at, link, nowrap
from extranet.backoffice.rows import PartnerRowsAdmin
from extranet.look import formats
from extranet.numbering.models import PortIn


@admin.register(PortIn)
class PortInAdmin(ReadOnlyAdmin, PartnerRowsAdmin):
    """The requests, the newest first; each leads to the page where staff confirm, refuse or complete it."""

    list_display = ("open_request", "client", "donor", "wanted_day", "planned_day", "state")
    list_display_links = None
    list_filter = (PartnerFilter, "state", "wanted_on", "donor")
    date_hierarchy = None
    search_fields = ("client_name", "donor")
    search_help_text = _("Client ou opérateur cédant")
    list_per_page = 50
    show_full_result_count = False
    fields = (
        "open_request",
        "whose",
        "client_name",
        "donor",
        "letter_name",
        "letter_sha256",
        "wanted_on",
        "state",
        "requested_at",
        "requested_by_name",
        "planned_on",
        "decided_at",
        "decided_by_name",
        "refusal_reason",
        "done_at",
    )

    @admin.display(description=_("numéros"), ordering="numbers")
    def open_request(self, port_in: PortIn) -> SafeString:
        """The way to the request at its partner, where it is decided."""
        address = address_at(port_in.partner, "emergency:show-port-in", port_in_id=port_in.pk)
        return nowrap(link(address, str(port_in)))

    @admin.display(description=_("client"), ordering="client_name")
    def client(self, port_in: Any) -> SafeString:
        """The client, and whose it is."""
        return format_html('{}<br><span class="quiet">{}</span>', port_in.client_name, port_in.partner_name)

    @admin.display(description=_("souhaité le"), ordering="wanted_on")
    def wanted_day(self, port_in: PortIn) -> SafeString:
        """The day that was asked for."""
        return nowrap(formats.day(port_in.wanted_on, "short"))

    @admin.display(description=_("prévu le"), ordering="planned_on")
    def planned_day(self, port_in: PortIn) -> SafeString | str:
        """The day that was agreed."""
        return nowrap(formats.day(port_in.planned_on, "short")) if port_in.planned_on else "–"
