"""Periods that follow each other: the present one ends where the next begins, what was to follow is called off.

Whoever calls holds the lock of the site or device, and gives the instant read after it.

Terms: telavox.7, bt.14, sip.4
"""

from datetime import datetime
from typing import TypeVar

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Q, QuerySet

from emergency.models import CallerId, SitePlace

Row = TypeVar("Row", SitePlace, CallerId)


def end_at(rows: QuerySet[Row], since: datetime) -> list[Row]:
    """End what holds at `since` there, call off what was to begin from then on; return both, as they were."""
    touched = list(rows.filter(Q(valid__endswith__gt=since) | Q(valid__upper_inf=True), valid__isempty=False))
    for row in touched:
        begins = row.valid.lower
        kept = DateTimeTZRange(begins, since) if begins < since else DateTimeTZRange(empty=True)
        rows.filter(pk=row.pk).update(valid=kept)
    return touched


def from_on(since: datetime) -> DateTimeTZRange:
    """Return the period that begins at `since` and has no end yet."""
    return DateTimeTZRange(since, None)
