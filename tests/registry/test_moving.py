"""A place moves with all its blocks; the past is corrected by staff alone, and both instants stay visible.

Terms: telavox.7, bt.14, sip.4
"""

from datetime import timedelta

import pytest
from django.utils import timezone

from emergency.registry.models import Reason, Registration, Review
from emergency.registry.moving import move_addresses
from emergency.registry.selectors import lookup
from emergency.registry.touching import blocks_at_place
from extranet.errors import InvalidInput, NotAllowed, Stale
from extranet.numbering.models import Holding
from extranet.tenancy.context import OPERATOR, PUBLIC, acting
from tests.cast import ALICE, ALPHA, DORA, EMIL, ERIK, SIBLING, Member, person_of, place
from tests.contracts import FIRST, SINCE, hold
from tests.registry.acts import BRUSSELS, SAINTES, declare, release, revision_of
from tests.registry.cutting import OTHER, called, correct, move, town_of, towns

pytestmark = pytest.mark.django_db
ANTWERP = 3232268800
MICROSECOND = timedelta(microseconds=1)


def declared(first: int = FIRST, last: int = FIRST + 9, *, by: Member = ALICE) -> Holding:
    block = hold(first, last)
    declare(block, by=by)
    return block


# ---------- Move ----------
def test_ec_54_all_blocks_of_a_place_move_in_one_act_with_their_reason() -> None:
    here, also, elsewhere = declared(), declared(FIRST + 10, FIRST + 19), hold(FIRST + 20, FIRST + 29)
    declare(elsewhere, OTHER)
    place(ALPHA)
    listed = blocks_at_place(here, person_of(ALICE), timezone.now())
    assert listed == [here, also]
    moved = move(*listed)
    assert [row.reason for row in moved if isinstance(row, Registration)] == [Reason.MOVE, Reason.MOVE]
    assert towns(FIRST, FIRST + 10) == ["Saintes", "Saintes"]
    instant = max(row.valid.lower for row in moved if isinstance(row, Registration))
    assert town_of(FIRST, instant - timedelta(seconds=1)) in ("Bruxelles", "none_declared")


def test_ec_54_a_block_whose_zone_disagrees_waits_and_the_others_move() -> None:
    here, far = declared(), hold(ANTWERP, ANTWERP + 9)
    with acting(ALPHA, OPERATOR):
        declare_anyway(far)
    moved = move(here, far)
    assert [type(row) for row in moved] == [Registration, Review]
    assert towns(FIRST, ANTWERP) == ["Saintes", "Bruxelles"]


def declare_anyway(block: Holding) -> None:
    """Put a block of another zone at Brussels, as the operator corrects it."""
    correct(block, BRUSSELS, timezone.now() - timedelta(hours=1))


def test_a_move_is_all_or_nothing() -> None:
    here, also = declared(), declared(FIRST + 10, FIRST + 19)
    seen = {here.pk: revision_of(here), also.pk: revision_of(also) - 1}
    person, there = called(ALICE, here)
    with there, pytest.raises(Stale):
        move_addresses(revisions=seen, facts=SAINTES, effective=None, person=person, at=timezone.now())
    assert towns(FIRST, FIRST + 10) == ["Bruxelles", "Bruxelles"]


def test_a_move_is_of_one_client_and_of_blocks_one_sees() -> None:
    here, siblings = declared(), hold(FIRST + 10, FIRST + 19, client_id=SIBLING)
    with pytest.raises(InvalidInput) as caught:
        move(here, siblings)
    assert caught.value.code == "blocks_of_several_clients"
    with pytest.raises(Holding.DoesNotExist):
        move(here, siblings, by=EMIL)


# ---------- Correct ----------
def test_ec_39_the_past_is_corrected_and_what_was_known_then_stays() -> None:
    block = declared(by=DORA)
    with acting(PUBLIC, OPERATOR):
        said = Registration.objects.get(holding=block)
    incident = said.valid.lower + MICROSECOND
    fixed = correct(block, SAINTES, SINCE, note="Déménagé avant l’appel")
    assert town_of(FIRST, incident) == "Saintes"
    assert town_of(FIRST, incident, fixed.recorded.lower - MICROSECOND) == "Bruxelles"
    assert town_of(FIRST, SINCE + timedelta(days=1)) == "Saintes"
    assert town_of(FIRST, SINCE + timedelta(days=1), fixed.recorded.lower - MICROSECOND) == "none_declared"
    assert (fixed.reason, fixed.reason_note, fixed.author_side) == ("correction", "Déménagé avant l’appel", "operator")
    with acting(PUBLIC, OPERATOR):
        answer = lookup(FIRST, incident).declared
    assert answer is not None
    assert answer.valid_from < answer.declared_at == answer.recorded_since


def test_a_correction_may_end_where_the_truth_begins_again() -> None:
    block = declared()
    until = SINCE + timedelta(days=10)
    correct(block, SAINTES, SINCE, until)
    assert town_of(FIRST, until - MICROSECOND) == "Saintes"
    assert town_of(FIRST, until) == "none_declared"
    assert town_of(FIRST) == "Bruxelles"


def test_a_block_that_is_gone_is_corrected_up_to_its_end() -> None:
    block = declared()
    gone = release(block)
    correct(block, SAINTES, SINCE)
    assert town_of(FIRST, gone.held.upper - MICROSECOND) == "Saintes"
    assert town_of(FIRST) == "not_hosted"


@pytest.mark.parametrize("by", [ALICE, DORA])
def test_nobody_but_staff_corrects_the_past(by: Member) -> None:
    with pytest.raises(NotAllowed):
        correct(declared(), SAINTES, SINCE, by=by)


@pytest.mark.parametrize(
    ("days", "note", "code"),
    [(1, "", "reason_missing"), (-1, "Faux", "effective_before_held"), (10_000, "Faux", "effective_not_past")],
)
def test_a_correction_says_why_and_lies_in_the_time_of_the_block(days: int, note: str, code: str) -> None:
    block = declared()
    with pytest.raises(InvalidInput) as caught:
        correct(block, SAINTES, SINCE + timedelta(days=days), note=note, by=ERIK)
    assert caught.value.code == code
