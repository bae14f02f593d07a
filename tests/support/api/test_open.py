"""Opening tickets by key: like by page, once an id, with the outcome told."""

from typing import Any
from uuid import uuid4

import pytest

from extranet.accounts.models import Role
from extranet.audit.models import AuditEvent
from extranet.tenancy.context import OPERATOR, PUBLIC, acting
from support.models import Entry, Ticket
from tests.cast import BETA_CLIENT, CLIENT, SIBLING
from tests.support.api.calls import ASKED, CRITICAL, TICKETS, Caller, client_key, code_of, key
from tests.support.hits.sites import HIGH_STREET, device, site

pytestmark = pytest.mark.usefixtures("at_alpha")


def test_a_key_opens_a_ticket_and_is_told_where_it_goes_and_why() -> None:
    issued = key()
    response = Caller(issued).open(CRITICAL)
    assert response.status_code == 201, response.content
    told = response.json()
    ticket = Ticket.objects.get()
    assert response["Location"] == f"{TICKETS}/{ticket.pk}"
    assert response["ETag"] == f'"{ticket.revision}"'
    assert told["number"] == ticket.number
    assert told["opened_by"] == {"name": "CRM (API)", "side": "partner"}
    assert told["outcome"]["result"] == ticket.route
    assert told["outcome"]["clauses"]
    assert told["outcome"]["sentence"]
    assert told["outcome"]["why"]
    assert ticket.opened_by_id == issued.token.pk
    with acting(PUBLIC, OPERATOR):
        event = AuditEvent.objects.get(act="ticket.opened")
    assert (event.actor_id, event.actor_name) == (issued.token.pk, "CRM (API)")


def test_the_same_id_or_key_of_idempotency_opens_one_ticket() -> None:
    caller, chosen = Caller(key()), str(uuid4())
    first, second = (caller.post(TICKETS, {**ASKED, "id": chosen}) for _time in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert "Idempotent-Replay" not in first.headers
    assert second["Idempotent-Replay"] == "true"
    assert first.json() == second.json()
    for _time in range(2):
        assert caller.post(TICKETS, ASKED, idempotency_key="crm-1").status_code == 201
    assert Ticket.objects.count() == 2


def test_the_same_key_of_idempotency_for_something_else_is_refused() -> None:
    caller = Caller(key())
    caller.post(TICKETS, ASKED, idempotency_key="crm-1")
    for other in ({"text": "Autre chose."}, {"subject": "Autre"}, dict(CRITICAL)):
        answer = caller.post(TICKETS, {**ASKED, **other}, idempotency_key="crm-1")
        assert code_of(answer) == (422, "idempotency_key_reused")
    assert Ticket.objects.count() == 1


def test_the_same_request_for_another_client_is_something_else() -> None:
    caller = Caller(key())
    assert caller.post(TICKETS, ASKED, idempotency_key="crm-1").status_code == 201
    for other in ({"client_id": str(SIBLING)}, {"client_id": None}, {"place": "Ailleurs"}, {"devices": "T54W"}):
        answer = caller.post(TICKETS, {**ASKED, **other}, idempotency_key="crm-1")
        assert code_of(answer) == (422, "idempotency_key_reused")


def test_a_key_of_idempotency_is_its_keys_own() -> None:
    for _time in range(2):
        assert Caller(key()).post(TICKETS, ASKED, idempotency_key="same").status_code == 201
    assert Ticket.objects.count() == 2


def test_the_id_of_another_keys_ticket_is_refused() -> None:
    chosen = str(uuid4())
    Caller(client_key()).post(TICKETS, {**ASKED, "id": chosen})
    assert code_of(Caller(client_key(Role.CLIENT_USER)).post(TICKETS, {**ASKED, "id": chosen})) == (
        409,
        "ticket_id_used",
    )


def test_without_an_id_nothing_is_opened() -> None:
    caller = Caller(key())
    assert code_of(caller.post(TICKETS, ASKED)) == (400, "idempotency_key_missing")
    assert code_of(caller.post(TICKETS, ASKED, idempotency_key="x" * 101)) == (400, "idempotency_key_invalid")
    assert not Ticket.objects.exists()


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"subject": ""}, "subject"),
        ({"subject": "x" * 161}, "subject"),
        ({"ground": "everything"}, "ground"),
        ({"ground": "no_incoming"}, "call_back_number"),
        ({"client_id": "x"}, "client_id"),
        ({"holding_ids": ["x"]}, "holding_ids.0"),
        ({"unknown": 1}, "unknown"),
        ({"text": "a\x00b"}, "text"),
        ({"holding_ids": [str(uuid4())]}, "holdings"),
    ],
)
def test_what_is_wrong_is_named_by_field_and_nothing_is_opened(said: dict[str, Any], field: str) -> None:
    answer = Caller(key()).open({**ASKED, **said})
    assert answer.status_code == 400, answer.content
    assert field in {one["field"] for one in answer.json()["errors"]}
    assert not Ticket.objects.exists()


@pytest.mark.parametrize("body", ["", "[]", "{", '"x"', "1", '{"text": "\\ud800"}'])
def test_what_cannot_be_read_is_refused(body: str) -> None:
    caller = Caller(key())
    answer = caller._browser.post(TICKETS, body, content_type="application/json", headers=caller._headers)
    assert answer.status_code == 400, answer.content
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_another_media_type_and_too_long_a_body_are_refused() -> None:
    caller = Caller(key())
    answer = caller._browser.post(TICKETS, "a=b", content_type="text/plain", headers=caller._headers)
    assert code_of(answer) == (415, "wrong_media")
    assert code_of(caller.open({**ASKED, "text": "x" * 300_000})) == (413, "body_too_large")


@pytest.mark.parametrize("stranger", [BETA_CLIENT, uuid4()])
def test_a_client_that_is_not_there_is_not_found(stranger: object) -> None:
    assert code_of(Caller(key()).open({**ASKED, "client_id": str(stranger)})) == (404, "not_found")


def test_a_clients_key_opens_for_its_client_and_for_no_sibling() -> None:
    caller = Caller(client_key())
    assert code_of(caller.open({**ASKED, "client_id": str(SIBLING)})) == (404, "not_found")
    own = {name: value for name, value in ASKED.items() if name != "client_id"}
    assert caller.open(own).json()["client"]["id"] == str(CLIENT)


def test_an_outcome_that_changed_is_told_before_anything_is_written() -> None:
    caller = Caller(key())
    assert code_of(caller.open({**ASKED, "expected": "page_on_call"})) == (409, "outcome_changed")
    assert caller.open({**CRITICAL, "expected": "refused"}).status_code == 201
    assert Ticket.objects.count() == 1


def test_a_preview_says_what_would_happen_and_writes_nothing() -> None:
    """Terms: general.7, general.8"""
    caller = Caller(key())
    told = caller.post(f"{TICKETS}/preview", {"client_id": str(CLIENT), "ground": "no_incoming"}).json()
    assert told["clauses"]
    assert told["title"]
    assert told["why"]
    assert set(told["missing"]) == {"call_back_number", "place", "subject", "text"}
    opened = caller.open({**CRITICAL, "expected": told["result"]}).json()
    assert opened["outcome"]["clauses"] == told["clauses"]
    assert Entry.objects.count() == 2


def test_a_client_without_a_contract_is_told_so() -> None:
    """Terms: general.7"""
    caller = Caller(key())
    said = {**ASKED, "client_id": str(SIBLING)}
    told = caller.post(f"{TICKETS}/preview", said).json()
    assert told["is_refused"]
    assert told["result"] == "refused"
    assert code_of(caller.open(said)) == (403, "not_under_contract")


def test_sites_and_devices_are_named_and_read_again_with_their_addresses() -> None:
    head = site()
    phone = device(head, spot="Accueil")
    caller = Caller(key())
    answer = caller.open({**ASKED, "site_ids": [str(head.pk)], "device_ids": [str(phone.pk)]})
    assert answer.status_code == 201, answer.content
    said = answer.json()
    assert said["sites"] == [{"id": str(head.pk), "label": "Siège", "address": HIGH_STREET}]
    (named,) = said["named_devices"]
    assert (named["label"], named["kind"]) == ("Poste 12, Siège, Accueil", "desk_phone")
    assert said["is_move_said"] is False


def test_another_site_under_the_same_key_is_another_request() -> None:
    head = site()
    caller = Caller(key())
    for said, status in (({}, 201), ({"site_ids": [str(head.pk)]}, 422)):
        assert caller.post(TICKETS, {**ASKED, **said}, idempotency_key="crm-1").status_code == status


def test_a_siblings_site_is_refused_by_field() -> None:
    theirs = site("Chez Emil", client_id=SIBLING)
    phone = device(theirs)
    for said, field in (({"site_ids": [str(theirs.pk)]}, "sites"), ({"device_ids": [str(phone.pk)]}, "known_devices")):
        answer = Caller(key()).open({**ASKED, **said})
        assert answer.status_code == 400
        assert [one["field"] for one in answer.json()["errors"]] == [field]
