"""How people come in through the pages, as a browser does."""

import re
import time
from typing import TYPE_CHECKING, Final, TypeAlias

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.http import HttpResponse
from django.test import Client

from tests.cast import PASSWORD, TOTP_SECRET, Member, anonymous

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse

    Answer: TypeAlias = _MonkeyPatchedWSGIResponse
else:
    Answer = HttpResponse

LOGIN: Final = "/account/login/"
SECOND_FACTOR: Final = "/account/2fa/authenticate/"
PERIOD: Final = 30


def code_now(secret: str = TOTP_SECRET) -> str:
    """Return the six figures an app shows now."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // PERIOD)))


def post_code(client: Client, path: str, secret: str = TOTP_SECRET) -> Answer:
    """Type the code of the moment; once more when the moment passed in between."""
    response = client.post(path, {"code": code_now(secret)})
    return response if response.status_code == 302 else client.post(path, {"code": code_now(secret)})


def post_password(
    member: Member, *, schema: str | None = None, password: str = PASSWORD, path: str = LOGIN
) -> tuple[Client, Answer]:
    """Type address and password at the door of `schema`, the member's own by default."""
    client = anonymous(schema or member.schema)
    return client, client.post(path, {"login": member.email, "password": password})


def sign_in(member: Member, *, schema: str | None = None) -> Client:
    """Come in through the pages, second factor included."""
    client, response = post_password(member, schema=schema)
    if response.headers.get("Location") == SECOND_FACTOR:
        response = post_code(client, SECOND_FACTOR)
    assert response.status_code == 302, response.content.decode()
    return client


def refusals(response: Answer) -> list[str]:
    """What the form says is wrong, not with one field but with all of it."""
    return [str(error) for error in response.context["form"].non_field_errors()]


def link_in(body: str) -> tuple[str, str]:
    """Return host and path of the first link in a mail."""
    found = re.search(r"https?://([^/:\s]+)(?::\d+)?(/\S+)", body)
    assert found is not None, body
    return found[1], found[2]


def stolen_from(client: Client, *, host: str) -> Client:
    """Return another browser, at the door of `host`, with the cookies of this one."""
    thief = Client(SERVER_NAME=host)
    thief.cookies.update(client.cookies)
    return thief
