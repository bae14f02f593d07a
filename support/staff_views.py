"""A ticket worked on from the operator's desk, under its partner's mount: read whole, answered in place.

Terms: general.7
"""

from typing import Any, Final, cast
from uuid import UUID

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from extranet.backoffice.links import address_home
from extranet.errors import InvalidInput, Refusal
from extranet.partners.models import Partner
from extranet.partners.request import HouseRequest
from support import services
from support.clarified_pages import doubt_on
from support.following import follow_of
from support.hits import hit_on
from support.interventions.presenting import works_on
from support.models import Audience, Ticket
from support.permissions import may_work
from support.presenting import Typed, badges_of
from support.profiles import profile_here
from support.rules import Party
from support.selectors import pages_of
from support.staff_answering import Overtaken, answer
from support.staff_beside import desk_of, reply_asked
from support.staff_judging import judging_of
from support.staff_people import posted_id, posted_number, reader_of, to_work_on
from support.staff_presenting import Crossed, calls_of, channels_of, overtaking, spoken_in
from support.staff_reading import note_reading
from support.telling import calendars_of
from support.timeline import Scene, timeline_of
from support.uploading import sending_files

# To which states the desk moves a ticket by a button.
MOVES: Final = frozenset(
    {Ticket.Status.ACKNOWLEDGED, Ticket.Status.RESOLVED, Ticket.Status.REOPENED, Ticket.Status.CLOSED}
)


@require_safe
def work_ticket(request: HttpRequest, ticket_id: UUID) -> HttpResponse:
    """Show a ticket whole: what is said and to whom, its facts, every decision with its clause, who was called.

    Terms: general.7, general.8
    """
    ticket = get_object_or_404(Ticket.objects.select_related("client"), pk=ticket_id)
    note_reading(ticket=ticket, person=reader_of(request), at=timezone.now())
    reply = reply_asked(request.GET.get("reply", ""), ticket.language)
    return _page(request, ticket, typed=Typed(Audience.EVERYBODY, reply, None, "") if reply else None)


@require_POST
def answer_ticket(request: HttpRequest, ticket_id: UUID) -> HttpResponse:
    """Write to the audience whose button was pressed; what the service refuses is shown again as it was typed.

    Terms: general.7
    """
    ticket, person = to_work_on(request, ticket_id)
    # No default: a note meant for the desk must never go to everybody because a field was lost on the way.
    audience = request.POST.get("audience", "")
    text, entry_id = request.POST.get("text", ""), posted_id(request, "entry")
    if audience not in Audience:
        messages.error(request, _("Rien n’est envoyé : choisissez à qui vous écrivez."))
        return _back(ticket)
    try:
        at = timezone.now()
        with sending_files(request, person, entry_id=entry_id, at=at) as attachment_ids:
            answer(
                ticket_id=ticket.pk,
                text=text,
                audience=Audience(audience),
                person=person,
                at=at,
                entry_id=entry_id,
                is_question="is_question" in request.POST,
                attachment_ids=attachment_ids,
                seen=posted_number(request, "seen"),
            )
    except Overtaken as overtaken:
        ticket.refresh_from_db()
        newer = overtaking(overtaken.entries, ticket, _partner(request))
        typed = Crossed(audience, text, entry_id, str(overtaken), newer)
        return _page(request, ticket, typed=typed, status=overtaken.status)
    except InvalidInput as refusal:
        error = " ".join(refusal.fields.values()) or str(refusal)
        return _page(request, ticket, typed=Typed(audience, text, entry_id, error))
    except Refusal as refusal:
        # Closed or changed meanwhile: the text is kept in sight, to be taken along.
        ticket.refresh_from_db()
        return _page(request, ticket, typed=Typed(audience, text, None, str(refusal)), status=refusal.status)
    is_internal = audience == Audience.OPERATOR
    messages.success(request, _("La note interne est gardée.") if is_internal else _("Le message est envoyé."))
    return _back(ticket)


@require_POST
def acknowledge_ticket(request: HttpRequest, ticket_id: UUID) -> HttpResponse:
    """Take a ticket up; the calls of the night for it end.

    Terms: general.7
    """
    ticket, person = to_work_on(request, ticket_id)
    try:
        taken = services.acknowledge_ticket(ticket_id=ticket.pk, person=person, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return _back(ticket)
    facts = {"number": taken.number, "name": taken.acknowledged_by_name}
    messages.success(request, _("%(name)s a pris le ticket %(number)s en charge.") % facts)
    return _back(ticket)


@require_POST
def move_ticket(request: HttpRequest, ticket_id: UUID) -> HttpResponse:
    """Resolve, close or open again, unless the ticket changed since the page was read.

    Terms: general.7
    """
    ticket, person = to_work_on(request, ticket_id)
    status = request.POST.get("status", "")
    if status not in MOVES:
        messages.error(request, _("Le desk résout, clôt ou rouvre un ticket : choisissez l’un des boutons."))
        return _back(ticket)
    try:
        moved = services.move_ticket(
            ticket_id=ticket.pk,
            status=status,
            person=person,
            at=timezone.now(),
            revision=posted_number(request, "revision") or 0,
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return _back(ticket)
    facts = {"number": moved.number, "state": moved.get_status_display()}
    messages.success(request, _("Ticket %(number)s : %(state)s.") % facts)
    return _back(ticket)


def _page(request: HttpRequest, ticket: Ticket, *, typed: Typed | None = None, status: int = 200) -> HttpResponse:
    partner, person, now = _partner(request), reader_of(request), timezone.now()
    entries = list(ticket.entries.order_by("position"))
    decisions = list(ticket.decisions.order_by("at"))
    scene = Scene(
        ticket=ticket,
        partner=partner,
        profile=profile_here(),
        calendars=calendars_of(decisions),
        reader=Party.PARTNER,
        now=now,
    )
    is_worker = may_work(person) and ticket.is_open
    is_resolved = ticket.status == Ticket.Status.RESOLVED
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": f"{ticket.number} · {ticket.subject}",
        "ticket": ticket,
        "partner": partner,
        "badges": badges_of(ticket),
        "spoken": spoken_in(ticket, entries, partner),
        "channels": channels_of(ticket, partner, typed) if is_worker else [],
        "kept": typed if typed is not None and not is_worker else None,
        "moments": timeline_of(scene, entries, decisions, pages_of(decisions)),
        "hit": hit_on(ticket),
        "calls": calls_of(ticket),
        "doubt": doubt_on(ticket, person, partner, may_note=is_worker),
        "dial": "".join(one for one in ticket.call_back_number if one.isdecimal() or one == "+"),
        "works": works_on(ticket, entries, person, partner, at=now),
        "may_propose_work": is_worker and ticket.client_id is not None,
        "queue_url": address_home("admin:desk_queueentry_changelist"),
        "is_worker": is_worker,
        "may_take": is_worker and ticket.acknowledged_at is None,
        "may_resolve": is_worker and not is_resolved,
        "may_reopen": is_worker and is_resolved,
        "seen": entries[-1].position if entries else 0,
        "follows": follow_of(ticket, reader=person, partner=partner, now=now, calendars=scene.calendars),
        **judging_of(ticket, partner, person, at=now),
        **desk_of(ticket, partner, person, at=now, is_worker=is_worker),
    }
    return TemplateResponse(request, "support/work_ticket.html", context, status=status)


def _partner(request: HttpRequest) -> Partner:
    return cast("Partner", cast("HouseRequest", request).partner)


def _back(ticket: Ticket) -> HttpResponse:
    return redirect("admin:work-ticket", ticket_id=ticket.pk)
