"""An update of a known incident on its way to every ticket it has joined: to each partner, then to each ticket.

Three steps, each one delivery of its own: a worker killed in the middle leaves rows that wait, and the record of a
ticket says itself whether it was told. The first step runs once the update has committed, so that a ticket that
joins at the same moment is seen here or catches up by itself.

Terms: general.7
"""

from uuid import UUID

from django.utils import timezone

from extranet.outbox.registry import delivers
from extranet.outbox.services import enqueue
from extranet.tenancy.context import OPERATOR, PARTNER, PUBLIC, acting
from support.desk.incidents import FAN
from support.desk.models import IncidentUpdate, QueueEntry
from support.incidents import CATCH_UP, TELL_PARTNER, TELL_TICKET, joined_tickets, tell_update, untold_updates


@delivers(FAN)
def fan_incident(update_id: str) -> None:
    """Ask each partner with a joined ticket to tell its own; stands in `public`."""
    with acting(PUBLIC, OPERATOR):
        update = IncidentUpdate.objects.get(pk=UUID(update_id))
        joined = QueueEntry.objects.filter(incident_id=update.incident_id, closed_at__isnull=True)
        partners = sorted(set(joined.values_list("partner", flat=True)))
    for partner in partners:
        with acting(partner, PARTNER):
            enqueue(TELL_PARTNER, update_id)


@delivers(TELL_PARTNER)
def tell_incident(update_id: str) -> None:
    """Ask for each joined ticket of this partner: one delivery a ticket."""
    incident_id = IncidentUpdate.objects.values_list("incident_id", flat=True).get(pk=UUID(update_id))
    for ticket_id in joined_tickets(incident_id):
        enqueue(TELL_TICKET, str(ticket_id), update_id)


@delivers(TELL_TICKET)
def tell_incident_ticket(ticket_id: str, update_id: str) -> None:
    """Tell one ticket."""
    tell_update(ticket_id=UUID(ticket_id), update_id=UUID(update_id), at=timezone.now())


@delivers(CATCH_UP)
def catch_up_incident(ticket_id: str) -> None:
    """Tell a ticket what was said of its incident while it joined."""
    for update_id in untold_updates(UUID(ticket_id)):
        tell_update(ticket_id=UUID(ticket_id), update_id=update_id, at=timezone.now())
