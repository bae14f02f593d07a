"""The desk queue over all partners: one list on the operator's host, each ticket one press away.

A row is a copy that triggers keep; the ticket opens under its partner's mount.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.views.main import SEARCH_VAR
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from extranet.accounts.people import Person
from extranet.backoffice.cockpit import Module, shows
from extranet.backoffice.faces import ReadOnlyAdmin
from extranet.backoffice.filters import PartnerFilter
from extranet.backoffice.links import address_at, link, nowrap
from extranet.backoffice.rows import PartnerRowsAdmin, with_partner_name
from extranet.catalogue.families import Family
from extranet.look.parts import Badge, Text, Tone
from support.desk.models import QueueEntry
from support.desk.queue import CRITICAL, UNSOLVED, on_desk, standing_at, working_order
from support.desk.queue_wording import age_words, clock_words
from support.models import Ticket
from support.presenting import STATES
from support.rules import Ground

ROWS = 8
ENDED = (Ticket.Status.RESOLVED, Ticket.Status.CLOSED)


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


@admin.register(QueueEntry)
class QueueEntryAdmin(ReadOnlyAdmin, PartnerRowsAdmin):
    """The queue, in the order in which the desk works. Rows are written by the partners' own tickets, never here."""

    list_title = _("File des tickets")
    has_history = False
    list_display = ("open_ticket", "subject", "client", "what", "state", "clock", "waits_on")
    list_display_links = None
    list_filter = (DeskFilter, StateFilter, CriticalFilter, PartnerFilter, ServiceFilter)
    search_fields = ("number", "subject", "client_name")
    search_help_text = _("Numéro, sujet ou client ; cherche partout, tickets clos compris")
    show_full_result_count = False
    list_per_page = 50
    fields = (
        "open_ticket",
        "subject",
        "whose",
        "client_name",
        "service",
        "what",
        "state",
        "waits_on",
        "clock",
        "opened_at",
        "opened_by_name",
        "acknowledged_at",
        "acknowledged_by_name",
        "last_entry_at",
        "closed_at",
    )

    def get_ordering(self, request: HttpRequest) -> Any:
        """Return the order of work."""
        return working_order()

    @admin.display(description=_("ticket"), ordering="number")
    def open_ticket(self, entry: QueueEntry) -> SafeString:
        """The way to the ticket, worked on without leaving the operator's host."""
        return nowrap(link(ticket_address(entry), entry.number))

    @admin.display(description=_("client"), ordering="client_name")
    def client(self, entry: Any) -> SafeString:
        """The client, and whose it is; the partner alone when it asks for itself."""
        if not entry.client_name:
            return format_html("{}", entry.partner_name)
        return format_html('{}<br><span class="quiet">{}</span>', entry.client_name, entry.partner_name)

    @admin.display(description=_("service"))
    def service(self, entry: QueueEntry) -> Text:
        """The service, by name."""
        return dict(Family.choices).get(entry.family, "") or self.get_empty_value_display()

    @admin.display(description=_("motif"), ordering="ground")
    def what(self, entry: QueueEntry) -> SafeString:
        """What is wrong, marked while it is critical and not solved."""
        ground = Ground(entry.ground).label
        badge = critical_badge(entry)
        return format_html("{}", ground) if badge is None else format_html("{}<br>{}", _badge(badge), ground)

    @admin.display(description=_("état"), ordering="status")
    def state(self, entry: QueueEntry) -> SafeString:
        """How far it is, and who has it."""
        badge = _badge(Badge(Ticket.Status(entry.status).label, STATES[entry.status]))
        if not entry.acknowledged_by_name or entry.status == Ticket.Status.NEW:
            return badge
        return format_html('{}<br><span class="quiet">{}</span>', badge, entry.acknowledged_by_name)

    @admin.display(description=_("suivi"), ordering="clock_starts_at")
    def clock(self, entry: QueueEntry) -> str:
        """When follow-up starts or started."""
        if entry.status in ENDED:
            return str(self.get_empty_value_display())
        return clock_words(entry.clock_starts_at, now=timezone.now())

    @admin.display(description=_("attend"))
    def waits_on(self, entry: QueueEntry) -> Text:
        """Who is to act next."""
        return waited_for(entry)


@shows("queue", place=4)
def desk_queue(_person: Person, at: datetime) -> Module:
    """Show what the desk has to do: what is critical and untaken first, then by the clock; how many; the oldest.

    Terms: general.7
    """
    entries = with_partner_name(on_desk()).order_by(*working_order())[:ROWS]
    standing = standing_at(at)
    oldest = age_words(standing.oldest, now=at) if standing.oldest else ""
    return Module(
        title=_("File des tickets"),
        template="backoffice/_desk_queue.html",
        width=12,
        link=reverse("admin:desk_queueentry_changelist"),
        facts={"rows": [row_of(entry, at) for entry in entries], "standing": standing, "oldest": oldest},
    )


def row_of(entry: Any, at: datetime) -> dict[str, Any]:
    """Return one row of the box."""
    return {
        "entry": entry,
        "address": ticket_address(entry),
        "critical": critical_badge(entry),
        "ground": Ground(entry.ground).label,
        "age": age_words(entry.opened_at, now=at),
        "clock": clock_words(entry.clock_starts_at, now=at),
        "state": Ticket.Status(entry.status).label,
    }


def ticket_address(entry: QueueEntry) -> str:
    """Return the address of the ticket's page for staff, under its partner's mount."""
    return address_at(entry.partner, "admin:work-ticket", ticket_id=entry.ticket_id)


def critical_badge(entry: QueueEntry) -> Badge | None:
    """Return the mark of a critical problem that is not solved; None for everything else."""
    is_urgent = entry.ground != Ground.NONE and entry.status not in ENDED
    return Badge(_("critique"), Tone.DANGER) if is_urgent else None


def waited_for(entry: QueueEntry) -> Text:
    """Return who is to act next on a ticket."""
    match entry.status:
        case Ticket.Status.CLOSED:
            return "–"
        case Ticket.Status.RESOLVED:
            return _("la clôture")
        case Ticket.Status.WAITING_CLIENT:
            return _("le client")
        case Ticket.Status.WAITING_PARTNER:
            return _("le partenaire")
        case Ticket.Status.WAITING_THIRD_PARTY:
            return _("un tiers")
    return _("l’opérateur") if entry.is_on_desk else _("le partenaire")


def _badge(badge: Badge) -> SafeString:
    return render_to_string("look/_badge.html", {"state": badge})
