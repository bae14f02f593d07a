"""The list of tickets: filtered, saved as a view, exported, and worked on several at a time."""

from collections.abc import Sequence
from typing import Final, cast
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from extranet.accounts.permissions import Right, needs
from extranet.clients.export import Cell, csv_response
from extranet.clients.listing import in_asked_order, page_of
from extranet.errors import InvalidInput
from extranet.partners.models import Partner
from extranet.partners.request import HouseRequest
from support.desk.posted import whole_number
from support.figures import may_read_figures
from support.filtering import DEFAULT_SHOWN, DEFAULT_SORT, SORTS, TicketFilter, tickets_asked_for
from support.models import SavedView, Ticket
from support.organising import tags_used
from support.organising.bulk import Act, Pick, act_on_all
from support.organising.saved_views import remove_view as remove_saved
from support.organising.saved_views import save_view as keep_view
from support.organising.saved_views import views_of
from support.permissions import may_ask
from support.presenting import badges_of, helper_of
from support.profiles import profile_here
from support.rules import Ground
from support.telling import reader_of

# What a saved view keeps of the address.
KEPT: Final = ("show", "sort", *TicketFilter.NARROWS)


def _asked_for(request: HouseRequest) -> tuple[TicketFilter, str, QuerySet[Ticket]]:
    """Return the filter, which tickets are shown, and these, in the order asked for."""
    sought = TicketFilter(request.GET, person=request.person)
    answers = sought.answers()
    tickets = tickets_asked_for(request.person, answers)
    return sought, answers.get("show") or DEFAULT_SHOWN, in_asked_order(tickets, request, SORTS, default=DEFAULT_SORT)


# ---------- List ----------
@needs(Right.READ_TICKETS)
@require_safe
def list_tickets(request: HouseRequest) -> HttpResponse:
    """Show the tickets, a page at a time; where nothing is asked for, as the person's own first view has them."""
    person, partner = request.person, cast("Partner", request.partner)
    views = list(views_of(person))
    if not request.GET:
        first = next((one for one in views if one.is_default and one.user_id == person.user.pk), None)
        if first is not None and first.query:
            return redirect(f"{reverse('support:list-tickets')}?{first.query}")
    sought, shown, tickets = _asked_for(request)
    page_obj = page_of(tickets, request)
    may_organise = person.may(Right.WORK_TICKETS)
    query = request.GET.urlencode()
    context = {
        "page_obj": page_obj,
        "rows": [(ticket, badges_of(ticket)) for ticket in page_obj],
        "sought": sought,
        "shown": shown,
        "tabs": TicketFilter.SHOWN,
        "is_filtered": any(request.GET.get(name) for name in TicketFilter.NARROWS),
        "is_narrowed_more": any(request.GET.get(name) for name in TicketFilter.MORE),
        "default_sort": DEFAULT_SORT,
        "may_ask": may_ask(person),
        "is_client": person.is_client,
        "is_own": not person.is_staff,
        "may_share": not person.is_client,
        "may_organise": may_organise,
        "may_read_figures": may_read_figures(person),
        "tags": tags_used(person) if not person.is_client else [],
        "views": views,
        "mine": [one for one in views if one.user_id == person.user.pk],
        "query": query,
        "helper": helper_of(reader_of(person, partner), partner, profile_here()),
    }
    return render(request, "support/list_tickets.html", context)


@needs(Right.READ_TICKETS)
@require_safe
def export_tickets(request: HouseRequest) -> HttpResponse:
    """Send the tickets the list shows, all pages, as CSV. Agent and tags are the partner's: a client gets neither."""
    _sought, _shown_under, tickets = _asked_for(request)
    head = [
        _("Ticket"),
        _("Client"),
        _("Sujet"),
        _("Motif"),
        _("État"),
        _("Service"),
        _("Catégorie"),
        _("Ouvert le"),
        _("Ouvert par"),
        _("Suivi dès le"),
        _("Première réponse le"),
        _("Résolu le"),
        _("Dernier message"),
    ]
    is_client = request.person.is_client
    if not is_client:
        head += [_("Confié à"), _("Étiquettes"), _("Tiers attendu")]
    return csv_response("tickets", head, (_cells(ticket, is_client=is_client) for ticket in tickets))


def _cells(ticket: Ticket, *, is_client: bool) -> Sequence[Cell]:
    cells: list[Cell] = [
        ticket.number,
        ticket.client_name,
        ticket.subject,
        str(Ground(ticket.ground).label),
        ticket.get_status_display(),
        ticket.get_family_display(),
        ticket.get_category_display(),
        ticket.opened_at,
        ticket.opened_by_name,
        ticket.clock_starts_at,
        ticket.answered_at,
        ticket.resolved_at,
        ticket.last_entry_at,
    ]
    if is_client:
        return cells
    return [*cells, ticket.partner_agent_name, ", ".join(ticket.partner_tags), ticket.third_party]


# ---------- Several at a time ----------
@needs(Right.WORK_TICKETS)
@require_POST
def act_on_tickets(request: HouseRequest) -> HttpResponse:
    """Do one act to the tickets ticked; what could not be done is listed with its reason."""
    posted = request.POST.get("act", "")
    back = f"{reverse('support:list-tickets')}?{_kept(request.POST.get('query', ''))}"
    if posted not in [one.value for one in Act]:
        messages.error(request, _("Choisissez ce qu’il faut faire des tickets cochés."))
        return redirect(back)
    try:
        outcomes = act_on_all(
            [pick for one in request.POST.getlist("pick") if (pick := _pick(one))],
            Act(posted),
            person=request.person,
            at=timezone.now(),
            text=request.POST.get("text", ""),
            tags=request.POST.get("tags", "").split(","),
        )
    except InvalidInput as refusal:
        messages.error(request, " ".join(refusal.fields.values()) or str(refusal))
        return redirect(back)
    done = [one for one in outcomes if not one.reason]
    refused = [one for one in outcomes if one.reason]
    if done:
        sentence = ngettext("C’est fait pour %(count)s ticket.", "C’est fait pour %(count)s tickets.", len(done))
        messages.success(request, sentence % {"count": len(done)})
    if not refused:
        return redirect(back)
    return render(request, "support/acted_on_tickets.html", {"done": done, "refused": refused, "back": back})


def _pick(posted: str) -> Pick | None:
    """Return a ticket that was ticked, `id:revision`; None for what is none."""
    ticket_id, _colon, revision = posted.partition(":")
    try:
        return Pick(UUID(ticket_id), whole_number(revision) or 0)
    except ValueError:
        return None


# ---------- Views ----------
@needs(Right.READ_TICKETS)
@require_POST
def save_view(request: HouseRequest) -> HttpResponse:
    """Keep the filter of the list under a name. Staff on a visit keep none: theirs are on the desk."""
    if request.person.is_staff:
        raise PermissionDenied
    query = request.POST.get("query", "")
    try:
        view = keep_view(
            name=request.POST.get("name", ""),
            query=query,
            names=KEPT,
            is_shared="is_shared" in request.POST,
            is_default="is_default" in request.POST,
            person=request.person,
            at=timezone.now(),
        )
    except InvalidInput as refusal:
        messages.error(request, " ".join(refusal.fields.values()))
        return redirect(f"{reverse('support:list-tickets')}?{_kept(query)}")
    messages.success(request, _("La vue « %(name)s » est gardée.") % {"name": view.name})
    return redirect(f"{reverse('support:list-tickets')}?{view.query}")


@needs(Right.READ_TICKETS)
@require_POST
def remove_view(request: HouseRequest) -> HttpResponse:
    """Take one's own view away."""
    if request.person.is_staff:
        raise PermissionDenied
    view_id = _view_id(request)
    mine = SavedView.objects.filter(user_id=request.person.user.pk)
    view = mine.filter(pk=view_id).first() if view_id else None
    if view is not None:
        remove_saved(view_id=view.pk, person=request.person, at=timezone.now())
        messages.success(request, _("La vue « %(name)s » est retirée.") % {"name": view.name})
    return redirect("support:list-tickets")


def _kept(query: str) -> str:
    """Return an address of the list with what a filter may say, and nothing else."""
    return urlencode([(name, value) for name, value in parse_qsl(query) if name in (*KEPT, "page")])


def _view_id(request: HouseRequest) -> UUID | None:
    try:
        return UUID(request.POST.get("view", ""))
    except ValueError:
        return None
