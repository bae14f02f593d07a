"""What people decide about a run: four eyes, the state they saw, giving up, taking a partner's facts again."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from billing.ledger.models import BillingRun, Invoice, InvoiceLine, RunItem, Snapshot, VatTotal
from billing.ledger.runs import approve_run, cancel_run, recollect_partner, review_run
from extranet.audit.models import AuditEvent
from extranet.errors import IllegalMove, InvalidInput, NotAllowed, Stale
from extranet.outbox.models import Message
from extranet.tenancy.context import OPERATOR, PUBLIC, acting
from tests.cast import ALPHA, ANNA, BETA, BETA_CLIENT, ERIK, SOFIE, Member, user_of
from tests.ledger.playing import report
from tests.ledger.run.playing import (
    LAST,
    MONTH,
    NOW,
    Status,
    approved,
    fresh,
    invoices,
    items,
    reviewed,
    started,
    telephony,
    three_houses,
    to_approved,
    to_review,
    worked,
)

pytestmark = pytest.mark.django_db


def decide(act: Any, run: BillingRun, by: Member = SOFIE, **other: Any) -> BillingRun:
    """Decide about a run as it was seen."""
    facts = {"run_id": run.pk, "revision": run.revision, "actor": user_of(by), "at": NOW, **other}
    with acting(PUBLIC, OPERATOR):
        decided: BillingRun = act(**facts)
    return decided


def acts(name: str) -> list[AuditEvent]:
    """The acts of a kind, oldest first."""
    with acting(PUBLIC, OPERATOR):
        return list(AuditEvent.objects.filter(act=name).order_by("pk"))


# ---------- Four eyes ----------
def test_one_person_reads_and_another_approves() -> None:
    three_houses()
    run = to_review()
    run = reviewed(run, by=SOFIE)
    assert (run.status, run.reviewed_by_name, run.reviewed_at) == (Status.REVIEW, SOFIE.name, NOW)
    run = approved(run, by=ANNA)
    assert (run.status, run.approved_by_name, run.approved_at) == (Status.APPROVED, ANNA.name, NOW)
    (event,) = acts("run.approved")
    assert (event.actor_name, event.changes["invoices"], event.changes["net"]) == (ANNA.name, 3, "184.00")
    with acting(PUBLIC, OPERATOR):
        assert Message.objects.filter(name="ledger.wake_run").count() == 2


def test_whoever_read_does_not_approve() -> None:
    telephony()
    run = reviewed(to_review(), by=ANNA)
    with pytest.raises(NotAllowed, match="une autre personne") as refused:
        decide(approve_run, run, by=ANNA)
    assert (refused.value.code, fresh(run).status) == ("run_same_person", Status.REVIEW)


def test_the_database_itself_refuses_one_person_for_both() -> None:
    telephony()
    run = reviewed(to_review(), by=ANNA)
    with acting(PUBLIC, OPERATOR), pytest.raises(IntegrityError, match="approved_by_another_person"):
        BillingRun.objects.filter(pk=run.pk).update(
            status=Status.APPROVED, approved_at=NOW, approved_by_id=ANNA.id, approved_by_name="x"
        )


@pytest.mark.parametrize("reader", [None, SOFIE])
def test_the_database_itself_refuses_an_approval_without_both(reader: Member | None) -> None:
    telephony()
    run = to_review()
    if reader:
        reviewed(run, by=reader)
    approver = None if reader else ANNA.id
    with acting(PUBLIC, OPERATOR), pytest.raises(IntegrityError, match="approved_by_another_person"):
        BillingRun.objects.filter(pk=run.pk).update(status=Status.APPROVED, approved_at=NOW, approved_by_id=approver)


def test_nothing_is_approved_that_nobody_read() -> None:
    telephony()
    run = to_review()
    with pytest.raises(IllegalMove) as refused:
        decide(approve_run, run, by=ANNA)
    assert refused.value.code == "run_not_reviewed"


def test_a_run_is_read_once() -> None:
    telephony()
    run = reviewed(to_review())
    with pytest.raises(IllegalMove, match="Sofie Smets"):
        decide(review_run, run, by=ANNA)


@pytest.mark.parametrize("act", [review_run, approve_run])
def test_a_run_that_still_works_is_neither_read_nor_approved(act: Any) -> None:
    telephony()
    run = started()
    with pytest.raises(IllegalMove) as refused:
        decide(act, run)
    assert refused.value.code == "run_collecting"


@pytest.mark.parametrize(
    ("act", "more"),
    [
        (review_run, {}),
        (approve_run, {}),
        (cancel_run, {"reason": "faux"}),
        (recollect_partner, {"partner": ALPHA}),
    ],
)
def test_support_reads_and_decides_nothing(act: Any, more: dict[str, str]) -> None:
    telephony()
    run = to_review()
    with pytest.raises(NotAllowed) as refused:
        decide(act, run, by=ERIK, **more)
    assert (refused.value.code, fresh(run).revision) == ("billing_is_for_finance", run.revision)


@pytest.mark.parametrize(
    ("act", "more"),
    [
        (review_run, {}),
        (approve_run, {}),
        (cancel_run, {"reason": "faux"}),
        (recollect_partner, {"partner": ALPHA}),
    ],
)
def test_whoever_saw_an_older_state_reads_again_first(act: Any, more: dict[str, str]) -> None:
    telephony()
    run = to_review()
    seen = fresh(run)
    reviewed(run)
    with pytest.raises(Stale) as refused:
        decide(act, seen, by=ANNA, **more)
    assert refused.value.code == "run_changed"


# ---------- Giving up ----------
def test_a_run_given_up_loses_its_drafts_and_the_journal_keeps_what_they_were() -> None:
    three_houses()
    run = decide(cancel_run, to_review(), reason="  la liste de prix   est fausse ")
    assert (run.status, run.cancelled_by_name, run.cancelled_at) == (Status.CANCELLED, SOFIE.name, NOW)
    assert run.cancelled_reason == "la liste de prix est fausse"
    with acting(PUBLIC, OPERATOR):
        assert not any(table.objects.exists() for table in (Invoice, InvoiceLine, VatTotal))
    (event,) = acts("run.cancelled")
    assert (event.changes["reason"], event.changes["invoices"]) == ("la liste de prix est fausse", 3)
    assert [draft[0] for draft in event.changes["drafts"]] == [ALPHA, BETA, "direct"]


@pytest.mark.parametrize("reason", ["", "   ", "x" * 201])
def test_giving_up_asks_why(reason: str) -> None:
    telephony()
    run = to_review()
    with pytest.raises(InvalidInput) as refused:
        decide(cancel_run, run, reason=reason)
    assert (list(refused.value.fields), fresh(run).status) == (["reason"], Status.REVIEW)


def test_a_run_may_be_given_up_while_it_collects() -> None:
    telephony()
    run = decide(cancel_run, started(), reason="trop tôt")
    assert worked(run).status == Status.CANCELLED
    assert items(run)[ALPHA].status == RunItem.Status.WAITING


def test_an_approved_run_is_not_given_up() -> None:
    telephony()
    run = to_approved()
    with pytest.raises(IllegalMove) as refused:
        decide(cancel_run, run, reason="trop tard")
    assert (refused.value.code, len(invoices(run))) == ("run_approved", 1)


# ---------- Facts taken again ----------
def test_a_partners_facts_are_taken_again_once_they_are_right() -> None:
    subscription = telephony(ALPHA, reported=False)
    telephony(BETA, BETA_CLIENT, users=7)
    run = reviewed(to_review())
    beta_before = [invoice.digest for invoice in invoices(run) if invoice.partner == BETA]
    report(subscription, MONTH, LAST, {"bt-user": 10})
    run = decide(recollect_partner, run, by=ANNA, partner=ALPHA)
    assert (run.status, run.reviewed_at, run.reviewed_by_id, run.frozen_at) == (Status.COLLECTING, None, None, None)
    run = worked(run)
    assert (run.status, items(run)[ALPHA].parked) == (Status.REVIEW, 0)
    assert [str(invoice.net) for invoice in invoices(run)] == ["80.00", "56.00"]
    assert [invoice.digest for invoice in invoices(run) if invoice.partner == BETA] == beta_before
    (event,) = acts("run.partner_recollected")
    assert (event.changes["partner"], event.changes["parked"]) == (ALPHA, 1)
    with pytest.raises(IllegalMove):
        decide(approve_run, run, by=ANNA)  # who read before has not read these


def test_a_partner_set_aside_comes_back() -> None:
    three_houses()
    run = to_review()
    with acting(PUBLIC, OPERATOR):
        beta = RunItem.objects.filter(run=run, partner=BETA)
        beta.update(status=RunItem.Status.SET_ASIDE, attempts=5, last_error="RuntimeError", due_at=NOW + timedelta(1))
    run = worked(decide(recollect_partner, run, partner=BETA))
    assert (run.status, items(run)[BETA].status, items(run)[BETA].attempts) == (
        Status.REVIEW,
        RunItem.Status.CALCULATED,
        0,
    )
    assert len(invoices(run)) == 3


def test_after_approval_no_facts_are_taken_again() -> None:
    telephony()
    run = to_approved()
    with pytest.raises(IllegalMove):
        decide(recollect_partner, run, partner=ALPHA)
    with acting(PUBLIC, OPERATOR):
        assert Snapshot.objects.filter(run=run).count() == 1


def test_a_partner_that_is_not_in_the_run_is_not_taken_again() -> None:
    telephony()
    run = to_review()
    with pytest.raises(RunItem.DoesNotExist), transaction.atomic():
        decide(recollect_partner, run, partner="nobody")
