"""Who of staff reads what stays in the journal: the operator's people may open any partner's tickets.

Terms: general.7
"""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from extranet.accounts.people import Person
from extranet.audit import services as audit
from extranet.audit.models import AuditEvent
from support.models import Ticket

READ: Final = "ticket.read"
# A page that comes back after every answer is one reading.
ONE_READING: Final = timedelta(hours=1)


@transaction.atomic
def note_reading(*, ticket: Ticket, person: Person, at: datetime) -> AuditEvent | None:
    """Note that a member of staff opened a ticket; None for anybody else, and within the hour of their last reading.

    Terms: general.7
    """
    if not person.is_staff:
        return None
    earlier = AuditEvent.objects.filter(
        target_type=ticket._meta.label_lower,
        target_id=str(ticket.pk),
        act=READ,
        actor_id=person.user.pk,
        partner=person.schema,
        at__gt=at - ONE_READING,
    )
    return None if earlier.exists() else audit.record(actor=person.user, act="ticket.read", target=ticket, at=at)
