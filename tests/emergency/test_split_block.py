"""Pages that cut a block: in parts, or one number out of it.

Terms: telavox.7, bt.14, sip.4
"""

from datetime import timedelta
from typing import Any, Final

import pytest
from django.utils import timezone

from emergency.registry.models import Review
from extranet.numbering.models import Holding
from extranet.tenancy.context import OPERATOR, acting
from tests.cast import ALICE, ALPHA, BETA, BETA_CLIENT, BOB, CHARLIE, DENIS, DORA, EMIL, ERIK, FATOU, Member, client_for
from tests.contracts import FIRST, hold
from tests.emergency.acting import CONFIRMED, SAINTES_TYPED, held_now, made_of, path_of, post, prefixed, words
from tests.registry.acts import BRUSSELS, SAINTES, declare, revision_of
from tests.registry.cutting import LAST, MIDDLE, split, town_of

pytestmark = pytest.mark.django_db
AT_BRUSSELS: Final = "Rue Haute 10, 1000 Bruxelles"
AT_SAINTES: Final = "Avenue Léon Champagne 3, 1480 Saintes"
KEEP: Final = {"part0-choice": "keep"}
IN_TWO: Final = {"begins": "50", **KEEP, **prefixed("part1", SAINTES_TYPED, choice="give")}


@pytest.fixture
def block() -> Holding:
    """A hundred numbers, at Brussels."""
    held = hold()
    declare(held, BRUSSELS)
    return held


def test_a_round_boundary_near_the_middle_is_suggested(block: Holding) -> None:
    page = words(client_for(ALICE).get(path_of(block, "split")))
    assert 'value="+32 2 226 88 50"' in page
    assert "Ce que cela touche" in page
    assert AT_BRUSSELS in page
    assert "bt.14" in page


def test_where_it_is_cut_each_part_is_asked_for(block: Holding) -> None:
    page = words(client_for(ALICE).get(path_of(block, "split"), {"begins": "25, 50"}))
    for part in ("+32 2 226 88 00 – 24", "+32 2 226 88 25 – 49", "+32 2 226 88 50 – 99"):
        assert part in page


def test_a_second_look_shows_before_and_after_and_keeps_nothing(block: Holding) -> None:
    """EC-24"""
    page = words(post(block, "split", IN_TWO))
    assert "Rien n’est encore enregistré." in page
    assert AT_BRUSSELS in page
    assert AT_SAINTES in page
    assert "Partager le bloc en 2" in page
    assert "aucun n’est sans adresse" in page
    assert held_now() == [(FIRST, LAST, AT_BRUSSELS)]


def test_confirmed_the_block_is_two_and_the_message_says_what_is_next(block: Holding) -> None:
    """EC-24"""
    revision = revision_of(block)
    response = client_for(ALICE).post(
        path_of(block, "split"), {**IN_TWO, **CONFIRMED, "revision": revision}, follow=True
    )
    assert held_now() == [(FIRST, MIDDLE - 1, AT_BRUSSELS), (MIDDLE, LAST, AT_SAINTES)]
    page = words(response)
    assert "est partagé : +32 2 226 88 00 – 49, +32 2 226 88 50 – 99." in page
    assert "Vient de" in page


def test_an_address_from_a_coming_day_leaves_the_present_one_until_then(block: Holding) -> None:
    day = timezone.localdate() + timedelta(days=30)
    coming = {**IN_TWO, "effective_day": day.isoformat(), **CONFIRMED}
    assert post(block, "split", coming).status_code == 302
    assert town_of(LAST) == "Bruxelles"
    assert town_of(LAST, timezone.now() + timedelta(days=40)) == "Saintes"


@pytest.mark.parametrize("choice", ["", "keep"])
def test_numbers_are_never_left_without_an_address(choice: str) -> None:
    """EC-25"""
    bare = hold()
    given = prefixed("part0", SAINTES_TYPED, choice="give")
    page = words(post(bare, "split", {"begins": "50", **given, "part1-choice": choice, **CONFIRMED}))
    assert "+32 2 226 88 50 – 99 n’aurait plus d’adresse." in page
    assert "Gardez l’adresse actuelle pour ces numéros, ou donnez-en une." in page
    assert held_now() == [(FIRST, LAST, "")]


def test_a_part_without_any_choice_is_refused(block: Holding) -> None:
    """EC-25"""
    page = words(post(block, "split", {"begins": "50", **KEEP, **CONFIRMED}))
    assert "+32 2 226 88 50 – 99 n’aurait plus d’adresse." in page
    assert len(held_now()) == 1


@pytest.mark.parametrize(
    ("begins", "sentence"),
    [
        ("", "Dites à quel numéro commence la seconde partie."),
        ("00", "Dites à quel numéro commence la seconde partie."),
        ("02 226 99 00", "Donnez un numéro du bloc"),
        ("02 abc", ""),
        (",".join(str(number) for number in range(30, 60)), "vingt parties au plus"),
    ],
)
def test_a_boundary_that_is_none_says_the_way_out(block: Holding, begins: str, sentence: str) -> None:
    response = post(block, "split", {**IN_TWO, "begins": begins, **CONFIRMED})
    assert response.status_code == 200
    assert sentence in words(response)
    assert 'aria-invalid="true"' in words(response)
    assert len(held_now()) == 1


def test_a_second_click_cuts_once_and_says_so(block: Holding) -> None:
    revision = revision_of(block)
    assert post(block, "split", {**IN_TWO, **CONFIRMED}, revision=revision).status_code == 302
    before = held_now()
    browser = client_for(ALICE)
    page = words(browser.post(path_of(block, "split"), {**IN_TWO, **CONFIRMED, "revision": revision}, follow=True))
    assert "C’est déjà fait." in page
    assert held_now() == before


def test_a_second_editor_is_shown_both_versions(block: Holding) -> None:
    revision = revision_of(block)
    split(block, by=DORA)
    before = held_now()
    other = {**IN_TWO, "begins": "25"}
    for step in ({}, CONFIRMED):
        response = post(block, "split", {**other, **step}, revision=revision)
        assert response.status_code == 409
        page = words(response)
        assert "+32 2 226 88 00 – 24, +32 2 226 88 25 – 99" in page
        assert "+32 2 226 88 00 – 49, +32 2 226 88 50 – 99" in page
    assert held_now() == before


@pytest.mark.parametrize("revision", [1, 0, "", "abc", "9" * 5000, "-1", "²"])
def test_a_page_that_is_old_or_says_no_revision_is_told_the_difference(block: Holding, revision: int | str) -> None:
    declare(block, SAINTES, by=DORA)
    response = post(block, "split", {**IN_TWO, **CONFIRMED}, revision=revision)
    assert response.status_code == 409
    assert AT_SAINTES in words(response)
    assert held_now() == [(FIRST, LAST, AT_SAINTES)]


def test_an_address_to_look_at_waits_on_its_part(block: Holding) -> None:
    abroad = {**SAINTES_TYPED, "street": "Rue Nationale", "postal_code": "59000", "municipality": "Lille"}
    typed = {"begins": "50", **KEEP, **prefixed("part1", {**abroad, "country": "FR"}, choice="give")}
    assert "L’opérateur relit d’abord" in words(post(block, "split", typed))
    assert post(block, "split", {**typed, **CONFIRMED}).status_code == 302
    assert [address for *_ends, address in held_now()] == [AT_BRUSSELS, AT_BRUSSELS]
    with acting(ALPHA, OPERATOR):
        assert Review.objects.get(state="waiting").holding.first == MIDDLE


def test_one_number_is_carved_out_in_one_step(block: Holding) -> None:
    """EC-30"""
    typed: dict[str, Any] = {**SAINTES_TYPED, "first": "42"}
    page = words(post(block, "carve-out", typed))
    assert "Donner cette adresse à 1 numéro" in page
    assert post(block, "carve-out", {**typed, **CONFIRMED}).status_code == 302
    number = FIRST + 42
    assert held_now() == [
        (FIRST, number - 1, AT_BRUSSELS),
        (number, number, AT_SAINTES),
        (number + 1, LAST, AT_BRUSSELS),
    ]


def test_a_few_numbers_are_carved_out_and_a_second_click_is_harmless(block: Holding) -> None:
    typed = {**SAINTES_TYPED, "first": "02 226 88 90", "last": "99", **CONFIRMED}
    revision = revision_of(block)
    assert post(block, "carve-out", typed, revision=revision).status_code == 302
    before = held_now()
    assert [ends[:2] for ends in before] == [(FIRST, FIRST + 89), (FIRST + 90, LAST)]
    assert post(block, "carve-out", typed, revision=revision).status_code == 302
    assert held_now() == before
    other = {**typed, "first": "02 226 88 80"}
    assert post(block, "carve-out", other, revision=revision).status_code == 409


@pytest.mark.parametrize("typed", [{"first": "02 226 99 00"}, {"first": "50", "last": "40"}, {"first": ""}])
def test_numbers_outside_the_block_are_refused_beside_their_field(block: Holding, typed: dict[str, str]) -> None:
    page = words(post(block, "carve-out", {**SAINTES_TYPED, **typed, **CONFIRMED}))
    assert 'aria-invalid="true"' in page
    assert len(held_now()) == 1


def test_whoever_opens_an_act_on_a_block_that_ended_is_led_to_what_it_became(block: Holding) -> None:
    split(block)
    for act in ("split", "carve-out", "merge", "move", "declare-address"):
        page = words(client_for(ALICE).get(path_of(block, act), follow=True))
        assert "voici ce qu’il est devenu" in page
        assert "Devenu" in page
    assert len(made_of(block)) == 2


@pytest.mark.parametrize("act", ["split", "carve-out", "merge", "move"])
@pytest.mark.parametrize(
    ("member", "status"), [(BOB, 200), (DORA, 200), (ERIK, 200), (FATOU, 403), (DENIS, 403), (EMIL, 404)]
)
def test_who_may_change_a_block(act: str, member: Member, status: int) -> None:
    assert client_for(member).get(path_of(hold(), act, member)).status_code == status


@pytest.mark.parametrize("act", ["split", "carve-out", "merge", "move"])
def test_another_partners_block_is_not_there(act: str) -> None:
    theirs = hold(schema=BETA, client_id=BETA_CLIENT)
    assert client_for(ALICE).get(path_of(theirs, act)).status_code == 404
    assert client_for(CHARLIE).get(path_of(theirs, act, CHARLIE)).status_code == 200
    assert client_for(ERIK).get(f"/at/{ALPHA}/numbers/{theirs.pk}/{act}/").status_code == 404


def test_the_page_of_a_block_offers_the_acts_and_readers_none(block: Holding) -> None:
    page = words(client_for(ALICE).get(path_of(block)))
    for words_of in ("Changer ce bloc", "Partager le bloc", "Un numéro ailleurs", "Réunir avec un voisin", "Déménager"):
        assert words_of in page
    assert "Laisser partir" not in page
    assert "Changer ce bloc" not in words(client_for(DENIS).get(path_of(block)))
    assert "Laisser partir" in words(client_for(ERIK).get(path_of(block, by=ERIK)))


def test_after_a_cut_the_history_is_read_on_both_axes_and_begins_where_the_numbers_began(block: Holding) -> None:
    _left, right = split(block)
    page = words(client_for(ALICE).get(path_of(right)))
    assert AT_SAINTES in page
    assert AT_BRUSSELS in page
    assert "puis remplacée" in page
    assert "Numéros détenus depuis le 5 janvier 2026" in page
