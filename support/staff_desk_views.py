"""Acts beside a ticket on the operator's desk: whose it is, its tags, its incident, its links, its waits, who looks.

Terms: general.7
Reading: staff never split a ticket, for a new question is its asker's; they note one for whoever asks.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from extranet.accounts.people import Person
from extranet.errors import InvalidInput, Refusal
from support import services
from support.desk.models import Incident
from support.incidents import join_incident, leave_incident
from support.models import Entry, Ticket
from support.organising import assign_ticket, link_tickets, merge_tickets, tag_ticket, unlink_tickets
from support.organising.choosing import choice_of, ticket_numbered
from support.selectors import visible_tickets
from support.services.locking import require_open
from support.staff_answering import newer_than
from support.staff_people import posted_id, posted_number, reader_of, to_work_on
from support.staff_presence import note_presence, others_at

WAITS: Final = frozenset(Ticket.WAITING)


@require_POST
def assign(request: HttpRequest, ticket_id: UUID) -> HttpResponse:
    """Give the ticket to an agent of the desk, to oneself, or to nobody; nobody is replaced unseen.

    Terms: general.7
    """
    ticket, person = to_work_on(request, ticket_id)
    wanted = request.POST.get("agent", "")
    agent_id = person.user.pk if wanted == "me" else posted_id(request, "agent")
    if wanted and agent_id is None:
        messages.error(request, _("Choisissez une personne de la liste."))
        return _back(ticket)

    def act() -> str:
        given = assign_ticket(
            ticket_id=ticket.pk,
            agent_id=agent_id,
            person=person,
            at=timezone.now(),
            revision=posted_number(request, "revision"),
        )
        if not given.desk_agent_name:
            return _("Le ticket n’est plus à personne.")
        return _("Le ticket est à %(name)s.") % {"name": given.desk_agent_name}

    return _made(request, ticket, act)


@require_POST
def tag(request: HttpRequest, ticket_id: UUID) -> HttpResponse:
    """Give the ticket exactly the tags written, separated by commas."""
    ticket, person = to_work_on(request, ticket_id)
    tags = request.POST.get("tags", "").split(",")

    def act() -> str:
        revision = posted_number(request, "revision")
        tag_ticket(ticket_id=ticket.pk, tags=tags, person=person, at=timezone.now(), revision=revision)
        return _("Les étiquettes sont gardées.")

    return _made(request, ticket, act)


@require_POST
def join(request: HttpRequest, ticket_id: UUID) -> HttpResponse:
    """Join the ticket to a known incident; without one, take it out of the one it is in.

    Terms: general.7
    """
    ticket, person = to_work_on(request, ticket_id)
    incident_id = posted_id(request, "incident")

    def act() -> str:
        at: datetime = timezone.now()
        if incident_id is None:
            leave_incident(ticket_id=ticket.pk, person=person, at=at)
            return _("Le ticket n’est plus joint à un incident.")
        get_object_or_404(Incident, pk=incident_id)
        join_incident(ticket_id=ticket.pk, incident_id=incident_id, person=person, at=at)
        return _("Le ticket est joint à l’incident ; le demandeur lit son texte.")

    return _made(request, ticket, act)


@require_POST
def wait(request: HttpRequest, ticket_id: UUID) -> HttpResponse:
    """Let the ticket wait for the client, the partner or a third party, who is named.

    Terms: general.7
    """
    ticket, person = to_work_on(request, ticket_id)
    status, third_party = request.POST.get("status", ""), request.POST.get("third_party", "").strip()
    if status not in WAITS:
        messages.error(request, _("Choisissez qui est attendu."))
        return _back(ticket)

    def act() -> str:
        moved = services.move_ticket(
            ticket_id=ticket.pk,
            status=status,
            person=person,
            at=timezone.now(),
            revision=posted_number(request, "revision") or 0,
            third_party=third_party,
        )
        facts = {"number": moved.number, "state": moved.get_status_display()}
        return _("Ticket %(number)s : %(state)s.") % facts

    return _made(request, ticket, act)


@require_POST
def link(request: HttpRequest, ticket_id: UUID) -> HttpResponse:
    """Link the ticket to another of the same house, by its number.

    Terms: general.7
    """
    ticket, person = to_work_on(request, ticket_id)
    other = ticket_numbered(request.POST.get("other", ""), person)
    if other is None:
        messages.error(request, _("Aucun ticket de ce numéro : écrivez-le comme T-2026-00012."))
        return _back(ticket)

    def act() -> str:
        link_tickets(ticket_id=ticket.pk, other_id=other.pk, person=person, at=timezone.now())
        return _("%(number)s et %(other)s sont liés.") % {"number": ticket.number, "other": other.number}

    return _made(request, ticket, act)


@require_POST
def unlink(request: HttpRequest, ticket_id: UUID) -> HttpResponse:
    """Take a link away. Raises Http404 for a ticket that is not of this house."""
    ticket, person = to_work_on(request, ticket_id)
    other = get_object_or_404(visible_tickets(person), pk=posted_id(request, "other"))

    def act() -> str:
        unlink_tickets(ticket_id=ticket.pk, other_id=other.pk, person=person, at=timezone.now())
        return _("Le lien est retiré.")

    return _made(request, ticket, act)


@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest, ticket_id: UUID) -> HttpResponse:
    """Choose the ticket that goes on for this one; the page says first what will happen, or why it will not.

    Raises Http404 for a ticket that is not of this house.

    Terms: general.7
    """
    ticket, person = to_work_on(request, ticket_id)
    try:
        if request.method == "POST":
            return _merged(request, ticket, person)
        require_open(ticket)
    except Refusal as refusal:
        return _refused(request, ticket, refusal)
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": _("Réunir %(number)s avec un autre ticket") % {"number": ticket.number},
        **choice_of(ticket, person, sought=request.GET.get("into", "")),
    }
    return TemplateResponse(request, "support/work_merge.html", context)


@require_POST
def presence(request: HttpRequest, ticket_id: UUID) -> HttpResponse:
    """Note that the reader has the ticket open; answer with who else has, and with what came in since.

    Asked by the open page every fifteen seconds, and while somebody types.
    """
    person, at = reader_of(request), timezone.now()
    ticket = get_object_or_404(Ticket, pk=ticket_id)
    note_presence(ticket_id=ticket.pk, person=person, is_writing="writing" in request.POST, at=at)
    seen = posted_number(request, "seen")
    newer: list[Entry] = [] if seen is None else newer_than(ticket, seen, person)
    context: dict[str, Any] = {
        "ticket": ticket,
        "others": others_at(ticket_id=ticket.pk, person=person, at=at),
        "newer": len(newer),
    }
    return TemplateResponse(request, "support/_work_presence.html", context)


def _merged(request: HttpRequest, ticket: Ticket, person: Person) -> HttpResponse:
    """Merge as the page asks, and go to the ticket that goes on. Raises what the service refuses, and Http404."""
    into = get_object_or_404(visible_tickets(person), pk=posted_id(request, "into"))
    revision = posted_number(request, "revision") or 0
    merge_tickets(ticket_id=ticket.pk, into_id=into.pk, person=person, at=timezone.now(), revision=revision)
    facts = {"number": ticket.number, "into": into.number}
    messages.success(request, _("%(number)s est clos : la suite est ici, dans %(into)s.") % facts)
    return _back(into)


def _made(request: HttpRequest, ticket: Ticket, act: Callable[[], str]) -> HttpResponse:
    """Make an act, say what it did or why it did not, and go back to the ticket."""
    try:
        messages.success(request, act())
    except Refusal as refusal:
        return _refused(request, ticket, refusal)
    return _back(ticket)


def _refused(request: HttpRequest, ticket: Ticket, refusal: Refusal) -> HttpResponse:
    """Say on the ticket's page why nothing was done."""
    said = refusal.fields.values() if isinstance(refusal, InvalidInput) else ()
    messages.error(request, " ".join(said) or str(refusal))
    return _back(ticket)


def _back(ticket: Ticket) -> HttpResponse:
    return redirect("admin:work-ticket", ticket_id=ticket.pk)
