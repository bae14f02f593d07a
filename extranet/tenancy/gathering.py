"""Rows kept back to be written with one statement, less those that a savepoint has undone meanwhile."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from django.db import connection, models, transaction

from extranet.tenancy.context import current_schema

Row = TypeVar("Row", bound=models.Model)


class Gathering(Generic[Row]):
    """Rows of one block, of one schema. Stand in a transaction."""

    def __init__(self) -> None:
        self._schema = current_schema()
        self._kept: list[tuple[Row, Callable[[], object]]] = []

    def keep(self, row: Row) -> bool:
        """Keep a row back; False for one of another schema, which must be written now."""
        if current_schema() != self._schema:
            return False
        transaction.on_commit(_nothing)
        self._kept.append((row, connection.run_on_commit[-1][1]))
        return True

    def rows(self) -> list[Row]:
        """Return the rows to write. Django forgets what waits for the commit when its savepoint is undone."""
        known = {id(one) for one in _waiting()}
        return [row for row, mark in self._kept if id(mark) in known]


def _nothing() -> None:
    """Do nothing after the commit: what counts is whether Django still knows of it before."""


def _waiting() -> list[Callable[[], object]]:
    """Return what waits for the commit."""
    registered: list[Any] = connection.run_on_commit
    return [one[1] for one in registered]
