"""Tickets as figures find them: opened, answered and solved at instants of the tests, written straight into the table.

The minutes are those that the services of time would have written; here they are facts, not results.
"""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, Final
from unittest.mock import patch
from uuid import uuid4

from django.test import Client

from extranet.tenancy.context import OWNER, acting
from extranet.times import BRUSSELS
from support.models import Ticket
from tests.cast import ALPHA, CLIENT

NOW: Final = datetime(2026, 11, 24, 14, tzinfo=BRUSSELS).astimezone(UTC)
A_DAY: Final = timedelta(days=1)
FIGURES: Final = "/tickets/figures/"


def at(days_ago: float) -> datetime:
    """Return an instant before now."""
    return NOW - timedelta(days=days_ago)


def ticket(opened_at: datetime, *, schema: str = ALPHA, client_id: Any = CLIENT, **facts: Any) -> Ticket:
    """Write a ticket; resolved when a resolution is given."""
    state = {"status": "resolved"} if facts.get("resolved_at") else {}
    known: dict[str, Any] = {
        "number": f"X-{uuid4().hex[:12]}",
        "client_id": client_id,
        "client_name": "Delta",
        "subject": "Une question",
        "ground": "none",
        "family": "bt",
        "route": "operator_desk",
        "opened_at": opened_at,
        "opened_by_id": uuid4(),
        "opened_by_name": "Dora",
        "opened_by_email": "dora@alpha.example",
        "opened_by_side": "client",
        "last_entry_at": opened_at,
        "last_entry_side": "client",
        "changed_at": opened_at,
    }
    with acting(schema, OWNER):
        return Ticket.objects.create(**{**known, **state, **facts})


def solved(opened_at: datetime, minutes: int, *, resolved_at: datetime | None = None, **facts: Any) -> Ticket:
    """Write a ticket answered and resolved after so many minutes of support."""
    known = {"answered_at": opened_at, "answer_minutes": minutes // 2, "solution_minutes": minutes}
    return ticket(opened_at, **{"resolved_at": resolved_at or opened_at, **known, **facts})


def shown_at(browser: Client, path: str, *, now: datetime = NOW, views: str = "support.figures_views") -> Any:
    """Ask a page of figures at an instant."""
    with patch(f"{views}.timezone", SimpleNamespace(now=lambda: now)):
        return browser.get(path)


def table_in(response: Any, key: str) -> dict[str, list[str]]:
    """Return a table of a page: its rows by name, as they read."""
    table = next(one for one in response.context["tables"] if one.key == key)
    return {row.name: [cell.shown.replace("\N{NO-BREAK SPACE}", " ") for cell in row.cells] for row in table.rows}
