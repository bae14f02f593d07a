"""The wake-up of a worker. Losing it costs seconds, never a delivery."""

import structlog
from celery import current_app
from kombu.exceptions import OperationalError

log = structlog.get_logger("extranet.outbox")


def wake(partner: str, message_id: int) -> None:
    """Tell a worker that message `message_id` of schema `partner` waits; without Redis the sweep will."""
    try:
        current_app.send_task("outbox.deliver", args=[partner, message_id], retry=False)
    except OperationalError as error:
        log.warning("no broker, the sweep will deliver", message=message_id, error=str(error))
