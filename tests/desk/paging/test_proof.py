"""Redis lost and workers killed while pages go out: every round reaches its person once in each way.

Beat is played by the tests: they ask for a tick where it would.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.utils import timezone

from extranet.celery import app
from support.desk.models import Page
from support.desk.paging.services import acknowledge_page
from support.desk.paging.waking import ask
from tests.cast import ANNA, BETA, ERIK
from tests.databases import DATABASE
from tests.desk.night import at_the_desk, page, watch_with
from tests.desk.paging.stand_ins import Gateway, Mailbox, gateway_server, mail_server
from tests.outbox.workers import lose_everything_in_redis, wait_until, watching, working

pytestmark = pytest.mark.proof
WAYS = 2


@dataclass
class Night:
    """The stand-ins, a connection to look with, and where workers log."""

    mailbox: Mailbox
    gateway: Gateway
    beside: psycopg.Connection
    log: Path

    def steps(self, condition: str = "true") -> list[tuple[str, str, int]]:
        """Id, kind and attempts of the steps for which a condition holds."""
        question = f"SELECT id::text, kind, attempts FROM desk_pagestep WHERE {condition} ORDER BY round, kind, id"
        return [(str(row[0]), str(row[1]), int(row[2])) for row in self.beside.execute(question).fetchall()]

    def is_sent(self, count: int) -> bool:
        """Whether so many steps went out, and none waits."""
        return len(self.steps("sent_at IS NOT NULL")) == count == len(self.steps())

    def later(self) -> None:
        """Let the leases and the waits between tries pass."""
        self.beside.execute("UPDATE desk_pagestep SET claimed_until = now() WHERE sent_at IS NULL")

    def next_round(self) -> None:
        """Let the minutes between two rounds pass."""
        self.beside.execute("UPDATE desk_page SET next_round_at = now() WHERE status = 'open'")

    def until(self, count: int) -> None:
        """Wait until so many steps are out."""
        wait_until(lambda: self.is_sent(count), self.beside)

    def prove(self, count: int) -> None:
        """Each step was kept once by whoever received it, and nothing else arrived."""
        mails = {f"<{key}@{settings.OPERATOR_HOST}>" for key, kind, _tries in self.steps() if kind == "email"}
        posts = {key for key, kind, _tries in self.steps() if kind == "http"}
        assert len(self.steps()) == count
        # In the hours of support the monthly tests go out as well: they are no pages.
        drills = {str(row[0]) for row in self.beside.execute("SELECT id FROM desk_drill").fetchall()}
        assert self.mailbox.kept() - {f"<{key}@{settings.OPERATOR_HOST}>" for key in drills} == mails
        assert set(self.gateway.kept) - drills == posts
        question = "SELECT count(*) FROM desk_pagestep GROUP BY page_id, round, user_id, kind HAVING count(*) > 1"
        assert self.beside.execute(question).fetchone() is None


@pytest.fixture
def night(committed_db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Night]:
    """Erik watches; the queue is the test's own, and workers send to the stand-ins."""
    assert app.conf.task_default_queue == DATABASE
    lose_everything_in_redis()
    with mail_server() as mailbox, gateway_server() as gateway, watching() as beside:
        monkeypatch.setenv("EMAIL_URL", f"smtp://127.0.0.1:{mailbox.port}")
        monkeypatch.setenv("PAGE_HTTP_URL", gateway.url)
        monkeypatch.setenv("PAGE_HTTP_TOKEN", "a-token-of-the-tests")
        watch_with(ERIK, at=timezone.now())
        yield Night(mailbox, gateway, beside, tmp_path / "log")


def tick() -> None:
    """Ask as beat does."""
    ask("desk.tick")


def test_a_page_that_commits_reaches_its_person_by_itself(night: Night) -> None:
    with working(night.log):
        page(at=timezone.now())
        night.until(WAYS)
    night.prove(WAYS)


def test_redis_is_lost_before_anybody_took_the_wake_up(night: Night) -> None:
    page(at=timezone.now())
    assert lose_everything_in_redis() > 0
    with working(night.log):
        tick()
        night.until(WAYS)
    night.prove(WAYS)


@pytest.mark.parametrize("road", ["mail", "gateway"])
def test_a_worker_is_killed_while_a_message_goes_out_and_redis_is_lost(night: Night, road: str) -> None:
    arrived, confirm = (
        (night.mailbox.has_arrived, night.mailbox.may_confirm)
        if road == "mail"
        else (night.gateway.has_arrived, night.gateway.may_answer)
    )
    confirm.clear()
    with working(night.log):
        page(at=timezone.now())
        assert arrived.wait(60)
    # The message is there, and no row knows.
    lose_everything_in_redis()
    confirm.set()
    kind = "email" if road == "mail" else "http"
    assert night.steps(f"kind = '{kind}' AND sent_at IS NULL AND claimed_until > now()")
    with working(night.log):
        tick()
        wait_until(lambda: bool(night.steps(f"kind <> '{kind}' AND sent_at IS NOT NULL")), night.beside)
        assert night.steps(f"kind = '{kind}' AND sent_at IS NULL"), "the lease holds"
        night.later()
        tick()
        night.until(WAYS)
    night.prove(WAYS)
    received = night.mailbox.ids() if road == "mail" else [post["id"] for post in night.gateway.posts]
    held = {key for key, one, _tries in night.steps() if one == kind}
    assert sum(any(key in one for key in held) for one in received) == 2, "it came twice, under one id"


def test_rounds_follow_each_other_through_kills_and_losses_until_somebody_answers(night: Night) -> None:
    opened = [page(at=timezone.now()), page(schema=BETA, at=timezone.now())]
    for number in range(1, 4):
        with working(night.log):
            tick()
            wait_until(lambda number=number: len(night.steps(f"round = {number}")) == 4, night.beside)  # type: ignore[misc]
        lose_everything_in_redis()
        night.later()
        with working(night.log):
            tick()
            night.until(4 * number)
        night.next_round()
    for one in opened:
        with at_the_desk():
            acknowledge_page(page_id=one.pk, user_id=ANNA.id, user_name=ANNA.name, at=timezone.now())
    night.next_round()
    with working(night.log):
        tick()
        wait_until(lambda: night.beside.execute("SELECT FROM desk_heartbeat").fetchone() is not None, night.beside)
    night.prove(12)
    with at_the_desk():
        assert set(Page.objects.values_list("rounds", flat=True)) == {3}


def test_many_workers_and_many_wake_ups_send_each_step_once(night: Night) -> None:
    with working(night.log, count=3):
        page(at=timezone.now()), page(schema=BETA, at=timezone.now())
        for _time in range(9):
            tick()
            ask("desk.send_steps", "email")
            ask("desk.send_steps", "http")
        night.until(2 * WAYS)
    night.prove(2 * WAYS)
    assert {tries for _key, _kind, tries in night.steps()} == {1}


def test_a_gateway_that_hangs_does_not_hold_the_mail(night: Night) -> None:
    night.gateway.may_answer.clear()
    with working(night.log, count=2):
        page(at=timezone.now())
        assert night.gateway.has_arrived.wait(60)
        for _time in range(4):
            tick()
        page(schema=BETA, at=timezone.now())
        wait_until(lambda: len(night.steps("kind = 'email' AND sent_at IS NOT NULL")) == WAYS, night.beside)
        assert len(night.gateway.posts) == 1, "one worker waits there, the others do not queue up"
        night.gateway.may_answer.set()
        night.until(2 * WAYS)
    night.prove(2 * WAYS)
