"""Where a caller confirms the request that staff noted for them.

Terms: general.7
"""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from extranet.accounts.permissions import Right, needs
from extranet.partners.request import HouseRequest
from support.hits import hit_on
from support.models import Ticket
from support.selectors import visible_entries, visible_tickets
from support.services.confirming import confirm_request as confirm


@needs(Right.OPEN_TICKETS)
@require_http_methods(["GET", "POST"])
def confirm_request(request: HouseRequest, ticket_id: UUID) -> HttpResponse:
    """Show the caller what was noted; only their button confirms it: programs that read mail follow links.

    Raises Http404 for a ticket that its requester opened, PermissionDenied for anybody but the caller.

    Terms: general.7
    """
    noted = visible_tickets(request.person).filter(entered_by_id__isnull=False)
    ticket: Ticket = get_object_or_404(noted, pk=ticket_id)
    if ticket.opened_by_id != request.person.user.pk:
        raise PermissionDenied
    if request.method == "POST":
        confirm(ticket_id=ticket.pk, person=request.person, at=timezone.now())
        messages.success(request, _("Merci : le ticket %(number)s est confirmé.") % {"number": ticket.number})
    if ticket.confirmed_at is not None or request.method == "POST":
        return redirect("support:show-ticket", ticket_id=ticket.pk)
    first = visible_entries(request.person, ticket).filter(event="").first()
    context = {
        "ticket": ticket,
        "hit": hit_on(ticket),
        "text": first.text if first else "",
    }
    return render(request, "support/confirm_request.html", context)
