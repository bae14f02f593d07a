"""Having workers look at a run, a few at a time. Losing the call costs seconds: beat asks again."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final
from uuid import UUID

import structlog
from django.db import connection
from kombu.exceptions import OperationalError

from extranet.celery import app
from extranet.tenancy.context import PUBLIC

log = structlog.get_logger("billing.ledger")
WORK: Final = "ledger.work_run"
# A run never takes more workers than this: mails and the night must find one too.
WORKERS: Final = 2
# A call that nobody took by then is stale: beat has asked anew since.
STALE_SECONDS: Final = 30
# Any number that no other advisory lock of the house uses; the first of as many as there are workers.
_PLACES: Final = 7_112_100


def ask(run_id: UUID, *, times: int = WORKERS) -> None:
    """Have workers work on a run; without Redis beat will."""
    try:
        for _time in range(times):
            app.send_task(WORK, args=[PUBLIC, str(run_id)], retry=False, expires=STALE_SECONDS)
    except OperationalError as error:
        log.warning("no broker, beat will ask", run=str(run_id), error=str(error))


@contextmanager
def place_at(run_id: UUID) -> Iterator[bool]:
    """Hold one of the places of a run during the block; gives False when all are taken. A worker's death frees its."""
    held = next((place for place in range(_PLACES, _PLACES + WORKERS) if _is_taken(place, run_id)), 0)
    try:
        yield bool(held)
    finally:
        if held:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, hashtext(%s))", [held, str(run_id)])


def _is_taken(place: int, run_id: UUID) -> bool:
    """Whether the place was free and is ours now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, hashtext(%s))", [place, str(run_id)])
        row = cursor.fetchone()
    return bool(row and row[0])
