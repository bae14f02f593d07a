"""Pages of tickets as a browser asks for them, at an instant of the tests."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import datetime
from html import unescape
from types import SimpleNamespace
from typing import Any, Final
from unittest.mock import patch
from uuid import UUID, uuid4

from django.test import Client

from tests.cast import CLIENT

NEW: Final = "/tickets/new/"
OUTCOME: Final = "/tickets/outcome/"
ANSWERS: Final[Mapping[str, Any]] = {
    "client": str(CLIENT),
    "ground": "none",
    "subject": "Une question",
    "text": "Comment renvoyer un numéro ?",
}
CRITICAL_ANSWERS: Final[Mapping[str, Any]] = {
    **ANSWERS,
    "ground": "no_incoming",
    "place": "Accueil",
    "call_back_number": "0470 00 00 01",
    "subject": "Plus d’appels",
}
_VIEWS: Final = ("asking_views", "acting_views", "views", "list_views", "organising_views", "reply_views")


@contextmanager
def at_instant(at: datetime) -> Iterator[None]:
    """Have the pages of tickets read another clock; sessions keep the real one."""
    clock = SimpleNamespace(now=lambda: at)
    with ExitStack() as stack:
        for view in _VIEWS:
            stack.enter_context(patch(f"support.{view}.timezone", clock))
        yield


def asked(answers: Mapping[str, Any] = ANSWERS, *, ticket_id: UUID | None = None, **more: Any) -> dict[str, Any]:
    """Return what the form of a new ticket posts."""
    return {**answers, "ticket": str(ticket_id or uuid4()), **more}


def sent(browser: Client, answers: Mapping[str, Any], *, at: datetime) -> Any:
    """Post the form of a new ticket at an instant."""
    with at_instant(at):
        return browser.post(NEW, dict(answers))


def shown(response: Any) -> str:
    """Return a page as it reads: no entities, ordinary spaces."""
    return unescape(response.content.decode()).replace("\N{NO-BREAK SPACE}", " ")
