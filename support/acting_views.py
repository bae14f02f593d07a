"""Acts on a ticket: write, take up, move, make critical, take over. Each posts to a page of its own."""

from typing import cast
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from extranet.accounts.permissions import Right, needs
from extranet.errors import InvalidInput
from extranet.partners.models import Partner
from extranet.partners.request import HouseRequest
from support import services
from support.asking import CRITICAL
from support.desk.posted import whole_number
from support.forms import EscalateForm, RaiseForm, tell
from support.hits import is_located
from support.judging import weigh_again
from support.models import Audience, Ticket
from support.permissions import may_escalate, may_write
from support.presenting import Typed
from support.rules import Event, Ground, Result
from support.selectors import visible_tickets
from support.services.locking import require_open
from support.telling import reader_of, told_of
from support.uploading import sending_files
from support.views import ticket_page
from support.wording import Told


@needs(Right.OPEN_TICKETS)
@require_POST
def add_message(request: HouseRequest, ticket_id: UUID) -> HttpResponse:
    """Write to the audience whose button was pressed."""
    ticket = get_object_or_404(visible_tickets(request.person), pk=ticket_id)
    posted = request.POST.get("audience", "")
    audience = Audience(posted) if posted in Audience else Audience.EVERYBODY
    text, entry_id, at = request.POST.get("text", ""), _posted_id(request, "entry"), timezone.now()
    try:
        with sending_files(request, request.person, entry_id=entry_id, at=at) as attachment_ids:
            services.add_message(
                ticket_id=ticket.pk,
                text=text,
                audience=audience,
                person=request.person,
                at=at,
                entry_id=entry_id,
                is_question="is_question" in request.POST and request.person.may(Right.WORK_TICKETS),
                attachment_ids=attachment_ids,
            )
    except InvalidInput as refusal:
        typed = Typed(audience, text, entry_id, " ".join(refusal.fields.values()) or str(refusal))
        return ticket_page(request, ticket, typed=typed)
    else:
        messages.success(request, _("Le message est envoyé."))
    return _back(ticket_id)


@needs(Right.WORK_TICKETS)
@require_POST
def acknowledge(request: HouseRequest, ticket_id: UUID) -> HttpResponse:
    """Take a ticket up."""
    ticket = get_object_or_404(visible_tickets(request.person), pk=ticket_id)
    taken = services.acknowledge_ticket(ticket_id=ticket.pk, person=request.person, at=timezone.now())
    if taken.acknowledged_by_name == request.person.user.name:
        messages.success(request, _("Vous avez pris le ticket %(number)s en charge.") % {"number": ticket.number})
    else:
        facts = {"number": ticket.number, "name": taken.acknowledged_by_name}
        messages.info(request, _("%(name)s a déjà pris le ticket %(number)s en charge.") % facts)
    return _back(ticket_id)


@needs(Right.OPEN_TICKETS)
@require_POST
def move(request: HouseRequest, ticket_id: UUID) -> HttpResponse:
    """Move a ticket to the state whose button was pressed, unless it changed since the page was read."""
    ticket = get_object_or_404(visible_tickets(request.person), pk=ticket_id)
    moved = services.move_ticket(
        ticket_id=ticket.pk,
        status=request.POST.get("status", ""),
        person=request.person,
        at=timezone.now(),
        revision=whole_number(request.POST.get("revision", "")) or 0,
        third_party=request.POST.get("third_party", ""),
    )
    facts = {"number": moved.number, "state": moved.get_status_display()}
    messages.success(request, _("Ticket %(number)s : %(state)s.") % facts)
    return _back(ticket_id)


@needs(Right.OPEN_TICKETS)
@require_safe
def end_ticket(request: HouseRequest, ticket_id: UUID) -> HttpResponse:
    """Say what ends with a ticket before it does: a closed one is not opened again, and nobody is called any more."""
    ticket = get_object_or_404(visible_tickets(request.person), pk=ticket_id)
    if not may_write(request.person, ticket):
        raise PermissionDenied
    require_open(ticket)
    is_resolved = request.GET.get("status") == Ticket.Status.RESOLVED
    context = {
        "ticket": ticket,
        "status": Ticket.Status.RESOLVED if is_resolved else Ticket.Status.CLOSED,
        "is_resolved": is_resolved,
        "is_calling": ticket.route == Result.PAGE_ON_CALL and ticket.acknowledged_at is None,
    }
    return render(request, "support/end_ticket.html", context)


@needs(Right.OPEN_TICKETS)
@require_http_methods(["GET", "POST"])
def raise_ground(request: HouseRequest, ticket_id: UUID) -> HttpResponse:
    """Say what became critical; the page says first what will happen.

    Terms: general.7
    """
    ticket = get_object_or_404(visible_tickets(request.person), pk=ticket_id)
    if not may_write(request.person, ticket):
        raise PermissionDenied
    grounds = [Ground.EMERGENCY_CALLS_FAIL] if ticket.is_critical else list(CRITICAL)
    form = RaiseForm(
        data=request.POST if request.method == "POST" else None,
        initial={"call_back_number": ticket.call_back_number},
        grounds=grounds,
        is_located=is_located(ticket),
    )
    if form.is_bound and form.is_valid():
        try:
            raised = services.raise_ground(
                ticket_id=ticket.pk,
                ground=Ground(form.cleaned_data["ground"]),
                call_back_number=form.cleaned_data["call_back_number"],
                place=form.cleaned_data.get("place", ""),
                person=request.person,
                at=timezone.now(),
            )
        except InvalidInput as refusal:
            tell(form, refusal)
        else:
            messages.success(request, _("Le ticket %(number)s est critique.") % {"number": raised.number})
            return _back(ticket_id)
    require_open(ticket)
    shown = [ground for ground in (Ground.NO_INCOMING, Ground.EMERGENCY_CALLS_FAIL) if ground in grounds]
    outcomes = [(ground, _told(request, ticket, Event.BECAME_CRITICAL, ground)) for ground in shown]
    context = {"ticket": ticket, "form": form, "outcomes": outcomes, "is_told_apart": len(outcomes) > 1}
    return render(request, "support/raise_ground.html", context)


@needs(Right.WORK_TICKETS)
@require_http_methods(["GET", "POST"])
def escalate_ticket(request: HouseRequest, ticket_id: UUID) -> HttpResponse:
    """Turn a client's ticket into the partner's own request, in one step.

    Terms: general.7
    """
    ticket = get_object_or_404(visible_tickets(request.person), pk=ticket_id)
    form = EscalateForm(
        data=request.POST if request.method == "POST" else None,
        initial={"call_back_number": ticket.call_back_number},
        is_critical=ticket.is_critical,
    )
    if form.is_bound and form.is_valid():
        try:
            services.escalate_ticket(
                ticket_id=ticket.pk,
                call_back_number=form.cleaned_data["call_back_number"],
                person=request.person,
                at=timezone.now(),
                reason=form.cleaned_data["reason"],
            )
        except InvalidInput as refusal:
            tell(form, refusal)
        else:
            messages.success(request, _("Le ticket %(number)s est votre demande.") % {"number": ticket.number})
            return _back(ticket_id)
    if not may_escalate(request.person, ticket):
        return _back(ticket_id)
    told = _told(request, ticket, Event.ESCALATED_BY_PARTNER, Ground(ticket.ground))
    return render(request, "support/escalate_ticket.html", {"ticket": ticket, "form": form, "told": told})


def _told(request: HouseRequest, ticket: Ticket, event: Event, ground: Ground) -> Told:
    """Return what an event would do to a ticket now, in the words of this reader."""
    judgement = weigh_again(ticket, event=event, ground=ground, at=timezone.now())
    reader = reader_of(request.person, cast("Partner", request.partner))
    return told_of(judgement, reader=reader)


def _posted_id(request: HouseRequest, name: str) -> UUID | None:
    """Return an id of the page; None when it says none that is one."""
    try:
        return cast("UUID | None", forms.UUIDField(required=False).clean(request.POST.get(name, "")))
    except ValidationError:
        return None


def _back(ticket_id: UUID) -> HttpResponse:
    return redirect("support:show-ticket", ticket_id=ticket_id)
