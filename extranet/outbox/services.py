"""Asking for a delivery, and making it. Redis only wakes us up: the rows are the truth."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import F

from extranet.outbox import registry
from extranet.outbox.models import Message
from extranet.outbox.wake import wake
from extranet.tenancy.context import OPERATOR, PUBLIC, acting, current_schema
from extranet.tenancy.gathering import Gathering

log = structlog.get_logger("extranet.outbox")

JSON = str | int | bool | None | list["JSON"] | dict[str, "JSON"]
MAX_BACKOFF = timedelta(hours=1)
SWEEP_SIZE = 500
WAKE_GRACE = timedelta(seconds=5)
_gathering: ContextVar[Gathering[Message] | None] = ContextVar("gathering", default=None)


def enqueue(name: str, *args: JSON) -> Message:
    """Ask for the delivery `name` in the schema we stand in, in the transaction under way.

    The row is delivered after commit, by the wake-up or by the sweep; never if the transaction rolls back.
    """
    message = Message(name=name, partner=current_schema(), args=list(args))
    gathering = _gathering.get()
    if gathering is None or not gathering.keep(message):
        _write([message])
    return message


@contextmanager
def together() -> Iterator[None]:
    """Write the rows of every `enqueue` of the block with one statement, at its end, in the transaction under way.

    A block that raises undoes its whole transaction: whoever catches it can write nothing more there. What a
    savepoint undoes inside the block is left out; what is asked for in another schema is written at once.
    """
    if _gathering.get() is not None:
        yield
        return
    with transaction.atomic(savepoint=False):
        gathering: Gathering[Message] = Gathering()
        token = _gathering.set(gathering)
        try:
            yield
        finally:
            _gathering.reset(token)
        _write(gathering.rows())


def _write(messages: list[Message]) -> None:
    for message in Message.objects.bulk_create(messages):
        transaction.on_commit(lambda message=message: wake(message.partner, message.pk), robust=True)  # type: ignore[misc]


def deliver(*, message_id: int, at: datetime) -> bool:
    """Make one delivery unless it is made already or under way elsewhere; return whether we made it.

    A failure leaves the row with its error and a later due time; it is never dropped.
    """
    try:
        with transaction.atomic():
            message = (
                Message.objects.select_for_update(skip_locked=True)
                .filter(pk=message_id, delivered_at__isnull=True)
                .first()
            )
            if message is None:
                return False
            registry.perform(message.name, message.args)
            message.delivered_at, message.attempts = at, message.attempts + 1
            message.last_error, message.args = "", []  # arguments may hold a link that opens something
            message.save(update_fields=["delivered_at", "attempts", "last_error", "args"])
    except Exception as error:  # noqa: BLE001 - any fault of one delivery must be kept, not lost
        _keep_failure(message_id=message_id, error=error, at=at)
        return False
    return True


def _keep_failure(*, message_id: int, error: Exception, at: datetime) -> None:
    message = Message.objects.get(pk=message_id)
    wait = min(timedelta(seconds=10 * 2 ** min(message.attempts, 12)), MAX_BACKOFF)
    Message.objects.filter(pk=message_id, delivered_at__isnull=True).update(
        attempts=F("attempts") + 1, last_error=f"{type(error).__name__}: {error}"[:2000], due_at=at + wait
    )
    log.error("delivery failed", message=message_id, name=message.name, error=str(error), attempts=message.attempts + 1)


def sweep(*, at: datetime) -> int:
    """Wake up every delivery that is due and not made; return how many. Run every ten seconds, by beat."""
    with acting(PUBLIC, OPERATOR):
        due = list(
            Message.objects.filter(delivered_at__isnull=True, due_at__lte=at - WAKE_GRACE)
            .order_by("due_at")
            .values_list("partner", "pk")[:SWEEP_SIZE]
        )
    for partner, pk in due:
        wake(partner, pk)
    return len(due)
