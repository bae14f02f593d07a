"""What a run does by itself: partner after partner, state after state, until people have to decide.

The rows are the truth: every step begins from them, does one thing in one transaction, and is found again after a
kill or the loss of Redis. Stand in `public` as the operator.

Terms: telavox.4, bt.11
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import structlog
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Q

from billing.ledger.calculating import calculate_partner
from billing.ledger.collecting import freeze_partner
from billing.ledger.finalising import ask_mails, issue_next
from billing.ledger.models import BillingRun, Invoice, RunItem
from billing.ledger.works import free_works
from extranet.audit import services as audit

log = structlog.get_logger("billing.ledger")
Status = BillingRun.Status
Clock = Callable[[], datetime]
FIRST_WAIT: Final = timedelta(seconds=10)
LONGEST_WAIT: Final = timedelta(hours=1)
# After so many failures a partner is set aside, so that the others are billed.
TRIES: Final = 5
LONGEST_ERROR: Final = 500
# Classes of errors of PostgreSQL: connection exception, operator intervention.
CONNECTION_CODES: Final = ("08", "57P")
# What workers claim in each state, and the state that follows when nothing of it is left.
CLAIMED: Final[Mapping[str, str]] = {
    Status.COLLECTING: RunItem.Status.WAITING,
    Status.CALCULATING: RunItem.Status.FROZEN,
}
FOLLOWING: Final[Mapping[str, str]] = {
    Status.COLLECTING: Status.FROZEN,
    Status.FROZEN: Status.CALCULATING,
    Status.CALCULATING: Status.REVIEW,
    Status.APPROVED: Status.FINALISING,
    Status.FINALISING: Status.DISPATCHED,
}


def runs_at_work() -> list[UUID]:
    """Return the runs that go on by themselves, the oldest month first."""
    runs = BillingRun.objects.filter(status__in=list(FOLLOWING)).order_by("period", "started_at")
    return list(runs.values_list("pk", flat=True))


def work(*, run_id: UUID, clock: Clock, until: datetime) -> bool:
    """Do what a run needs until the instant `until`, or until nothing can be done now; return whether something may.

    What is under way ends first. Raises BillingRun.DoesNotExist.
    """
    while clock() < until:
        if not step(run_id=run_id, clock=clock):
            return False
    return True


def step(*, run_id: UUID, clock: Clock) -> bool:
    """Do the next thing of a run; return whether there was one.

    None while people decide, while others are at the last partners, and while a failed one waits for its next try.
    Raises BillingRun.DoesNotExist.

    Terms: telavox.4, bt.11
    """
    status = BillingRun.objects.values_list("status", flat=True).get(pk=run_id)
    if status in CLAIMED and _work_item(run_id, status, clock()):
        return True
    if status == Status.FINALISING and issue_next(run_id=run_id, clock=clock) is not None:
        return True
    return _advance(run_id, clock())


# ---------- Partner after partner ----------
def _work_item(run_id: UUID, status: str, at: datetime) -> bool:
    """Claim one partner and do its part; return whether there was one. A failure stays with the partner."""
    item = None
    try:
        with transaction.atomic():
            item = _claimed(run_id, status, at)
            if item is not None:
                _do(item, at)
    except Exception as error:
        # One partner that breaks must not stop the others; a connection that is lost is not the partner's fault.
        if item is None or _is_disconnected(error):
            raise
        log.exception("partner_not_billed", run=str(run_id), partner=item.partner)
        _keep_failure(item, error, at)
    return item is not None


def _is_disconnected(error: Exception) -> bool:
    """Whether the database went away: what it says itself has a code, and two kinds of it are about the connection."""
    if not isinstance(error, InterfaceError | OperationalError):
        return False
    code = getattr(error.__cause__, "sqlstate", None)
    return code is None or code.startswith(CONNECTION_CODES)


def _claimed(run_id: UUID, status: str, at: datetime) -> RunItem | None:
    """Return a partner's part of a run, locked, that nobody else is at; None when none is left now."""
    free = RunItem.objects.select_for_update(skip_locked=True, no_key=True).filter(
        Q(due_at__isnull=True) | Q(due_at__lte=at), run_id=run_id, status=CLAIMED[status]
    )
    item = free.order_by("partner").first()
    # Read after the lock: who cancels a run locks its items first, and the run may have moved on.
    is_still = BillingRun.objects.filter(pk=run_id, status=status).exists()
    return item if is_still else None


def _do(item: RunItem, at: datetime) -> None:
    if item.status == RunItem.Status.WAITING:
        frozen = freeze_partner(run_id=item.run_id, partner=item.partner, at=at)
        item.status, item.subscriptions, item.parked = RunItem.Status.FROZEN, frozen.subscriptions, frozen.parked
    else:
        calculated = calculate_partner(run_id=item.run_id, partner=item.partner, at=at)
        item.status, item.parked, item.done_at = RunItem.Status.CALCULATED, calculated.parked, at
    item.attempts, item.last_error, item.due_at = 0, "", None
    item.save(update_fields=["status", "subscriptions", "parked", "done_at", "attempts", "last_error", "due_at"])


@transaction.atomic
def _keep_failure(failed: RunItem, error: Exception, at: datetime) -> None:
    """Keep what went wrong and when to try again; after several times set the partner aside."""
    item = RunItem.objects.select_for_update(no_key=True).get(pk=failed.pk)
    if item.status != failed.status:
        return  # somebody else has done it meanwhile, or took it back
    item.attempts += 1
    item.last_error = f"{type(error).__name__}: {error}"[:LONGEST_ERROR]
    item.due_at = at + min(FIRST_WAIT * 2 ** (item.attempts - 1), LONGEST_WAIT)
    if item.attempts >= TRIES:
        item.status, item.due_at = RunItem.Status.SET_ASIDE, None
        facts = {"partner": item.partner, "attempts": item.attempts, "error": item.last_error}
        audit.record(actor=None, act="run.partner_set_aside", target=item.run, at=at, changes=facts)
    item.save(update_fields=["status", "attempts", "last_error", "due_at"])


# ---------- State after state ----------
@transaction.atomic
def _advance(run_id: UUID, at: datetime) -> bool:
    """Take a run to the state that follows when its work here is done; return whether it was."""
    run = BillingRun.objects.select_for_update(no_key=True).get(pk=run_id)
    following = FOLLOWING.get(run.status)
    if following is None or not _is_done(run):
        return False
    run.move_to(following, at=at)
    run.save(update_fields=["status", "revision", "frozen_at", "calculated_at", "dispatched_at"])
    _note(run, at)
    if following == Status.DISPATCHED:
        free_works(run)
        ask_mails(run)
    return True


def _note(run: BillingRun, at: datetime) -> None:
    facts = {"partners": run.items.count(), "invoices": run.invoices.count()}
    match run.status:
        case Status.FROZEN:
            audit.record(actor=None, act="run.frozen", target=run, at=at, changes=facts)
        case Status.REVIEW:
            audit.record(actor=None, act="run.calculated", target=run, at=at, changes=facts)
        case Status.DISPATCHED:
            audit.record(actor=None, act="run.dispatched", target=run, at=at, changes=facts)


def _is_done(run: BillingRun) -> bool:
    if run.status in CLAIMED:
        return not RunItem.objects.filter(run=run, status=CLAIMED[run.status]).exists()
    if run.status == Status.FINALISING:
        return not Invoice.objects.filter(run=run, status=Invoice.Status.DRAFT).exists()
    return True
