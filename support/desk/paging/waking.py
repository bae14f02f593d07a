"""Asking a worker to look now. Losing the call costs seconds: beat asks again."""

import structlog
from kombu.exceptions import OperationalError

from extranet.celery import app
from extranet.tenancy.context import PUBLIC

log = structlog.get_logger("support.desk.paging")
# A call that nobody took by then is stale: beat has asked anew since.
STALE_SECONDS = 30


def ask(task: str, *args: str) -> None:
    """Have a worker run a task of the desk; without Redis beat will."""
    try:
        app.send_task(task, args=[PUBLIC, *args], retry=False, expires=STALE_SECONDS)
    except OperationalError as error:
        log.warning("no broker, beat will ask", task=task, error=str(error))
