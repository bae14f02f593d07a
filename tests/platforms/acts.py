"""Accounts and reports, made by the services as staff and platforms would make them."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from extranet.accounts.models import ApiToken
from extranet.accounts.tokens import Issued, create_token
from extranet.catalogue.families import Family
from extranet.ordering.models import Subscription
from extranet.platforms.models import Count, ReportedDay, Source
from extranet.platforms.services import Recorded, open_account, record_report
from extranet.tenancy.context import OPERATOR, PARTNER, PUBLIC, acting
from tests.cast import ALPHA, ANNA, CLIENT, ERIK, user_of
from tests.contracts import subscribe

ACCOUNT: Final = "BT-0412"
# Noon in Brussels on the day whose reports are told as today's.
NOW: Final = datetime(2026, 3, 20, 11, tzinfo=UTC)
TODAY: Final = date(2026, 3, 20)
Counts = Mapping[str, int | str]


def on(day: int, month: int = 3) -> date:
    """Return a day of the year of the tests."""
    return date(2026, month, day)


def opened(
    account: str = ACCOUNT,
    *,
    schema: str = ALPHA,
    client_id: UUID = CLIENT,
    family: Family = Family.BT,
    ends_on: date | None = None,
) -> Subscription:
    """Return a subscription from 1 January 2026 on, with its account."""
    subscription = subscribe(schema, client_id, family, ends_on=ends_on)
    with acting(schema, OPERATOR):
        return open_account(subscription_id=subscription.pk, account=account, actor=user_of(ERIK), at=NOW)


def report(
    subscription: Subscription, day: date, counts: Counts, *, schema: str = ALPHA, at: datetime = NOW
) -> Recorded:
    """Report an account for a day as its platform would."""
    with acting(schema, PARTNER):
        return record_report(
            subscription_id=subscription.pk,
            day=day,
            counts={element: Decimal(quantity) for element, quantity in counts.items()},
            source=Source.API,
            at=at,
        )


def ranges(subscription: Subscription, *, schema: str = ALPHA) -> list[tuple[object, ...]]:
    """Return what is stored of an account, by element and day."""
    with acting(schema, PARTNER):
        rows = Count.objects.filter(subscription=subscription).order_by("element", "days")
        return [(row.element, row.days.lower, row.days.upper, row.quantity) for row in rows]


def told(recorded: Recorded) -> tuple[object, ...]:
    """Return what an answer says: whether it was the first report, which elements rose, what the day counts."""
    return recorded.is_first, set(recorded.raised), dict(recorded.counts)


def days_of(subscription: Subscription, *, schema: str = ALPHA) -> list[date]:
    """Return the days that were reported."""
    with acting(schema, PARTNER):
        return list(ReportedDay.objects.filter(subscription=subscription).order_by("day").values_list("day", flat=True))


def a_token(**other: Any) -> Issued:
    """Return a token that may report what is configured."""
    asked: dict[str, Any] = {
        "name": "Plateforme BT",
        "scopes": [ApiToken.Scope.PLATFORM_SNAPSHOTS],
        "expires_at": None,
        "actor": user_of(ANNA),
        "at": NOW,
    }
    with acting(PUBLIC, OPERATOR):
        return create_token(**{**asked, **other})
