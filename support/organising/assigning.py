"""Who works on a ticket: one agent for each desk.

Terms: general.7
"""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from extranet.accounts.people import Person
from extranet.audit import services as audit
from extranet.errors import InvalidInput, Stale
from support.entries import Line, append, author_of, last_entry
from support.models import Audience, Side, Ticket
from support.organising.events import ASSIGNED, RELEASED
from support.organising.locking import require_worker
from support.organising.people import Somebody, agent_beside
from support.permissions import side_of
from support.services.locking import locked_ticket, require_open
from support.services.writing import save_changed

# Whose fields, and who reads that it changed: a client sees its partner's agent on the page, never the operator's.
_DESKS: Final = {Side.PARTNER: ("partner_agent", Audience.PARTNER), Side.OPERATOR: ("desk_agent", Audience.OPERATOR)}


@transaction.atomic
def assign_ticket(
    *,
    ticket_id: UUID,
    agent_id: UUID | None,
    person: Person,
    at: datetime,
    revision: int | None = None,
    instead_of: UUID | None = None,
) -> Ticket:
    """Give a ticket to an agent of the person's own side, or to nobody (`agent_id` None). Twice is once.

    Nobody is replaced unseen: where somebody else holds the ticket, the page must have shown them, by the `revision`
    it read or by naming them as `instead_of`. Raises Ticket.DoesNotExist, NotAllowed, IllegalMove for a closed
    ticket, InvalidInput for an agent who may not work it, Stale with the name of whoever has it.

    Terms: general.7
    """
    ticket = locked_ticket(ticket_id, person)
    require_worker(person)
    require_open(ticket)
    field, audience = _DESKS[side_of(person)]
    current_id, current_name = getattr(ticket, f"{field}_id"), getattr(ticket, f"{field}_name")
    if current_id == agent_id:
        return ticket
    if current_id is not None and current_id != instead_of and revision != ticket.revision:
        sentence = _("%(name)s a déjà le ticket %(number)s : relisez la page avant de le reprendre.")
        raise Stale(sentence % {"name": current_name, "number": ticket.number}, code="assigned_meanwhile")
    agent = _agent(person, agent_id)
    setattr(ticket, f"{field}_id", agent.id if agent else None)
    setattr(ticket, f"{field}_name", agent.name if agent else "")
    facts = {"agent": agent.name, "before": current_name} if agent else {"before": current_name}
    line = Line(audience, event=ASSIGNED if agent else RELEASED, facts=dict(facts))
    append(ticket, [line], author=author_of(person), at=at, after=last_entry(ticket))
    changes = {field: [current_name, agent.name if agent else ""]}
    audit.record(actor=person.user, act="ticket.assigned", target=ticket, at=at, changes=changes)
    save_changed(ticket, at, f"{field}_id", f"{field}_name")
    return ticket


def _agent(person: Person, agent_id: UUID | None) -> Somebody | None:
    """Return the agent named. Raises InvalidInput for one who does not work tickets on that side."""
    if agent_id is None:
        return None
    agent = agent_beside(person, agent_id)
    if agent is None:
        sentence = _("Cette personne ne répond plus aux tickets ici. Choisissez-en une de la liste.")
        raise InvalidInput(sentence, code="not_an_agent", fields={"agent": sentence})
    return agent
