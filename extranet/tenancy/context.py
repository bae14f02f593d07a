"""A place is a schema and a database role; everything runs in exactly one.

Source: the second wall of the house. A partner's host acts as the partner role, staff as the
operator role; only migrations and provisioning act as the owner of the tables.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, cast

from django.db import connection

from extranet.tenancy.backend.base import DatabaseWrapper

PUBLIC = "public"
PARTNER = "extranet_partner"
OPERATOR = "extranet_operator"
OWNER = "extranet_owner"


def house_connection() -> DatabaseWrapper:
    """Return this thread's connection, typed as the house's own wrapper."""
    return cast("DatabaseWrapper", connection)


@contextmanager
def acting(schema: str, role: str) -> Iterator[None]:
    """Stand in `schema` with the rights of `role`; go back on leaving, whatever happened.

    The first query raises MissingSchema when the schema does not exist or the role may not use it.
    """
    wrapper = house_connection()
    before = wrapper.place
    wrapper.go(schema, role)
    try:
        yield
    finally:
        wrapper.go(*before)


def current_schema() -> str:
    """Return the schema this thread stands in."""
    return house_connection().place[0]


def current_role() -> str:
    """Return the database role this thread acts as."""
    return house_connection().place[1]


def ask_prepared(question: str, values: Sequence[object]) -> list[tuple[Any, ...]]:
    """Return the rows of a question asked very often: the server keeps it prepared on this connection.

    `question`: always the same text, with `%s` for each value. Raises django.db.Error.
    """
    return house_connection().ask_prepared(question, values)
