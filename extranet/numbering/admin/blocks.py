"""Blocks of numbers: all partners' on the operator's own pages; one partner's, given and taken back, under its mount.

Terms: telavox.7, bt.14, sip.4
"""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import CharField, F, Func, Q, QuerySet, Value
from django.db.models.functions import Lower
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from extranet.accounts.models import Role
from extranet.backoffice.confirming import Question, ask, is_confirmed
from extranet.backoffice.faces import FrontOfficeAdmin, HouseAdmin, ReadOnlyAdmin, actor_of, role_is_among
from extranet.backoffice.filters import PartnerFilter
from extranet.backoffice.links import address_at, link, nowrap
from extranet.backoffice.rows import PartnerRowsAdmin
from extranet.look import formats
from extranet.numbering import staff_views
from extranet.numbering.formats import written_block
from extranet.numbering.models import Block, Holding
from extranet.numbering.selectors import number_matches
from extranet.numbering.services import release_block
from extranet.tenancy.context import current_schema

ALLOCATORS = frozenset({Role.STAFF_SUPPORT, Role.STAFF_ADMIN})
FACTS = ("block", "size", "kind", "client_name", "family", "since", "state")
HISTORY = ("allocated_at", "allocated_by_name", "released_at", "released_by_name")


class HeldFilter(admin.SimpleListFilter):
    """Narrows the list to the blocks that are held, or to those taken back."""

    title = _("état")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        """Return the two states."""
        return [("held", _("détenus")), ("released", _("repris"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Holding]) -> QuerySet[Holding]:
        """Keep the blocks in the state chosen."""
        if self.value() not in ("held", "released"):
            return queryset
        return queryset.filter(released_at__isnull=self.value() == "held")


class BlockRowsAdmin(ReadOnlyAdmin, HouseAdmin):
    """What both lists of blocks have in common."""

    search_fields = ("client_name",)  # the box is drawn for it; `get_search_results` does the search
    search_help_text = _("Numéro ou client")
    list_per_page = 50
    show_full_result_count = False

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Holding], search_term: str
    ) -> tuple[QuerySet[Holding], bool]:
        """Find the blocks that hold a number as people type it, and those of a client, whatever case and accents."""
        if not search_term.strip():
            return queryset, False
        found = queryset.alias(plain_client=_plain(F("client_name")))
        return found.filter(Q(plain_client__contains=_plain(Value(search_term))) | number_matches(search_term)), False

    @admin.display(description=_("numéros"), ordering="numbers")
    def block(self, holding: Holding) -> SafeString:
        """The block as Belgians write it."""
        return nowrap(written_block(holding.first, holding.last))

    @admin.display(description=_("combien"))
    def size(self, holding: Holding) -> str:
        """How many numbers it has."""
        return formats.quantity(holding.count)

    @admin.display(description=_("détenus dès le"), ordering="held")
    def since(self, holding: Holding) -> SafeString | str:
        """From when it is held, in Brussels time."""
        return nowrap(formats.instant(holding.since)) if holding.since else self.get_empty_value_display()

    @admin.display(description=_("détenus dès le"), ordering="held")
    def since_day(self, holding: Holding) -> SafeString | str:
        """The day from which it is held, short enough for a list."""
        return nowrap(formats.day(holding.since, "short")) if holding.since else self.get_empty_value_display()

    @admin.display(description=_("état"), ordering="released_at")
    def state(self, holding: Holding) -> SafeString:
        """The word of the state."""
        return render_to_string("look/_badge.html", {"state": holding.state})


@admin.register(Holding)
class HoldingAdmin(BlockRowsAdmin, PartnerRowsAdmin):
    """Blocks over all partners, read here; they are given and taken back at their partner."""

    list_display = ("open_block", "client", "family", "kind", "since_day", "state")
    list_display_links = None
    list_filter = (PartnerFilter, "family", "kind", HeldFilter)
    fields = ("open_block", "whose", *FACTS[1:], *HISTORY)

    @admin.display(description=_("client"), ordering="client_name")
    def client(self, holding: Any) -> SafeString:
        """The client, and whose it is."""
        return format_html('{}<br><span class="quiet">{}</span>', holding.client_name, holding.partner_name)

    @admin.display(description=_("numéros"), ordering="numbers")
    def open_block(self, holding: Holding) -> SafeString:
        """The way to the block under its partner's mount."""
        address = address_at(holding.partner, "admin:numbering_block_change", object_id=holding.pk)
        return nowrap(link(address, written_block(holding.first, holding.last)))


@admin.register(Block)
class BlockAdmin(BlockRowsAdmin, FrontOfficeAdmin):
    """The blocks of one partner. Adding is allocating: typed, read back, confirmed."""

    adders = ALLOCATORS
    adding_title = _("Attribuer un bloc de numéros")
    change_list_template = "numbering/list_blocks.html"
    change_form_template = "numbering/show_block.html"
    list_display = ("block", "client_name", "family", "kind", "since_day", "state")
    list_filter = ("family", "kind", HeldFilter)
    fields = (*FACTS, *HISTORY)
    actions = ("release",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Block]:
        """Return the blocks of the partner we stand in: the operator's role would see everybody's."""
        blocks: QuerySet[Block] = super().get_queryset(request)
        return blocks.filter(partner=current_schema())

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.is_open(request) and role_is_among(request, self.adders)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Show the page that allocates. Raises PermissionDenied."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        return staff_views.allocate_block(request)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """Offer to take back a block that is held."""
        thing = context["original"]
        may_release = self.has_release_permission(request) and thing is not None and thing.released_at is None
        return super().render_change_form(request, {**context, "may_release": may_release}, *args, **kwargs)

    def has_release_permission(self, request: HttpRequest) -> bool:
        """Whether the reader may take blocks back."""
        return self.is_open(request) and role_is_among(request, ALLOCATORS)

    @admin.action(description=_("Reprendre les blocs"), permissions=["release"])
    def release(self, request: HttpRequest, queryset: QuerySet[Block]) -> HttpResponse | None:
        """Take the blocks chosen back, once confirmed: all of them or none."""
        if not is_confirmed(request):
            return ask(self, request, queryset, RELEASE)
        chosen = list(queryset)
        for block in chosen:
            release_block(holding_id=block.pk, actor=actor_of(request), at=timezone.now())
        told = ngettext("%(count)s bloc est repris.", "%(count)s blocs sont repris.", len(chosen))
        messages.success(request, told % {"count": len(chosen)})
        return None


RELEASE = Question(
    action="release",
    title=_("Reprendre des numéros"),
    outcome=_(
        "Dès maintenant ces numéros ne sont plus détenus et leur adresse ne vaut plus ; l’histoire reste lisible. "
        "Ils pourront être attribués à un autre client. Une reprise ne s’annule pas : il faudrait les attribuer à "
        "nouveau, puis redéclarer leur adresse."
    ),
    button=_("Reprendre ces numéros"),
    is_dangerous=True,
)


def _plain(text: Any) -> Lower:
    """Return `text` without case and accents, in the database."""
    return Lower(Func(text, function="unaccent", output_field=CharField()))
