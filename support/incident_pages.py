"""Known incidents on the pages of those who ask: read before writing, joined by a tick, followed on the ticket.

Terms: general.7
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from extranet.errors import Refusal
from extranet.partners.request import HouseRequest
from support.desk.models import Incident
from support.incidents import banner_for, join_incident
from support.models import Ticket

FIELD = "incident"


def before_writing(request: HouseRequest, families: Collection[str]) -> Mapping[str, object]:
    """Return what the form of a new ticket shows of incidents about services, and which one was ticked.

    Terms: general.7
    """
    return {"banners": banner_for(families), "may_join": True, "joined_id": request.POST.get(FIELD, "")}


def join_ticked(request: HouseRequest, ticket: Ticket, *, at: datetime) -> None:
    """Join a ticket that was just opened to the incident its writer ticked; one that is over is only said.

    Terms: general.7
    """
    incident_id = _ticked(request)
    if incident_id is None:
        return
    try:
        join_incident(ticket_id=ticket.pk, incident_id=incident_id, person=request.person, at=at)
    except (Refusal, Incident.DoesNotExist):
        messages.info(request, _("L’incident n’est plus en cours : votre ticket est traité pour lui-même."))


def _ticked(request: HouseRequest) -> UUID | None:
    try:
        found: UUID | None = forms.UUIDField(required=False).clean(request.POST.get(FIELD, ""))
    except ValidationError:
        return None
    return found
