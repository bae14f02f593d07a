"""Pages of one ticket that read: the ticket itself, and its receipt."""

from collections.abc import Mapping, Sequence
from typing import cast
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from extranet.accounts.people import Person
from extranet.accounts.permissions import Right, needs
from extranet.partners.models import LANGUAGES, Partner
from extranet.partners.request import HouseRequest
from support.chain import verify
from support.clarified_pages import doubt_on
from support.entries import link_of
from support.following import follow_of
from support.hits import hit_on
from support.incidents import banner_of
from support.interventions.presenting import works_on
from support.models import Ticket
from support.organising.presenting import organised, seen_tickets, typed_reply
from support.permissions import audiences_of, may_escalate, may_take, may_work, may_write, side_of
from support.presenting import Typed, badges_of, helper_of, state_of, threads_of, typed_into
from support.profiles import profile_here
from support.receipts import receipt_of
from support.rules import Ground
from support.selectors import pages_of, visible_entries, visible_tickets
from support.staff_reading import note_reading
from support.telling import calendars_of, reader_of, told_before_reopening
from support.timeline import Moment, Scene, timeline_of, what_changed
from support.wording import Told


# ---------- One ticket ----------
@needs(Right.READ_TICKETS)
@require_safe
def show_ticket(request: HouseRequest, ticket_id: UUID) -> HttpResponse:
    """Show one ticket: what is said and to whom, what was decided and why, and what may be done now.

    Terms: general.7, general.8
    """
    person = request.person
    ticket = get_object_or_404(visible_tickets(person), pk=ticket_id)
    if person.is_staff:
        note_reading(ticket=ticket, person=person, at=timezone.now())
    reply, other_language = typed_reply(ticket, person, request.GET.get("reply", ""), request.GET.get("to", ""))
    return ticket_page(request, ticket, typed=reply, other_language=other_language)


def ticket_page(
    request: HouseRequest,
    ticket: Ticket,
    *,
    typed: Typed | None = None,
    other_language: str = "",
    status: int = 200,
) -> HttpResponse:
    """Return the page of a ticket; `typed`: what was written and refused, shown again where it stood.

    `other_language`: that of a saved reply which the ticket's own language has not.
    """
    person, partner = request.person, cast("Partner", request.partner)
    entries = list(visible_entries(person, ticket))
    decisions = list(ticket.decisions.order_by("at"))
    scene = Scene(
        ticket,
        partner,
        profile_here(),
        calendars_of(decisions),
        reader_of(person, partner),
        timezone.now(),
        seen_tickets(entries, person),
    )
    moments = timeline_of(scene, entries, decisions, pages_of(decisions))
    context = {
        "ticket": ticket,
        "badges": badges_of(ticket),
        "threads": [
            typed_into(thread, typed)
            for thread in threads_of(ticket, entries, audiences_of(person), reader=scene.reader, partner=partner)
        ],
        "moments": moments,
        "latest": _waiting(ticket, moments),
        "changed": what_changed(scene, entries[0]) if entries else "",
        "hit": hit_on(ticket),
        "helper": helper_of(scene.reader, partner, scene.profile),
        "is_visit": person.is_staff,
        "may_read_clients": person.may(Right.READ_CLIENTS),
        "other_language": dict(LANGUAGES).get(other_language, ""),
        "banner": banner_of(ticket),
        "doubt": doubt_on(ticket, person, partner),
        "works": works_on(ticket, entries, person, partner, at=scene.now),
        "follows": follow_of(ticket, reader=person, partner=partner, now=scene.now, calendars=scene.calendars),
        "reopening": told_before_reopening(ticket, person, partner, at=scene.now),
        **organised(ticket, person, partner=partner),
        **_acts_of(person, ticket),
    }
    return render(request, "support/show_ticket.html", context, status=status)


def _waiting(ticket: Ticket, moments: Sequence[Moment]) -> Told | None:
    """Return what the newest decision says while nobody has taken the ticket up; afterwards it is history."""
    if not ticket.is_open or ticket.acknowledged_at is not None:
        return None
    return next((one.told for one in reversed(moments) if one.told), None)


def _acts_of(person: Person, ticket: Ticket) -> Mapping[str, object]:
    """Return what a person may do to a ticket now. Staff on a visit read: they work on the desk."""
    is_writer = person.may(Right.OPEN_TICKETS) and may_write(person, ticket) and ticket.is_open
    is_worker = person.may(Right.WORK_TICKETS) and may_work(person) and ticket.is_open
    side, status = side_of(person), Ticket.Status
    return {
        "may_write": is_writer,
        "may_take": is_worker and ticket.acknowledged_at is None and may_take(side, ticket),
        "may_escalate": may_escalate(person, ticket),
        "may_raise": is_writer and ticket.ground != Ground.EMERGENCY_CALLS_FAIL,
        "may_wait": is_worker and may_take(side, ticket),
        "may_resolve": is_writer and ticket.status != status.RESOLVED,
        "may_close": is_writer,
        "may_reopen": is_writer and ticket.status == status.RESOLVED,
    }


@needs(Right.READ_TICKETS)
@require_safe
def receipt(request: HouseRequest, ticket_id: UUID) -> HttpResponse:
    """Show the record of a ticket with its digests, ready to print: only the ticket is proof.

    An older digest, asked for as `?digest=`, is looked up in the chain as it stands.

    Terms: general.7
    """
    person, partner = request.person, cast("Partner", request.partner)
    ticket = get_object_or_404(visible_tickets(person), pk=ticket_id)
    if person.is_staff:
        note_reading(ticket=ticket, person=person, at=timezone.now())
    entries = list(ticket.entries.order_by("position"))
    sought = request.GET.get("digest", "").strip().lower()
    context = {
        "ticket": ticket,
        "hit": hit_on(ticket),
        "receipt": receipt_of(
            ticket,
            entries,
            audiences=audiences_of(person),
            reader=reader_of(person, partner),
            partner=partner,
            seen=seen_tickets(entries, person),
        ),
        "broken_at": verify(link_of(entry) for entry in entries),
        "sought": sought,
        "found": next((entry for entry in entries if entry.digest == sought), None) if sought else None,
        "state": state_of(ticket),
    }
    return render(request, "support/receipt.html", context)
