"""Pages about several blocks at once: join neighbours, move everything at one door.

Terms: telavox.7, bt.14, sip.4
"""

from collections.abc import Sequence
from typing import Any, Final

import pytest

from emergency.registry.models import Reason, Registration, Review
from extranet.numbering.models import Holding
from extranet.tenancy.context import OPERATOR, PUBLIC, acting
from tests.cast import ALICE, ALPHA, DORA, SIBLING, client_for
from tests.contracts import FIRST, hold, subscribe
from tests.emergency.acting import CONFIRMED, SAINTES_TYPED, held_now, path_of, words
from tests.registry.acts import BRUSSELS, SAINTES, declare, revision_of
from tests.registry.cutting import LAST, MIDDLE, merge, move, split

pytestmark = pytest.mark.django_db
AT_BRUSSELS: Final = "Rue Haute 10, 1000 Bruxelles"
AT_SAINTES: Final = "Avenue Léon Champagne 3, 1480 Saintes"


@pytest.fixture
def halves() -> tuple[Holding, Holding]:
    """Two neighbours: Brussels and Saintes."""
    block = hold()
    declare(block, BRUSSELS)
    left, right = split(block)
    return left, right


def asked(blocks: Sequence[Holding], **more: str) -> dict[str, Any]:
    """Return the form of a page that lists these blocks as they are now."""
    revisions = {f"revision-{one.pk}": revision_of(one) for one in blocks}
    return {**revisions, "blocks": [str(one.pk) for one in blocks], **more}


def address_of(block: Holding) -> str:
    """Return what the page posts for the address of a block."""
    with acting(PUBLIC, OPERATOR):
        return str(Registration.objects.get(holding=block, recorded__upper_inf=True).pk)


def post(block: Holding, act: str, typed: dict[str, Any]) -> Any:
    return client_for(ALICE).post(path_of(block, act), typed)


# ---------- Merge ----------
def test_neighbours_are_offered_and_their_addresses_to_choose_from(halves: tuple[Holding, Holding]) -> None:
    page = words(client_for(ALICE).get(path_of(halves[0], "merge")))
    for said in ("+32 2 226 88 00 – 49", "+32 2 226 88 50 – 99", AT_BRUSSELS, AT_SAINTES):
        assert said in page


def test_only_a_gapless_row_of_one_subscription_is_offered(halves: tuple[Holding, Holding]) -> None:
    gap = hold(LAST + 11, LAST + 20)
    other = hold(LAST + 1, LAST + 10, subscription=subscribe())
    page = words(client_for(ALICE).get(path_of(halves[0], "merge")))
    assert str(gap.pk) not in page
    assert str(other.pk) not in page


def test_addresses_that_differ_must_be_chosen_from(halves: tuple[Holding, Holding]) -> None:
    """EC-26"""
    for step in ({}, CONFIRMED):
        page = words(post(halves[0], "merge", asked(halves, **step)))
        assert "n’ont pas la même adresse. Choisissez celle du bloc réuni" in page
    assert len(held_now()) == 2


def test_the_address_chosen_is_shown_as_a_change_then_declared_for_all(halves: tuple[Holding, Holding]) -> None:
    """EC-26"""
    chosen = address_of(halves[1])
    page = words(post(halves[0], "merge", asked(halves, address=chosen)))
    assert AT_BRUSSELS in page
    assert AT_SAINTES in page
    assert "deviennent un seul bloc" in page
    response = post(halves[0], "merge", asked(halves, address=chosen, **CONFIRMED))
    assert response.status_code == 302
    assert held_now() == [(FIRST, LAST, AT_SAINTES)]
    with acting(PUBLIC, OPERATOR):
        row = Registration.objects.get(recorded__upper_inf=True, valid__upper_inf=True)
    assert (row.reason, row.author_name) == (Reason.MERGE, "Alice Aerts")


def test_equal_addresses_need_no_choice() -> None:
    left, right = split(hold_at_brussels(), by=ALICE)
    move(right, facts=BRUSSELS)
    chosen = address_of(left)
    assert post(left, "merge", asked([left, right], address=chosen, **CONFIRMED)).status_code == 302
    assert [ends[:2] for ends in held_now()] == [(FIRST, LAST)]


def hold_at_brussels() -> Holding:
    """Return a hundred numbers at Brussels."""
    block = hold()
    declare(block, BRUSSELS)
    return block


def test_one_block_alone_is_not_joined(halves: tuple[Holding, Holding]) -> None:
    page = words(post(halves[0], "merge", asked(halves[:1], **CONFIRMED)))
    assert "Choisissez au moins deux blocs à réunir." in page
    assert len(held_now()) == 2


def test_a_second_click_joins_once(halves: tuple[Holding, Holding]) -> None:
    typed = asked(halves, address=address_of(halves[1]), **CONFIRMED)
    browser = client_for(ALICE)
    assert browser.post(path_of(halves[0], "merge"), typed).status_code == 302
    page = words(browser.post(path_of(halves[0], "merge"), typed, follow=True))
    assert "C’est déjà fait." in page
    assert held_now() == [(FIRST, LAST, AT_SAINTES)]


def test_whoever_chose_another_address_is_shown_both(halves: tuple[Holding, Holding]) -> None:
    typed = asked(halves, address=address_of(halves[0]), **CONFIRMED)
    merge(*halves, facts=SAINTES, by=DORA)
    response = post(halves[0], "merge", typed)
    assert response.status_code == 409
    assert AT_BRUSSELS in words(response)
    assert AT_SAINTES in words(response)
    assert held_now() == [(FIRST, LAST, AT_SAINTES)]


def test_an_address_changed_in_between_refuses_the_join(halves: tuple[Holding, Holding]) -> None:
    typed = asked(halves, address=address_of(halves[0]), **CONFIRMED)
    declare(halves[1], BRUSSELS, by=DORA)
    assert post(halves[0], "merge", typed).status_code in (200, 409)
    assert len(held_now()) == 2


@pytest.mark.parametrize("revision", ["9" * 5000, "x", ""])
def test_a_revision_that_is_none_is_a_page_that_is_old(halves: tuple[Holding, Holding], revision: str) -> None:
    typed = asked(halves, address=address_of(halves[0]), **CONFIRMED)
    typed[f"revision-{halves[1].pk}"] = revision
    assert post(halves[0], "merge", typed).status_code == 409


# ---------- Move ----------
@pytest.fixture
def at_one_door() -> list[Holding]:
    """Two blocks at Brussels on different floors, and one elsewhere of the sibling's at the same door."""
    blocks = [hold(FIRST, MIDDLE - 1), hold(MIDDLE, LAST)]
    for one in blocks:
        declare(one, BRUSSELS)
    declare(hold(LAST + 1, LAST + 10, client_id=SIBLING), BRUSSELS)
    return blocks


def test_every_block_at_the_door_is_listed_before_saving(at_one_door: list[Holding]) -> None:
    """EC-54"""
    page = words(client_for(ALICE).get(path_of(at_one_door[0], "move")))
    assert "2 blocs de Delta Conseil se trouvent à cette adresse." in page
    assert "+32 2 226 89" not in page
    page = words(post(at_one_door[0], "move", {**asked(at_one_door), **SAINTES_TYPED}))
    for said in ("Déménager 2 blocs", "+32 2 226 88 00 – 49", "+32 2 226 88 50 – 99", AT_BRUSSELS, AT_SAINTES):
        assert said in page
    assert {address for *_ends, address in held_now()} == {AT_BRUSSELS}


def test_confirmed_all_move_with_the_reason(at_one_door: list[Holding]) -> None:
    """EC-54"""
    response = post(at_one_door[0], "move", {**asked(at_one_door), **SAINTES_TYPED, **CONFIRMED})
    assert response.status_code == 302
    assert [address for *_ends, address in held_now()] == [AT_SAINTES, AT_SAINTES, AT_BRUSSELS]
    with acting(ALPHA, OPERATOR):
        moved = Registration.objects.filter(holding__in=at_one_door, recorded__upper_inf=True, valid__upper_inf=True)
        assert {row.reason for row in moved} == {Reason.MOVE}


def test_a_block_may_stay(at_one_door: list[Holding]) -> None:
    typed = {**asked(at_one_door), "blocks": [str(at_one_door[0].pk)], **SAINTES_TYPED, **CONFIRMED}
    assert post(at_one_door[0], "move", typed).status_code == 302
    assert [address for *_ends, address in held_now()][:2] == [AT_SAINTES, AT_BRUSSELS]


def test_moving_twice_moves_once(at_one_door: list[Holding]) -> None:
    typed = {**asked(at_one_door), **SAINTES_TYPED, **CONFIRMED}
    browser = client_for(ALICE)
    assert browser.post(path_of(at_one_door[0], "move"), typed).status_code == 302
    page = words(browser.post(path_of(at_one_door[0], "move"), typed, follow=True))
    assert "C’est déjà fait." in page
    with acting(ALPHA, OPERATOR):
        assert Registration.objects.filter(holding=at_one_door[0], recorded__upper_inf=True).count() == 2


def test_whoever_moves_them_elsewhere_second_is_shown_both(at_one_door: list[Holding]) -> None:
    typed = {**asked(at_one_door), **SAINTES_TYPED, "house_number": "99", **CONFIRMED}
    move(*at_one_door, facts=SAINTES, by=DORA)
    response = post(at_one_door[0], "move", typed)
    assert response.status_code == 409
    page = words(response)
    assert "Avenue Léon Champagne 99, 1480 Saintes" in page
    assert AT_SAINTES in page


def test_a_zone_that_disagrees_waits_for_staff(at_one_door: list[Holding]) -> None:
    liege = {**SAINTES_TYPED, "street": "Rue Léopold", "postal_code": "4000", "municipality": "Liège"}
    typed = {**asked(at_one_door), **liege}
    assert "L’opérateur relit d’abord" in words(post(at_one_door[0], "move", typed))
    assert post(at_one_door[0], "move", {**typed, **CONFIRMED}).status_code == 302
    assert [address for *_ends, address in held_now()][:2] == [AT_BRUSSELS, AT_BRUSSELS]
    with acting(ALPHA, OPERATOR):
        assert Review.objects.filter(state="waiting").count() == 2


def test_a_siblings_block_in_the_form_is_refused(at_one_door: list[Holding]) -> None:
    sibling = hold(LAST + 21, LAST + 30, client_id=SIBLING)
    typed = {**asked([*at_one_door, sibling]), **SAINTES_TYPED, **CONFIRMED}
    assert post(at_one_door[0], "move", typed).status_code == 200
    assert {address for *_ends, address in held_now()} == {AT_BRUSSELS, ""}
