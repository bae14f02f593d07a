"""Acts that bring order into tickets: who works on one, who follows it, tags, links, merging and splitting."""

from typing import cast
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from extranet.accounts.permissions import Right, needs
from extranet.errors import InvalidInput, NotAllowed, Refusal
from extranet.partners.models import Partner
from extranet.partners.request import HouseRequest
from support import organising
from support.desk.posted import whole_number
from support.errors import OutcomeChanged
from support.judging import weigh
from support.models import Entry, Side, Ticket
from support.organising.choosing import choice_of, ticket_numbered
from support.organising.splitting import asked_of_split
from support.permissions import may_write
from support.presenting import author_shown, send_label
from support.rules import Result
from support.selectors import visible_entries, visible_tickets
from support.services.locking import require_open
from support.telling import reader_of, told_of


# ---------- Agent, followers, tags ----------
@needs(Right.WORK_TICKETS)
@require_POST
def assign_ticket(request: HouseRequest, ticket_id: UUID) -> HttpResponse:
    """Give a ticket to an agent of the partner, to oneself, or to nobody."""
    person = request.person
    chosen = request.POST.get("agent", "")
    try:
        ticket = organising.assign_ticket(
            ticket_id=_seen(request, ticket_id).pk,
            agent_id=person.user.pk if chosen == "me" else _uuid(chosen),
            person=person,
            at=timezone.now(),
            revision=_revision(request),
        )
    except Refusal as refusal:
        return _refused(request, ticket_id, refusal)
    facts = {"number": ticket.number, "name": ticket.partner_agent_name}
    if ticket.partner_agent_id is None:
        messages.success(request, _("Le ticket %(number)s n’est plus confié à personne.") % facts)
    else:
        messages.success(request, _("Le ticket %(number)s est confié à %(name)s.") % facts)
    return _back(ticket_id)


@needs(Right.READ_TICKETS)
@require_POST
def watch(request: HouseRequest, ticket_id: UUID) -> HttpResponse:
    """Follow a ticket, or have somebody follow it who sees it."""
    person = request.person
    try:
        watcher = organising.watch(
            ticket_id=_seen(request, ticket_id).pk,
            user_id=_uuid(request.POST.get("watcher", "")) or person.user.pk,
            person=person,
            at=timezone.now(),
        )
    except InvalidInput as refusal:
        return _refused(request, ticket_id, refusal)
    if watcher.user_id == person.user.pk:
        messages.success(request, _("Vous suivez ce ticket : ses messages vous arrivent par e-mail."))
    else:
        messages.success(request, _("%(name)s suit ce ticket.") % {"name": watcher.user_name})
    return _back(ticket_id)


@needs(Right.READ_TICKETS)
@require_POST
def unwatch(request: HouseRequest, ticket_id: UUID) -> HttpResponse:
    """Follow a ticket no more, or have somebody follow it no more."""
    person = request.person
    user_id = _uuid(request.POST.get("watcher", "")) or person.user.pk
    organising.unwatch(ticket_id=_seen(request, ticket_id).pk, user_id=user_id, person=person, at=timezone.now())
    messages.success(request, _("C’est noté : plus de messages de ce ticket par e-mail."))
    return _back(ticket_id)


@needs(Right.WORK_TICKETS)
@require_POST
def tag_ticket(request: HouseRequest, ticket_id: UUID) -> HttpResponse:
    """Give a ticket the tags that were typed, with commas between them."""
    try:
        organising.tag_ticket(
            ticket_id=_seen(request, ticket_id).pk,
            tags=request.POST.get("tags", "").split(","),
            person=request.person,
            at=timezone.now(),
            revision=_revision(request),
        )
    except Refusal as refusal:
        return _refused(request, ticket_id, refusal)
    messages.success(request, _("Les étiquettes sont enregistrées."))
    return _back(ticket_id)


# ---------- Links ----------
@needs(Right.WORK_TICKETS)
@require_POST
def link_ticket(request: HouseRequest, ticket_id: UUID) -> HttpResponse:
    """Link a ticket to another one by its number."""
    ticket = _seen(request, ticket_id)
    other = ticket_numbered(request.POST.get("other", ""), request.person)
    if other is None:
        messages.error(request, _("Aucun ticket de ce numéro : écrivez-le comme T-2026-00012."))
        return _back(ticket_id)
    try:
        organising.link_tickets(ticket_id=ticket.pk, other_id=other.pk, person=request.person, at=timezone.now())
    except Refusal as refusal:
        return _refused(request, ticket_id, refusal)
    facts = {"number": ticket.number, "other": other.number}
    messages.success(request, _("%(number)s et %(other)s sont liés.") % facts)
    return _back(ticket_id)


@needs(Right.WORK_TICKETS)
@require_POST
def unlink_ticket(request: HouseRequest, ticket_id: UUID) -> HttpResponse:
    """Take a link away."""
    ticket = _seen(request, ticket_id)
    other = get_object_or_404(visible_tickets(request.person), pk=_uuid(request.POST.get("other", "")))
    try:
        organising.unlink_tickets(ticket_id=ticket.pk, other_id=other.pk, person=request.person, at=timezone.now())
    except Refusal as refusal:
        return _refused(request, ticket_id, refusal)
    messages.success(request, _("Le lien est retiré."))
    return _back(ticket_id)


@needs(Right.WORK_TICKETS)
@require_http_methods(["GET", "POST"])
def merge_ticket(request: HouseRequest, ticket_id: UUID) -> HttpResponse:
    """Choose the ticket that goes on for this one; the page says first what will happen, or why it will not.

    Terms: general.7
    """
    ticket, person = _seen(request, ticket_id), request.person
    if request.method == "POST":
        into = get_object_or_404(visible_tickets(person), pk=_uuid(request.POST.get("into", "")))
        try:
            organising.merge_tickets(
                ticket_id=ticket.pk, into_id=into.pk, person=person, at=timezone.now(), revision=_revision(request)
            )
        except Refusal as refusal:
            return _refused(request, ticket_id, refusal)
        facts = {"number": ticket.number, "into": into.number}
        messages.success(request, _("%(number)s est clos : la suite est ici, dans %(into)s.") % facts)
        return _back(into.pk)
    require_open(ticket)
    context = choice_of(ticket, person, sought=request.GET.get("into", ""))
    return render(request, "support/merge_ticket.html", context)


@needs(Right.OPEN_TICKETS)
@require_http_methods(["GET", "POST"])
def split_ticket(request: HouseRequest, ticket_id: UUID) -> HttpResponse:
    """Open a ticket about one message of this one; the page says first where it will go.

    Terms: general.7
    """
    ticket, person, at = _seen(request, ticket_id), request.person, timezone.now()
    if not may_write(person, ticket):
        raise PermissionDenied
    said = [one for one in visible_entries(person, ticket) if one.text]
    posted = request.POST if request.method == "POST" else request.GET
    entry = next((one for one in said if str(one.pk) == posted.get("entry", "")), None)
    faults: dict[str, str] = {}
    if request.method == "POST":
        try:
            new = _split(request, ticket, entry)
        except InvalidInput as refusal:
            faults = dict(refusal.fields)
        except OutcomeChanged as refusal:
            faults = {"told": str(refusal)}
        else:
            messages.success(request, _("Le ticket %(number)s est ouvert.") % {"number": new.number})
            return _back(new.pk)
    partner = cast("Partner", request.partner)
    reader = reader_of(person, partner)
    asked = asked_of_split(ticket, entry or said[0], subject="", person=person) if said else None
    if asked is None:
        raise Http404
    judgement = weigh(asked=asked, person=person, at=at)
    context = {
        "ticket": ticket,
        "said": [
            (one, author_shown(one.author_name, Side(one.author_side), reader=reader, partner=partner)) for one in said
        ],
        "chosen": entry or said[0],
        "subject": request.POST.get("subject", ""),
        "new_id": _uuid(request.POST.get("ticket", "")) or uuid4(),
        "faults": faults,
        "result": judgement.result,
        "told": told_of(judgement, reader=reader),
        "button": send_label(judgement.result, reader=reader, partner=partner),
    }
    return render(request, "support/split_ticket.html", context)


def _split(request: HouseRequest, ticket: Ticket, entry: Entry | None) -> Ticket:
    """Split as the page asks. Raises InvalidInput and what the service refuses."""
    if entry is None:
        sentence = _("Choisissez le message dont part le nouveau ticket.")
        raise InvalidInput(sentence, code="split", fields={"entry": sentence})
    return organising.split_ticket(
        ticket_id=ticket.pk,
        entry_id=entry.pk,
        new_ticket_id=_uuid(request.POST.get("ticket", "")) or uuid4(),
        subject=request.POST.get("subject", ""),
        person=request.person,
        at=timezone.now(),
        told=Result(told) if (told := request.POST.get("told", "")) in Result else None,
    )


# ---------- Shared ----------
def _seen(request: HouseRequest, ticket_id: UUID) -> Ticket:
    return get_object_or_404(visible_tickets(request.person), pk=ticket_id)


def _uuid(posted: str) -> UUID | None:
    try:
        return UUID(posted)
    except ValueError:
        return None


def _revision(request: HouseRequest) -> int:
    """Return the revision the page showed; a page that says none showed none that is true."""
    return whole_number(request.POST.get("revision", "")) or 0


def _refused(request: HouseRequest, ticket_id: UUID, refusal: Refusal) -> HttpResponse:
    """Say on the ticket's page why nothing was done. A missing right is a page of its own."""
    if isinstance(refusal, NotAllowed):
        raise refusal
    said = refusal.fields.values() if isinstance(refusal, InvalidInput) else ()
    messages.error(request, " ".join(said) or str(refusal))
    return _back(ticket_id)


def _back(ticket_id: UUID) -> HttpResponse:
    return redirect("support:show-ticket", ticket_id=ticket_id)
