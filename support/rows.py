"""Rows of several tables written with one statement: to the database, opening a ticket is one question, not five."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from django.db import connection, models
from django.db.models import AutoField
from django.db.models.sql import InsertQuery


def insert_together(rows: Iterable[models.Model]) -> None:
    """Insert rows, those of one table side by side, in the transaction under way: one statement.

    A row may name another of the same call: its foreign key is checked when the transaction ends. Rows without a key
    of their own get one that is not read back. Raises IntegrityError; nothing is written then.
    """
    batches = [list(batch) for _table, batch in groupby(rows, key=type)]
    if not batches:
        return
    texts, values = zip(*(_inserting(batch) for batch in batches), strict=True)
    *first, last = texts
    named = ", ".join(f"rows_{place} AS ({text})" for place, text in enumerate(first))
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {named} {last}" if named else last, [one for batch in values for one in batch])
    for row in (row for batch in batches for row in batch):
        row._state.adding, row._state.db = False, connection.alias


def _inserting(batch: Sequence[models.Model]) -> tuple[str, Sequence[object]]:
    """Return the statement that inserts rows of one table, and its parameters."""
    model = type(batch[0])
    fields = [field for field in model._meta.local_concrete_fields if not isinstance(field, AutoField)]
    query = InsertQuery(model)
    query.insert_values(fields, list(batch))
    ((text, values),) = query.get_compiler(connection=connection).as_sql()
    return text, values
