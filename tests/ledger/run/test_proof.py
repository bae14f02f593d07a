"""Workers killed with -9 in the middle of a run and Redis flushed: the run finishes by itself, every subscription once.

Beat is played by the tests: they ask for a tick where it would.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from billing.ledger.finalising import number_of
from billing.ledger.models import BillingRun
from extranet.celery import app
from extranet.tenancy.context import OPERATOR, PUBLIC, acting
from tests.cast import ALPHA, BETA, BETA_CLIENT, CLIENT, DIRECT, DIRECT_CLIENT, DIRECT_SIBLING, SIBLING
from tests.databases import DATABASE
from tests.ledger.run.playing import Status, approved, invoices, reviewed, started, telephony
from tests.outbox.workers import lose_everything_in_redis, wait_until, watching, working

pytestmark = pytest.mark.proof
NETS = ["160.00", "80.00", "80.00", "80.00"]


@pytest.fixture
def beside(committed_db: None) -> Iterator[psycopg.Connection]:
    """A month to bill at three houses, and a connection to look with; the queue is the test's own."""
    assert app.conf.task_default_queue == DATABASE
    lose_everything_in_redis()
    for schema, client_id in ((ALPHA, CLIENT), (ALPHA, SIBLING), (BETA, BETA_CLIENT)):
        telephony(schema, client_id)
    for client_id in (DIRECT_CLIENT, DIRECT_SIBLING):
        telephony(DIRECT, client_id)
    with watching() as session:
        yield session
    connection.close()


def tick() -> None:
    """Ask as beat does."""
    app.send_task("ledger.tick", args=[PUBLIC], retry=False)


def state(beside: psycopg.Connection) -> str:
    """Where the run stands."""
    row = beside.execute("SELECT status FROM ledger_billingrun").fetchone()
    assert row is not None
    return str(row[0])


@contextmanager
def closed(table: str) -> Iterator[None]:
    """Keep whoever writes into a table under way until the block ends."""
    with watching() as session, session.transaction():
        session.execute(f"LOCK TABLE {table} IN SHARE MODE")
        yield


def someone_waits(beside: psycopg.Connection) -> bool:
    """Whether a worker is in the middle of writing."""
    return beside.execute("SELECT FROM pg_locks WHERE locktype = 'relation' AND NOT granted").fetchone() is not None


def nobody_works(beside: psycopg.Connection) -> bool:
    """Whether the server has noticed the death of the workers."""
    question = (
        "SELECT FROM pg_stat_activity WHERE datname = current_database() AND state <> 'idle'"
        " AND pid <> pg_backend_pid() AND usename = 'extranet_web'"
    )
    return beside.execute(question).fetchone() is None


def kill_in_the_middle_of(table: str, beside: psycopg.Connection, log: Path) -> None:
    """Have a worker write into a table, kill it there, and flush Redis."""
    with closed(table), working(log):
        tick()
        wait_until(lambda: someone_waits(beside), beside)
    lose_everything_in_redis()
    wait_until(lambda: nobody_works(beside), beside)


def finish(wanted: str, beside: psycopg.Connection, log: Path) -> None:
    """Have a worker go on from the rows alone."""
    with working(log):
        tick()
        wait_until(lambda: state(beside) == wanted, beside)


def check_drafts(run: BillingRun, beside: psycopg.Connection) -> None:
    """See that every subscription was frozen once and is on one invoice once."""
    question = (
        "SELECT (SELECT count(*) FROM ledger_snapshot), (SELECT count(DISTINCT subscription_id) FROM ledger_snapshot),"
        " (SELECT count(*) FROM ledger_invoiceline), (SELECT count(DISTINCT subscription_id) FROM ledger_invoiceline)"
    )
    assert beside.execute(question).fetchone() == (5, 5, 5, 5)
    assert [str(invoice.net) for invoice in invoices(run)] == NETS


def test_a_run_started_by_a_button_reaches_its_review_by_itself(beside: psycopg.Connection, tmp_path: Path) -> None:
    with working(tmp_path / "log", count=2):
        run = started()
        wait_until(lambda: state(beside) == Status.REVIEW, beside)
    check_drafts(run, beside)


@pytest.mark.parametrize("table", ["ledger_snapshot", "ledger_invoice", "ledger_invoiceline", "ledger_runitem"])
def test_killed_before_the_review(beside: psycopg.Connection, tmp_path: Path, table: str) -> None:
    run = started()
    lose_everything_in_redis()
    kill_in_the_middle_of(table, beside, tmp_path / "log")
    assert state(beside) != Status.REVIEW
    finish(Status.REVIEW, beside, tmp_path / "log")
    check_drafts(run, beside)


@pytest.mark.parametrize("table", ["ledger_invoice", "ledger_numberseries", "audit_auditevent", "outbox_message"])
def test_killed_while_it_issues(beside: psycopg.Connection, tmp_path: Path, table: str) -> None:
    run = started()
    finish(Status.REVIEW, beside, tmp_path / "log")
    reviewed(run)
    approved(run)
    lose_everything_in_redis()
    kill_in_the_middle_of(table, beside, tmp_path / "log")
    assert state(beside) != Status.DISPATCHED
    finish(Status.DISPATCHED, beside, tmp_path / "log")
    check_drafts(run, beside)
    given = [(invoice.number, invoice.issued_on) for invoice in invoices(run)]
    assert given == [
        (number_of("invoice", day.year, place), day) for place, (_number, day) in enumerate(given, 1) if day
    ]
    asked = "SELECT count(*) FROM outbox_message WHERE name = 'billing.tell_invoice_issued'"
    assert beside.execute(asked).fetchone() == (4,)


def test_killed_again_and_again(beside: psycopg.Connection, tmp_path: Path) -> None:
    run = started()
    for table in ("ledger_snapshot", "ledger_runitem", "ledger_invoice", "ledger_vattotal"):
        kill_in_the_middle_of(table, beside, tmp_path / "log")
    finish(Status.REVIEW, beside, tmp_path / "log")
    check_drafts(run, beside)
    with acting(PUBLIC, OPERATOR):
        assert not run.items.exclude(attempts=0).exists()
