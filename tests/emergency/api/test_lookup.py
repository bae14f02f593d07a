"""The one question, asked by a machine: declared, none declared or not hosted; never a guess, never a sibling's.

Terms: telavox.7, bt.14, sip.4
"""

from datetime import datetime, timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from extranet.accounts.models import Role
from tests.cast import ALPHA, BETA, BETA_CLIENT, CHARLIE, CLIENT, DORA, SIBLING
from tests.contracts import FIRST, SINCE, hold, subscribe
from tests.emergency.api.calls import LOOKUP
from tests.registry.acts import BRUSSELS, SAINTES, declare
from tests.registry.cutting import transfer
from tests.support.api.calls import Caller, client_key, code_of, key

pytestmark = pytest.mark.usefixtures("at_alpha")
# The host, the key, its maker, the use noted; the question itself is prepared, and asked once.
QUERIES = 4


def ask(number: int, *, caller: Caller | None = None, **query: Any) -> dict[str, Any]:
    """Ask as a technician's key, or as `caller`; every status is a 200."""
    answer = (caller or Caller(key())).get(LOOKUP, number=f"+{number}", **query)
    assert answer.status_code == 200, answer.content
    told: dict[str, Any] = answer.json()
    return told


def unhosted(number: int, told: dict[str, Any]) -> bool:
    """Whether an answer says of a number what it says of one that nobody ever hosted, and nothing more."""
    nothing: dict[str, Any] = {"address": None, "declared": None, "block": None, "client": None, "clauses": []}
    instants = {name: told[name] for name in ("at", "known_at")}
    return told == {"number": f"+{number}", "status": "not_hosted", **instants, **nothing}


def test_ec_69_a_hosted_number_without_an_address_is_said_so() -> None:
    block = hold()
    declare(hold(FIRST + 100, FIRST + 199))
    told = ask(FIRST + 99)
    assert (told["status"], told["address"], told["declared"]) == ("hosted_no_address", None, None)
    assert (told["block"]["id"], told["client"]["name"]) == (str(block.pk), "Delta Conseil")
    assert told["clauses"] == ["bt.14"]


def test_ec_70_a_number_that_is_not_hosted_is_said_so() -> None:
    declare(hold())
    for number in (3232000000, FIRST - 1, FIRST + 100):
        assert unhosted(number, ask(number))
    assert unhosted(FIRST, ask(FIRST, at=(SINCE - timedelta(microseconds=1)).isoformat()))


def test_ec_71_an_answer_about_the_past_says_who_declared_when_and_under_which_terms() -> None:
    block = hold()
    first = declare(block, by=DORA)
    second = declare(block, SAINTES)
    told = ask(FIRST + 42, at=(second.declared_at - timedelta(microseconds=1)).isoformat())
    assert told["address"]["line"] == BRUSSELS.line
    said = told["declared"]
    assert said["declared_by"] == {"name": DORA.name, "role": DORA.role, "side": "client"}
    assert datetime.fromisoformat(said["declared_at"]) == first.declared_at
    assert said["terms"] is None or said["terms"]["sha256"]
    assert ask(FIRST + 42)["address"]["line"] == SAINTES.line


def test_what_was_known_then_is_not_what_is_known_now() -> None:
    block = hold()
    first = declare(block)
    before = (first.declared_at - timedelta(microseconds=1)).isoformat()
    assert ask(FIRST, known_at=before)["status"] == "hosted_no_address"
    assert ask(FIRST)["status"] == "declared"


def test_a_sibling_learns_of_a_number_what_it_learns_of_nobodys() -> None:
    declare(hold())
    sibling = Caller(client_key(client_id=SIBLING))
    for role in (Role.CLIENT_ADMIN, Role.CLIENT_USER):
        assert ask(FIRST, caller=Caller(client_key(role)))["status"] == "declared"
        told = ask(FIRST, caller=Caller(client_key(role, client_id=SIBLING)))
        assert unhosted(FIRST, told)
    foreign, nobodys = ask(FIRST, caller=sibling), ask(FIRST + 500, caller=sibling)
    assert foreign.keys() == nobodys.keys()


def test_a_number_that_changed_hands_is_each_clients_for_its_own_time() -> None:
    block = hold()
    declared = declare(block)
    transfer(block, FIRST, FIRST + 9, subscribe(ALPHA, SIBLING))
    then = declared.declared_at.isoformat()
    old, new = Caller(client_key()), Caller(client_key(client_id=SIBLING))
    assert unhosted(FIRST, ask(FIRST, caller=old))
    assert ask(FIRST, caller=old, at=then)["address"]["line"] == BRUSSELS.line
    assert ask(FIRST, caller=new)["status"] == "hosted_no_address"
    assert unhosted(FIRST, ask(FIRST, caller=new, at=then))


def test_another_partners_number_is_not_hosted_here() -> None:
    declare(hold())
    hold(FIRST + 200, FIRST + 209, schema=BETA, client_id=BETA_CLIENT)
    assert unhosted(FIRST, ask(FIRST, caller=Caller(key(by=CHARLIE), schema=BETA)))
    assert unhosted(FIRST + 200, ask(FIRST + 200))


def test_looking_up_has_a_scope_of_its_own() -> None:
    others = [scope for scope in key().token.scopes if scope != "emergency.lookup"]
    assert code_of(Caller(key(scopes=others)).get(LOOKUP, number=f"+{FIRST}")) == (403, "scope_missing")
    only = Caller(key(scopes=["emergency.lookup"]))
    assert only.get(LOOKUP, number=f"+{FIRST}").status_code == 200
    assert code_of(only.get("/api/v1/emergency/blocks")) == (403, "scope_missing")


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ({}, 400, "invalid"),
        ({"number": "O2 226 88 88"}, 422, "number_bad_character"),
        ({"number": "02 226 88 8"}, 422, "number_too_short"),
        ({"number": "+33 1 42 34 56 78"}, 422, "number_not_belgian"),
        ({"number": f"+{FIRST}", "at": "2026-06-30T23:59:59"}, 400, "invalid"),
        ({"number": f"+{FIRST}", "at": "2026-06-30T23:59:59 02:00"}, 400, "invalid"),
        ({"number": f"+{FIRST}", "at": "yesterday"}, 400, "invalid"),
        ({"number": f"+{FIRST}", "at": "0001-01-01T00:00:00+14:00"}, 400, "invalid"),
        ({"number": f"+{FIRST}", "as_of": "2026-06-30T23:59:59Z"}, 400, "invalid"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused_with_the_way_out(
    query: dict[str, str], status: int, code: str
) -> None:
    assert code_of(Caller(key()).get(LOOKUP, **query)) == (status, code)


def test_a_number_is_read_as_people_write_it() -> None:
    declare(hold())
    for written in ("02 226 88 00", "+32 2 226 88 00", "0032 2 226 88 00", "+32 2 226 88 00"):
        assert Caller(key()).get(LOOKUP, number=written).json()["number"] == f"+{FIRST}"


def test_a_lookup_costs_the_same_few_queries_whatever_is_known(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(5):
        declare(hold(FIRST + 10 * number, FIRST + 10 * number + 9, client_id=CLIENT))
    caller = Caller(key())
    ask(FIRST, caller=caller)
    with django_assert_num_queries(QUERIES):
        ask(FIRST, caller=caller)
    with django_assert_num_queries(QUERIES):
        ask(FIRST + 900, caller=caller)
