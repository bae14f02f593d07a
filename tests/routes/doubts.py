"""Doubts put to the operator by a partner's administrator: read under the mount, and the form that asks one."""

from datetime import datetime
from typing import Final
from uuid import UUID, uuid5

from extranet.ordering.models import Subscription
from extranet.times import brussels_day
from support.clarifications import ask_clarification
from tests.cast import ALICE, ALPHA, BETA, CHARLIE, person_of

NAMES: Final = UUID("d0b70000-0000-4000-8000-000000000000")
ASKERS: Final = {ALPHA: ALICE, BETA: CHARLIE}


def write(schema: str, client_id: UUID, at: datetime) -> UUID | None:
    """Put a doubt about the client's first service, in the schema we stand in; None where no partner's people are."""
    asker = ASKERS.get(schema)
    if asker is None:
        return None
    doubt = ask_clarification(
        ticket_id=uuid5(NAMES, str(client_id)),
        element="bt-user",
        day=brussels_day(at),
        question="Ce poste compte-t-il ?",
        person=person_of(asker),
        at=at,
        subscription_id=first_service(client_id),
    )
    return doubt.ticket.pk


def first_service(client_id: UUID) -> UUID:
    """Return the first service of a client, in the schema we stand in."""
    return Subscription.objects.filter(client_id=client_id).earliest("starts_on", "pk").pk
