"""Many rows of one table written with one statement and one value, whatever their number.

Source: a statement with a value for each cell costs more to put together and to read than its rows to write.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, TypeVar
from uuid import UUID

from django.db import connection, models
from django.db.backends.postgresql.psycopg_any import Range
from django.db.models.expressions import DatabaseDefault

Row = TypeVar("Row", bound=models.Model)
AT_ONCE: Final = 5_000


def insert_together(rows: Sequence[Row]) -> list[Row]:
    """Write rows of one model in their order; what the database fills in by itself is not read back.

    Raises django.db.Error, as `bulk_create` would.
    """
    for begin in range(0, len(rows), AT_ONCE):
        _insert(rows[begin : begin + AT_ONCE])
    return list(rows)


def _insert(rows: Sequence[Row]) -> None:
    table = rows[0]._meta.db_table
    columns = [field for field in rows[0]._meta.concrete_fields if _is_given(getattr(rows[0], field.attname), field)]
    names = ", ".join(connection.ops.quote_name(str(field.column)) for field in columns)
    quoted = connection.ops.quote_name(table)
    places = [(str(field.column), field.attname) for field in columns]
    written = [{column: getattr(row, name) for column, name in places} for row in rows]
    # Names of our own tables and columns, quoted; every value is in the one that is bound.
    insert = f"INSERT INTO {quoted} ({names}) SELECT {names} FROM jsonb_populate_recordset(NULL::{quoted}, %s::jsonb)"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(insert, [json.dumps(written, ensure_ascii=False, default=_plain)])
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def _is_given(value: object, field: "models.Field[Any, Any]") -> bool:
    """Whether a column has a value of its own: numbers and instants that the database gives are left to it."""
    return not isinstance(value, DatabaseDefault) and not (field.primary_key and value is None)


def _plain(value: object) -> str:
    """Return what JSON does not know as the text that the database reads."""
    if isinstance(value, UUID | Decimal):
        return str(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Range):
        return _written_range(value)
    raise TypeError(f"{type(value).__name__} has no text here")


def _written_range(value: "Range[Any]") -> str:
    if value.isempty:
        return "empty"
    lower, upper = _ends(value)
    return f"{value.bounds[0]}{lower},{upper}{value.bounds[1]}"


def _ends(value: "Range[Any]") -> Iterator[str]:
    for end in (value.lower, value.upper):
        yield "" if end is None else str(end) if isinstance(end, int) else _plain(end)
