"""Work billed by time on the ticket of every owner's client, announced: whoever pays may contest it."""

from datetime import datetime
from typing import Final
from uuid import UUID, uuid5

from extranet.tenancy.context import OPERATOR, acting
from support.models import Intervention
from tests.cast import CLIENT, ERIK
from tests.routes import doubts

NAMES: Final = UUID("3091c000-0000-4000-8000-000000000000")
WORK: Final = f"support/intervention/{uuid5(NAMES, str(CLIENT))}"
CONTEST: Final = {"reason": "Pas nous.", "revision": "1"}


def work_of(client_id: UUID) -> UUID:
    """Return the id of the work of a client."""
    return uuid5(NAMES, str(client_id))


def write(schema: str, client_id: UUID, ticket_id: UUID, at: datetime) -> None:
    """Write it, as staff do under the mount."""
    with acting(schema, OPERATOR):
        Intervention.objects.create(
            pk=work_of(client_id),
            ticket_id=ticket_id,
            subscription_id=doubts.first_service(client_id),
            ground=Intervention.Ground.OUTSIDE_DUTY,
            subject="Ranger la baie",
            increment_minutes=15,
            proposed_at=at,
            proposed_by_id=ERIK.id,
            proposed_by_name=ERIK.name,
            decision=Intervention.Decision.BILL,
            decision_reason="Hors du service.",
            decided_at=at,
            decided_by_id=ERIK.id,
            decided_by_name=ERIK.name,
            announced_at=at,
        )
