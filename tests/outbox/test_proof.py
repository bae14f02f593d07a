"""Losing Redis at any moment, or a worker in the middle of a delivery: everything still happens once."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from celery import Celery
from django.utils import timezone

from extranet.boot.redis import Redis
from extranet.celery import app
from extranet.outbox import wake as wake_module
from extranet.outbox.models import Message
from extranet.outbox.services import enqueue, sweep
from extranet.outbox.wake import wake
from extranet.tenancy.context import PARTNER, acting
from tests.cast import ALPHA, BETA
from tests.databases import DATABASE
from tests.outbox.deliveries import NOTED
from tests.outbox.workers import (
    gate_closed,
    lose_everything_in_redis,
    someone_waits_at_the_gate,
    wait_until,
    watching,
    working,
)

pytestmark = pytest.mark.proof


@pytest.fixture
def beside(committed_db: None) -> Iterator[psycopg.Connection]:
    """A connection to look with; the queue is the test's own."""
    assert app.conf.task_default_queue == DATABASE
    lose_everything_in_redis()
    with watching() as session:
        yield session


def ask(name: str, *texts: str, schema: str = ALPHA) -> list[Message]:
    """Ask for deliveries and commit."""
    with acting(schema, PARTNER):
        return [enqueue(name, text) for text in texts]


def notes(beside: psycopg.Connection) -> list[str]:
    """What deliveries have left, sorted."""
    question = "SELECT target_label FROM audit_auditevent WHERE act = %s ORDER BY target_label"
    return [row[0] for row in beside.execute(question, [NOTED]).fetchall()]


def waiting(beside: psycopg.Connection) -> int:
    """How many deliveries are not made."""
    row = beside.execute("SELECT count(*) FROM outbox_message WHERE delivered_at IS NULL").fetchone()
    assert row is not None
    return int(row[0])


def is_free(beside: psycopg.Connection, message: Message) -> bool:
    """Whether no transaction holds the row of a message."""
    question = "SELECT FROM outbox_message WHERE id = %s FOR UPDATE SKIP LOCKED"
    return beside.execute(question, [message.pk]).fetchone() is not None


def sweep_later() -> int:
    """Sweep as beat does a moment later."""
    return sweep(at=timezone.now() + timedelta(seconds=10))


def test_a_worker_makes_what_was_asked_in_two_houses(beside: psycopg.Connection, tmp_path: Path) -> None:
    ask("tests.note", "one", "two")
    ask("tests.note", "three", schema=BETA)
    with working(tmp_path / "log"):
        wait_until(lambda: waiting(beside) == 0, beside)
    assert notes(beside) == ["one", "three", "two"]


def test_redis_is_lost_before_anybody_took_the_wake_up(beside: psycopg.Connection, tmp_path: Path) -> None:
    ask("tests.note", "one", "two", "three")
    assert lose_everything_in_redis() > 0
    with working(tmp_path / "log"):
        assert sweep_later() == 3
        wait_until(lambda: waiting(beside) == 0, beside)
    assert notes(beside) == ["one", "three", "two"]


def test_redis_is_lost_while_a_delivery_is_under_way(beside: psycopg.Connection, tmp_path: Path) -> None:
    with working(tmp_path / "log"):
        with gate_closed():
            ask("tests.note_at_the_gate", "one")
            wait_until(lambda: someone_waits_at_the_gate(beside), beside)
            lose_everything_in_redis()
            sweep_later()
        wait_until(lambda: waiting(beside) == 0, beside)
        ask("tests.note", "two")
        wait_until(lambda: "two" in notes(beside), beside)
    assert notes(beside) == ["one", "two"]


def test_a_worker_is_killed_in_the_middle_of_a_delivery(beside: psycopg.Connection, tmp_path: Path) -> None:
    with gate_closed():
        (message,) = ask("tests.note_at_the_gate", "one")
        with working(tmp_path / "log"):
            wait_until(lambda: someone_waits_at_the_gate(beside), beside)
    # The server notices the death of its client when the lock lets it go on.
    wait_until(lambda: is_free(beside, message), beside)
    assert (waiting(beside), notes(beside)) == (1, [])
    with working(tmp_path / "log"):
        sweep_later()
        wait_until(lambda: waiting(beside) == 0, beside)
    assert notes(beside) == ["one"]
    with acting(ALPHA, PARTNER):
        assert Message.objects.get(pk=message.pk).attempts == 1


def test_many_wake_ups_and_many_workers_make_one_delivery(beside: psycopg.Connection, tmp_path: Path) -> None:
    with working(tmp_path / "log", count=3):
        with gate_closed():
            (message,) = ask("tests.note_at_the_gate", "one")
            for _time in range(9):
                wake(ALPHA, message.pk)
            wait_until(lambda: someone_waits_at_the_gate(beside), beside)
            ask("tests.note", "two", "three")
            wait_until(lambda: notes(beside) == ["three", "two"], beside)  # the others do not queue behind it
        wait_until(lambda: waiting(beside) == 0, beside)
    assert notes(beside) == ["one", "three", "two"]


@pytest.fixture
def own_redis(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Redis]:
    """A Redis of this test alone, which wake-ups go to."""
    server = Redis.under(tmp_path, subfolder="own")
    server.start()
    broker = server.url().replace("unix://", "redis+socket://")
    own = Celery(broker=broker, task_cls="extranet.tenancy.task:HouseTask")
    own.conf.task_default_queue = DATABASE
    own.conf.broker_transport_options = app.conf.broker_transport_options
    monkeypatch.setattr(wake_module, "app", own)
    yield server
    server.stop()


def test_redis_stops_and_starts_again_under_a_worker(
    beside: psycopg.Connection, own_redis: Redis, tmp_path: Path
) -> None:
    with working(tmp_path / "log", redis_url=own_redis.url()):
        ask("tests.note", "one")
        wait_until(lambda: notes(beside) == ["one"], beside)
        own_redis.stop()
        ask("tests.note", "two")
        own_redis.start()
        sweep_later()
        wait_until(lambda: waiting(beside) == 0, beside)
    assert notes(beside) == ["one", "two"]


def test_both_are_lost_again_and_again(beside: psycopg.Connection, tmp_path: Path) -> None:
    texts = [f"{number:02}" for number in range(40)]
    for number, text in enumerate(texts):
        ask("tests.note", text, schema=(ALPHA, BETA)[number % 2])
    for _time in range(3):
        before = waiting(beside)
        with working(tmp_path / "log"):
            sweep_later()
            wait_until(lambda before=before: waiting(beside) < before, beside)  # type: ignore[misc]
            lose_everything_in_redis()
    with working(tmp_path / "log"):
        sweep_later()
        wait_until(lambda: waiting(beside) == 0, beside)
    assert notes(beside) == texts
