"""The first rows of the queue with the names of their partners, as pages show them.

Terms: general.7
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any, NamedTuple, cast
from uuid import UUID

from django.db import connection
from django.db.models import FloatField, QuerySet
from django.db.models.functions import Cast, Extract

from extranet.backoffice.rows import with_partner_name
from support.desk.queue import on_desk, working_order


class DeskRow(NamedTuple):
    """What a short list says of a ticket. `partner`: its schema."""

    partner: str
    partner_name: str | None
    ticket_id: UUID
    number: str
    subject: str
    client_name: str
    ground: str
    status: str
    acknowledged_by_name: str
    is_unconfirmed: bool
    opened_at: datetime
    clock_starts_at: datetime | None


def desk_rows() -> QuerySet[Any]:
    """Return what the desk has to work on, each row with `partner_name`, in the order of work."""
    return with_partner_name(on_desk()).order_by(*working_order())


def top_of_desk(most: int) -> Sequence[DeskRow]:
    """Return the first rows of the desk: read from its index, however many there are, in one question."""
    with connection.cursor() as cursor:
        cursor.execute(question(most))
        return [_row(*values) for values in cursor.fetchall()]


@cache
def question(most: int) -> str:
    """Return the question for the first rows: the same each time, so it is put into words once.

    Instants come as seconds: Django reads a column of instants one by one, slower than all the rest together.
    """
    names = ("partner", "partner_name", "ticket_id", "number", "subject", "client_name", "ground", "status")
    rows = desk_rows().annotate(opened=_seconds("opened_at"), starts=_seconds("clock_starts_at"))
    sql, params = rows.values_list(*names, "acknowledged_by_name", "is_unconfirmed", "opened", "starts")[
        :most
    ].query.sql_with_params()
    return str(cast("Any", connection.ops).compose_sql(sql, params))


def _seconds(column: str) -> Cast:
    return Cast(Extract(column, "epoch"), FloatField())


def _row(*values: Any) -> DeskRow:
    *told, opened, starts = values
    return DeskRow._make((*told, _instant(opened), None if starts is None else _instant(starts)))


def _instant(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
