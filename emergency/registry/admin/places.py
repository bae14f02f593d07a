"""Municipalities, localities and streets, which staff correct; declarations that staff look at.

Terms: telavox.7, bt.14, sip.4
"""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from emergency.registry.loading import save_place
from emergency.registry.models import PostalPlace, Review, Street
from emergency.registry.selectors import waiting_reviews
from extranet.accounts.models import Role
from extranet.accounts.people import Person
from extranet.backoffice.cockpit import Module, shows
from extranet.backoffice.faces import BackOfficeAdmin, ReadOnlyAdmin, actor_of
from extranet.backoffice.filters import PartnerFilter
from extranet.backoffice.links import address_at, link, nowrap
from extranet.backoffice.rows import PartnerRowsAdmin

KEEPERS = frozenset({Role.STAFF_SUPPORT, Role.STAFF_ADMIN})
ROWS = 8


class NamedAdmin(BackOfficeAdmin):
    """What both lists of names have in common: whoever looks after addresses corrects them."""

    editors = adders = KEEPERS
    search_fields = ("postal_code", "name_fr", "name_nl", "name_de")
    search_help_text = _("Code postal ou nom")
    list_per_page = 100
    show_full_result_count = False
    list_display_links = ("postal_code",)
    readonly_fields = ("source", "edited_at")

    def save_model(self, request: HttpRequest, obj: PostalPlace | Street, form: Any, change: bool) -> None:
        """Keep what staff wrote."""
        save_place(place=obj, actor=actor_of(request), at=timezone.now())


@admin.register(PostalPlace)
class PostalPlaceAdmin(NamedAdmin):
    """Municipalities and localities by postal code."""

    adding_title = _("Ajouter une commune ou une localité")
    list_display = ("postal_code", "name_fr", "name_nl", "name_de", "is_locality", "regime", "source")
    list_filter = ("regime", "is_locality")
    fields = (
        "postal_code",
        "nis_code",
        "name_fr",
        "name_nl",
        "name_de",
        "is_locality",
        "regime",
        "source",
        "edited_at",
    )


@admin.register(Street)
class StreetAdmin(NamedAdmin):
    """Streets with their names: a pair written down here makes two names one street."""

    adding_title = _("Ajouter une rue et ses noms")
    list_display = ("postal_code", "name_fr", "name_nl", "name_de", "best_id", "source")
    fields = ("postal_code", "name_fr", "name_nl", "name_de", "best_id", "source", "edited_at")

    def get_readonly_fields(self, request: HttpRequest, obj: Street | None = None) -> tuple[str, ...]:
        """Return the identifier too: it comes from a file."""
        return ("best_id", "source", "edited_at")


@admin.register(Review)
class ReviewAdmin(ReadOnlyAdmin, PartnerRowsAdmin):
    """What waits, waited, and was decided; decided at the partner, on the page of the block."""

    list_display = ("open_block", "place", "whose", "why", "state", "author_name", "declared_at")
    list_display_links = None
    list_filter = (PartnerFilter, "state")
    list_select_related = ("address", "holding")
    search_fields = ("address__street", "address__municipality", "author_name")
    search_help_text = _("Rue, commune ou auteur")
    list_per_page = 50
    show_full_result_count = False
    fields = (
        "open_block",
        "place",
        "whose",
        "why",
        "state",
        "effective",
        "declared_at",
        "author_name",
        "author_email",
        "author_side",
        "decided_at",
        "reviewer_name",
        "decision_reason",
    )

    @admin.display(description=_("numéros"), ordering="numbers")
    def open_block(self, review: Review) -> SafeString:
        """The way to the block, where it is decided."""
        return nowrap(
            link(address_at(review.partner, "emergency:show-block", holding_id=review.holding_id), str(review))
        )

    @admin.display(description=_("adresse"))
    def place(self, review: Review) -> str:
        """The address in one line."""
        return str(review.address)

    @admin.display(description=_("à relire parce que"))
    def why(self, review: Review) -> str:
        """Its doubts in words."""
        return ", ".join(review.doubt_labels)


@shows("reviews", place=16)
def addresses_to_review(_person: Person, _at: Any) -> Module:
    """Show the declarations that wait for staff, oldest first: until then the previous address is in force.

    Terms: telavox.7, bt.14, sip.4
    """
    waiting = waiting_reviews()
    return Module(
        title=_("Adresses à relire"),
        template="registry/_reviews.html",
        width=12,
        facts={
            "reviews": [
                (one, address_at(one.partner, "emergency:show-block", holding_id=one.holding_id))
                for one in waiting[:ROWS]
            ],
            "more": max(len(waiting) - ROWS, 0),
            "total": len(waiting),
        },
    )
