"""Reads of what is configured, for many accounts at once: the number of queries never depends on how many.

Stand in the partner's schema.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import OuterRef, Subquery

from extranet.ordering.models import Subscription
from extranet.platforms.models import Count, ReportedDay


class Counted(NamedTuple):
    """The quantity of an element, above zero, on every day from `start` up to `end`; each of them was reported."""

    element: str
    start: date
    end: date
    quantity: Decimal


def counts_between(subscription_ids: Collection[UUID], start: date, end: date) -> dict[UUID, list[Counted]]:
    """Return, by subscription, the counts of the days from `start` up to `end`, by element and day; one query.

    Every subscription asked for is there. An element on a day without a range is 0 where the day was reported,
    not known where it was not: `reported_between` says which.
    """
    found: dict[UUID, list[Counted]] = {pk: [] for pk in subscription_ids}
    if start >= end:
        return found
    rows = (
        Count.objects.filter(subscription_id__in=found, days__overlap=DateRange(start, end))
        .order_by("subscription_id", "element", "days")
        .values_list("subscription_id", "element", "days", "quantity")
    )
    for pk, element, days, quantity in rows.iterator():
        found[pk].append(Counted(element, max(days.lower, start), min(days.upper, end), quantity))
    return found


def reported_between(subscription_ids: Collection[UUID], start: date, end: date) -> dict[UUID, list[date]]:
    """Return, by subscription, the days from `start` up to `end` that were reported, in order; one query."""
    found: dict[UUID, list[date]] = {pk: [] for pk in subscription_ids}
    rows = (
        ReportedDay.objects.filter(subscription_id__in=found, day__gte=start, day__lt=end)
        .order_by("subscription_id", "day")
        .values_list("subscription_id", "day")
    )
    for pk, day in rows.iterator():
        found[pk].append(day)
    return found


@dataclass(frozen=True)
class Latest:
    """What the newest day reported says of an account; what is not in `counts` was 0 that day."""

    day: date
    received_at: datetime
    counts: dict[str, Decimal]


def latest_counts(subscription_ids: Collection[UUID]) -> dict[UUID, Latest]:
    """Return, by subscription, the counts of its newest reported day; one never reported is left out. Two queries."""
    found = {
        row.subscription_id: Latest(row.day, row.last_received_at, {})
        for row in ReportedDay.objects.filter(subscription_id__in=subscription_ids)
        .order_by("subscription_id", "-day")
        .distinct("subscription_id")
    }
    newest = ReportedDay.objects.filter(subscription_id=OuterRef("subscription_id")).order_by("-day").values("day")[:1]
    rows = Count.objects.filter(subscription_id__in=found, days__contains=Subquery(newest)).order_by("element")
    for pk, element, quantity in rows.values_list("subscription_id", "element", "quantity"):
        found[pk].counts[element] = quantity
    return found


def last_report(subscription: Subscription) -> ReportedDay | None:
    """Return the newest day reported of a subscription, None when there is none."""
    return ReportedDay.objects.filter(subscription=subscription).order_by("-day").first()
