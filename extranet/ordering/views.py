"""Pages of orders outside the steps: list, export, one order, giving up a draft."""

from collections.abc import Mapping
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from extranet.accounts.permissions import Right, needs
from extranet.clients.export import csv_response
from extranet.clients.listing import Sorts, in_asked_order, page_of
from extranet.clients.names import sort_key
from extranet.look.parts import Text
from extranet.ordering import services
from extranet.ordering.forms import OrderFilter
from extranet.ordering.models import Order
from extranet.ordering.presenting import REMAINING, history_of, step_url
from extranet.ordering.selectors import acceptance_of, may_order, step_of, visible_orders
from extranet.ordering.steps.opening import posted_revision, today
from extranet.partners.request import HouseRequest

SORTS: Sorts = {
    "number": ("number",),
    "client": ("client__sort_key", "number"),
    "placed": ("placed_at", "number"),
    "changed": ("changed_at", "number"),
    "total": ("monthly_total", "number"),
}
DEFAULT_STATE = Order.Status.PLACED
TABS: Mapping[Order.Status, Text] = {
    Order.Status.DRAFT: gettext_lazy("Brouillons"),
    Order.Status.PLACED: gettext_lazy("Passées"),
    Order.Status.DISCARDED: gettext_lazy("Abandonnées"),
}


def _asked_for(request: HouseRequest) -> tuple[str, str, QuerySet[Order]]:
    """Return the state shown, the order the list is in, and its orders."""
    orders = visible_orders(request.person)
    sought = OrderFilter(request.GET)
    asked = sought.cleaned_data if sought.is_valid() else {}
    state = asked.get("state") or DEFAULT_STATE
    if asked.get("client"):
        orders = orders.filter(client_id=asked["client"])
    words = asked.get("words", "")
    if words:
        orders = orders.filter(Q(client__sort_key__contains=sort_key(words)) | Q(number__icontains=words))
    default = "-placed" if state == Order.Status.PLACED else "-changed"
    return state, default, in_asked_order(orders, request, SORTS, default=default)


@needs(Right.READ_ORDERS)
@require_safe
def list_orders(request: HouseRequest) -> HttpResponse:
    """Show the orders of one state, a page at a time."""
    state, default, orders = _asked_for(request)
    counted = orders.order_by().values_list("status").annotate(Count("pk"))
    context = {
        "page_obj": page_of(orders.filter(status=state), request),
        "state": state,
        "tabs": _tabs(dict(counted)),
        "default_sort": default,
        "is_filtered": bool(request.GET.get("words") or request.GET.get("client")),
        "may_place": request.person.may(Right.PLACE_ORDERS),
        "own_client_id": request.person.client_id,
        "order_id": uuid4(),
    }
    return render(request, "ordering/list_orders.html", context)


def _tabs(counts: Mapping[str, int]) -> list[dict[str, object]]:
    return [{"state": state.value, "label": label, "count": counts.get(state, 0)} for state, label in TABS.items()]


@needs(Right.READ_ORDERS)
@require_safe
def export_orders(request: HouseRequest) -> HttpResponse:
    """Send the orders the list shows, all pages, as CSV."""
    state, _default, orders = _asked_for(request)
    head = [
        _("Commande"),
        _("Client"),
        _("Services"),
        _("Total mensuel, HTVA"),
        _("Premier jour souhaité"),
        _("État"),
        _("Passée le"),
        _("Passée par"),
    ]
    rows = (
        (
            order.number,
            order.client_name,
            ", ".join(order.family_labels),
            order.monthly_total,
            order.starts_on,
            order.get_status_display(),
            order.placed_at,
            order.placed_by_name,
        )
        for order in orders.filter(status=state)
    )
    return csv_response("orders", head, rows)


@needs(Right.READ_ORDERS)
@require_safe
def show_order(request: HouseRequest, order_id: UUID) -> HttpResponse:
    """Show one order: a draft as it stands, a placed one as its receipt.

    Terms: general.1
    """
    order = get_object_or_404(visible_orders(request.person), pk=order_id)
    acceptance = acceptance_of(order)
    opened = sorted(order.subscriptions.all(), key=lambda subscription: order.families.index(subscription.family))
    context: dict[str, object] = {
        "order": order,
        "lines": order.lines.all(),
        "opened": opened,
        "is_awaited": any(not subscription.account for subscription in opened),
        "acceptance": acceptance,
        "history": history_of(order, acceptance),
        "may_read_clients": request.person.may(Right.READ_CLIENTS),
        "may_ask_operator": request.person.may(Right.OPEN_TICKETS),
        "day": today(),
    }
    if order.is_draft and may_order(request.person, request.partner, client_id=order.client_id):
        step = step_of(order, user_id=request.person.user.pk, day=today())
        context |= {"resume_url": step_url(step, order.pk), "remaining": REMAINING[step]}
    return render(request, "ordering/show_order.html", context)


@needs(Right.PLACE_ORDERS)
@require_http_methods(["GET", "POST"])
def discard_order(request: HouseRequest, order_id: UUID) -> HttpResponse:
    """Ask before a draft is given up; then it is."""
    order = get_object_or_404(visible_orders(request.person), pk=order_id)
    if not may_order(request.person, request.partner, client_id=order.client_id):
        raise PermissionDenied
    if request.method == "POST":
        services.discard_order(
            order_id=order_id,
            revision=posted_revision(request),
            actor=request.person.user,
            at=timezone.now(),
        )
        messages.success(request, _("Le brouillon %(number)s est abandonné.") % {"number": order.number})
        return redirect("ordering:list-orders")
    order.require_draft()
    return render(request, "ordering/discard_order.html", {"order": order})
