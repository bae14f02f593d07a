"""What stands beside a ticket on the desk: agents, tags, incidents, replies, neighbours in the queue, who looks.

Terms: general.7
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.exceptions import ValidationError
from django.forms import UUIDField

from extranet.accounts.people import Person
from extranet.backoffice.links import address_at, address_home
from extranet.partners.models import Partner
from support.desk.incidents import text_in
from support.desk.models import Incident, QueueEntry
from support.desk.queue import Beside, neighbours_of
from support.desk.replies import offered
from support.draft_pages import ITSELF
from support.models import Ticket
from support.organising.linking import links_of
from support.organising.people import Somebody, agents_beside, person_here
from support.permissions import may_ask, may_work
from support.staff_presence import Present, note_presence, others_at


@dataclass(frozen=True)
class Wait:
    """A state in which somebody else is to act, as a button."""

    status: str
    label: str
    needs_name: bool = False


@dataclass(frozen=True)
class Neighbour:
    """The ticket before or after in the queue."""

    number: str
    subject: str
    address: str


def desk_of(ticket: Ticket, partner: Partner, person: Person, *, at: datetime, is_worker: bool) -> Mapping[str, Any]:
    """Return what the page of a ticket shows beside it; opening the page is being there."""
    note_presence(ticket_id=ticket.pk, person=person, is_writing=False, at=at)
    before, after = _neighbours(ticket, partner)
    incident = Incident.objects.filter(pk=ticket.incident_id).first() if ticket.incident_id else None
    return {
        "others": _others(ticket, person, at),
        "before": before,
        "after": after,
        "incident": incident,
        "incident_text": text_in(incident, ticket.language) if incident else "",
        "incident_url": address_home("admin:desk_incident_change", object_id=incident.pk) if incident else "",
        "agents": _agents(ticket, person) if is_worker else [],
        "incidents": _joinable() if is_worker and incident is None else [],
        "replies": list(offered().only("title")) if is_worker else [],
        "waits": waits_of(ticket, partner) if is_worker else [],
        "is_mine": ticket.desk_agent_id == person.user.pk,
        "links": links_of(ticket, person),
        "may_link": may_work(person),
        "note_for": _note_for(ticket, partner) if may_work(person) else "",
    }


def waits_of(ticket: Ticket, partner: Partner) -> list[Wait]:
    """Return for whom a ticket may wait that does not already."""
    status = Ticket.Status
    possible = [
        Wait(status.WAITING_CLIENT, ticket.client_name) if ticket.client_id else None,
        None if partner.is_house else Wait(status.WAITING_PARTNER, partner.display_name),
        Wait(status.WAITING_THIRD_PARTY, "", needs_name=True),
    ]
    if ticket.status == status.RESOLVED:
        return []
    return [one for one in possible if one is not None and one.status != ticket.status]


def reply_asked(written: str, language: str) -> str:
    """Return a saved text of the desk in a language, by the id that an address gives; empty for none."""
    try:
        reply_id: UUID | None = UUIDField(required=False).clean(written)
    except ValidationError:
        return ""
    reply = offered().filter(pk=reply_id).first() if reply_id else None
    return str(getattr(reply, f"text_{language}", "")) if reply else ""


def _note_for(ticket: Ticket, partner: Partner) -> str:
    """Return what the page that notes another ticket of the same asker is told; empty for who asks no more."""
    asker = person_here(ticket.opened_by_id, partner=partner)
    if asker is None or not may_ask(asker):
        return ""
    return urlencode({"caller": asker.user.pk, "client": ticket.client_id or ITSELF})


def _others(ticket: Ticket, person: Person, at: datetime) -> Sequence[Present]:
    return others_at(ticket_id=ticket.pk, person=person, at=at)


def _agents(ticket: Ticket, person: Person) -> list[Somebody]:
    return [one for one in agents_beside(person) if one.id not in (ticket.desk_agent_id, person.user.pk)]


def _joinable() -> list[Incident]:
    return list(Incident.objects.filter(published_at__isnull=False, ended_at__isnull=True).order_by("-started_at"))


def _neighbours(ticket: Ticket, partner: Partner) -> tuple[Neighbour | None, Neighbour | None]:
    entry = QueueEntry.objects.filter(partner=partner.schema_name, ticket_id=ticket.pk).first()
    if entry is None:
        return None, None
    before, after = neighbours_of(entry)
    return _neighbour(before), _neighbour(after)


def _neighbour(entry: Beside | None) -> Neighbour | None:
    if entry is None:
        return None
    address = address_at(entry.partner, "admin:work-ticket", ticket_id=entry.ticket_id)
    return Neighbour(entry.number, entry.subject, address)
