"""The rule about the number that a call presents: every reason, and that unknown is never a pass.

Terms: telavox.7, bt.14, sip.4, general.4, sip.5
"""

from dataclasses import replace
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emergency.caller_ids.rules import (
    HOTDESK,
    Caller,
    Known,
    Reason,
    Verdict,
    check_caller_id,
    check_ownership,
    is_eligible,
    propose,
    same_place,
)
from emergency.registry.facts import AddressFacts
from emergency.registry.geography import Likeness, StreetNames
from extranet.numbering.kinds import NumberKind
from tests.registry.acts import BRUSSELS, SAINTES

GOOD: Final = Known(3222268800, is_held=True, kind=NumberKind.GEOGRAPHIC, address=BRUSSELS)
DUTCH: Final = replace(BRUSSELS, street="Hoogstraat", municipality="Brussel", language="nl")
PAIR: Final = (StreetNames("1000", "Rue Haute", "Hoogstraat"),)
NO_NUMBER: Final = AddressFacts(
    "Zoning nord", "", "1480", "Saintes", no_house_number_reason="Zoning", access_note="Barrière"
)


@pytest.mark.parametrize(
    ("caller", "reason", "verdict"),
    [
        (Caller(BRUSSELS, GOOD), Reason.SAME_PLACE, Verdict.PASS),
        (Caller(replace(BRUSSELS, floor="9", room="B"), GOOD), Reason.SAME_PLACE, Verdict.PASS),
        (Caller(DUTCH, GOOD, streets=PAIR), Reason.SAME_PLACE, Verdict.PASS),
        (Caller(DUTCH, GOOD), Reason.POSSIBLY, Verdict.UNKNOWN),
        (Caller(SAINTES, GOOD), Reason.OTHER_PLACE, Verdict.FAIL),
        (Caller(replace(BRUSSELS, country="FR"), GOOD), Reason.OTHER_PLACE, Verdict.FAIL),
        (Caller(replace(BRUSSELS, box="3"), GOOD), Reason.OTHER_PLACE, Verdict.FAIL),
        (Caller(BRUSSELS, replace(GOOD, is_held=False)), Reason.NOT_HELD, Verdict.FAIL),
        (Caller(BRUSSELS, replace(GOOD, kind=NumberKind.NON_GEOGRAPHIC)), Reason.NEVER_SHOWN, Verdict.FAIL),
        (Caller(BRUSSELS, None), Reason.NO_NUMBER, Verdict.UNKNOWN),
        (Caller(None, GOOD), Reason.NO_PLACE, Verdict.UNKNOWN),
        (Caller(BRUSSELS, replace(GOOD, address=None)), Reason.NO_ADDRESS, Verdict.UNKNOWN),
        (Caller(BRUSSELS, GOOD, is_nomadic=True), Reason.NOMADIC, Verdict.UNKNOWN),
        (Caller(BRUSSELS, None, is_nomadic=True), Reason.NOMADIC, Verdict.UNKNOWN),
        (Caller(BRUSSELS, replace(GOOD, is_held=False), is_nomadic=True), Reason.NOT_HELD, Verdict.FAIL),
    ],
)
def test_each_caller_is_told_one_reason(caller: Caller, reason: Reason, verdict: Verdict) -> None:
    found = check_caller_id(caller)
    assert (found.reason, found.verdict) == (reason, verdict)


def test_every_reason_says_its_clauses_and_a_way_out() -> None:
    assert {reason.value: str(reason.label)[-1] for reason in Reason} == dict.fromkeys(Reason.values, ".")
    assert check_caller_id(Caller(BRUSSELS, replace(GOOD, is_held=False))).clauses == ("general.4", "sip.5")
    assert check_caller_id(Caller(None, GOOD)).clauses == ("telavox.7", "bt.14", "sip.4")


@given(
    is_held=st.booleans(),
    kind=st.sampled_from([*NumberKind.values, ""]),
    address=st.sampled_from([None, BRUSSELS, SAINTES, NO_NUMBER, DUTCH]),
    place=st.sampled_from([None, BRUSSELS, SAINTES, NO_NUMBER, DUTCH]),
    is_nomadic=st.booleans(),
)
def test_only_an_own_number_with_the_address_of_the_place_passes(
    is_held: bool, kind: str, address: AddressFacts | None, place: AddressFacts | None, is_nomadic: bool
) -> None:
    found = check_caller_id(Caller(place, Known(1, is_held, kind, address), is_nomadic))
    is_right = place is not None and address is not None and same_place(place, address) is Likeness.SAME
    assert (found.verdict is Verdict.PASS) is (is_held and is_eligible(kind) and is_right and not is_nomadic)


def test_a_place_without_a_house_number_is_known_by_the_same_words_only() -> None:
    assert same_place(NO_NUMBER, replace(NO_NUMBER, access_note="Grille")) is Likeness.SAME
    assert same_place(NO_NUMBER, replace(NO_NUMBER, street="Zoning sud")) is Likeness.DIFFERENT


def test_the_sites_number_is_proposed_first_then_geographic_ones_then_the_lowest() -> None:
    mobile = Known(32470000001, is_held=True, kind=NumberKind.MOBILE, address=BRUSSELS)
    higher = replace(GOOD, number=GOOD.number + 5)
    elsewhere = replace(GOOD, number=1, address=SAINTES)
    free = replace(GOOD, number=2, kind=NumberKind.NON_GEOGRAPHIC)
    foreign = replace(GOOD, number=3, is_held=False)
    everything = [mobile, higher, elsewhere, free, foreign, GOOD]
    first = propose(BRUSSELS, everything)
    assert first is not None
    assert first.number == GOOD.number
    of_site = propose(BRUSSELS, everything, of_site=higher)
    assert of_site is not None
    assert of_site.number == higher.number
    only = propose(BRUSSELS, [mobile, elsewhere], of_site=elsewhere)
    assert only is not None
    assert (only.number, only.code) == (mobile.number, "")
    assert propose(None, everything) is None
    assert propose(SAINTES, [GOOD, free, foreign]) is None


def test_on_a_shared_desk_the_proposal_says_why() -> None:
    """EC-61"""
    found = propose(BRUSSELS, [GOOD], is_shared_desk=True)
    assert found is not None
    assert found.code == HOTDESK


def test_a_number_is_presented_by_its_holder_only() -> None:
    assert check_ownership(GOOD).may
    assert check_ownership(Known(GOOD.number)).code == "caller_id_not_held_by_client"
