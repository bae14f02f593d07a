"""Messages to the emergency side on the operator's own pages: how far each got, and what staff decide about it.

Terms: telavox.7, bt.14, sip.4
"""

import json
from datetime import datetime
from typing import Any, cast

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from emergency.registry.admin.transmission_views import DECIDERS, decide_transmission, download_registry, print_registry
from emergency.registry.models import Transmission
from emergency.registry.transmitting.alarm import standing
from emergency.registry.transmitting.sending import blocked_by
from emergency.registry.transmitting.services import QUEUED_AGAIN
from extranet.accounts.people import Person
from extranet.backoffice.cockpit import Module, shows
from extranet.backoffice.faces import ReadOnlyAdmin
from extranet.backoffice.filters import PartnerFilter
from extranet.backoffice.links import address_at, link, nowrap
from extranet.backoffice.rows import PartnerRowsAdmin
from extranet.backoffice.site import HouseAdminSite, Page
from extranet.backoffice.staff import role_is_among
from extranet.errors import InvalidInput
from extranet.numbering.reading import read_number

DECIDABLE = QUEUED_AGAIN | {Transmission.State.QUEUED}


@admin.register(Transmission)
class TransmissionAdmin(ReadOnlyAdmin, PartnerRowsAdmin):
    """The messages, newest first; found by a number they are about."""

    change_form_template = "registry/transmission_change_form.html"
    list_display = ("block", "kind", "state", "whose", "queued_at", "acknowledged_at")
    list_filter = (PartnerFilter, "state", "kind", "way")
    search_fields = ("reference",)
    search_help_text = _("Un numéro, ou la référence reçue")
    list_per_page = 50
    show_full_result_count = False
    fields = (
        "sequence",
        "block",
        "kind",
        "holds_from",
        "state",
        "whose",
        "client",
        "queued_at",
        "sent_at",
        "acknowledged_at",
        "failed_at",
        "attempts",
        "next_try_at",
        "way",
        "reference",
        "error",
        "alarmed_at",
        "at_partner",
    )

    def get_search_results(self, request: HttpRequest, queryset: QuerySet[Any], search_term: str) -> Any:
        """Find messages about a number that was typed, else by their reference."""
        try:
            number = read_number(search_term).number
        except InvalidInput:
            return super().get_search_results(request, queryset, search_term)
        return queryset.filter(numbers__contains=number), False

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """Show the message as it is sent, what it waits for, and the way to decide about it."""
        row = cast("Transmission", context["original"])
        ours = {
            "written": json.dumps(row.content, ensure_ascii=False, indent=2),
            "waits_for": blocked_by(row),
            "state": row.badge,
            "may_decide": row.state in DECIDABLE and role_is_among(request, DECIDERS),
        }
        return super().render_change_form(request, {**context, **ours}, *args, **kwargs)

    @admin.display(description=_("numéros"), ordering="numbers")
    def block(self, row: Transmission) -> SafeString:
        """The numbers as Belgians write them."""
        return nowrap(str(row))

    @admin.display(description=_("client"))
    def client(self, row: Transmission) -> str:
        """Who held the numbers."""
        return row.holding.client_name

    @admin.display(description=_("chez le partenaire"))
    def at_partner(self, row: Transmission) -> SafeString:
        """The way to the block."""
        return link(address_at(row.partner, "emergency:show-block", holding_id=row.holding_id), _("Ouvrir le bloc"))


@shows("transmissions", place=16)
def transmissions_on_their_way(_person: Person, at: datetime) -> Module:
    """Show how the messages to the emergency side stand: failed and late ones first, or that there is no channel.

    Terms: telavox.7, bt.14, sip.4
    """
    return Module(
        title=_("Vers les services d’urgence"),
        template="registry/_transmissions.html",
        width=6,
        facts={"standing": standing(at)},
    )


_SITE = cast("HouseAdminSite", admin.site)
_SITE.add_page(
    Page(
        section="registry",
        route="registry/transmissions/<uuid:transmission_id>/decide/",
        name="decide-transmission",
        title=_("Décider d’un message"),
        view=decide_transmission,
        viewers=DECIDERS,
        is_listed=False,
    )
)
_SITE.add_page(
    Page(
        section="registry",
        route="registry/print/",
        name="print-registry",
        title=_("Liste à imprimer"),
        view=print_registry,
        viewers=DECIDERS,
    )
)
_SITE.add_page(
    Page(
        section="registry",
        route="registry/print/download/",
        name="download-registry",
        title=_("Télécharger la liste"),
        view=download_registry,
        viewers=DECIDERS,
        is_listed=False,
    )
)
