"""Pages of whoever pays work billed by time: the list, and contesting it.

Terms: general.3, general.6
"""

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from extranet.accounts.permissions import Right, needs
from extranet.clients.listing import page_of
from extranet.errors import InvalidInput
from extranet.partners.models import Partner
from extranet.partners.request import HouseRequest
from support.desk.posted import whole_number
from support.forms import tell
from support.interventions.forms import ContestForm
from support.interventions.locking import require_act
from support.interventions.presenting import shown
from support.interventions.rules import Act
from support.interventions.selectors import is_payer, may_read_work, visible_work
from support.interventions.working import contest_work
from support.models import Intervention, Ticket
from support.selectors import visible_tickets


@needs(Right.READ_TICKETS)
@require_safe
def list_work(request: HouseRequest) -> HttpResponse:
    """Show the work billed by time that was announced here, the newest first, with where each stands.

    Raises PermissionDenied for a partner's client, and for who does not pay.

    Terms: general.3, general.6
    """
    person, partner, now = request.person, cast("Partner", request.partner), timezone.now()
    if not may_read_work(person, partner):
        raise PermissionDenied
    works = visible_work(person, partner).order_by("-proposed_at", "pk")
    page_obj = page_of(works, request)
    context = {
        "page_obj": page_obj,
        "rows": [shown(one, person, partner, at=now) for one in page_obj],
        "has_clients": not person.is_client,
    }
    return render(request, "support/list_work.html", context)


@needs(Right.OPEN_TICKETS)
@require_http_methods(["GET", "POST"])
def contest(request: HouseRequest, ticket_id: UUID, work_id: UUID) -> HttpResponse:
    """Say what contesting does, ask why, and do it.

    Raises Http404 for work that is not theirs, PermissionDenied for who does not pay.

    Terms: general.6
    """
    person, partner = request.person, cast("Partner", request.partner)
    ticket: Ticket = get_object_or_404(visible_tickets(person), pk=ticket_id)
    if not is_payer(person, partner):
        raise PermissionDenied
    work: Intervention = get_object_or_404(visible_work(person, partner), pk=work_id, ticket=ticket)
    form = ContestForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            contest_work(
                work_id=work.pk,
                reason=form.cleaned_data["reason"],
                person=person,
                at=timezone.now(),
                revision=whole_number(request.POST.get("revision", "")) or 0,
            )
        except InvalidInput as refusal:
            tell(form, refusal)
        else:
            messages.success(request, _("Ce travail est contesté : il n’est pas facturé avant la réponse."))
            return redirect("support:show-ticket", ticket_id=ticket.pk)
    now = timezone.now()
    require_act(work, Act.CONTEST, at=now)
    context = {"ticket": ticket, "form": form, "one": shown(work, person, partner, at=now)}
    return render(request, "support/contest_work.html", context)
