"""PostgreSQL with a place: schema and role travel together, in one round trip, only when they changed."""

from collections.abc import Callable, Sequence
from typing import Any

import psycopg
from django.conf import settings
from django.db import DatabaseError
from django_tenants.postgresql_backend import base
from psycopg.pq import Format, TransactionStatus

NO_DB_ALIAS = "__no_db__"


class MissingSchema(DatabaseError):
    """The schema does not exist, or the role that asks may not use it."""


class DatabaseWrapper(base.DatabaseWrapper):  # type: ignore[misc]
    """A connection that knows where it stands and as whom, and refuses to stand elsewhere silently."""

    include_public_schema: bool
    search_path_set_schemas: str | None
    _setting_search_path: bool

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.role: str = settings.START_ROLE
        super().__init__(*args, **kwargs)

    @property
    def place(self) -> tuple[str, str]:
        """The schema and the role the next query will run under."""
        return self.schema_name, self.role

    def go(self, schema: str, role: str) -> None:
        """Stand in `schema` as `role`. Nothing is sent until the next query, which raises if it is impossible."""
        if self.place == (schema, role) and self.include_public_schema and self.search_path_set_schemas:
            return
        # Not upstream's set_tenant: it clears the content type cache, which is shared by all our schemas.
        self.role = role
        self.tenant = base.FakeTenant(schema_name=schema)
        self.schema_name = schema
        self.include_public_schema = True
        self.set_settings_schema(schema)
        self.search_path_set_schemas = None

    def on_commit(self, func: Callable[[], object], robust: bool = False) -> None:
        """Run `func` after commit in the place where it was registered, not where the transaction ends."""
        place = self.place

        def there() -> None:
            before = self.place
            self.go(*place)
            try:
                func()
            finally:
                self.go(*before)

        super().on_commit(there, robust)

    def ask_prepared(self, question: str, values: Sequence[object]) -> list[tuple[Any, ...]]:
        """Return the rows of a question that the server keeps prepared on this connection, decoded from binary.

        In the place where we stand, as any other query: the server plans anew by itself when the role is another.
        `question`: always the same text, with `%s` for each value. Raises django.db.Error.
        """
        self.close_if_health_check_failed()
        self.ensure_connection()
        self._handle_search_path()
        plain = psycopg.Cursor(self.connection)
        plain.format = Format.BINARY
        with self.wrap_database_errors:
            if self.queries_logged or self.execute_wrappers:
                # Somebody counts or guards the queries of this connection: this is one of them.
                watched = self.make_debug_cursor(plain) if self.queries_logged else self.make_cursor(plain)
                watched.execute(question, values)
            else:
                # Off for everything else: Django's own queries are never the same text twice.
                self.connection.prepare_threshold = 0
                try:
                    plain.execute(question, values, prepare=True)
                finally:
                    self.connection.prepare_threshold = None
            return plain.fetchall()

    def _handle_search_path(self, cursor: object = None) -> None:
        if self._setting_search_path or self.search_path_set_schemas:
            return
        if self.connection.info.transaction_status == TransactionStatus.INERROR:
            return  # only ROLLBACK can follow; it stays unsent, so the next query sends it
        path = ",".join(base.quote_schema_name(name) for name in self._get_cursor_search_paths())
        self._setting_search_path = True
        raw = psycopg.Cursor(self.connection)
        try:
            # Without the wrapper a lost connection would never be noticed and replaced.
            with self.wrap_database_errors:
                raw.execute(
                    "SELECT set_config('search_path', %s, false), set_config('role', %s, false),"
                    " current_schema()::text",
                    (path, self.role),
                )
                row = raw.fetchone()
        finally:
            self._setting_search_path = False
            raw.close()
        if row is None or (row[2] != self.schema_name and self.alias != NO_DB_ALIAS):
            raise MissingSchema(f"no schema {self.schema_name!r} for role {self.role!r}")
        self.search_path_set_schemas = path
