"""How the desk narrows its queue: where, how far, whose, about what. Each filter reads columns of the queue only."""

from collections.abc import Iterator
from typing import Any, ClassVar
from uuid import UUID

from django.contrib import admin
from django.contrib.admin.views.main import SEARCH_VAR
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from extranet.backoffice.faces import actor_of
from extranet.catalogue.families import Family
from extranet.look.parts import Text
from support.desk.models import Incident, QueueEntry
from support.desk.queue import CRITICAL, UNSOLVED, on_desk, working_order
from support.models import Ticket

# How many of these a filter names at most; what is older is found by the search.
MOST = 60
# Tags are gathered from so many tickets, the most urgent: the list stays as fast however long the queue is.
LOOKED_AT = 500


class NarrowedFilter(admin.SimpleListFilter):
    """A filter that narrows the list before anybody chose; a search looks everywhere, unless somebody chooses."""

    first: ClassVar[Text]
    first_of_search: ClassVar[Text]

    def __init__(self, request: HttpRequest, *args: Any) -> None:
        self.is_search = bool(request.GET.get(SEARCH_VAR))
        super().__init__(request, *args)

    def choices(self, changelist: Any) -> Iterator[Any]:
        """Yield what holds unless somebody chooses, then the choices."""
        first, *others = super().choices(changelist)
        yield {**first, "display": self.first_of_search if self.is_search else self.first}
        yield from others


class DeskFilter(NarrowedFilter):
    """Where tickets are: on the operator's desk, at their partner's, or both."""

    title = _("où")
    parameter_name = "where"
    first, first_of_search = _("Chez l’opérateur"), _("Partout")

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        """Return the choices beside the first."""
        other = ("desk", self.first) if self.is_search else ("all", self.first_of_search)
        return [("partner", _("Chez le partenaire")), other]

    def queryset(self, request: HttpRequest, queryset: QuerySet[QueueEntry]) -> QuerySet[QueueEntry]:
        """Keep what is where was chosen."""
        where = self.value() or ("all" if self.is_search else "desk")
        return queryset if where == "all" else queryset.filter(is_on_desk=where == "desk")


class StateFilter(NarrowedFilter):
    """How far tickets are; those that are not solved, unless somebody chooses."""

    title = _("état")
    parameter_name = "state"
    first, first_of_search = _("Pas résolus"), _("Tous")

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        """Return every state, and the choice that is not the first."""
        other = ("unsolved", self.first) if self.is_search else ("all", self.first_of_search)
        return [*Ticket.Status.choices, other]

    def queryset(self, request: HttpRequest, queryset: QuerySet[QueueEntry]) -> QuerySet[QueueEntry]:
        """Keep the tickets in the state chosen."""
        state = self.value() or ("all" if self.is_search else "unsolved")
        if state == "unsolved":
            return queryset.filter(UNSOLVED)
        return queryset if state == "all" else queryset.filter(status=state)


class CriticalFilter(admin.SimpleListFilter):
    """Narrows the queue to what is critical, or to what is not."""

    title = _("critique")
    parameter_name = "critical"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        """Return both."""
        return [("yes", _("Critiques")), ("no", _("Autres demandes"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[QueueEntry]) -> QuerySet[QueueEntry]:
        """Keep the kind chosen."""
        if self.value() not in ("yes", "no"):
            return queryset
        return queryset.filter(CRITICAL if self.value() == "yes" else ~CRITICAL)


class ServiceFilter(admin.SimpleListFilter):
    """Narrows the queue to one service."""

    title = _("service")
    parameter_name = "family"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        """Return the four services."""
        return Family.choices

    def queryset(self, request: HttpRequest, queryset: QuerySet[QueueEntry]) -> QuerySet[QueueEntry]:
        """Keep the tickets about the service chosen."""
        return queryset.filter(family=self.value()) if self.value() else queryset


class AgentFilter(admin.SimpleListFilter):
    """Narrows the queue to what one has taken oneself, to what nobody has, or to what anybody has."""

    title = _("agent")
    parameter_name = "agent"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        """Return the three."""
        return [("me", _("Les miens")), ("nobody", _("À personne")), ("anybody", _("À quelqu’un"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[QueueEntry]) -> QuerySet[QueueEntry]:
        """Keep the tickets of whom was chosen."""
        match self.value():
            case "me":
                return queryset.filter(desk_agent_id=actor_of(request).pk)
            case "nobody":
                return queryset.filter(desk_agent_id__isnull=True)
            case "anybody":
                return queryset.filter(desk_agent_id__isnull=False)
        return queryset


class WaitingFilter(admin.SimpleListFilter):
    """Narrows the queue to whom a ticket waits for."""

    title = _("attend")
    parameter_name = "waiting"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        """Return the operator and those it waits for."""
        status = Ticket.Status
        others = [
            (str(one), status(one).label)
            for one in (status.WAITING_CLIENT, status.WAITING_PARTNER, status.WAITING_THIRD_PARTY)
        ]
        return [("us", _("Attend l’opérateur")), *others]

    def queryset(self, request: HttpRequest, queryset: QuerySet[QueueEntry]) -> QuerySet[QueueEntry]:
        """Keep the tickets that wait for whom was chosen."""
        if self.value() == "us":
            return queryset.exclude(status__in=Ticket.WAITING).filter(UNSOLVED, is_on_desk=True)
        return queryset.filter(status=self.value()) if self.value() in Ticket.WAITING else queryset


class UnconfirmedFilter(admin.SimpleListFilter):
    """Narrows the queue to what was noted for callers who have not confirmed it."""

    title = _("noté pour une personne")
    parameter_name = "unconfirmed"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        """Return the one choice."""
        return [("yes", _("À confirmer par la personne"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[QueueEntry]) -> QuerySet[QueueEntry]:
        """Keep what nobody has confirmed, if that was chosen."""
        return queryset.filter(is_unconfirmed=True) if self.value() == "yes" else queryset


class CategoryFilter(admin.SimpleListFilter):
    """Narrows the queue to one category."""

    title = _("catégorie")
    parameter_name = "category"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        """Return the categories."""
        return Ticket.Category.choices

    def queryset(self, request: HttpRequest, queryset: QuerySet[QueueEntry]) -> QuerySet[QueueEntry]:
        """Keep the tickets of the category chosen."""
        return queryset.filter(category=self.value()) if self.value() else queryset


class TagFilter(admin.SimpleListFilter):
    """Narrows the queue to one tag of the desk; those of the most urgent tickets are offered."""

    title = _("étiquette")
    parameter_name = "tag"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        """Return the tags that tickets on the desk have, and the one that the address asks for."""
        first = on_desk().order_by(*working_order()).values_list("desk_tags", flat=True)[:LOOKED_AT]
        tags = {tag for tags in first for tag in tags} | {request.GET.get("tag", "")}
        return [(tag, tag) for tag in sorted(tags - {""})[:MOST]]

    def queryset(self, request: HttpRequest, queryset: QuerySet[QueueEntry]) -> QuerySet[QueueEntry]:
        """Keep the tickets that have the tag."""
        return queryset.filter(desk_tags__contains=[self.value()]) if self.value() else queryset


class IncidentFilter(admin.SimpleListFilter):
    """Narrows the queue to the tickets of one known incident, of any, or of none."""

    title = _("incident")
    parameter_name = "incident"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        """Return the incidents under way, and the one that the address asks for."""
        wanted, asked = Q(ended_at__isnull=True), _id_in(request.GET.get("incident", ""))
        known = Incident.objects.filter(wanted | Q(pk=asked) if asked else wanted)[:MOST]
        return [("any", _("Joints à un incident")), ("none", _("Joints à aucun"))] + [
            (str(one.pk), one.title) for one in known
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[QueueEntry]) -> QuerySet[QueueEntry]:
        """Keep the tickets of the incident chosen."""
        match self.value():
            case "any":
                return queryset.filter(incident_id__isnull=False)
            case "none":
                return queryset.filter(incident_id__isnull=True)
        asked = _id_in(self.value() or "")
        return queryset.filter(incident_id=asked) if asked else queryset


def _id_in(written: str) -> UUID | None:
    try:
        return UUID(written)
    except ValueError:
        return None
