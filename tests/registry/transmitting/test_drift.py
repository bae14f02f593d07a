"""What was never told is found by a replay of all messages, and queued once.

Terms: telavox.7, bt.14, sip.4
"""

from datetime import datetime
from itertools import pairwise

import pytest
from django.db import connection

from emergency.registry.models import Transmission
from emergency.registry.transmitting import drift
from extranet.tenancy.context import OPERATOR, OWNER, PUBLIC, acting
from tests.contracts import FIRST, hold
from tests.registry.acts import clock, declare, numbered, release
from tests.registry.cutting import LAST, carve, port
from tests.registry.transmitting.replaying import differences, heard

pytestmark = pytest.mark.django_db
NUMBERS = range(FIRST, LAST + 1, 7)


def lose_all() -> None:
    """Lose every message, as if the registry were older than they are."""
    with acting(PUBLIC, OWNER), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE registry_transmission DISABLE TRIGGER transmission_frozen")
        cursor.execute("DELETE FROM registry_transmission")
        cursor.execute("ALTER TABLE registry_transmission ENABLE TRIGGER transmission_frozen")


def missing() -> int:
    """Return how many messages are missing."""
    with acting(PUBLIC, OPERATOR):
        return drift.count_missing(at=clock())


def mend() -> int:
    """Queue what is missing, as the night does."""
    with acting(PUBLIC, OPERATOR):
        return drift.queue_missing()


def test_after_any_act_nothing_is_missing() -> None:
    block = hold()
    declare(block, numbered(1))
    _left, one, right = carve(block, FIRST + 40, numbered(2))
    port(right, LAST - 9, LAST)
    release(one)
    assert missing() == 0
    assert mend() == 0


def test_what_was_declared_before_there_were_messages_is_queued_once() -> None:
    block = hold()
    declare(block, numbered(1))
    carve(block, FIRST + 40, numbered(2))
    declare(hold(FIRST + 200, FIRST + 209), numbered(3))
    lose_all()
    queued = mend()
    assert queued == len(heard()) >= 3
    assert mend() == 0
    assert not differences([*NUMBERS, FIRST + 40, FIRST + 205], clock())
    with acting(PUBLIC, OPERATOR):
        messages = Transmission.objects.select_related("holding")
        assert all(one.holding.numbers.lower <= one.numbers.lower for one in messages)
        assert all(one.holding.partner == one.partner for one in messages)


def test_an_address_the_other_side_still_has_is_withdrawn() -> None:
    block = hold()
    declare(block, numbered(1))
    release(block)
    with acting(PUBLIC, OWNER):
        Transmission.objects.filter(kind="withdraw").update(state="cancelled")
    assert missing() == 1
    assert mend() == 0, "staff settled it otherwise"


def test_a_block_that_is_cut_while_its_lock_is_waited_for_is_looked_at_again(monkeypatch: pytest.MonkeyPatch) -> None:
    block = hold()
    declare(block, numbered(1))
    lose_all()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    read, cuts = clock, [lambda: carve(block, FIRST + 40, numbered(2))]

    def clock_after_a_cut() -> datetime:
        if cuts and connection.in_atomic_block:
            cuts.pop()()
        return read()

    with acting(PUBLIC, OPERATOR):
        (window,) = drift.windows()
    monkeypatch.setattr(drift, "clock", clock_after_a_cut)
    with acting(PUBLIC, OPERATOR):
        assert drift._mended_at_once(window) is None
        assert drift._mended(window) > 0
    assert not differences([*NUMBERS, FIRST + 40], clock())


@pytest.mark.parametrize("blocks", [1, 2, 500])
def test_windows_are_all_numbers_ever_held_each_once(blocks: int) -> None:
    for place in range(5):
        hold(FIRST + 100 * place, FIRST + 100 * place + 9)
    with acting(PUBLIC, OPERATOR):
        windows = drift.windows(blocks)
    assert windows[0].first == FIRST
    assert len(windows) == -(-5 // blocks)
    assert all(one.end == other.first for one, other in pairwise(windows))
