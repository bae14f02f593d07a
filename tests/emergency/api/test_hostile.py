"""Whatever a key sends, an answer is a problem or an answer: never a breakdown.

Terms: telavox.7, bt.14, sip.4
"""

import base64
import json
from typing import Any, Final
from uuid import uuid4

import pytest
from django.test import Client

from extranet.accounts.models import Role
from tests.contracts import FIRST, hold
from tests.emergency.api.calls import BLOCKS, LOOKUP, ROOT, of
from tests.registry.acts import declare
from tests.support.api.calls import Caller, client_key, code_of, key

pytestmark = pytest.mark.usefixtures("at_alpha")
INSTANTS: Final = (
    "2026-06-30T23:59:59",
    "2026-06-30T24:00:00Z",
    "0001-01-01T00:00:00Z",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59Z",
    "9999-12-31T23:59:59-14:00",
    "2026-06-30T23:59:59+00:00:00.000001",
    "2026-06-30",
    "2026-W27-1",
    "NaN",
    "9" * 5000,
    "\x00",
)
TEXTS: Final = ("", "\x00", "9" * 5000, "+32" + "0" * 38, "٠٢٢٢٦٨٨٨٨٨", "+³²222", "\u202e+3222268800", "%", "é" * 40)


def cursor(text: str) -> str:
    """Return a cursor that says this."""
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


CURSORS: Final = (
    "\x00",
    "é",
    "=" * 199,
    cursor("9" * 40),
    cursor("-1"),
    cursor("²"),
    cursor("2026-06-30T23:59:59+00:00:00.000001|00000000-0000-0000-0000-000000000000"),
    cursor("0001-01-01T00:00:00+14:00|00000000-0000-0000-0000-000000000000"),
    cursor("9999-12-31T23:59:59-14:00|00000000-0000-0000-0000-000000000000"),
    cursor("2026-06-30T23:59:59|00000000-0000-0000-0000-000000000000"),
)


def calm(answer: Any) -> bool:
    """Return whether an answer is one of ours."""
    return answer.status_code < 500 and answer.headers["Content-Type"] in (
        "application/json",
        "application/problem+json",
        "application/octet-stream",
    )


@pytest.mark.parametrize("instant", INSTANTS)
def test_an_instant_is_read_or_refused(instant: str) -> None:
    block = hold()
    declare(block)
    caller, number = Caller(key()), f"+{FIRST}"
    asked = [
        caller.get(LOOKUP, number=number, at=instant),
        caller.get(LOOKUP, number=number, known_at=instant),
        caller.get(f"{ROOT}/registrations", as_of=instant),
        caller.get(f"{ROOT}/registrations", known_at=instant),
        caller.get(f"{ROOT}/coverage", at=instant),
        caller.get(f"{ROOT}/caller-ids/{number}/ownership", at=instant, client_id=str(block.client_id)),
        caller.post(f"{ROOT}/evidence", {"number": number, "at": instant}),
        caller.post(f"{ROOT}/evidence", {"number": number, "known_at": instant}),
        caller.post(of(block, "validate"), {"address": {}, "effective": instant}),
    ]
    assert [index for index, one in enumerate(asked) if not calm(one)] == []


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_is_read_or_refused(text: str) -> None:
    hold()
    caller = Caller(key())
    asked = [
        caller.get(LOOKUP, number=text),
        caller.get(BLOCKS, number=text),
        caller.get(BLOCKS, words=text),
        caller.get(BLOCKS, state=text),
        caller.get(BLOCKS, limit=text),
        caller.get(BLOCKS, client=text),
        caller.get(f"{ROOT}/sites", words=text),
        caller.get(f"{ROOT}/places", words=text),
        caller.get(f"{ROOT}/streets", words=text, postal_code="1000"),
        caller.get(f"{ROOT}/caller-id-checks", site=text),
        caller.post(f"{ROOT}/evidence", {"number": text}),
        caller.post(f"{ROOT}/reconfirmations/{uuid4()}/answer", {"outcome": "void", "note": text}),
    ]
    if text and "%" not in text and "\\" not in text:
        asked.append(caller.get(f"{ROOT}/caller-ids/{text}/ownership"))
    assert [index for index, one in enumerate(asked) if not calm(one)] == []


@pytest.mark.parametrize("place", CURSORS)
def test_a_cursor_is_ours_or_refused(place: str) -> None:
    block = hold()
    caller = Caller(key())
    parts = ("registrations", "coverage", "sites", "devices", "caller-id-checks", "imports")
    paths = [BLOCKS, of(block, "history"), *(f"{ROOT}/{part}" for part in parts)]
    paths += [f"{ROOT}/acknowledgements", f"{ROOT}/reconfirmations"]
    assert [path for path in paths if not calm(caller.get(path, cursor=place))] == []


BODIES: Final = (
    b"[" * 100_000,
    b'{"a":' * 30_000,
    b'{"number": "\\ud800"}',
    b'{"\\ud800": 1}',
    b'{"number": ' + b"9" * 10_000 + b"}",
    b'{"number": NaN}',
    b'{"number": "\\u0000"}',
    b"\xff\xfe",
    b"null",
    b"[]",
    b'"x"',
    b"",
    b'{"address": [], "parts": {}, "blocks": [[]], "effective": {}, "first": [], "last": true}',
)


@pytest.mark.parametrize("body", BODIES)
def test_a_body_is_read_or_refused(body: bytes) -> None:
    block = hold()
    headers = {
        "Authorization": f"Bearer {key().secret}",
        "If-Match": '"1"',
        "Idempotency-Key": "k",
    }
    browser = Client(SERVER_NAME=Caller(None)._browser.defaults["SERVER_NAME"])
    paths = [f"{ROOT}/evidence", f"{ROOT}/merges", f"{ROOT}/moves", f"{ROOT}/imports/{uuid4()}/confirm"]
    paths += [of(block, part) for part in ("validate", "registrations", "split", "carve")]
    paths.append(f"{ROOT}/reconfirmations/{uuid4()}/answer")
    wrong = []
    for path in paths:
        answer = browser.generic("POST", path, body, content_type="application/json", headers=headers)
        if not calm(answer):
            wrong.append((path, answer.status_code))
    assert wrong == []


def test_the_length_of_a_body_may_be_any_text() -> None:
    browser, secret = Caller(None)._browser, key().secret
    for length in ("9" * 5000, "²", "-1", "x"):
        answer = browser.post(
            f"{ROOT}/evidence",
            b"{}",
            content_type="application/json",
            headers={"Authorization": f"Bearer {secret}"},
            CONTENT_LENGTH=length,
        )
        assert code_of(answer) == (413, "body_too_large")


def test_a_download_is_sent_to_whoever_accepts_its_own_type() -> None:
    declare(hold())
    headers = {"Authorization": f"Bearer {key().secret}", "Accept": "application/octet-stream"}
    answer = Caller(None)._browser.post(
        f"{ROOT}/evidence", {"number": f"+{FIRST}"}, content_type="application/json", headers=headers
    )
    assert answer.status_code == 200, answer.content


def test_a_file_that_is_not_sent_as_one_is_told_how_to_send_it() -> None:
    headers = {"Authorization": f"Bearer {key().secret}", "Idempotency-Key": "k"}
    browser = Caller(None)._browser
    answer = browser.generic("POST", f"{ROOT}/imports", b"x", content_type="multipart/form-data", headers=headers)
    assert code_of(answer) == (400, "not_multipart")
    assert "multipart/form-data" in answer.json()["detail"]


def test_a_clients_user_takes_a_narrowed_pack() -> None:
    declare(hold())
    keys = (client_key(Role.CLIENT_USER), client_key(), key(Role.FINANCE))
    answers = [Caller(one).post(f"{ROOT}/evidence", {"number": f"+{FIRST}"}) for one in keys]
    packs = [json.loads(one.content) for one in answers]
    assert [one["is_narrowed"] for one in packs] == [True, False, False]
