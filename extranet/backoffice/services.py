"""Writes that only the operator's side asks for."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from django.db import transaction

from extranet.accounts.models import User
from extranet.audit import services as audit
from extranet.outbox.models import Message
from extranet.outbox.wake import wake


@transaction.atomic
def hasten_deliveries(*, message_ids: Sequence[int], actor: User, at: datetime) -> list[Message]:
    """Make deliveries due now that wait for a later try, and wake a worker for each once committed.

    What is delivered already, or under way in a worker, is left alone. Returns those hastened.
    """
    waiting = Message.objects.select_for_update(skip_locked=True).filter(pk__in=message_ids, delivered_at__isnull=True)
    hastened = list(waiting.order_by("pk"))
    for message in hastened:
        message.due_at = at
        message.save(update_fields=("due_at",))
        audit.record(actor=actor, act="outbox.hastened", target=message, at=at, partner=message.partner)
        transaction.on_commit(partial(wake, message.partner, message.pk), robust=True)
    return hastened
