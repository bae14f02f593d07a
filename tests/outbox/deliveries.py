"""Deliveries that only tests ask for. A worker of the tests loads them too."""

from django.db import connection

from extranet.accounts.models import User
from extranet.audit.services import record
from extranet.outbox.registry import delivers
from tests.accounts.times import NOW

NOTED = "tests.noted"
# Whoever holds this lock keeps a delivery under way.
GATE = 20_261_124


@delivers("tests.note")
def note(text: str) -> None:
    """Leave a note in the journal, in the transaction of the delivery."""
    record(actor=None, act=NOTED, target=User(name=text), at=NOW)


@delivers("tests.note_at_the_gate")
def note_at_the_gate(text: str) -> None:
    """Leave a note, and then wait until nobody holds the gate."""
    note(text)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [GATE])


@delivers("tests.fail")
def fail(text: str) -> None:
    """Leave a note, and then fail."""
    note(text)
    raise RuntimeError(f"no mail server for {text}")


@delivers("tests.break_the_transaction")
def break_the_transaction() -> None:
    """Leave the transaction in a state in which no statement runs."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 / 0")
