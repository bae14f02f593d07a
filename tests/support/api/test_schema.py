"""The OpenAPI document: whole, valid, and true to the answers."""

from datetime import timedelta
from typing import Any, Final, cast
from uuid import uuid4

import pytest
from drf_spectacular.validation import validate_schema
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from extranet.api.schema import document
from support.api.urls import urlpatterns
from support.models import Audience
from tests.cast import ALICE, ALPHA, ERIK, anonymous
from tests.support.api.calls import ASKED, CRITICAL, TICKETS, Caller, client_key, key, of
from tests.support.playing import CALL_BACK, OPEN, opened, wrote

METHODS: Final = ("get", "post", "put", "patch", "delete")


def operations() -> dict[tuple[str, str], Any]:
    """Return the operations about tickets in the document, by method and path."""
    return {
        (method, path): said
        for path, methods in document()["paths"].items()
        for method, said in methods.items()
        if method in METHODS and path.startswith("/api/v1/support/")
    }


def faults_of(answer: Any, method: str, path: str) -> list[str]:
    """Return where an answer is not of the shape that the document gives it."""
    content = operations()[method, path]["responses"][str(answer.status_code)]["content"]
    shape = content[answer.headers["Content-Type"].split(";")[0]]["schema"]
    whole = {**shape, "components": document()["components"]}
    return [f"{one.json_path}: {one.message}" for one in Draft202012Validator(whole).iter_errors(answer.json())]


def test_the_document_is_valid_openapi() -> None:
    cast("Any", validate_schema)(document())
    assert document()["openapi"].startswith("3.1")


def test_every_call_stands_in_the_document() -> None:
    wanted = set()
    for one in urlpatterns:
        path = "/api/v1/support/" + str(one.pattern).replace("<uuid:", "{").replace(">", "}")
        wanted |= {(method, path) for method in METHODS if hasattr(cast("Any", one.callback).cls, method)}
    assert set(operations()) == wanted


def test_every_call_has_its_own_name_its_words_its_key_and_its_problems() -> None:
    names = [said["operationId"] for said in operations().values()]
    assert len(set(names)) == len(names)
    for call, said in operations().items():
        assert said["description"], call
        assert said["security"] == [{"key": []}], call
        assert {"400", "401", "403", "405", "429"} <= set(said["responses"]), call


def test_the_document_says_nothing_in_french() -> None:
    assert not [letter for letter in str(document()) if letter in "éèàçêù’"]


@pytest.mark.usefixtures("at_alpha")
def test_anybody_reads_the_document_on_any_host() -> None:
    answer = anonymous(ALPHA).get("/api/v1/openapi.json")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")
    assert answer.json() == document()


@pytest.mark.usefixtures("at_alpha")
def test_answers_are_what_the_document_says() -> None:
    one = f"{TICKETS}/{{ticket_id}}"
    ticket = opened(at=OPEN)
    wrote(ticket, by=ALICE, audience=Audience.PARTNER)
    wrote(ticket, by=ERIK, at=OPEN + timedelta(minutes=1))
    wrong: list[str] = []
    for issued in (key(), client_key()):
        caller = Caller(issued)
        played = [
            ("get", TICKETS, caller.get(TICKETS)),
            ("get", TICKETS, caller.get(TICKETS, limit=0)),
            ("get", one, caller.get(of(ticket))),
            ("get", f"{one}/decisions", caller.get(of(ticket, "decisions"))),
            ("get", f"{one}/receipt", caller.get(of(ticket, "receipt"))),
            ("post", TICKETS, caller.open(CRITICAL)),
            ("post", TICKETS, caller.open({**ASKED, "subject": ""})),
            ("post", TICKETS, caller.post(TICKETS, ASKED)),
            ("post", f"{TICKETS}/preview", caller.post(f"{TICKETS}/preview", ASKED)),
            ("post", f"{one}/messages", caller.post(of(ticket, "messages"), {"text": "x", "id": str(uuid4())})),
            ("post", f"{one}/resolve", caller.post(of(ticket, "resolve"))),
            ("post", f"{one}/resolve", caller.post(of(ticket, "resolve"), if_match='"99"')),
            ("post", f"{one}/acknowledge", caller.post(of(ticket, "acknowledge"))),
            (
                "post",
                f"{one}/raise-ground",
                caller.post(
                    of(ticket, "raise-ground"),
                    {"ground": "no_incoming", "call_back_number": CALL_BACK, "place": "Accueil"},
                ),
            ),
        ]
        wrong += [f"{call[:2]}: {fault}" for call in played for fault in faults_of(call[2], *call[:2])]
    assert not wrong, "\n".join(wrong)
