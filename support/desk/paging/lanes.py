"""One sender a kind: a lane that a worker holds while it sends, and that its death frees.

Without it every tick would put one more worker in front of a provider that hangs, until none is left for the other.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.db import connection

_LANES: Final = 7_112_000


@contextmanager
def lane(kind: str) -> Iterator[bool]:
    """Hold the lane of a kind during the block; gives False when another session of the database holds it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, hashtext(%s))", [_LANES, kind])
        row = cursor.fetchone()
    is_ours = bool(row and row[0])
    try:
        yield is_ours
    finally:
        if is_ours:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, hashtext(%s))", [_LANES, kind])
