"""Declaring by key: on the revision that was read, once, in its name; and asking first, which writes nothing.

Terms: telavox.7, bt.14, sip.4
"""

from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone

from emergency.registry.models import Registration, Review
from extranet.accounts.models import KeyedCall, Role
from extranet.audit.models import AuditEvent
from tests.cast import BETA, CHARLIE, SIBLING
from tests.contracts import FIRST, hold
from tests.emergency.api.calls import address, of, say, tag
from tests.registry.acts import ABROAD, BRUSSELS, SAINTES, declare
from tests.support.api.calls import Caller, client_key, code_of, key

pytestmark = pytest.mark.usefixtures("at_alpha")


def present() -> Registration:
    """Return what is known now to hold from now on."""
    return Registration.objects.get(recorded__upper_inf=True, valid__upper_inf=True)


# ---------- Declaring ----------
def test_an_address_is_declared_in_the_name_of_the_key() -> None:
    block, issued = hold(), key()
    answer = say(Caller(issued), block)
    told = answer.json()
    assert (answer.status_code, told["result"], told["review"]) == (201, "declared", None)
    assert answer["ETag"] == tag(block) == f'"{told["revision"]}"'
    row = Registration.objects.get()
    assert str(row.pk) == told["registration"]["id"]
    assert (row.author_id, row.author_name, row.author_side) == (issued.token.pk, "CRM (API)", "partner")
    assert told["registration"]["declared_by"] == {"name": "CRM (API)", "role": "technician", "side": "partner"}
    assert AuditEvent.objects.filter(act="address.declared").get().actor_name == "CRM (API)"


def test_a_clients_key_declares_for_its_client() -> None:
    assert say(Caller(client_key()), hold()).status_code == 201
    assert Registration.objects.get().author_side == "client"


def test_what_staff_must_look_at_waits_and_is_said_so() -> None:
    block = hold()
    answer = say(Caller(key()), block, ABROAD)
    told = answer.json()
    assert (answer.status_code, told["result"], told["registration"]) == (202, "waiting", None)
    assert [one["code"] for one in told["review"]["doubts"]] == ["address_abroad"]
    assert not Registration.objects.exists()
    assert say(Caller(key()), block, ABROAD).json()["result"] == "waiting"
    assert Review.objects.count() == 1


def test_the_same_address_again_changes_nothing_and_is_said_so() -> None:
    block = hold()
    declare(block)
    before = tag(block)
    answer = say(Caller(key()), block)
    assert (answer.status_code, answer.json()["result"], tag(block)) == (200, "unchanged", before)


def test_an_address_to_come_begins_at_its_instant() -> None:
    block, later = hold(), (timezone.now() + timedelta(days=3)).replace(microsecond=0)
    told = say(Caller(key()), block, effective=later.isoformat()).json()
    assert Registration.objects.get().valid.lower == later
    assert told["registration"]["valid_from"]


@pytest.mark.parametrize(
    ("said", "code", "field"),
    [
        ({"house_number": ""}, "house_number_missing", "house_number"),
        ({"street": "BP 12"}, "postal_box", "street"),
        ({"country": "XX"}, "country_unknown", "country"),
    ],
)
def test_what_the_terms_refuse_is_told_beside_its_field(said: dict[str, str], code: str, field: str) -> None:
    block = hold()
    body = {"address": {**address(), **said}}
    answer = Caller(key()).post(of(block, "registrations"), body, if_match=tag(block), idempotency_key="a")
    assert code_of(answer) == (422, code)
    assert field in [one["field"] for one in answer.json()["errors"]]
    assert not Registration.objects.exists()
    # What was refused used up no key of idempotency.
    again = Caller(key()).post(
        of(block, "registrations"), {"address": address()}, if_match=tag(block), idempotency_key="a"
    )
    assert again.status_code == 201


def test_the_past_is_not_declared() -> None:
    answer = say(Caller(key()), hold(), effective="2026-08-01T00:00:00+02:00")
    assert code_of(answer) == (422, "effective_in_past")


@pytest.mark.parametrize(
    "body",
    [{}, {"address": None}, {"address": {"rue": "x"}}, {"address": {}, "effective": "2030-01-01T00:00:00"}, [1]],
)
def test_what_has_no_form_is_refused_before_anything_is_asked(body: Any) -> None:
    block = hold()
    answer = Caller(key()).post(of(block, "registrations"), body, if_match=tag(block), idempotency_key="a")
    assert code_of(answer) == (400, "invalid")


# ---------- On which reading ----------
def test_whoever_read_an_older_revision_is_told_what_it_is_now() -> None:
    block = hold()
    read = tag(block)
    declare(block, SAINTES)
    answer = say(Caller(key()), block, headers={"if_match": read})
    assert code_of(answer) == (412, "block_changed")
    (current,) = answer.json()["current"]
    assert (current["id"], f'"{current["revision"]}"') == (str(block.pk), tag(block))
    assert current["present"][0]["address"]["line"] == SAINTES.line
    assert present().address.facts == SAINTES


def test_nothing_is_declared_unread() -> None:
    block, caller = hold(), Caller(key())
    body = {"address": address()}
    assert code_of(caller.post(of(block, "registrations"), body, idempotency_key="a")) == (428, "if_match_missing")
    for match in ("*", "last", '"1e3"', '"9999999999"'):
        answer = caller.post(of(block, "registrations"), body, idempotency_key="a", if_match=match)
        assert code_of(answer) == (400, "if_match_invalid"), match
    assert code_of(caller.post(of(block, "registrations"), body, if_match=tag(block))) == (
        400,
        "idempotency_key_missing",
    )
    assert not Registration.objects.exists()


# ---------- Once ----------
def test_the_same_call_again_answers_the_same_whatever_happened_since() -> None:
    block, caller = hold(), Caller(key())
    sent = {"if_match": tag(block), "idempotency_key": "crm-1"}
    first = say(caller, block, headers=sent)
    declare(block, SAINTES)
    again = say(caller, block, headers=sent)
    assert (again.status_code, again["Idempotent-Replay"], again["ETag"]) == (201, "true", first["ETag"])
    assert again.json() == first.json()
    assert present().address.facts == SAINTES
    assert KeyedCall.objects.count() == 1


def test_the_same_key_for_something_else_is_refused() -> None:
    block, caller = hold(), Caller(key())
    sent = {"if_match": tag(block), "idempotency_key": "crm-1"}
    say(caller, block, headers=sent)
    assert code_of(say(caller, block, SAINTES, headers=sent)) == (422, "idempotency_key_reused")
    assert Registration.objects.get().address.facts == BRUSSELS


def test_a_key_of_idempotency_is_its_keys_own_and_its_blocks_own() -> None:
    one, other = hold(FIRST, FIRST + 9), hold(FIRST + 10, FIRST + 19)
    caller = Caller(key())
    for block, by in ((one, caller), (other, caller)):
        assert say(by, block, headers={"idempotency_key": "crm-1"}).status_code == 201
    assert say(Caller(key()), one, SAINTES, headers={"idempotency_key": "crm-1"}).status_code == 201


# ---------- Asking first ----------
def rows() -> dict[str, int]:
    """Return how many rows every table has that Alpha's role may read."""
    found = {}
    with connection.cursor() as cursor:
        for model in apps.get_models():
            table = model._meta.db_table
            cursor.execute("SELECT has_table_privilege(to_regclass(%s), 'SELECT')", [table])
            if (cursor.fetchone() or [False])[0]:
                cursor.execute(f'SELECT count(*) FROM "{table}"')
                found[table] = int((cursor.fetchone() or [0])[0])
    return found


@pytest.mark.parametrize(
    ("said", "result"),
    [
        ({}, "declared"),
        ({"country": "FR", "postal_code": "59000", "municipality": "Lille"}, "waiting"),
        ({"house_number": ""}, "refused"),
    ],
)
def test_asking_first_says_what_would_happen_and_writes_nothing(said: dict[str, str], result: str) -> None:
    block = hold()
    declare(block, SAINTES)
    caller, body = Caller(key()), {"address": {**address(), **said}}
    caller.get(of(block))
    before = rows()
    answer = caller.post(of(block, "validate"), body)
    assert (answer.status_code, answer.json()["result"]) == (200, result), answer.content
    assert rows() == before
    assert before["registry_registration"]
    declared = caller.post(of(block, "registrations"), body, if_match=tag(block), idempotency_key="a")
    status = {"declared": 201, "waiting": 202, "refused": 422}[result]
    assert declared.status_code == status


def test_asking_first_says_what_was_read_what_is_said_and_what_it_touches() -> None:
    block, caller = hold(), Caller(key())
    declare(block, SAINTES)
    declare(block, BRUSSELS, effective=timezone.now() + timedelta(days=5))
    body = {"address": {**address(), "house_number": "16 bte 3", "postal_code": "B-1000"}}
    told = caller.post(of(block, "validate"), body).json()
    read = told["address"]
    assert (read["house_number"], read["box"], read["postal_code"]) == ("16", "3", "1000")
    touched = told["touches"]
    assert (touched["count"], f'"{touched["revision"]}"') == (100, tag(block))
    assert [one["address"]["line"] for one in touched["replaced"]] == [SAINTES.line]
    assert [one["address"]["line"] for one in touched["cancelled"]] == [BRUSSELS.line]
    assert touched["told"] == ["client"]
    refused = caller.post(of(block, "validate"), {"address": address(), "effective": "2026-01-01T00:00:00Z"}).json()
    assert [(one["field"], one["code"]) for one in refused["objections"]] == [("effective", "effective_in_past")]
    assert refused["objections"][0]["clauses"]


# ---------- Who may ----------
def test_who_may_declare_is_a_matter_of_role_and_scope() -> None:
    block = hold()
    for role in (Role.FINANCE, Role.CLIENT_USER):
        issued = client_key(role) if role == Role.CLIENT_USER else key(role)
        assert code_of(say(Caller(issued), block)) == (403, "right_missing")
        asked = Caller(issued).post(of(block, "validate"), {"address": address()})
        assert code_of(asked) == (403, "right_missing")
    reads = Caller(key(scopes=["emergency.read"]))
    assert code_of(say(reads, block)) == (403, "scope_missing")
    assert reads.post(of(block, "validate"), {"address": address()}).status_code == 200
    writes = Caller(key(scopes=["emergency.write"]))
    assert code_of(writes.get(of(block))) == (403, "scope_missing")
    assert say(writes, block).status_code == 201


@pytest.mark.parametrize("part", ["registrations", "validate", "split", "carve"])
def test_no_act_reaches_a_block_of_a_sibling_or_of_another_partner(part: str) -> None:
    block = hold()
    bodies: dict[str, Any] = {
        "split": {"parts": [{"first": f"+{FIRST}", "last": f"+{FIRST + 99}", "keeps": True}]},
        "carve": {"first": f"+{FIRST}", "address": address()},
    }
    body = bodies.get(part, {"address": address()})
    for stranger in (Caller(client_key(client_id=SIBLING)), Caller(key(by=CHARLIE), schema=BETA)):
        answer = stranger.post(of(block, part), body, if_match='"1"', idempotency_key="a")
        assert code_of(answer) == (404, "not_found")
    assert not Registration.objects.exists()
