"""Opening a ticket and listing tickets by key, each against `select 1` on the same connection."""

import logging
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from statistics import median
from typing import Final
from uuid import uuid4

from django.db import connection
from django.test.utils import CaptureQueriesContext

from extranet.tenancy.context import PARTNER, acting
from support.services import open_ticket
from tests.cast import ALICE, ALPHA, person_of
from tests.support.api.calls import TICKETS, Caller, key
from tests.support.playing import CRITICAL, NIGHT, helping, under_contract

MOST: Final = 15
ROUNDS: Final = 200
# What only begins and ends a transaction.
TURNS: Final = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")


def figures() -> Iterator[str]:
    """Yield the lines to print."""
    under_contract()
    with acting(ALPHA, PARTNER):
        helping()
        person = person_of(ALICE)
        numbers = iter(range(10**6))

        def opening() -> None:
            at = NIGHT + timedelta(seconds=next(numbers))
            open_ticket(ticket_id=uuid4(), asked=CRITICAL, person=person, at=at)

        opening()
        with CaptureQueriesContext(connection) as captured:
            opening()
        count = len([one for one in captured.captured_queries if not one["sql"].startswith(TURNS)])
        plain, took = _median(_select_1), _median(opening)
    yield (
        f"opening a critical ticket at night: {count} statements (at most {MOST}),"
        f" {took * 1000:.1f} ms, {took / plain:.0f} x select 1"
    )
    caller = Caller(key())
    logging.disable(logging.INFO)
    took = _median(lambda: caller.get(TICKETS, limit=50), rounds=50)
    logging.disable(logging.NOTSET)
    yield f"api: 50 tickets of {ROUNDS} by key in {took * 1000:.1f} ms, {took / plain:.0f} x select 1"


def _select_1() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _median(act: Callable[[], object], *, rounds: int = ROUNDS) -> float:
    """Return the seconds that one of many rounds took."""
    seconds = []
    for _round in range(rounds):
        began = time.perf_counter()
        act()
        seconds.append(time.perf_counter() - began)
    return median(seconds)
