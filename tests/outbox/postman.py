"""Makes the deliveries a test has caused, as a worker would, but here and now."""

from datetime import UTC, datetime

import billing.tasks  # noqa: F401 - all register their deliveries
import emergency.registry.tasks
import emergency.tasks  # noqa: F401
import extranet.accounts.tasks
import extranet.ordering.tasks  # noqa: F401
import support.tasks  # noqa: F401
from extranet.outbox.models import Message
from extranet.outbox.services import deliver
from extranet.tenancy.context import OPERATOR, PARTNER, PUBLIC, acting


def deliver_everything() -> int:
    """Make every delivery that waits, each in its own place; return how many were made."""
    with acting(PUBLIC, OPERATOR):
        waiting = list(Message.objects.filter(delivered_at__isnull=True).order_by("pk").values_list("pk", "partner"))
    made = 0
    for pk, schema in waiting:
        with acting(schema, OPERATOR if schema == PUBLIC else PARTNER):
            made += deliver(message_id=pk, at=datetime.now(UTC))
    return made
