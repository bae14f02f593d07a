"""Plays the months billed so far: all issued but the last, whose drafts wait to be approved."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from billing.ledger.models import BillingRun, Discount
from billing.ledger.runs import approve_run, first_month, review_run, start_run
from billing.ledger.working import work
from extranet.accounts.models import User
from extranet.demo import days
from extranet.tenancy.context import OPERATOR, PUBLIC, acting

# What partners were promised, in per cent.
DISCOUNTS: Final[Mapping[str, Decimal]] = {"senne": Decimal("12.50"), "dijle": Decimal(10)}
BILLING_DAY, BILLING_HOUR = 3, 8


def play_months(*, clerk: User, director: User, today: date) -> None:
    """Bill every month that is over; the clerk reads the drafts, the director approves them."""
    founded_at = days.instant(days.working_day(today, days.FOUNDED), 9, 45)
    with acting(PUBLIC, OPERATOR):
        for partner, percentage in DISCOUNTS.items():
            Discount.objects.create(
                partner=partner,
                percentage=percentage,
                valid_from=days.working_day(today, days.FOUNDED),
                created_at=founded_at,
                created_by_name=director.name,
            )
        period = first_month()
        while period is not None and _following(period) <= today:
            following = _following(period)
            is_last = _following(following) > today
            _bill(period, following, clerk=clerk, director=director, is_last=is_last, today=today)
            period = following


def _bill(period: date, following: date, *, clerk: User, director: User, is_last: bool, today: date) -> None:
    day = min(following + timedelta(days=BILLING_DAY), today)
    at = days.instant(day, BILLING_HOUR)
    run = start_run(period=period, actor=clerk, at=at)
    _work(run, at + timedelta(minutes=1))
    if is_last:
        return
    run.refresh_from_db()
    review_run(run_id=run.pk, revision=run.revision, actor=clerk, at=at + timedelta(hours=1))
    run.refresh_from_db()
    approve_run(run_id=run.pk, revision=run.revision, actor=director, at=at + timedelta(hours=2))
    _work(run, at + timedelta(hours=2, minutes=1))


def _work(run: BillingRun, at: datetime) -> None:
    """Let the run go as far as it goes by itself, at one instant."""
    if work(run_id=run.pk, clock=lambda: at, until=at + timedelta(seconds=1)):
        raise RuntimeError(f"the run of {run} did not end")


def _following(period: date) -> date:
    return (period + timedelta(days=32)).replace(day=1)
