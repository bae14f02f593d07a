"""A block is cut while somebody allocates some of its numbers: the cut goes on, and the other is told they are taken.

Terms: telavox.7, bt.14, sip.4
"""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from extranet.errors import Refusal
from extranet.numbering import cutting
from extranet.numbering.models import Holding
from extranet.numbering.services import Claim, allocate_blocks
from extranet.ordering.models import Subscription
from extranet.tenancy.context import OPERATOR, acting
from tests.cast import ALPHA, BETA, BETA_CLIENT, ERIK, user_of
from tests.contracts import FIRST, SINCE, hold, subscribe
from tests.registry.acts import declare
from tests.registry.cutting import give, split, towns

# Longer than the database waits before it looks for a deadlock: it then undoes the one who came last.
WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted AND waitstart < clock_timestamp() - interval '1100 ms'"


@pytest.fixture
def block(committed_db: None) -> Iterator[Holding]:
    """A block with its address, committed."""
    held = hold()
    declare(held)
    yield held
    connection.close()


def until_somebody_waits() -> None:
    """Ask the database until somebody has waited for a lock for a while."""
    end = time.monotonic() + 10
    with connection.cursor() as cursor:
        while time.monotonic() < end:
            cursor.execute(WAITING)
            if cursor.fetchone()[0]:
                return
    raise AssertionError("nobody waits")


def held_up(monkeypatch: pytest.MonkeyPatch, has_ended: Event) -> None:
    """Hold the next cut up between the end of the old block and the first of the new ones, until somebody waits."""
    made: Callable[..., Any] = cutting._made

    def made_later(*facts: Any) -> Any:
        if not has_ended.is_set():
            has_ended.set()
            until_somebody_waits()
        return made(*facts)

    monkeypatch.setattr(cutting, "_made", made_later)


def allocating(subscription: Subscription, has_ended: Event) -> object:
    """Claim a number of the block once it has ended; return the refusal."""
    try:
        assert has_ended.wait(timeout=10)
        with acting(ALPHA, OPERATOR):
            claim = Claim("02 226 88 10", "", uuid4())
            return allocate_blocks(
                subscription=subscription, claims=[claim], since=SINCE, actor=user_of(ERIK), at=timezone.now()
            )
    except Refusal as refusal:
        return refusal.code
    finally:
        connection.close()


def test_a_split_and_an_allocation_do_not_wait_for_each_other(block: Holding, monkeypatch: pytest.MonkeyPatch) -> None:
    taker, has_ended = subscribe(), Event()
    held_up(monkeypatch, has_ended)
    with ThreadPoolExecutor(1) as pool:
        other = pool.submit(allocating, taker, has_ended)
        split(block)
        assert other.result() == "block_unavailable"
    assert towns(FIRST, FIRST + 10, FIRST + 60) == ["Bruxelles", "Bruxelles", "Saintes"]


def test_numbers_handed_over_and_an_allocation_do_not_wait_for_each_other(
    block: Holding, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs, taker, has_ended = subscribe(BETA, BETA_CLIENT), subscribe(), Event()
    held_up(monkeypatch, has_ended)
    with ThreadPoolExecutor(1) as pool:
        other = pool.submit(allocating, taker, has_ended)
        given = give(block, FIRST, FIRST + 49, theirs).given
        assert other.result() == "block_unavailable"
    assert (given.partner, towns(FIRST, FIRST + 60)) == (BETA, ["none_declared", "Bruxelles"])
