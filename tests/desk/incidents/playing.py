"""Incidents brought to a point, by the services as a page would call them."""

from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

from django.utils import timezone

from extranet.outbox.models import Message
from extranet.outbox.services import deliver
from extranet.tenancy.context import OPERATOR, PARTNER, PUBLIC, acting
from support import tasks
from support.desk import incidents
from support.desk.models import Incident, IncidentUpdate
from support.incidents import join_incident
from support.models import Entry, Ticket
from tests.cast import ALPHA, ERIK, Member, person_of
from tests.support.playing import OPEN

TEXTS: Final = {
    "fr": "Des appels entrants échouent par moments.",
    "nl": "Inkomende oproepen mislukken soms.",
    "de": "Eingehende Anrufe schlagen zeitweise fehl.",
    "en": "Some incoming calls fail.",
}
NEWS: Final = {code: f"{text} ({code} 2)" for code, text in TEXTS.items()}
# Read, so that the deliveries are known.
DELIVERIES: Final = tasks.incident_tasks
SINCE: Final = OPEN - timedelta(hours=1)


def noted(*, by: Member = ERIK, **changes: Any) -> Incident:
    """Note an incident that nobody outside reads yet."""
    asked: dict[str, Any] = {
        "title": "Panne ALLOcloud",
        "families": [],
        "texts": TEXTS,
        "started_at": SINCE,
        "at": OPEN,
    }
    with acting(PUBLIC, OPERATOR):
        return incidents.open_incident(person=person_of(by), **{**asked, **changes})


def published(**changes: Any) -> Incident:
    """Note an incident and publish it."""
    incident = noted(**changes)
    with acting(PUBLIC, OPERATOR):
        return incidents.publish_incident(incident_id=incident.pk, person=person_of(ERIK), at=OPEN)


def told(incident: Incident, *, update_id: UUID | None = None, at: datetime = OPEN, **more: Any) -> IncidentUpdate:
    """Say what is new of an incident."""
    asked: dict[str, Any] = {"texts": NEWS, "person": person_of(ERIK), **more}
    with acting(PUBLIC, OPERATOR):
        return incidents.update_incident(incident_id=incident.pk, update_id=update_id or uuid4(), at=at, **asked)


def ended(incident: Incident) -> IncidentUpdate:
    """Say that an incident is over."""
    with acting(PUBLIC, OPERATOR):
        return incidents.end_incident(
            incident_id=incident.pk, update_id=uuid4(), texts=NEWS, person=person_of(ERIK), at=OPEN
        )


def joined(ticket: Ticket, incident: Incident, *, schema: str = ALPHA) -> Ticket:
    """Join a ticket to an incident, as the desk does."""
    with acting(schema, OPERATOR):
        person = person_of(ERIK, schema=schema)
        return join_incident(ticket_id=ticket.pk, incident_id=incident.pk, person=person, at=OPEN)


def delivered(*, most: int = 1000) -> list[str]:
    """Make every delivery that waits and is about incidents, as workers do; return their names in order."""
    names: list[str] = []
    while len(names) < most:
        with acting(PUBLIC, OPERATOR):
            waiting = Message.objects.filter(delivered_at__isnull=True, name__contains="incident").order_by("pk")
            found = waiting.values_list("pk", "partner", "name").first()
        if found is None:
            break
        pk, schema, name = found
        with acting(schema, OPERATOR if schema == PUBLIC else PARTNER):
            assert deliver(message_id=pk, at=timezone.now()), name
        names.append(name)
    return names


def heard(ticket: Ticket, *, schema: str = ALPHA) -> list[Entry]:
    """Return what the record of a ticket says of incidents, oldest first."""
    with acting(schema, OPERATOR):
        return list(Entry.objects.filter(ticket=ticket, event__startswith="incident").order_by("position"))
