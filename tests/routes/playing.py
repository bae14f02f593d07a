"""Plays one cell: a person asks a route of a host with a method, and the answer is named by one letter."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from extranet.tenancy.context import PARTNER, PUBLIC, house_connection
from tests.cast import HOSTS, Member, client_for
from tests.routes.urlconfs import FRONT, MOUNTED, OPERATOR

# The letters of expected.py. Anything else is its own number.
LETTERS: Final = {401: "T", 403: "N", 404: "H", 405: "M"}
SIGN_IN: Final = "account_login"
SESSION: Final = settings.SESSION_COOKIE_NAME


@dataclass(frozen=True)
class Door:
    """A host, and where under it the site stands."""

    name: str
    host: str
    urlconf: str
    mount: str = ""

    def address(self, route: str, kwargs: Mapping[str, Any]) -> str:
        """Return the path of a route behind this door."""
        return self.mount + reverse(route, urlconf=self.urlconf, kwargs=dict(kwargs))


ALPHA_DOOR: Final = Door("alpha", HOSTS["alpha"], FRONT)
BETA_DOOR: Final = Door("beta", HOSTS["beta"], FRONT)
DIRECT_DOOR: Final = Door("direct", HOSTS["direct"], FRONT)
OPERATOR_DOOR: Final = Door("operator", HOSTS[PUBLIC], OPERATOR)
ALPHA_MOUNT: Final = Door("/at/alpha", HOSTS[PUBLIC], MOUNTED, "/at/alpha")


class Browsers:
    """One browser that becomes anybody of the cast: each cell starts with that person's cookies as they were."""

    def __init__(self, members: tuple[Member, ...]) -> None:
        self._browser = Client(raise_request_exception=False)
        self._sessions = {member: client_for(member).cookies[SESSION].value for member in members}

    def of(self, member: Member | None) -> Client:
        """Return the browser of `member`, or one in which nobody has signed in."""
        self._browser.cookies = SimpleCookie({SESSION: self._sessions[member]} if member else {})
        return self._browser


@contextmanager
def undone() -> Iterator[None]:
    """Take back what the block writes, and stand where tests stand."""
    house_connection().go(PUBLIC, PARTNER)
    point = transaction.savepoint()
    try:
        yield
    finally:
        house_connection().go(PUBLIC, PARTNER)
        transaction.savepoint_rollback(point)


def answer_of(response: HttpResponse, door: Door, method: str) -> str:
    """Return the letter of an answer; a redirect to the sign-in is not "allowed", nor a form that comes back."""
    status = response.status_code
    if 300 <= status < 400:
        target = response.headers.get("Location", "").split("?")[0]
        return "L" if target == door.address(SIGN_IN, {}) else "Y"
    if 200 <= status < 300:
        is_file = "attachment" in response.headers.get("Content-Disposition", "")
        return "F" if method == "POST" and not is_file else "Y"
    return LETTERS.get(status, str(status))


def play(browser: Client, door: Door, method: str, address: str, posted: Mapping[str, Any] | None = None) -> str:
    """Ask, take back what was written, and return the letter of the answer."""
    with undone():
        ask = getattr(browser, method.lower())
        response = ask(address, posted or {}, headers={"host": door.host})
        return answer_of(response, door, method)
