"""The sites and devices of a new ticket's client, looked for while somebody writes.

Terms: general.7
"""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from extranet.accounts.permissions import Right, needs
from extranet.partners.request import HouseRequest
from support.asking_views import client_of
from support.forms import AskForm
from support.hit_pages import choices_on


@needs(Right.OPEN_TICKETS)
@require_POST
def find_places(request: HouseRequest) -> HttpResponse:
    """Return what of a client's sites and devices holds the words typed, and what is ticked: swapped in by HTMX."""
    client = client_of(request, request.POST)
    form = AskForm(data=request.POST, blocks=[], families=[])
    choices = choices_on(form, client.pk if client else None, timezone.now())
    return render(request, "support/_places.html", {"choices": choices})
