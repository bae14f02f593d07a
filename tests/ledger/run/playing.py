"""A month with something to bill at several partners, and a run taken through it by hand."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from threading import Barrier
from typing import Final
from uuid import UUID

from django.db import connection

from billing.ledger.models import BillingRun, Invoice, RunItem
from billing.ledger.runs import approve_run, review_run, start_run
from billing.ledger.working import step
from extranet.errors import Refusal
from extranet.ordering.models import Subscription
from extranet.tenancy.context import OPERATOR, PUBLIC, acting
from tests.cast import ALPHA, ANNA, BETA, BETA_CLIENT, CLIENT, DIRECT, DIRECT_CLIENT, SIBLING, SOFIE, Member, user_of
from tests.ledger.playing import contract, report

MONTH: Final = date(2026, 7, 1)
LAST: Final = date(2026, 7, 31)
# Noon in Brussels, some days after the month.
NOW: Final = datetime(2026, 8, 4, 10, tzinfo=UTC)
Status = BillingRun.Status


def clock() -> datetime:
    """A clock that stands."""
    return NOW


def telephony(schema: str = ALPHA, client_id: UUID = CLIENT, *, users: int = 10, reported: bool = True) -> Subscription:
    """Give a client a service all July long; reported every day, unless not at all."""
    subscription = contract({"bt-user": (users, "8.00")}, schema=schema, client_id=client_id, starts_on=MONTH)
    if reported:
        report(subscription, MONTH, LAST, {"bt-user": users}, schema=schema)
    return subscription


def three_houses() -> None:
    """Have something to bill at two partners and to a direct client."""
    telephony(ALPHA, CLIENT)
    telephony(ALPHA, SIBLING, users=4)
    telephony(BETA, BETA_CLIENT, users=7)
    telephony(DIRECT, DIRECT_CLIENT, users=2)


def started(by: Member | None = SOFIE, period: date = MONTH, at: datetime = NOW) -> BillingRun:
    """Start the run of a month."""
    with acting(PUBLIC, OPERATOR):
        return start_run(period=period, actor=user_of(by) if by else None, at=at)


def worked(run: BillingRun, now: Callable[[], datetime] = clock) -> BillingRun:
    """Work a run until nothing can be done now; return it as it stands then."""
    with acting(PUBLIC, OPERATOR):
        while step(run_id=run.pk, clock=now):
            pass
    return fresh(run)


def fresh(run: BillingRun) -> BillingRun:
    """Return the run as it stands."""
    with acting(PUBLIC, OPERATOR):
        return BillingRun.objects.get(pk=run.pk)


def reviewed(run: BillingRun, by: Member = SOFIE) -> BillingRun:
    """Read the drafts."""
    with acting(PUBLIC, OPERATOR):
        return review_run(run_id=run.pk, revision=fresh(run).revision, actor=user_of(by), at=NOW)


def approved(run: BillingRun, by: Member = ANNA) -> BillingRun:
    """Approve them."""
    with acting(PUBLIC, OPERATOR):
        return approve_run(run_id=run.pk, revision=fresh(run).revision, actor=user_of(by), at=NOW)


def to_review() -> BillingRun:
    """A run that waits to be read."""
    return worked(started())


def to_approved() -> BillingRun:
    """A run that was read by one and approved by another, and has issued nothing yet."""
    run = to_review()
    reviewed(run)
    return approved(run)


def items(run: BillingRun) -> dict[str, RunItem]:
    """The parts of a run by partner."""
    with acting(PUBLIC, OPERATOR):
        return {item.partner: item for item in RunItem.objects.filter(run=run)}


def invoices(run: BillingRun) -> list[Invoice]:
    """The invoices of a run in the order they are issued."""
    with acting(PUBLIC, OPERATOR):
        return list(Invoice.objects.filter(run=run).order_by("partner", "buyer_name", "pk"))


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Run each act on a connection of its own, all at the same instant, and return what each answered."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        try:
            with acting(PUBLIC, OPERATOR):
                barrier.wait(timeout=10)
                return act()
        except Refusal as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))
