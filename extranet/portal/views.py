"""Pages that know every department: home, search, the page of one client."""

from dataclasses import dataclass
from typing import cast
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Case, F, When
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from billing.coming import panel_for
from billing.ledger.models import Invoice
from billing.selectors import last_cost_of
from emergency.listing import coming_of, narrowed
from emergency.presenting import BlockLine, block_lines
from emergency.registry.selectors import addresses_of
from emergency.registry.transmitting import state_of
from emergency.sites.listing import SiteLine, site_lines, sites_asked
from extranet.accounts.permissions import Right, needs, signed_in
from extranet.catalogue.families import Family
from extranet.clients.selectors import people_of, visible_clients
from extranet.look.parts import Badge
from extranet.numbering.selectors import visible_holdings
from extranet.ordering import acknowledging
from extranet.ordering.acknowledging import may_acknowledge
from extranet.ordering.forms import AcceptanceForm
from extranet.ordering.models import Order, Subscription
from extranet.ordering.presenting import account_badge, documents_to_read
from extranet.ordering.selectors import may_order, visible_orders, visible_subscriptions
from extranet.ordering.shown import read_shown, sign_shown_to_client
from extranet.partners.models import Partner
from extranet.partners.request import HouseRequest
from extranet.platforms.presenting import configured_on
from extranet.portal.finding import find
from extranet.portal.todo import waiting_for
from extranet.requests import current_origin
from extranet.terms.wording import acknowledgement_statement
from extranet.times import brussels_day
from support.clarifications import may_ask_clarification
from support.clarified_pages import counts_with_doubts
from support.models import Ticket
from support.permissions import may_ask
from support.presenting import badges_of
from support.selectors import visible_tickets

SHOWN_ORDERS = 5
SHOWN_BLOCKS = 10
SHOWN_TICKETS = 5
SHOWN_SITES = 10


@signed_in
@require_safe
def home(request: HouseRequest) -> HttpResponse:
    """Show what waits for the person, and where they can go."""
    person, partner = request.person, cast("Partner", request.partner)
    day = brussels_day(timezone.now())
    context: dict[str, object] = {
        "day": day,
        "waiting": waiting_for(person, partner, day),
        "may_place": person.may(Right.PLACE_ORDERS),
        "may_read_orders": person.may(Right.READ_ORDERS),
        "may_read_clients": person.may(Right.READ_CLIENTS),
        "may_read_people": person.may(Right.READ_PEOPLE),
        "may_ask": may_ask(person),
        "panel": panel_for(person, partner, day),
        "order_id": uuid4(),
    }
    if person.may(Right.READ_ORDERS):
        placed = visible_orders(person).filter(status=Order.Status.PLACED)
        context["placed"] = placed.order_by("-placed_at")[:SHOWN_ORDERS]
    if person.is_client:
        context["client"] = visible_clients(person).first()
        context["services"] = _services(request, person.client_id)
    return render(request, "portal/home.html", context)


@needs(Right.READ_CLIENTS)
@require_safe
def show_client(request: HouseRequest, client_id: UUID) -> HttpResponse:
    """Show one client: facts, services, what is configured, numbers with their addresses, tickets, orders, people."""
    client = get_object_or_404(visible_clients(request.person), pk=client_id)
    orders = visible_orders(request.person).filter(client_id=client_id)
    services = _services(request, client_id)
    context = {
        "client": client,
        "services": services,
        "configured": counts_with_doubts(
            configured_on((one.subscription for one in services), brussels_day(timezone.now()))
        ),
        "may_ask_operator": may_ask_clarification(request.person, cast("Partner", request.partner)),
        "drafts": orders.filter(status=Order.Status.DRAFT).order_by("-changed_at")[:SHOWN_ORDERS],
        "placed": orders.filter(status=Order.Status.PLACED).order_by("-placed_at")[:SHOWN_ORDERS],
        "people": people_of(client),
        "lines": _numbers(request, client_id),
        "sites": _sites(request, client_id),
        "may_read_numbers": request.person.may(Right.READ_NUMBERS),
        "may_declare": request.person.may(Right.DECLARE_ADDRESSES),
        "tickets": _tickets(request, client_id),
        "may_ask": may_ask(request.person),
        "reading": acknowledging.reading_of(client_id),
        "cost": last_cost_of(request.person, client_id) if request.person.may(Right.READ_INVOICES) else None,
        "may_read_invoices": request.person.may(Right.READ_INVOICES),
        "may_edit": request.person.may(Right.EDIT_CLIENTS),
        "may_order": client.is_active and may_order(request.person, request.partner, client_id=client_id),
        "order_id": uuid4(),
    }
    return render(request, "portal/show_client.html", context)


def _numbers(request: HouseRequest, client_id: UUID) -> list[BlockLine]:
    """Return the first blocks of a client, those without an address before the others."""
    if not request.person.may(Right.READ_NUMBERS):
        return []
    held = visible_holdings(request.person, timezone.now()).filter(client_id=client_id)
    blocks = list(narrowed(held, words="", show="").order_by(F("missing_count").desc(), "numbers")[:SHOWN_BLOCKS])
    return block_lines(blocks, addresses_of(blocks), coming_of(blocks), state_of(blocks))


def _sites(request: HouseRequest, client_id: UUID) -> list[SiteLine]:
    """Return the first sites of a client, each with what is said of its devices."""
    if not request.person.may(Right.READ_NUMBERS):
        return []
    return site_lines(list(sites_asked(request.person, client_id=client_id).order_by("name", "pk")[:SHOWN_SITES]))


def _tickets(request: HouseRequest, client_id: UUID) -> list[tuple[Ticket, list[Badge]]]:
    """Return the newest tickets of a client, those still open before the others, with the words of their state."""
    closed_last = Case(When(status=Ticket.Status.CLOSED, then=1), default=0)
    tickets = visible_tickets(request.person).filter(client_id=client_id).order_by(closed_last, "-changed_at")
    return [(ticket, badges_of(ticket)) for ticket in tickets[:SHOWN_TICKETS]]


@dataclass(frozen=True)
class Service:
    """A running service of a client, with the word of its state."""

    subscription: Subscription
    state: Badge


def _services(request: HouseRequest, client_id: UUID) -> list[Service]:
    """Return the running services of a client, in the order of services."""
    day = brussels_day(timezone.now())
    subscriptions = visible_subscriptions(request.person).filter(client_id=client_id, ends_on__isnull=True)
    by_family = sorted(subscriptions, key=lambda one: list(Family).index(Family(one.family)))
    return [Service(one, account_badge(one.account, one.starts_on, day)) for one in by_family]


@signed_in
@require_http_methods(["GET", "POST"])
def acknowledge_terms(request: HouseRequest) -> HttpResponse:
    """Show a client's administrator what its partner accepted for it; they may confirm having read it.

    Terms: general.1
    """
    person, now = request.person, timezone.now()
    if not may_acknowledge(person, cast("Partner", request.partner)):
        raise PermissionDenied
    client = get_object_or_404(visible_clients(person))
    form = AcceptanceForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        _revision, shown = read_shown(form.cleaned_data["shown"], about=client.pk, user=person.user)
        origin = current_origin()
        known = acknowledging.acknowledge_terms(
            client=client, shown=shown, ip=origin.ip, user_agent=origin.user_agent, actor=person.user, at=now
        )
        messages.success(request, _("Lecture confirmée, certificat %(number)s.") % {"number": known.number})
        return redirect("home")
    reading = acknowledging.reading_of(client.pk)
    found = acknowledging.texts_to_acknowledge(reading, day=brussels_day(now), language=get_language() or "fr")
    context = {
        "form": form,
        "reading": reading,
        "found": found,
        "documents": documents_to_read(found.texts, reading.unread),
        "statement": acknowledgement_statement(client.legal_name, found.texts),
        "shown": sign_shown_to_client(client, found.texts, user=person.user),
    }
    return render(request, "portal/acknowledge_terms.html", context)


@signed_in
@require_safe
def search(request: HouseRequest) -> HttpResponse:
    """Find clients, orders, tickets and invoices by words; a whole number leads straight to what it numbers."""
    words = request.GET.get("q", "").strip()
    found = find(request.person, words, at=timezone.now())
    if isinstance(found.exact, Order):
        return redirect("ordering:show-order", order_id=found.exact.pk)
    if isinstance(found.exact, Invoice):
        return redirect("billing:show-invoice", invoice_id=found.exact.pk)
    if found.exact is not None:
        return redirect("support:show-ticket", ticket_id=found.exact.pk)
    return render(request, "portal/search.html", {"words": words, "found": found})
