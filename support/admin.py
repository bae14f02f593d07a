"""Tickets of one partner under its mount: the record as it stands, and the page on which staff work.

Nobody changes a row here: services write, entries are never changed by anybody. Terms: general.7
"""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from extranet.backoffice.faces import FrontOfficeAdmin, ReadOnlyAdmin, ReadOnlyInline, staff_of
from extranet.backoffice.links import link, nowrap
from extranet.look import formats
from extranet.look.parts import Badge, Text, Tone
from support import staff_views
from support.models import Entry, RoutingDecision, Ticket, TicketNumbers
from support.presenting import state_of
from support.rules import Ground
from support.staff_reading import note_reading


class NumbersInline(ReadOnlyInline):
    """The blocks that are hit, with the address registered when the ticket was opened."""

    model = TicketNumbers
    fields = ("label", "address")


class DecisionInline(ReadOnlyInline):
    """Where the ticket went, each time it was judged, and every fact that decided."""

    model = RoutingDecision
    fields = (
        "judged",
        "event",
        "party",
        "is_under_contract",
        "ground",
        "first_line",
        "is_partner_contact_tested",
        "calendar_version",
        "is_in_hours",
        "result",
        "clock_starts_at",
        "reason",
        "rules",
    )
    readonly_fields = ("judged", "rules")

    @admin.display(description=_("jugé le"))
    def judged(self, decision: RoutingDecision) -> str:
        """The instant to the second."""
        return formats.instant(decision.at, exact=True)

    @admin.display(description=_("clauses"))
    def rules(self, decision: RoutingDecision) -> str:
        """The clauses that decided."""
        return ", ".join(decision.clauses)


class EntryInline(ReadOnlyInline):
    """Everything said, chained: who reads each entry stands beside it."""

    model = Entry
    ordering = ("position",)
    fields = ("position", "exact_instant", "author_name", "author_side", "audience", "kind", "event", "said", "digest")
    readonly_fields = ("exact_instant", "said")

    @admin.display(description=_("le"))
    def exact_instant(self, entry: Entry) -> str:
        """The instant to the second."""
        return formats.instant(entry.at, exact=True)

    @admin.display(description=_("texte"))
    def said(self, entry: Entry) -> str:
        """The text of a message."""
        return entry.text or "–"


@admin.register(Ticket)
class TicketAdmin(ReadOnlyAdmin, FrontOfficeAdmin):
    """Tickets, newest first: the record. They are worked on their own page."""

    list_display = ("number", "subject", "whose_client", "what", "word", "opened_at", "work")
    list_filter = ("status", "ground", "opened_at")
    search_fields = ("number", "subject", "client_name")
    search_help_text = _("Numéro, sujet ou client")
    list_per_page = 50
    inlines = (NumbersInline, DecisionInline, EntryInline)
    readonly_fields = ("word", "what", "whose_client", "work")
    fieldsets = (
        (None, {"fields": ("number", "work", "subject", "whose_client", "family", "what", "word", "language")}),
        (_("Rappel"), {"fields": ("call_back_number", "place", "failed_calls")}),
        (_("Suivi"), {"fields": ("route", "clock_starts_at", "acknowledged_at", "acknowledged_by_name")}),
        (
            _("Histoire"),
            {
                "fields": (
                    "opened_at",
                    "opened_by_name",
                    "opened_by_email",
                    "opened_by_side",
                    "escalated_at",
                    "last_entry_at",
                    "last_entry_side",
                    "resolved_at",
                    "closed_at",
                    "changed_at",
                )
            },
        ),
    )

    def get_urls(self) -> list[URLPattern]:
        """Return the pages on which staff work, before Django's own."""
        guarded = self.admin_site.admin_view
        ours = [
            path("<uuid:ticket_id>/work/", guarded(self.work_ticket), name="work-ticket"),
            path("<uuid:ticket_id>/answer/", guarded(self.answer_ticket), name="answer-ticket"),
            path("<uuid:ticket_id>/acknowledge/", guarded(self.acknowledge_ticket), name="acknowledge-ticket"),
            path("<uuid:ticket_id>/move/", guarded(self.move_ticket), name="move-ticket"),
        ]
        return [*ours, *super().get_urls()]

    # Methods, because the site asks the face a method belongs to on which floor it stands.
    def work_ticket(self, request: HttpRequest, **kwargs: Any) -> Any:
        """Show a ticket to work on."""
        return staff_views.work_ticket(request, **kwargs)

    def answer_ticket(self, request: HttpRequest, **kwargs: Any) -> Any:
        """Write on a ticket."""
        return staff_views.answer_ticket(request, **kwargs)

    def acknowledge_ticket(self, request: HttpRequest, **kwargs: Any) -> Any:
        """Take a ticket up."""
        return staff_views.acknowledge_ticket(request, **kwargs)

    def move_ticket(self, request: HttpRequest, **kwargs: Any) -> Any:
        """Resolve, close or open a ticket again."""
        return staff_views.move_ticket(request, **kwargs)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """Show the record, and note who of staff reads it."""
        person, ticket = staff_of(request), context["original"]
        if person is not None and ticket is not None:
            note_reading(ticket=ticket, person=person, at=timezone.now())
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description=_("client"), ordering="client_name")
    def whose_client(self, ticket: Ticket) -> Text:
        """The client's name as it was; the partner when it asks for itself."""
        return ticket.client_name or _("le partenaire")

    @admin.display(description=_("motif"), ordering="ground")
    def what(self, ticket: Ticket) -> SafeString:
        """What is wrong."""
        tone = Tone.DANGER if ticket.is_critical and ticket.is_open else Tone.NEUTRAL
        return _badge(Badge(Ground(ticket.ground).label, tone))

    @admin.display(description=_("état"), ordering="status")
    def word(self, ticket: Ticket) -> SafeString:
        """The word of the state."""
        return _badge(state_of(ticket))

    @admin.display(description=_("desk"))
    def work(self, ticket: Ticket) -> SafeString:
        """The way to the page on which staff work."""
        address = reverse("admin:work-ticket", kwargs={"ticket_id": ticket.pk})
        return nowrap(link(address, format_html("{}", _("Ouvrir le ticket"))))


def _badge(badge: Badge) -> SafeString:
    return render_to_string("look/_badge.html", {"state": badge})
