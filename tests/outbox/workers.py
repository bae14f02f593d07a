"""Real workers on the test's own database and queue, and ways to lose what they lean on."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import Final
from urllib.parse import urlsplit, urlunsplit

import psycopg
import redis
from django.conf import settings
from django.db import connection
from psycopg.conninfo import make_conninfo

from extranet.boot.places import ROOT
from tests.databases import DATABASE
from tests.outbox.deliveries import GATE

PATIENCE_SECONDS: Final = 60
TICK_SECONDS: Final = 0.05


class Worker:
    """One worker process, as production starts it, with the deliveries of the tests on top."""

    def __init__(self, log: Path, redis_url: str) -> None:
        web = urlsplit(os.environ["DATABASE_URL"])
        environment = os.environ | {
            "EXTRANET_AS": "web",
            "DATABASE_URL": urlunsplit(web._replace(path=f"/{DATABASE}")),
            "REDIS_URL": redis_url,
            "TASK_QUEUE": DATABASE,
        }
        options = ["--pool=prefork", "--concurrency=1", f"--queues={DATABASE}", "--include=tests.outbox.deliveries"]
        quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel=INFO"]
        command = [sys.executable, "-m", "celery", "--app=extranet.celery", "worker", *options, *quiet]
        self._log = log.open("ab")
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=self._log, stderr=self._log, start_new_session=True
        )

    def kill(self) -> None:
        """End the process and its children without a chance to say anything."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, 9)
        self.process.wait()
        self._log.close()


@contextmanager
def working(log: Path, *, count: int = 1, redis_url: str = settings.REDIS_URL) -> Iterator[list[Worker]]:
    """Have workers run during the block."""
    workers = [Worker(log, redis_url) for _number in range(count)]
    try:
        yield workers
    finally:
        for worker in workers:
            worker.kill()


@contextmanager
def watching() -> Iterator[psycopg.Connection]:
    """A connection beside Django's, in which every statement sees what has committed by then."""
    given = connection.get_connection_params()
    names = ("host", "port", "user", "dbname")
    address = make_conninfo("", **{name: given[name] for name in names if given.get(name)})
    with psycopg.connect(address, autocommit=True) as session:
        session.execute("SET ROLE extranet_owner")
        yield session


@contextmanager
def gate_closed() -> Iterator[None]:
    """Keep deliveries at the gate under way until the block ends."""
    with watching() as session:
        session.execute("SELECT pg_advisory_lock(%s)", [GATE])
        yield


def someone_waits_at_the_gate(session: psycopg.Connection) -> bool:
    """Whether a worker is in the middle of a delivery."""
    question = "SELECT FROM pg_locks WHERE locktype = 'advisory' AND objid = %s AND NOT granted"
    return session.execute(question, [GATE]).fetchone() is not None


def wait_until(is_so: Callable[[], bool], session: psycopg.Connection) -> None:
    """Wait for something another process does; fails after a minute."""
    deadline = monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert monotonic() < deadline, "nothing happened for a minute"
        session.execute("SELECT pg_sleep(%s)", [TICK_SECONDS])


def lose_everything_in_redis() -> int:
    """Delete every key of this run's own queue, and what workers hold unanswered; return how many there were."""
    patterns = (f"{DATABASE}*", f"_kombu*{DATABASE}*", "unacked*")
    with redis.from_url(settings.REDIS_URL) as server:
        keys = [key for pattern in patterns for key in server.scan_iter(pattern)]
        return int(server.delete(*keys)) if keys else 0
