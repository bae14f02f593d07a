"""The registry on the operator's own pages: read, never changed here; addresses are declared on the extranet.

Terms: telavox.7, bt.14, sip.4
"""

from datetime import datetime
from typing import Any, cast

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from emergency.registry.models import Address, Registration
from emergency.registry.selectors import missing_by_partner
from emergency.registry.staff_views import lookup
from extranet.accounts.people import Person
from extranet.backoffice.cockpit import Module, shows
from extranet.backoffice.faces import ReadOnlyAdmin
from extranet.backoffice.filters import PartnerFilter
from extranet.backoffice.links import address_at, link, nowrap
from extranet.backoffice.rows import PartnerRowsAdmin
from extranet.backoffice.site import HouseAdminSite, Page
from extranet.look import formats

ROWS = 8


class KnowledgeFilter(admin.SimpleListFilter):
    """Narrows the register to what is known now, or to what newer knowledge has replaced."""

    title = _("savoir")
    parameter_name = "known"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        """Return the two kinds of knowledge."""
        return [("now", _("su maintenant")), ("before", _("remplacé"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Registration]) -> QuerySet[Registration]:
        """Keep the rows of the kind chosen."""
        if self.value() not in ("now", "before"):
            return queryset
        return queryset.filter(recorded__upper_inf=self.value() == "now")


@admin.register(Registration)
class RegistrationAdmin(ReadOnlyAdmin, PartnerRowsAdmin):
    """Which numbers had which address, when, and since when it was known."""

    list_display = ("block", "place", "whose", "valid_words", "known_words", "author_name")
    list_filter = (PartnerFilter, KnowledgeFilter, "author_side")
    list_select_related = ("address", "holding")
    search_fields = ("address__street", "address__municipality", "address__postal_code", "author_name")
    search_help_text = _("Rue, commune, code postal ou auteur")
    list_per_page = 50
    show_full_result_count = False
    fields = (
        "block",
        "place",
        "details",
        "whose",
        "client",
        "valid_words",
        "known_words",
        "declared_at",
        "author_name",
        "author_email",
        "author_role",
        "author_side",
        "terms_part",
        "terms_number",
        "is_terms_accepted",
        "terms_sha256",
        "at_partner",
    )

    @admin.display(description=_("numéros"), ordering="numbers")
    def block(self, row: Registration) -> SafeString:
        """The numbers as Belgians write them."""
        return nowrap(str(row))

    @admin.display(description=_("adresse"))
    def place(self, row: Registration) -> str:
        """The address in one line."""
        return str(row.address)

    @admin.display(description=_("sur place"))
    def details(self, row: Registration) -> str:
        """Floor, room and access."""
        return row.address.facts.details or self.get_empty_value_display()

    @admin.display(description=_("client"))
    def client(self, row: Registration) -> str:
        """Who held the numbers."""
        return row.holding.client_name

    @admin.display(description=_("valable"), ordering="valid")
    def valid_words(self, row: Registration) -> str:
        """When the address holds."""
        return _period(row.valid.lower, row.valid.upper)

    @admin.display(description=_("su"), ordering="recorded")
    def known_words(self, row: Registration) -> str:
        """When it was known so."""
        return _period(row.recorded.lower, row.recorded.upper)

    @admin.display(description=_("chez le partenaire"))
    def at_partner(self, row: Registration) -> SafeString:
        """The way to the block, where the address is declared."""
        return link(address_at(row.partner, "emergency:show-block", holding_id=row.holding_id), _("Ouvrir le bloc"))


@admin.register(Address)
class AddressAdmin(ReadOnlyAdmin, PartnerRowsAdmin):
    """The places that were declared, each as it was declared."""

    list_display = ("line", "whose", "language", "created_at")
    list_filter = (PartnerFilter, "language")
    search_fields = ("street", "municipality", "postal_code")
    search_help_text = _("Rue, commune ou code postal")
    list_per_page = 50
    show_full_result_count = False
    fields = (
        "whose",
        "street",
        "house_number",
        "box",
        "no_house_number_reason",
        "postal_code",
        "municipality",
        "country",
        "language",
        "floor",
        "room",
        "access_note",
        "created_at",
    )

    @admin.display(description=_("adresse"), ordering="street")
    def line(self, address: Address) -> str:
        """The address in one line."""
        return str(address)


def _period(since: datetime, until: datetime | None) -> str:
    words = {"since": formats.instant(since), "until": formats.instant(until) if until else ""}
    return (_("du %(since)s au %(until)s") if until else _("depuis le %(since)s")) % words


@shows("uncovered", place=15)
def uncovered_numbers(_person: Person, _at: datetime) -> Module:
    """Show, partner by partner, how many numbers have no address: nobody knows where to send help.

    Terms: telavox.7, bt.14, sip.4
    """
    missing = missing_by_partner()
    return Module(
        title=_("Numéros sans adresse"),
        template="registry/_uncovered.html",
        width=12,
        facts={
            "missing": [
                (one, f"{address_at(one.partner, 'emergency:list-numbers')}?show=uncovered") for one in missing[:ROWS]
            ],
            "more": max(len(missing) - ROWS, 0),
            "total": sum(one.numbers for one in missing),
        },
    )


cast("HouseAdminSite", admin.site).add_page(
    Page(
        section="registry",
        route="registry/lookup/",
        name="lookup",
        title=_("Chercher l’adresse d’un numéro"),
        view=lookup,
    )
)
