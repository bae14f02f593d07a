"""Several workers send at once, and one is killed while it does: each message is kept once, in its order.

Terms: telavox.7, bt.14, sip.4
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby, pairwise
from pathlib import Path
from threading import Barrier
from typing import Any, Final

import psycopg
import pytest
from django.db import connection
from django.utils import timezone

from emergency.registry.transmitting.channels.gateway import GatewayChannel
from emergency.registry.transmitting.sending import send_next
from extranet.celery import app
from extranet.tenancy.context import OPERATOR, PUBLIC, acting
from tests.contracts import FIRST, hold
from tests.outbox.workers import lose_everything_in_redis, wait_until, watching, working
from tests.registry.acts import declare, numbered
from tests.registry.transmitting.stand_in import TOKEN, Emergency, emergency_server

SENDERS: Final = 4
SAMPLE: Final = 3
WHOLE: Final = 20
BLOCKS: Final = 4
State = list[tuple[Any, ...]]


@pytest.fixture
def side(committed_db: None) -> Iterator[Emergency]:
    """The emergency side, for several connections."""
    with emergency_server() as server:
        yield server
    connection.close()


def declared(versions: int) -> None:
    """Declare one address after the other on several blocks."""
    blocks = [hold(FIRST + 200 * place, FIRST + 200 * place + 9) for place in range(BLOCKS)]
    for version in range(1, versions + 1):
        for block in blocks:
            declare(block, numbered(version))
    connection.close()


def sender(url: str, start: Barrier, wanted: int, there: Emergency) -> None:
    """Send on a connection of one's own until everything was kept."""
    channel = GatewayChannel(url, TOKEN)
    try:
        with acting(PUBLIC, OPERATOR):
            start.wait(timeout=60)
            idle = 0
            while len(there.kept) < wanted and idle < 2000:
                idle = 0 if send_next(channel=channel, clock=timezone.now) else idle + 1
    finally:
        connection.close()


def play(there: Emergency, versions: int) -> None:
    """Let several send at once, and look at what arrived."""
    declared(versions)
    start = Barrier(SENDERS)
    with ThreadPoolExecutor(SENDERS) as pool:
        sent = [pool.submit(sender, there.url, start, versions * BLOCKS, there) for _one in range(SENDERS)]
        for one in sent:
            one.result(timeout=300)
    assert len(there.posts) == len(there.kept) == versions * BLOCKS, "each was sent once"
    check_order(there)


def check_order(there: Emergency) -> None:
    """See that about each block the messages arrived in the order of their declaration."""
    arrived = sorted(there.kept.values(), key=lambda one: str(one["numbers"]["first"]))
    for _block, messages in groupby(arrived, key=lambda one: str(one["numbers"]["first"])):
        sequences = [int(one["sequence"]) for one in messages]
        assert all(earlier < later for earlier, later in pairwise(sequences))


def test_several_senders_at_once_send_each_message_once_and_in_order(side: Emergency) -> None:
    play(side, SAMPLE)


@pytest.mark.proof
def test_several_senders_at_once_send_very_many_messages_once_and_in_order(side: Emergency) -> None:
    play(side, WHOLE)


@pytest.mark.proof
def test_a_worker_killed_between_sending_and_noting_sends_again_under_the_same_id(
    side: Emergency, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRANSMIT_HTTP_URL", side.url)
    monkeypatch.setenv("TRANSMIT_HTTP_TOKEN", TOKEN)
    lose_everything_in_redis()
    block = hold()
    declare(block, numbered(1))
    declare(block, numbered(2))
    side.may_answer.clear()
    with watching() as beside:
        with working(tmp_path / "log"):
            app.send_task("registry.transmit", args=["public"])
            assert side.has_arrived.wait(60)
        # The message is there, and no row knows.
        side.may_answer.set()
        lose_everything_in_redis()
        assert states(beside) == [("queued", 1), ("queued", 0)]
        beside.execute("UPDATE registry_transmission SET next_try_at = now() WHERE state = 'queued'")
        with working(tmp_path / "log"):
            app.send_task("registry.transmit", args=["public"])
            wait_until(lambda: [one[0] for one in states(beside)] == ["acknowledged"] * 2, beside)
    assert side.places() == ["1", "2"]
    assert len(side.posts) == 3
    check_order(side)


def states(beside: psycopg.Connection) -> State:
    """Return state and tries of each message, in order."""
    question = "SELECT state, attempts FROM registry_transmission ORDER BY sequence"
    return beside.execute(question).fetchall()
