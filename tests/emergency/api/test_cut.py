"""Split, carve out, merge and move by key: the services of pages, told as problems where they refuse.

Terms: telavox.7, bt.14, sip.4
"""

from typing import Any

import pytest

from emergency.registry.models import Reason, Registration
from tests.cast import SIBLING
from tests.contracts import FIRST, hold, subscribe
from tests.emergency.api.calls import ROOT, act, address, of, tag
from tests.registry.acts import ABROAD, BRUSSELS, SAINTES, declare, revision_of
from tests.support.api.calls import Caller, client_key, code_of, key

pytestmark = pytest.mark.usefixtures("at_alpha")


def part(first: int, last: int, **more: Any) -> dict[str, Any]:
    """Return a part of a block from its offset to its last one."""
    return {"first": f"+{FIRST + first}", "last": f"+{FIRST + last}", **more}


def shown(answer: Any) -> list[tuple[str, int, list[str]]]:
    """Return the blocks an act made: first number, count, addresses."""
    assert answer.status_code == 201, answer.content
    return [
        (one["first"], one["count"], [row["address"]["line"] for row in one["present"]])
        for one in answer.json()["blocks"]
    ]


def read(*blocks: Any) -> list[dict[str, Any]]:
    """Return blocks with the revision that is there now."""
    return [{"id": str(one.pk), "revision": revision_of(one)} for one in blocks]


def test_ec_24_a_block_is_split_between_two_places() -> None:
    block = hold()
    declare(block)
    said = {"parts": [part(0, 49, keeps=True), part(50, 99, address=address(SAINTES))]}
    answer = act(Caller(key()), of(block, "split"), said, if_match=tag(block))
    assert shown(answer) == [(f"+{FIRST}", 50, [BRUSSELS.line]), (f"+{FIRST + 50}", 50, [SAINTES.line])]
    assert code_of(Caller(key()).get(of(block))) == (404, "not_found")


def test_ec_25_a_split_that_leaves_numbers_without_an_address_is_refused() -> None:
    block = hold()
    declare(block)
    said = {"parts": [part(0, 49, keeps=True), part(50, 99)]}
    answer = act(Caller(key()), of(block, "split"), said, if_match=tag(block))
    assert code_of(answer) == (422, "would_leave_numbers_without_address")


def test_ec_30_one_number_of_a_block_gets_another_address() -> None:
    block = hold()
    declare(block)
    said = {"first": f"+{FIRST + 42}", "address": address(SAINTES)}
    answer = act(Caller(client_key()), of(block, "carve"), said, if_match=tag(block))
    assert shown(answer) == [
        (f"+{FIRST}", 42, [BRUSSELS.line]),
        (f"+{FIRST + 42}", 1, [SAINTES.line]),
        (f"+{FIRST + 43}", 57, [BRUSSELS.line]),
    ]


@pytest.mark.parametrize("name", ["split", "carve"])
def test_a_cut_is_made_on_the_revision_that_was_read_and_once(name: str) -> None:
    block, caller = hold(), Caller(key())
    old = tag(block)
    declare(block)
    bodies: dict[str, dict[str, Any]] = {
        "split": {"parts": [part(0, 49, keeps=True), part(50, 99, keeps=True)]},
        "carve": {"first": f"+{FIRST + 42}", "address": address(SAINTES)},
    }
    said = bodies[name]
    assert code_of(act(caller, of(block, name), said)) == (428, "if_match_missing")
    stale = act(caller, of(block, name), said, if_match=old)
    assert code_of(stale) == (412, "block_changed")
    assert [one["id"] for one in stale.json()["current"]] == [str(block.pk)]
    sent = {"if_match": tag(block), "idempotency_key": "cut-1"}
    first, again = act(caller, of(block, name), said, **sent), act(caller, of(block, name), said, **sent)
    assert again.json() == first.json()
    assert again["Idempotent-Replay"] == "true"


def test_numbers_outside_the_block_and_numbers_that_are_none_are_refused() -> None:
    block, caller = hold(), Caller(key())
    for number, code in ((f"+{FIRST + 100}", "number_outside_block"), ("O2 226", "number_bad_character")):
        said = {"first": number, "address": address(SAINTES)}
        assert code_of(act(caller, of(block, "carve"), said, if_match=tag(block))) == (422, code)


# ---------- Merge ----------
def neighbours() -> tuple[Any, Any]:
    """Return two neighbours of one subscription, each with an address of its own."""
    subscription = subscribe()
    left = hold(FIRST, FIRST + 49, subscription=subscription)
    right = hold(FIRST + 50, FIRST + 99, subscription=subscription)
    declare(left)
    declare(right, SAINTES)
    return left, right


def test_ec_26_neighbours_with_different_addresses_are_merged_once_one_is_chosen() -> None:
    left, right = neighbours()
    said = {"blocks": read(left, right)}
    assert code_of(act(Caller(key()), f"{ROOT}/merges", said)) == (422, "merge_addresses_differ")
    answer = act(Caller(key()), f"{ROOT}/merges", {**said, "address": address(SAINTES)})
    assert shown(answer) == [(f"+{FIRST}", 100, [SAINTES.line])]


@pytest.mark.parametrize("name", ["merges", "moves"])
def test_of_two_editors_the_second_is_told_the_difference(name: str) -> None:
    left, right = neighbours()
    said = {"blocks": read(left, right), "address": address(SAINTES)}
    declare(left, SAINTES)
    answer = act(Caller(key()), f"{ROOT}/{name}", said)
    assert code_of(answer) == (409, "block_changed")
    assert [one["revision"] for one in answer.json()["current"]] == [revision_of(left), revision_of(right)]


@pytest.mark.parametrize("name", ["merges", "moves"])
def test_a_block_named_twice_or_a_siblings_is_refused(name: str) -> None:
    left, right = neighbours()
    said = {"blocks": read(left, left), "address": address(SAINTES)}
    assert code_of(act(Caller(key()), f"{ROOT}/{name}", said)) == (400, "block_twice")
    said = {"blocks": read(left, right), "address": address(SAINTES)}
    assert code_of(act(Caller(client_key(client_id=SIBLING)), f"{ROOT}/{name}", said)) == (404, "not_found")


# ---------- Move ----------
def test_a_place_moves_with_all_its_blocks_or_with_none() -> None:
    left, right = neighbours()
    said = {"blocks": read(left, right), "address": address(SAINTES)}
    answer = act(Caller(key()), f"{ROOT}/moves", {**said, "address": {**address(SAINTES), "floor": "1"}})
    assert answer.status_code == 201
    assert [one["reason"] for one in answer.json()["registrations"]] == ["move", "move"]
    assert Registration.objects.filter(recorded__upper_inf=True, reason=Reason.MOVE).count() == 2
    waits = act(Caller(key()), f"{ROOT}/moves", {"blocks": read(left), "address": address(ABROAD)})
    assert [len(waits.json()[name]) for name in ("registrations", "reviews")] == [0, 1]
