"""Tickets of one partner under its mount: the record as it stands, and the page on which staff work.

Nobody changes a row here: services write, entries are never changed by anybody. Terms: general.7
"""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from extranet.backoffice.faces import FrontOfficeAdmin, ReadOnlyAdmin, ReadOnlyInline, staff_of
from extranet.backoffice.links import link, nowrap
from extranet.look import formats
from extranet.look.parts import Badge, Text, Tone
from support import caller_views, clarifying_staff, staff_blanking, staff_desk_views, staff_judging, staff_views
from support.clarified_pages import element_name, facts_shown, state_of_doubt
from support.interventions import staff_views as work_views
from support.interventions.presenting import state_shown
from support.models import (
    Clarification,
    Entry,
    Intervention,
    RoutingDecision,
    Ticket,
    TicketDevice,
    TicketNumbers,
    TicketSite,
)
from support.presenting import state_of
from support.rules import Ground
from support.staff_reading import note_reading


class NumbersInline(ReadOnlyInline):
    """The blocks that are hit, with the address registered when the ticket was opened."""

    model = TicketNumbers
    fields = ("label", "address")


class SiteInline(ReadOnlyInline):
    """The sites that are hit, with the address registered when the ticket was opened."""

    model = TicketSite
    fields = ("name", "address")


class DeviceInline(ReadOnlyInline):
    """The devices that are hit, with where they stood and the address registered when the ticket was opened."""

    model = TicketDevice
    fields = ("name", "kind", "site_name", "spot", "address")


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
        """The text of a message; administrators reach from here the page that takes it out by law."""
        if not entry.text:
            return "–"
        address = reverse("admin:blank-entry", args=(entry.ticket_id, entry.pk))
        return format_html('{}<br><a href="{}">{}</a>', entry.text, address, _("Effacer comme la loi le demande"))


@admin.register(Ticket)
class TicketAdmin(ReadOnlyAdmin, FrontOfficeAdmin):
    """Tickets, newest first: the record. They are worked on their own page."""

    list_display = ("number", "subject", "whose_client", "what", "word", "opened_at", "work")
    list_filter = ("status", "ground", "opened_at")
    search_fields = ("number", "subject", "client_name")
    search_help_text = _("Numéro, sujet ou client")
    list_per_page = 50
    inlines = (NumbersInline, SiteInline, DeviceInline, DecisionInline, EntryInline)
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
            path("open-for/", guarded(self.open_ticket_for), name="open-ticket-for"),
            path("<uuid:ticket_id>/work/", guarded(self.work_ticket), name="work-ticket"),
            path("<uuid:ticket_id>/answer/", guarded(self.answer_ticket), name="answer-ticket"),
            path("<uuid:ticket_id>/acknowledge/", guarded(self.acknowledge_ticket), name="acknowledge-ticket"),
            path("<uuid:ticket_id>/move/", guarded(self.move_ticket), name="move-ticket"),
            path("<uuid:ticket_id>/hand-back/", guarded(self.hand_back_ticket), name="hand-back-ticket"),
            path("<uuid:ticket_id>/downgrade/", guarded(self.downgrade_ticket), name="downgrade-ticket"),
            path("<uuid:ticket_id>/assign/", guarded(self.assign_ticket), name="assign-ticket"),
            path("<uuid:ticket_id>/tag/", guarded(self.tag_ticket), name="tag-ticket"),
            path("<uuid:ticket_id>/incident/", guarded(self.join_incident), name="join-incident"),
            path("<uuid:ticket_id>/wait/", guarded(self.wait), name="wait-ticket"),
            path("<uuid:ticket_id>/link/", guarded(self.link_ticket), name="link-ticket"),
            path("<uuid:ticket_id>/unlink/", guarded(self.unlink_ticket), name="unlink-ticket"),
            path("<uuid:ticket_id>/merge/", guarded(self.merge_ticket), name="merge-ticket"),
            path("<uuid:ticket_id>/presence/", guarded(self.presence), name="ticket-presence"),
        ]
        ours.append(path("<uuid:ticket_id>/blank/<uuid:entry_id>/", guarded(self.blank_entry), name="blank-entry"))
        return [*ours, *super().get_urls()]

    # Methods, because the site asks the face a method belongs to on which floor it stands.
    def work_ticket(self, request: HttpRequest, **kwargs: Any) -> Any:
        """Show a ticket to work on."""
        return staff_views.work_ticket(request, **kwargs)

    def open_ticket_for(self, request: HttpRequest, **kwargs: Any) -> Any:
        """Note the request of somebody who calls."""
        return caller_views.open_ticket_for(request, staff=staff_of(request), **kwargs)

    def answer_ticket(self, request: HttpRequest, **kwargs: Any) -> Any:
        """Write on a ticket."""
        return staff_views.answer_ticket(request, **kwargs)

    def acknowledge_ticket(self, request: HttpRequest, **kwargs: Any) -> Any:
        """Take a ticket up."""
        return staff_views.acknowledge_ticket(request, **kwargs)

    def move_ticket(self, request: HttpRequest, **kwargs: Any) -> Any:
        """Resolve, close or open a ticket again."""
        return staff_views.move_ticket(request, **kwargs)

    def assign_ticket(self, request: HttpRequest, **kwargs: Any) -> Any:
        """Give a ticket to somebody of the desk."""
        return staff_desk_views.assign(request, **kwargs)

    def tag_ticket(self, request: HttpRequest, **kwargs: Any) -> Any:
        """Tag a ticket."""
        return staff_desk_views.tag(request, **kwargs)

    def join_incident(self, request: HttpRequest, **kwargs: Any) -> Any:
        """Join a ticket to a known incident, or take it out."""
        return staff_desk_views.join(request, **kwargs)

    def wait(self, request: HttpRequest, **kwargs: Any) -> Any:
        """Let a ticket wait for somebody else."""
        return staff_desk_views.wait(request, **kwargs)

    def presence(self, request: HttpRequest, **kwargs: Any) -> Any:
        """Say who else has a ticket open."""
        return staff_desk_views.presence(request, **kwargs)

    def link_ticket(self, request: HttpRequest, **kwargs: Any) -> Any:
        """Link a ticket to another one."""
        return staff_desk_views.link(request, **kwargs)

    def unlink_ticket(self, request: HttpRequest, **kwargs: Any) -> Any:
        """Take a link away."""
        return staff_desk_views.unlink(request, **kwargs)

    def merge_ticket(self, request: HttpRequest, **kwargs: Any) -> Any:
        """Merge a ticket into another one."""
        return staff_desk_views.merge(request, **kwargs)

    def blank_entry(self, request: HttpRequest, **kwargs: Any) -> Any:
        """Take a text out as the law asks."""
        return staff_blanking.blank(request, **kwargs)

    def hand_back_ticket(self, request: HttpRequest, **kwargs: Any) -> Any:
        """Give a ticket back to its partner."""
        return staff_judging.hand_back(request, **kwargs)

    def downgrade_ticket(self, request: HttpRequest, **kwargs: Any) -> Any:
        """Take the critical ground from a ticket."""
        return staff_judging.downgrade(request, **kwargs)

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


@admin.register(Clarification)
class ClarificationAdmin(ReadOnlyAdmin, FrontOfficeAdmin):
    """Doubts about counts, the newest first: their facts as they were, and their answers. Terms: telavox.4b, bt.11d"""

    list_display = ("ticket", "client", "name_of_element", "day", "word", "asked_at", "work")
    list_select_related = ("ticket", "subscription", "answer")
    list_filter = ("clause", "asked_at")
    search_fields = ("ticket__number", "ticket__client_name", "element", "subscription__account")
    search_help_text = _("Ticket, client, élément ou compte")
    list_per_page = 50
    fields = ("work", "client", "name_of_element", "day", "clause", "word", "asked_at", "written_facts", "facts_digest")
    readonly_fields = ("work", "client", "name_of_element", "word", "written_facts")

    def get_urls(self) -> list[URLPattern]:
        """Return the act that notes an answer, before Django's own pages."""
        guarded = self.admin_site.admin_view
        ours = [path("<uuid:ticket_id>/note-answer/", guarded(self.note_answer), name="note-answer")]
        return [*ours, *super().get_urls()]

    def note_answer(self, request: HttpRequest, **kwargs: Any) -> Any:
        """Note which message answers a doubt."""
        return clarifying_staff.note_answer(request, person=staff_of(request), **kwargs)

    @admin.display(description=_("client"), ordering="ticket__client_name")
    def client(self, doubt: Clarification) -> str:
        """Whose count it is about."""
        return str(doubt.facts["client"])

    @admin.display(description=_("élément"), ordering="element")
    def name_of_element(self, doubt: Clarification) -> str:
        """The element, by name."""
        return element_name(doubt.facts)

    @admin.display(description=_("réponse"))
    def word(self, doubt: Clarification) -> SafeString:
        """Whether it is answered, and what the answer says."""
        badge = _badge(state_of_doubt(doubt))
        return format_html("{} {}", badge, doubt.answer.text[:200]) if doubt.answer else badge

    @admin.display(description=_("faits"))
    def written_facts(self, doubt: Clarification) -> SafeString:
        """The facts as they were frozen."""
        rows = ((fact.label, fact.value, fact.note) for fact in facts_shown(doubt.facts))
        return format_html_join("", "<p>{} : {} {}</p>", rows)

    @admin.display(description=_("desk"))
    def work(self, doubt: Clarification) -> SafeString:
        """The way to the ticket."""
        address = reverse("admin:work-ticket", kwargs={"ticket_id": doubt.pk})
        return nowrap(link(address, _("Ouvrir le ticket")))


@admin.register(Intervention)
class InterventionAdmin(ReadOnlyAdmin, FrontOfficeAdmin):
    """Work billed by time, the newest first: its ground, decision, announcement, minutes and contest.

    Terms: general.3, general.6
    """

    list_display = ("subject", "client", "ground", "word", "worked_on", "minutes", "work")
    list_select_related = ("ticket",)
    list_filter = ("ground", "decision", "worked_on")
    search_fields = ("ticket__number", "ticket__client_name", "subject")
    search_help_text = _("Ticket, client ou travail")
    ordering = ("-proposed_at", "pk")
    list_per_page = 50
    readonly_fields = ("client", "word", "work")

    def get_urls(self) -> list[URLPattern]:
        """Return the pages of the desk's acts, before Django's own."""
        guarded = self.admin_site.admin_view
        ours = [
            path("propose/<uuid:ticket_id>/", guarded(self.propose_work), name="propose-work"),
            path("<uuid:work_id>/act/<slug:act>/", guarded(self.act_on_work), name="act-on-work"),
        ]
        return [*ours, *super().get_urls()]

    def propose_work(self, request: HttpRequest, **kwargs: Any) -> Any:
        """Propose work on a ticket."""
        return work_views.propose(request, person=staff_of(request), **kwargs)

    def act_on_work(self, request: HttpRequest, **kwargs: Any) -> Any:
        """Decide, announce, note, settle or withdraw work."""
        return work_views.act_on_work(request, person=staff_of(request), **kwargs)

    @admin.display(description=_("client"), ordering="ticket__client_name")
    def client(self, work: Intervention) -> str:
        """Whose work it is."""
        return work.ticket.client_name

    @admin.display(description=_("état"))
    def word(self, work: Intervention) -> SafeString:
        """Where it stands."""
        return _badge(state_shown(work))

    @admin.display(description=_("desk"))
    def work(self, work: Intervention) -> SafeString:
        """The way to the ticket."""
        address = reverse("admin:work-ticket", kwargs={"ticket_id": work.ticket_id})
        return nowrap(link(address, _("Ouvrir le ticket")))


def _badge(badge: Badge) -> SafeString:
    return render_to_string("look/_badge.html", {"state": badge})
