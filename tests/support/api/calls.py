"""Calls of keys, as a machine makes them."""

import json
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID, uuid4

from django.test import Client
from django.utils import timezone

from extranet.accounts.keys import KEY_SCOPES, Wanted, create_key
from extranet.accounts.models import ApiToken, Role
from extranet.accounts.tokens import Issued
from extranet.tenancy.context import PARTNER, acting
from support.models import Ticket
from tests.cast import ALICE, ALPHA, CLIENT, HOSTS, Member, person_of

ROOT: Final = "/api/v1/support"
TICKETS: Final = f"{ROOT}/tickets"
ASKED: Final[Mapping[str, Any]] = {
    "client_id": str(CLIENT),
    "subject": "Une question",
    "text": "Comment renvoyer un numéro ?",
}
CRITICAL: Final[Mapping[str, Any]] = {
    **ASKED,
    "ground": "no_incoming",
    "place": "Accueil",
    "call_back_number": "0470 00 00 01",
    "subject": "Plus d’appels",
}


def key(role: str = Role.TECHNICIAN, *, by: Member = ALICE, client_id: UUID | None = None, **more: Any) -> Issued:
    """Make a key of a role, as somebody of the cast."""
    facts: dict[str, Any] = {"name": "CRM", "scopes": list(KEY_SCOPES), "expires_at": None, **more}
    wanted = Wanted(token_id=uuid4(), role=role, client_id=client_id, **facts)
    with acting(by.schema, PARTNER):
        return create_key(wanted=wanted, person=person_of(by), at=timezone.now())


def client_key(role: str = Role.CLIENT_ADMIN, *, client_id: UUID = CLIENT, **more: Any) -> Issued:
    """Make a key of a client's role."""
    return key(role, client_id=client_id, **more)


class Caller:
    """A machine with a key on a partner's host."""

    def __init__(self, issued: Issued | str | None, *, schema: str = ALPHA) -> None:
        self._browser = Client(SERVER_NAME=HOSTS[schema])
        secret = issued.secret if isinstance(issued, Issued) else issued
        self._headers = {"Authorization": f"Bearer {secret}"} if secret else {}

    def get(self, path: str, **query: Any) -> Any:
        """Read."""
        return self._browser.get(path, query, headers=self._headers)

    def head(self, path: str) -> Any:
        """Ask whether something can be read."""
        return self._browser.head(path, headers=self._headers)

    def post(self, path: str, said: Any = None, **headers: str) -> Any:
        """Act. `idempotency_key`, `if_match`: the headers."""
        sent = {name.replace("_", "-").title(): value for name, value in headers.items()}
        body = json.dumps({} if said is None else said)
        return self._browser.post(path, body, content_type="application/json", headers={**self._headers, **sent})

    def upload(self, files: Any, **headers: str) -> Any:
        """Send files."""
        sent = {name.replace("_", "-").title(): value for name, value in headers.items()}
        return self._browser.post(f"{ROOT}/files", {"files": files}, headers={**self._headers, **sent})

    def open(self, said: Mapping[str, Any] = ASKED, **more: Any) -> Any:
        """Open a ticket under an id of its own."""
        return self.post(TICKETS, {"id": str(uuid4()), **said, **more})


def of(ticket: Ticket, part: str = "") -> str:
    """Return the address of a ticket, or of a part of it."""
    return f"{TICKETS}/{ticket.pk}" + (f"/{part}" if part else "")


def code_of(response: Any) -> tuple[int, str]:
    """Return status and code of a problem."""
    assert response.headers["Content-Type"] == "application/problem+json", response.content
    return response.status_code, response.json()["code"]


def token_of(issued: Issued) -> ApiToken:
    """Return the row of a key."""
    return issued.token
