"""Blocks, what was ever known of them, what has no address, places: as each role may read them.

Terms: telavox.7, bt.14, sip.4
"""

from datetime import timedelta
from typing import Any, Final
from uuid import uuid4

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from emergency.registry.models import Address, Registration
from extranet.accounts.models import Role
from tests.cast import ALPHA, BETA, BETA_CLIENT, CHARLIE, CLIENT, DORA, SIBLING
from tests.contracts import FIRST, hold, subscribe
from tests.emergency.api.calls import BLOCKS, ROOT, of
from tests.registry.acts import ABROAD, BRUSSELS, SAINTES, declare, say
from tests.registry.cutting import transfer
from tests.registry.listing import load
from tests.support.api.calls import Caller, client_key, code_of, key

pytestmark = pytest.mark.usefixtures("at_alpha")
QUERIES: Final = 9
COVERAGE: Final = f"{ROOT}/coverage"
REGISTRATIONS: Final = f"{ROOT}/registrations"


def listed(caller: Caller, **query: Any) -> list[str]:
    """Return the first numbers of the blocks a caller lists, over all pages."""
    found, cursor = [], ""
    while cursor is not None:
        page = caller.get(BLOCKS, **query, **({"cursor": cursor} if cursor else {}))
        assert page.status_code == 200, page.content
        found += [one["first"] for one in page.json()["blocks"]]
        cursor = page.json()["next_cursor"]
    return found


# ---------- Blocks ----------
def test_each_role_lists_the_blocks_it_sees() -> None:
    mine, siblings = hold(FIRST, FIRST + 9), hold(FIRST + 10, FIRST + 19, client_id=SIBLING)
    hold(FIRST + 20, FIRST + 29, schema=BETA, client_id=BETA_CLIENT)
    both = [f"+{one.first}" for one in (mine, siblings)]
    for role in (Role.TECHNICIAN, Role.FINANCE):
        assert listed(Caller(key(role))) == both
    for role in (Role.CLIENT_ADMIN, Role.CLIENT_USER):
        assert listed(Caller(client_key(role))) == both[:1]
        assert listed(Caller(client_key(role, client_id=SIBLING))) == both[1:]
    assert listed(Caller(key(by=CHARLIE), schema=BETA)) == [f"+{FIRST + 20}"]


def test_a_list_goes_on_where_it_stopped_and_is_narrowed() -> None:
    declare(hold(FIRST, FIRST + 9))
    say(hold(FIRST + 10, FIRST + 19), ABROAD)
    declare(hold(FIRST + 20, FIRST + 29, client_id=SIBLING), effective=timezone.now() + timedelta(days=9))
    caller = Caller(key())
    one, two, three = (f"+{FIRST + 10 * number}" for number in range(3))
    assert listed(caller, limit=1) == [one, two, three]
    assert listed(caller, state="declared") == [one]
    assert listed(caller, state="uncovered") == [two, three]
    assert listed(caller, state="coming") == [three]
    assert listed(caller, state="waiting") == [two]
    assert listed(caller, client=str(SIBLING)) == [three]
    assert listed(caller, number="02 226 88 15") == [two]
    assert listed(caller, words="rue haute") == [one]
    assert listed(Caller(client_key()), client=str(SIBLING)) == []


def test_a_block_says_its_address_and_what_is_missing_and_its_revision() -> None:
    block = hold()
    declare(block, by=DORA)
    answer = Caller(key()).get(of(block))
    told = answer.json()
    assert answer["ETag"] == f'"{told["revision"]}"'
    assert answer["Cache-Control"] == "private, no-store"
    assert (told["first"], told["last"], told["count"]) == (f"+{FIRST}", f"+{FIRST + 99}", 100)
    assert told["coverage"] == {"state": "whole", "missing_count": 0}
    (present,) = told["present"]
    assert present["address"]["line"] == BRUSSELS.line
    assert present["declared_by"] == {"name": DORA.name, "role": DORA.role, "side": "client"}
    assert told["missing"] == []


def test_a_block_without_an_address_is_said_so() -> None:
    told = Caller(key()).get(of(hold(FIRST, FIRST + 9))).json()
    assert told["coverage"] == {"state": "none", "missing_count": 10}
    assert told["missing"] == [{"first": f"+{FIRST}", "last": f"+{FIRST + 9}", "count": 10}]
    assert (told["present"], told["coming"], told["waiting"]) == ([], [], None)


def test_the_list_costs_the_same_queries_however_long_it_is(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    caller = Caller(key())
    declare(hold(FIRST, FIRST + 9))
    caller.get(BLOCKS)
    with django_assert_num_queries(QUERIES):
        caller.get(BLOCKS)
    for number in range(1, 8):
        declare(hold(FIRST + 10 * number, FIRST + 10 * number + 9))
    with django_assert_num_queries(QUERIES):
        assert len(caller.get(BLOCKS).json()["blocks"]) == 8


# ---------- What was known ----------
def test_the_history_of_a_block_is_told_on_both_axes_a_page_at_a_time() -> None:
    block = hold()
    declare(block)
    declare(block, SAINTES)
    say(block, ABROAD)
    caller = Caller(key())
    told = caller.get(of(block, "history")).json()
    assert [one["address"]["line"] for one in told["registrations"][:1]] == [SAINTES.line]
    assert any(one["recorded_until"] for one in told["registrations"])
    assert [one["doubts"][0]["code"] for one in told["reviews"]] == ["address_abroad"]
    ids, cursor = [], ""
    while cursor is not None:
        page = caller.get(of(block, "history"), limit=1, **({"cursor": cursor} if cursor else {})).json()
        ids += [one["id"] for one in page["registrations"]]
        cursor = page["next_cursor"]
    assert ids == [one["id"] for one in told["registrations"]]


def test_registrations_are_those_that_held_then_as_far_as_was_known_then() -> None:
    block = hold(FIRST, FIRST + 9)
    first = declare(block)
    second = declare(block, SAINTES)
    caller = Caller(key())

    def lines(**query: str) -> list[str]:
        rows = caller.get(REGISTRATIONS, **query).json()["registrations"]
        return [row["address"]["line"] for row in rows]

    between = (second.declared_at - timedelta(microseconds=1)).isoformat()
    before = (first.declared_at - timedelta(microseconds=1)).isoformat()
    assert lines() == [SAINTES.line]
    assert lines(as_of=between) == lines(as_of=between, known_at=between) == [BRUSSELS.line]
    assert lines(known_at=between) == [BRUSSELS.line]
    assert lines(as_of=before) == lines(known_at=before) == []
    assert lines(number=f"+{FIRST + 3}", client=str(CLIENT)) == [SAINTES.line]
    assert lines(number=f"+{FIRST + 30}") == lines(client=str(SIBLING)) == []


def test_a_client_reads_nothing_that_another_client_declared_for_its_numbers() -> None:
    block = hold(FIRST, FIRST + 9)
    declared = declare(block)
    (given,) = transfer(block, FIRST, FIRST + 9, subscribe(ALPHA, SIBLING))
    old, new = Caller(client_key()), Caller(client_key(client_id=SIBLING))
    assert new.get(of(given, "history")).json()["registrations"] == []
    then = declared.declared_at.isoformat()
    assert new.get(REGISTRATIONS, as_of=then, known_at=then).json()["registrations"] == []
    assert len(old.get(REGISTRATIONS, as_of=then, known_at=then).json()["registrations"]) == 1


# ---------- Walls ----------
@pytest.mark.parametrize("part", ["", "history"])
def test_a_block_of_a_sibling_or_of_another_partner_is_not_there(part: str) -> None:
    block = hold()
    declare(block)
    for stranger in (
        Caller(client_key(client_id=SIBLING)),
        Caller(client_key(Role.CLIENT_USER, client_id=SIBLING)),
        Caller(key(by=CHARLIE), schema=BETA),
    ):
        assert code_of(stranger.get(of(block, part))) == (404, "not_found")
    missing = f"{BLOCKS}/{uuid4()}" + (f"/{part}" if part else "")
    assert code_of(Caller(key()).get(missing)) == (404, "not_found")


def test_ec_73_an_address_or_a_registration_by_its_id_is_its_houses_and_its_clients_only() -> None:
    registration = declare(hold())
    paths = {
        f"{ROOT}/addresses/{registration.address_id}": Address.objects.get().facts.line,
        f"{REGISTRATIONS}/{registration.pk}": Registration.objects.get().address.facts.line,
    }
    for path, line in paths.items():
        for caller in (Caller(key()), Caller(client_key()), Caller(client_key(Role.CLIENT_USER))):
            answer = caller.get(path)
            assert answer.status_code == 200, answer.content
            assert line in str(answer.json())
        for stranger in (Caller(client_key(client_id=SIBLING)), Caller(key(by=CHARLIE), schema=BETA)):
            assert code_of(stranger.get(path)) == (404, "not_found")


# ---------- Coverage ----------
def test_coverage_counts_what_the_key_sees_and_lists_what_is_missing() -> None:
    declare(hold(FIRST, FIRST + 9))
    hold(FIRST + 20, FIRST + 29)
    hold(FIRST + 40, FIRST + 44, client_id=SIBLING)
    told = Caller(key()).get(COVERAGE).json()
    assert (told["held_count"], told["covered_count"], told["missing_count"]) == (25, 10, 15)
    assert [(run["first"], run["count"]) for run in told["missing"]] == [(f"+{FIRST + 20}", 10), (f"+{FIRST + 40}", 5)]
    page = Caller(key()).get(COVERAGE, limit=1).json()
    rest = Caller(key()).get(COVERAGE, limit=1, cursor=page["next_cursor"]).json()
    assert (page["missing"] + rest["missing"], rest["next_cursor"]) == (told["missing"], None)
    assert Caller(client_key()).get(COVERAGE).json()["held_count"] == 20
    assert Caller(client_key(client_id=SIBLING)).get(COVERAGE).json()["missing_count"] == 5
    assert Caller(key()).get(COVERAGE, client=str(SIBLING)).json()["held_count"] == 5
    assert Caller(client_key()).get(COVERAGE, client=str(SIBLING)).json()["held_count"] == 0
    assert Caller(key()).get(COVERAGE, at="2020-01-01T00:00:00Z").json()["held_count"] == 0


# ---------- Places ----------
def test_places_are_found_by_a_name_in_any_language_or_a_code() -> None:
    load()
    caller = Caller(key())

    def names(**query: str) -> set[str]:
        return {one["names"]["fr"] for one in caller.get(f"{ROOT}/places", **query).json()["places"]}

    assert "Saintes" in names(postal_code="1480")
    assert names(words="brux", postal_code="1000") == names(words="brussel", postal_code="1000") != set()
    assert code_of(caller.get(f"{ROOT}/places")) == (400, "nothing_sought")
    assert code_of(caller.get(f"{ROOT}/streets", words="rue")) == (400, "nothing_sought")
    assert caller.get(f"{ROOT}/streets", postal_code="1000", words="rue").json() == {"streets": []}


@pytest.mark.parametrize("path", [BLOCKS, REGISTRATIONS, COVERAGE])
@pytest.mark.parametrize("cursor", ["nothing", "é", "MjAyNi0wMS0wMXx4", "LTE", "OTk5OTk5OTk5OTk5OTk5OTk5OTk5"])
def test_a_cursor_that_is_not_ours_is_refused(path: str, cursor: str) -> None:
    assert code_of(Caller(key()).get(path, cursor=cursor)) == (400, "cursor_invalid")
