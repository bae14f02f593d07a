"""The desk queue over all partners: one list on the operator's host, each ticket one press away.

A row is a copy that triggers keep; the ticket opens under its partner's mount.
"""

from datetime import datetime
from typing import Any, cast

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from extranet.accounts.people import Person
from extranet.backoffice.cockpit import Module, shows
from extranet.backoffice.faces import ModelAdmin, ReadOnlyAdmin, role_is_among, staff_of
from extranet.backoffice.filters import PartnerFilter
from extranet.backoffice.links import link, nowrap
from extranet.backoffice.rows import PartnerRowsAdmin
from extranet.backoffice.site import HouseAdminSite
from extranet.backoffice.site import Page as SitePage
from extranet.catalogue.families import Family
from extranet.look.parts import Badge, Text, Tone
from support.desk.admin import queue_acts, queue_views
from support.desk.admin.parts import drawn, ticket_address
from support.desk.admin.queue_filters import (
    AgentFilter,
    CategoryFilter,
    CriticalFilter,
    DeskFilter,
    IncidentFilter,
    ServiceFilter,
    StateFilter,
    TagFilter,
    UnconfirmedFilter,
    WaitingFilter,
)
from support.desk.admin.queue_rows import DeskRow, top_of_desk
from support.desk.incidents import AT_WORK
from support.desk.models import QueueEntry
from support.desk.queue import standing_at, working_order
from support.desk.queue_saved import cleaned_query, views_of
from support.desk.queue_wording import age_words, clock_words
from support.desk.queue_words import entries_with_words
from support.models import Ticket
from support.presenting import STATES
from support.rules import Ground

ROWS = 8
ENDED = (Ticket.Status.RESOLVED, Ticket.Status.CLOSED)
# The list counts no further: a count of everything would read everything.
COUNTED = 2000
LIST = "desk_queueentry_changelist"
# What the list shows of a ticket; a page of fifty reads these columns and no more.
SHOWN = (
    "partner",
    "ticket_id",
    "number",
    "subject",
    "client_name",
    "ground",
    "status",
    "acknowledged_by_name",
    "clock_starts_at",
    "desk_agent_name",
    "desk_tags",
    "is_on_desk",
    "is_unconfirmed",
)
TO_CONFIRM = Badge(_("à confirmer par la personne"), Tone.INFO)


class QueuePaginator(Paginator):  # type: ignore[type-arg]
    """Pages of the queue; beyond the first thousands one filters or searches."""

    @cached_property
    def count(self) -> int:
        """How many rows there are, counted to a limit."""
        return int(cast("QuerySet[Any]", self.object_list)[:COUNTED].count())


@admin.register(QueueEntry)
class QueueEntryAdmin(ReadOnlyAdmin, PartnerRowsAdmin):
    """The queue, in the order in which the desk works. Rows are written by the partners' own tickets, never here."""

    list_title = _("File des tickets")
    has_history = False
    list_display = ("open_ticket", "what_for", "client", "what", "state", "clock", "waits_on")
    list_display_links = None
    list_filter = (
        DeskFilter,
        StateFilter,
        AgentFilter,
        CriticalFilter,
        WaitingFilter,
        UnconfirmedFilter,
        TagFilter,
        IncidentFilter,
        PartnerFilter,
        ServiceFilter,
        CategoryFilter,
    )
    actions = (queue_acts.claim, queue_acts.tag, queue_acts.join, queue_acts.resolve)
    change_list_template = "desk/queue_change_list.html"
    paginator = QueuePaginator
    search_fields = ("number", "subject", "client_name")
    search_help_text = _("Numéro, sujet, client ou mots d’un message ; cherche partout, tickets clos compris")
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
        "agent",
        "tags",
        "waits_on",
        "clock",
        "opened_at",
        "opened_by_name",
        "acknowledged_at",
        "acknowledged_by_name",
        "last_entry_at",
        "closed_at",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[QueueEntry]:
        """Return the rows; a list reads no more of them than it shows."""
        rows = super().get_queryset(request)
        is_list = getattr(request.resolver_match, "url_name", "") == LIST
        return rows.only(*SHOWN) if is_list and request.method == "GET" else rows

    def get_ordering(self, request: HttpRequest) -> Any:
        """Return the order of work."""
        return working_order()

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[QueueEntry], search_term: str
    ) -> tuple[QuerySet[QueueEntry], bool]:
        """Return the tickets that hold every word, in what they are about or in what is said in them."""
        return entries_with_words(queryset, search_term), False

    def has_work_permission(self, request: HttpRequest) -> bool:
        """Whether the reader works tickets; finance reads them."""
        return role_is_among(request, AT_WORK)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show the list with the saved filters above it, or run an act on it: each ticket in its own transaction."""
        person = staff_of(request)
        context = {
            **(extra_context or {}),
            "title": self.name_of_list(),
            "views": views_of(person) if person else [],
            "present": cleaned_query(request.GET.urlencode()),
            "own_id": person.user.pk if person else None,
        }
        if request.method == "POST":
            # Not the house's way: there a list changes whole or not at all, here a ticket does.
            return ModelAdmin.changelist_view(self, request, context)
        return cast("HttpResponse", super().changelist_view(request, context))

    @admin.display(description=_("ticket"), ordering="number")
    def open_ticket(self, entry: QueueEntry) -> SafeString:
        """The way to the ticket, worked on without leaving the operator's host."""
        return nowrap(link(ticket_address(entry), entry.number))

    @admin.display(description=_("sujet"), ordering="subject")
    def what_for(self, entry: QueueEntry) -> SafeString:
        """The subject, and the tags of the desk."""
        return format_html("{} {}", entry.subject, self.tags(entry))

    @admin.display(description=_("étiquettes"))
    def tags(self, entry: QueueEntry) -> SafeString:
        """The tags of the desk."""
        return format_html_join(" ", "{}", ((drawn(Badge(tag)),) for tag in entry.desk_tags))

    @admin.display(description=_("agent"), ordering="desk_agent_name")
    def agent(self, entry: QueueEntry) -> Text:
        """Who of the desk has it."""
        return entry.desk_agent_name or self.get_empty_value_display()

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
        return format_html("{}", ground) if badge is None else format_html("{}<br>{}", drawn(badge), ground)

    @admin.display(description=_("état"), ordering="status")
    def state(self, entry: QueueEntry) -> SafeString:
        """How far it is, and who has it: the agent, else whoever took it up."""
        badge = drawn(Badge(Ticket.Status(entry.status).label, STATES[entry.status]))
        taken_by = "" if entry.status == Ticket.Status.NEW else entry.acknowledged_by_name
        name = entry.desk_agent_name or taken_by
        if is_to_confirm(entry):
            badge = format_html("{} {}", badge, drawn(TO_CONFIRM))
        return format_html('{}<br><span class="quiet">{}</span>', badge, name) if name else badge

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
    entries = top_of_desk(ROWS)
    standing = standing_at(at)
    oldest = age_words(standing.oldest, now=at) if standing.oldest else ""
    return Module(
        title=_("File des tickets"),
        template="backoffice/_desk_queue.html",
        width=12,
        link=reverse("admin:desk_queueentry_changelist"),
        facts={"rows": [row_of(entry, at) for entry in entries], "standing": standing, "oldest": oldest},
    )


def row_of(entry: DeskRow, at: datetime) -> dict[str, Any]:
    """Return one row of the box."""
    return {
        "entry": entry,
        "address": ticket_address(entry),
        "critical": critical_badge(entry),
        "ground": Ground(entry.ground).label,
        "age": age_words(entry.opened_at, now=at),
        "clock": clock_words(entry.clock_starts_at, now=at),
        "state": Ticket.Status(entry.status).label,
        "confirming": TO_CONFIRM if is_to_confirm(entry) else None,
    }


def is_to_confirm(entry: QueueEntry | DeskRow) -> bool:
    """Return whether the caller for whom an open ticket was noted has not confirmed it yet.

    Terms: general.7
    """
    return entry.is_unconfirmed and entry.status != Ticket.Status.CLOSED


def critical_badge(entry: QueueEntry | DeskRow) -> Badge | None:
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


site = cast("HouseAdminSite", admin.site)
site.add_page(
    SitePage(
        section="desk",
        route="desk/queue/views/save/",
        name="save-desk-view",
        title=_("Garder une vue"),
        view=queue_views.save,
        is_listed=False,
    )
)
site.add_page(
    SitePage(
        section="desk",
        route="desk/queue/views/<uuid:view_id>/remove/",
        name="remove-desk-view",
        title=_("Retirer une vue"),
        view=queue_views.remove,
        is_listed=False,
    )
)
