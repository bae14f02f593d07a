"""Pages of tickets that read: the list and its export, one ticket, its receipt."""

from collections.abc import Mapping, Sequence
from typing import cast
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from extranet.accounts.people import Person
from extranet.accounts.permissions import Right, needs
from extranet.clients.export import csv_response
from extranet.clients.listing import Sorts, in_asked_order, page_of
from extranet.partners.models import Partner
from extranet.partners.request import HouseRequest
from support.chain import verify
from support.entries import link_of
from support.forms import TicketFilter
from support.models import Ticket
from support.permissions import audiences_of, is_asking, may_ask, may_escalate, may_take, may_work, may_write, side_of
from support.presenting import badges_of, helper_of, state_of, threads_of
from support.profiles import profile_here
from support.receipts import receipt_of
from support.rules import Ground
from support.selectors import (
    OPEN,
    critical_open,
    pages_of,
    tickets_with_words,
    visible_entries,
    visible_tickets,
    waiting_for_me,
)
from support.staff_reading import note_reading
from support.telling import calendars_of, reader_of
from support.timeline import Moment, Scene, timeline_of, what_changed
from support.wording import Told

SORTS: Sorts = {
    "number": ("number",),
    "client": ("client__sort_key", "number"),
    "opened": ("opened_at", "number"),
    "changed": ("changed_at", "number"),
}
DEFAULT_SORT = "-changed"
DEFAULT_SHOWN = "open"


# ---------- List ----------
def _asked_for(request: HouseRequest) -> tuple[TicketFilter, str, QuerySet[Ticket]]:
    """Return the filter, which tickets are shown, and these, in the order asked for."""
    sought = TicketFilter(request.GET)
    asked = sought.cleaned_data if sought.is_valid() else {}
    shown = asked.get("show") or DEFAULT_SHOWN
    tickets = _shown(request.person, shown, is_searching=bool(asked.get("words") or asked.get("state")))
    if asked.get("state"):
        tickets = tickets.filter(status=asked["state"])
    if asked.get("client"):
        tickets = tickets.filter(client_id=asked["client"])
    if asked.get("words"):
        tickets = tickets_with_words(tickets, asked["words"])
    return sought, shown, in_asked_order(tickets, request, SORTS, default=DEFAULT_SORT)


def _shown(person: Person, shown: str, *, is_searching: bool) -> QuerySet[Ticket]:
    """Return the tickets under a tab; a search or a state under the first tab means all of them."""
    if shown == "mine":
        return waiting_for_me(person)
    if shown == "critical":
        return critical_open(person)
    tickets = visible_tickets(person)
    if shown == DEFAULT_SHOWN:
        return tickets if is_searching else tickets.filter(status__in=OPEN)
    return tickets.filter(status=shown)


@needs(Right.READ_TICKETS)
@require_safe
def list_tickets(request: HouseRequest) -> HttpResponse:
    """Show the tickets, a page at a time."""
    sought, shown, tickets = _asked_for(request)
    partner = cast("Partner", request.partner)
    page_obj = page_of(tickets, request)
    reader = reader_of(request.person, partner)
    context = {
        "page_obj": page_obj,
        "rows": [(ticket, badges_of(ticket)) for ticket in page_obj],
        "sought": sought,
        "shown": shown,
        "tabs": TicketFilter.SHOWN,
        "is_filtered": any(request.GET.get(name) for name in ("words", "state", "client")),
        "default_sort": DEFAULT_SORT,
        "may_ask": may_ask(request.person),
        "is_client": request.person.is_client,
        "helper": helper_of(reader, partner, profile_here()),
    }
    return render(request, "support/list_tickets.html", context)


@needs(Right.READ_TICKETS)
@require_safe
def export_tickets(request: HouseRequest) -> HttpResponse:
    """Send the tickets the list shows, all pages, as CSV."""
    _sought, _shown_under, tickets = _asked_for(request)
    head = [
        _("Ticket"),
        _("Client"),
        _("Sujet"),
        _("Motif"),
        _("État"),
        _("Ouvert le"),
        _("Ouvert par"),
        _("Suivi dès le"),
        _("Dernier message"),
    ]
    rows = (
        (
            ticket.number,
            ticket.client_name,
            ticket.subject,
            str(Ground(ticket.ground).label),
            ticket.get_status_display(),
            ticket.opened_at,
            ticket.opened_by_name,
            ticket.clock_starts_at,
            ticket.last_entry_at,
        )
        for ticket in tickets
    )
    return csv_response("tickets", head, rows)


# ---------- One ticket ----------
@needs(Right.READ_TICKETS)
@require_safe
def show_ticket(request: HouseRequest, ticket_id: UUID) -> HttpResponse:
    """Show one ticket: what is said and to whom, what was decided and why, and what may be done now.

    Terms: general.7, general.8
    """
    person, partner = request.person, cast("Partner", request.partner)
    ticket = get_object_or_404(visible_tickets(person), pk=ticket_id)
    if person.is_staff:
        note_reading(ticket=ticket, person=person, at=timezone.now())
    entries = list(visible_entries(person, ticket))
    decisions = list(ticket.decisions.order_by("at"))
    scene = Scene(ticket, partner, profile_here(), calendars_of(decisions), reader_of(person, partner), timezone.now())
    moments = timeline_of(scene, entries, decisions, pages_of(decisions))
    context = {
        "ticket": ticket,
        "badges": badges_of(ticket),
        "threads": threads_of(ticket, entries, audiences_of(person), reader=scene.reader, partner=partner),
        "moments": moments,
        "latest": _waiting(ticket, moments),
        "changed": what_changed(scene, entries[0]) if entries else "",
        "numbers": list(ticket.numbers.order_by("label")),
        "helper": helper_of(scene.reader, partner, scene.profile),
        "is_visit": person.is_staff,
        "may_read_clients": person.may(Right.READ_CLIENTS),
        **_acts_of(person, ticket),
    }
    return render(request, "support/show_ticket.html", context)


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
        "may_wait": is_worker and not is_asking(side, ticket),
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
        "numbers": list(ticket.numbers.order_by("label")),
        "receipt": receipt_of(
            ticket, entries, audiences=audiences_of(person), reader=reader_of(person, partner), partner=partner
        ),
        "broken_at": verify(link_of(entry) for entry in entries),
        "sought": sought,
        "found": next((entry for entry in entries if entry.digest == sought), None) if sought else None,
        "state": state_of(ticket),
    }
    return render(request, "support/receipt.html", context)
