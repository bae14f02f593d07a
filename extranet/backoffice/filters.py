"""Filters of lists that hold rows of all partners."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from extranet.backoffice.acts import ACTS
from extranet.look.parts import Text
from extranet.outbox.models import Message
from extranet.partners.models import Partner
from extranet.tenancy.context import PUBLIC

if TYPE_CHECKING:
    Choices = list[tuple[str, Text]]


class PartnerFilter(admin.SimpleListFilter):
    """Narrows a list to one partner, by name; the column `partner` holds the schema."""

    title = _("partenaire")
    parameter_name = "partner"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        """Return every partner by name."""
        return list(Partner.objects.order_by("display_name").values_list("schema_name", "display_name"))

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the rows of the partner chosen."""
        return queryset.filter(partner=self.value()) if self.value() else queryset


class PlaceFilter(PartnerFilter):
    """The same, with the operator's own rows as one more choice."""

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        """Return the operator and every partner."""
        return [(PUBLIC, _("Opérateur")), *super().lookups(request, model_admin)]


class ActFilter(admin.SimpleListFilter):
    """Narrows the journal to one kind of act; asking the table which it holds would read it whole."""

    title = _("acte")
    parameter_name = "act"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        """Return the acts the house knows."""
        return list(ACTS.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the rows of the act chosen."""
        return queryset.filter(act=self.value()) if self.value() else queryset


class DeliveryFilter(admin.SimpleListFilter):
    """Narrows the outbox to what is not delivered yet, to what failed at least once, or to what is done."""

    title = _("état")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        """Return the three states."""
        return [("waiting", _("non livrés")), ("failed", _("en échec")), ("delivered", _("livrés"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Message]) -> QuerySet[Message]:
        """Keep the deliveries in the state chosen."""
        match self.value():
            case "waiting":
                return queryset.filter(delivered_at__isnull=True)
            case "failed":
                return queryset.filter(delivered_at__isnull=True, attempts__gt=0)
            case "delivered":
                return queryset.filter(delivered_at__isnull=False)
        return queryset
