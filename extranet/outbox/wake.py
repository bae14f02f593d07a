"""The wake-up of a worker. Losing it costs seconds, never a delivery."""

import structlog
from kombu.exceptions import OperationalError

from extranet.celery import app

log = structlog.get_logger("extranet.outbox")


def wake(partner: str, message_id: int) -> None:
    """Tell a worker that message `message_id` of schema `partner` waits; without Redis the sweep will."""
    try:
        app.send_task("outbox.deliver", args=[partner, message_id], retry=False)
    except OperationalError as error:
        log.warning("no broker, the sweep will deliver", message=message_id, error=str(error))
