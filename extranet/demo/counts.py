"""Plays what the platforms reported: each account each day since its start; growth, cuts and a missing day."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from extranet.accounts.models import User
from extranet.catalogue.families import Family
from extranet.demo import days
from extranet.ordering.models import OrderLine, Subscription
from extranet.platforms.models import Source
from extranet.platforms.rules import Report
from extranet.platforms.services import open_account, record_reports
from extranet.tenancy.context import current_schema

# How the platforms name the accounts of each service, and where each house's numbers begin.
PREFIXES: Final = {Family.TELAVOX: "TX", Family.BT: "BT", Family.SIP: "SIP", Family.MEETING: "WM"}
FIRST_NUMBERS: Final = {"direct": 100, "senne": 400, "dijle": 600, "weser": 800}
# Bought, not configured: no platform reports them.
BOUGHT: Final = frozenset({"bt-calls-500"})
# What grows and shrinks with people; numbers and rooms stay as ordered.
PEOPLE: Final = frozenset({"bt-user", "telavox-base", "telavox-plus", "telavox-shared", "sip-channel", "meeting-host"})
GROWTH_DAYS: Final = 34
CUT_DAY, CUT_LENGTH = 71, 9
MISSING_DAY: Final = 83


def play_accounts(*, staff: User, today: date) -> None:
    """Open the account of each subscription whose first day has come, and report its days. Stand in its schema."""
    begun = Subscription.objects.filter(starts_on__lte=today).order_by("starts_on", "order__number", "family")
    for number, subscription in enumerate(begun, FIRST_NUMBERS[current_schema()]):
        opened_at = days.instant(subscription.starts_on, 7)
        account = f"{PREFIXES[Family(subscription.family)]}-{number:04d}"
        open_account(subscription_id=subscription.pk, account=account, actor=staff, at=opened_at)
        reports = list(_reports(subscription, today=today))
        if reports:
            record_reports(reports=reports, source=Source.API, at=_received_at(today))


def _reports(subscription: Subscription, *, today: date) -> Iterator[Report]:
    ordered = OrderLine.objects.filter(order_id=subscription.order_id, family=subscription.family)
    lines = [(line.product_code, line.quantity) for line in ordered if line.product_code not in BOUGHT]
    for age in range((today - subscription.starts_on).days):
        if age == MISSING_DAY:
            continue
        counts = {code: Decimal(_quantity(code, quantity, age)) for code, quantity in lines}
        yield Report(subscription.pk, subscription.starts_on + timedelta(days=age), counts)


def _quantity(code: str, ordered: int, age: int) -> int:
    """Return what is configured `age` days after the start: one more a month or so, and fewer for some days."""
    if code not in PEOPLE:
        return ordered
    grown = ordered + age // GROWTH_DAYS
    is_cut = CUT_DAY <= age < CUT_DAY + CUT_LENGTH
    return max(1, grown - 3) if is_cut else grown


def _received_at(today: date) -> datetime:
    return days.instant(today - timedelta(days=1), 23, 30)
