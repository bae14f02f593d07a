"""Opening a step: whose order it is, whether it is still a draft, and whether the steps before are done."""

from collections.abc import Callable
from datetime import date
from functools import wraps
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from extranet.ordering.models import Order
from extranet.ordering.presenting import step_url, stepper_of
from extranet.ordering.rules import StepKey
from extranet.ordering.selectors import may_order, step_of, visible_orders
from extranet.partners.request import HouseRequest
from extranet.times import brussels_day

StepView = Callable[[HouseRequest, Order, StepKey], HttpResponse]


def today() -> date:
    """Return the Brussels day of the request under way."""
    return brussels_day(timezone.now())


def opens(key: StepKey) -> Callable[[StepView], Callable[..., HttpResponse]]:
    """Give the decorated view the draft and the first step that is not done.

    A page asked for too early leads to that step, one of an order that is no draft to the order itself; what
    is posted goes on to the service, which refuses with its reason.
    """

    def decorate(view: StepView) -> Callable[..., HttpResponse]:
        @wraps(view)
        def opened(request: HouseRequest, order_id: UUID) -> HttpResponse:
            order = get_object_or_404(visible_orders(request.person), pk=order_id)
            if not may_order(request.person, request.partner, client_id=order.client_id):
                raise PermissionDenied
            reached = step_of(order, user_id=request.person.user.pk, day=today())
            if request.method != "POST":
                if not order.is_draft:
                    return redirect("ordering:show-order", order_id=order_id)
                if list(StepKey).index(key) > list(StepKey).index(reached):
                    return redirect(step_url(reached, order_id))
            return view(request, order, reached)

        return opened

    return decorate


def step_context(request: HouseRequest, order: Order, key: StepKey, reached: StepKey) -> dict[str, object]:
    """Return what every step's page shows: the order, its stepper and the step before."""
    is_own = request.person.is_client
    stepper = stepper_of(order, reached=reached, is_own=is_own)
    place = [step.key for step in stepper].index(key)
    back = stepper[place - 1].url if place else ""
    return {"order": order, "stepper": stepper, "step": key, "is_own": is_own, "back_url": back}


def posted_revision(request: HouseRequest) -> int:
    """Return the revision the page showed; 0, which no order has, when it says none."""
    posted = request.POST.get("revision", "")
    return int(posted) if posted.isdecimal() else 0
