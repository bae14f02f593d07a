"""The run goes on by itself, partner after partner; what breaks at one stops no other."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from threading import Barrier, Event
from typing import Any

import pytest
from django.db import connection, transaction

from billing.ledger import working
from billing.ledger.calculating import calculate_partner
from billing.ledger.collecting import freeze_partner
from billing.ledger.models import BillingRun, Invoice, RunItem, Snapshot
from billing.ledger.runs import cancel_run
from billing.ledger.tasks import tick, wake_run, work_run
from billing.ledger.waking import WORKERS, place_at
from billing.ledger.working import TRIES, runs_at_work, step, work
from extranet.audit.models import AuditEvent
from extranet.celery import app
from extranet.errors import IllegalMove
from extranet.tenancy.context import OPERATOR, PUBLIC, acting
from tests.cast import ALPHA, BETA, CLIENT, DIRECT, SIBLING, SOFIE, user_of
from tests.ledger.run.playing import (
    NOW,
    Status,
    at_once,
    clock,
    fresh,
    invoices,
    items,
    started,
    telephony,
    three_houses,
    to_approved,
    to_review,
    worked,
)


@pytest.fixture
def broken_at_beta(monkeypatch: pytest.MonkeyPatch) -> dict[str, bool]:
    """Have the facts of Beta fail until `is_mended`."""
    state = {"is_mended": False}

    def freeze_or_break(*, partner: str, **other: Any) -> Any:
        found = freeze_partner(partner=partner, **other)
        if partner == BETA and not state["is_mended"]:
            raise RuntimeError("the tables of Beta make no sense")
        return found

    monkeypatch.setattr(working, "freeze_partner", freeze_or_break)
    return state


# ---------- Moves ----------
@pytest.mark.parametrize("before", Status.values)
@pytest.mark.parametrize("after", Status.values)
def test_a_run_makes_the_moves_it_knows_and_no_other(before: str, after: str) -> None:
    run = BillingRun(period=NOW.date(), status=before)
    if (before, after) in BillingRun.MOVES:
        run.move_to(after, at=NOW)
        assert (run.status, run.revision) == (after, 2)
        return
    with pytest.raises(IllegalMove) as refused:
        run.move_to(after, at=NOW)
    assert refused.value.code == f"run_{before}"


def test_from_where_people_do_not_decide_the_run_goes_on_by_itself() -> None:
    assert set(working.FOLLOWING.items()) <= BillingRun.MOVES
    assert {*Status.values} - {*working.FOLLOWING} == {Status.REVIEW, Status.DISPATCHED, Status.CANCELLED}


@pytest.mark.django_db
def test_a_run_goes_to_its_review_by_itself() -> None:
    three_houses()
    run = started()
    states = [run.status]
    with acting(PUBLIC, OPERATOR):
        while step(run_id=run.pk, clock=clock):
            states.append(fresh(run).status)
    assert list(dict.fromkeys(states)) == [Status.COLLECTING, Status.FROZEN, Status.CALCULATING, Status.REVIEW]
    run = fresh(run)
    assert (run.frozen_at, run.calculated_at) == (NOW, NOW)
    assert {item.status for item in items(run).values()} == {RunItem.Status.CALCULATED}
    assert [str(invoice.net) for invoice in invoices(run)] == ["112.00", "56.00", "16.00"]
    with acting(PUBLIC, OPERATOR):
        assert AuditEvent.objects.filter(act__in=("run.frozen", "run.calculated")).count() == 2


@pytest.mark.django_db
def test_every_subscription_is_frozen_once() -> None:
    three_houses()
    run = to_review()
    with acting(PUBLIC, OPERATOR):
        assert Snapshot.objects.filter(run=run).count() == 4
    assert (items(run)[ALPHA].subscriptions, items(run)[DIRECT].subscriptions) == (2, 1)


@pytest.mark.django_db
def test_a_run_that_waits_for_people_does_nothing() -> None:
    telephony()
    run = to_review()
    with acting(PUBLIC, OPERATOR):
        assert not step(run_id=run.pk, clock=clock)
        assert runs_at_work() == []
    assert fresh(run).revision == run.revision


@pytest.mark.django_db
def test_a_partner_without_anything_to_bill_has_no_invoice() -> None:
    telephony()
    run = to_review()
    assert [invoice.partner for invoice in invoices(run)] == [ALPHA]
    assert items(run)[BETA].status == RunItem.Status.CALCULATED


# ---------- What is set aside ----------
@pytest.mark.django_db
def test_an_account_set_aside_blocks_nobody() -> None:
    telephony(ALPHA, CLIENT, reported=False)
    telephony(ALPHA, SIBLING, users=4)
    run = to_review()
    assert run.status == Status.REVIEW
    assert items(run)[ALPHA].parked == 1
    assert [str(invoice.net) for invoice in invoices(run)] == ["32.00"]


@pytest.mark.django_db
def test_a_partner_that_breaks_is_tried_again_later_while_the_others_go_on(broken_at_beta: dict[str, bool]) -> None:
    three_houses()
    run = worked(started())
    beta = items(run)[BETA]
    assert (run.status, beta.status, beta.attempts) == (Status.COLLECTING, RunItem.Status.WAITING, 1)
    assert beta.last_error == "RuntimeError: the tables of Beta make no sense"
    assert beta.due_at == NOW + timedelta(seconds=10)
    assert items(run)[ALPHA].status == RunItem.Status.FROZEN
    with acting(PUBLIC, OPERATOR):
        assert not Snapshot.objects.filter(run=run, partner=BETA).exists()
        assert runs_at_work() == [run.pk]
    broken_at_beta["is_mended"] = True
    assert worked(run).status == Status.COLLECTING
    run = worked(run, now=lambda: NOW + timedelta(seconds=10))
    beta = items(run)[BETA]
    assert (run.status, beta.attempts, beta.last_error, beta.due_at) == (Status.REVIEW, 0, "", None)
    assert len(invoices(run)) == 3


@pytest.mark.django_db
def test_a_partner_that_breaks_again_and_again_is_set_aside_and_the_others_are_billed(
    broken_at_beta: dict[str, bool],
) -> None:
    three_houses()
    run, waits = started(), []
    now = NOW
    for _time in range(TRIES):
        run = worked(run, now=lambda now=now: now)  # type: ignore[misc]
        due_at = items(run)[BETA].due_at
        if due_at is not None:
            waits.append(due_at - now)
            now = due_at
    assert waits == [timedelta(seconds=seconds) for seconds in (10, 20, 40, 80)]
    beta = items(run)[BETA]
    assert (beta.status, beta.attempts, beta.due_at) == (RunItem.Status.SET_ASIDE, TRIES, None)
    assert run.status == Status.REVIEW
    assert [invoice.partner for invoice in invoices(run)] == [ALPHA, DIRECT]
    with acting(PUBLIC, OPERATOR):
        event = AuditEvent.objects.get(act="run.partner_set_aside")
    assert event.changes["partner"] == BETA


@pytest.mark.django_db
def test_what_breaks_while_it_calculates_leaves_no_half_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    three_houses()
    run = started()

    def calculate_or_break(*, partner: str, **other: Any) -> Any:
        done = calculate_partner(partner=partner, **other)
        if partner == ALPHA:
            raise RuntimeError("full disk")
        return done

    monkeypatch.setattr(working, "calculate_partner", calculate_or_break)
    run = worked(run)
    assert (run.status, [invoice.partner for invoice in invoices(run)]) == (Status.CALCULATING, [BETA, DIRECT])


# ---------- Many workers ----------
@pytest.fixture
def run(committed_db: None) -> Iterator[BillingRun]:
    """A run of three houses, committed."""
    three_houses()
    yield started()
    connection.close()


def test_a_partner_under_work_is_left_to_whoever_is_at_it(run: BillingRun) -> None:
    with acting(PUBLIC, OPERATOR), transaction.atomic():
        RunItem.objects.select_for_update().get(run=run, partner=ALPHA)
        at_once(lambda: [step(run_id=run.pk, clock=clock) for _time in range(9)])
        assert {item.partner: item.status for item in items(run).values()} == {
            ALPHA: RunItem.Status.WAITING,
            BETA: RunItem.Status.FROZEN,
            DIRECT: RunItem.Status.FROZEN,
        }
        assert fresh(run).status == Status.COLLECTING
    assert worked(run).status == Status.REVIEW


def test_many_workers_at_once_end_in_the_same_rows(run: BillingRun) -> None:
    at_once(*[lambda: work(run_id=run.pk, clock=clock, until=datetime.max.replace(tzinfo=NOW.tzinfo))] * 4)
    run = worked(run)
    assert run.status == Status.REVIEW
    assert [str(invoice.net) for invoice in invoices(run)] == ["112.00", "56.00", "16.00"]


def test_a_run_given_up_under_work_keeps_no_draft(run: BillingRun) -> None:
    run = worked(run)
    with acting(PUBLIC, OPERATOR):
        BillingRun.objects.filter(pk=run.pk).update(status=Status.CALCULATING)
        RunItem.objects.filter(run=run).update(status=RunItem.Status.FROZEN)
    person = user_of(SOFIE)
    at_once(
        lambda: [step(run_id=run.pk, clock=clock) for _time in range(5)],
        lambda: cancel_run(run_id=run.pk, revision=run.revision, reason="faux", actor=person, at=NOW),
    )
    run = worked(run)
    assert (run.status, invoices(run)) in ((Status.CANCELLED, []), (Status.REVIEW, invoices(run)))


def test_a_run_takes_so_many_workers_and_no_more(run: BillingRun) -> None:
    start, is_over = Barrier(WORKERS + 1), Event()

    def stay() -> bool:
        with place_at(run.pk) as is_ours:
            start.wait(timeout=10)
            is_over.wait(timeout=10)
            return is_ours

    def look() -> bool:
        start.wait(timeout=10)
        try:
            with place_at(run.pk) as is_ours:
                return is_ours
        finally:
            is_over.set()

    assert at_once(*[stay] * WORKERS, look) == [*[True] * WORKERS, False]
    assert at_once(lambda: place_at(run.pk).__enter__()) == [True]


# ---------- Tasks ----------
@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, list[str]]]:
    """What is asked of workers."""
    sent: list[tuple[str, list[str]]] = []
    monkeypatch.setattr(app, "send_task", lambda name, args, **_options: sent.append((name, args)))
    return sent


@pytest.mark.django_db
def test_beat_wakes_the_runs_that_go_on_and_no_other(asked: list[tuple[str, list[str]]]) -> None:
    telephony()
    run = started()
    asked.clear()
    tick(PUBLIC)
    assert asked == [("ledger.work_run", [PUBLIC, str(run.pk)])] * WORKERS
    worked(run)
    asked.clear()
    tick(PUBLIC)
    assert asked == []


@pytest.mark.django_db
def test_a_worker_takes_a_run_to_its_review_and_asks_for_no_more(asked: list[tuple[str, list[str]]]) -> None:
    telephony()
    run = started()
    asked.clear()
    work_run(PUBLIC, str(run.pk))
    assert (fresh(run).status, asked) == (Status.REVIEW, [])
    with acting(PUBLIC, OPERATOR):
        wake_run(str(run.pk))
    assert len(asked) == WORKERS


@pytest.mark.django_db
def test_a_worker_issues_what_was_approved() -> None:
    three_houses()
    run = to_approved()
    work_run(PUBLIC, str(run.pk))
    assert fresh(run).status == Status.DISPATCHED
    with acting(PUBLIC, OPERATOR):
        assert not Invoice.objects.filter(run=run, status=Invoice.Status.DRAFT).exists()
