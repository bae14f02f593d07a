"""Search over clients, orders and numbers, narrowed by person."""

import pytest

from tests.cast import (
    ALICE,
    ALPHA,
    CHARLIE,
    CLIENT,
    DIRECT,
    DIRECT_CLIENT,
    DORA,
    ERIK,
    FATOU,
    GITA,
    SIBLING,
    client_for,
    place,
)
from tests.contracts import hold
from tests.ordering.answers import text
from tests.ordering.playing import placed, started


@pytest.mark.parametrize("words", ["epsilon", "EDITION", "0199.000.448"])
def test_clients_are_found_whatever_case_and_accents(db: None, words: str) -> None:
    page = text(client_for(FATOU).get("/search/", {"q": words}))
    assert f"/clients/{SIBLING}/" in page
    assert f"/clients/{CLIENT}/" not in page


def test_orders_are_found_by_client_and_by_part_of_their_number(db: None) -> None:
    place(ALPHA)
    order = placed()
    for words in ("delta", order.number[2:9]):
        assert f"/orders/{order.pk}/" in text(client_for(ALICE).get("/search/", {"q": words}))


def test_a_whole_number_leads_straight_to_the_order(db: None) -> None:
    place(ALPHA)
    order = placed()
    answer = client_for(ALICE).get("/search/", {"q": order.number.lower()})
    assert (answer.status_code, answer["Location"]) == (302, f"/orders/{order.pk}/")
    answer = client_for(ERIK).get(f"/at/{ALPHA}/search/", {"q": order.number})
    assert answer["Location"] == f"/at/{ALPHA}/orders/{order.pk}/"


def test_nobody_finds_what_is_not_theirs(db: None) -> None:
    place(ALPHA)
    order = placed()
    for member in (DORA, CHARLIE):
        page = text(client_for(member).get("/search/", {"q": order.number}))
        assert "Rien trouvé" in page
        assert "Rien trouvé" in text(client_for(member).get("/search/", {"q": "delta"}))


def test_a_direct_client_finds_its_own_orders_only(db: None) -> None:
    place(DIRECT)
    order = started(GITA, DIRECT_CLIENT)
    page = text(client_for(GITA).get("/search/", {"q": "gamma"}))
    assert f"/orders/{order.pk}/" in page
    assert "/clients/" not in page


def test_no_words_say_what_to_do(db: None) -> None:
    for query in ({}, {"q": "  "}):
        assert "Que cherchez-vous" in text(client_for(ALICE).get("/search/", query))


def test_numbers_are_found_as_people_type_them_and_only_ones_own(db: None) -> None:
    block = hold()
    for words in ("02 226 88 42", "+32 2 226 88 00"):
        assert f"/numbers/{block.pk}/" in text(client_for(ALICE).get("/search/", {"q": words}))
    assert f"/numbers/{block.pk}/" in text(client_for(DORA).get("/search/", {"q": "02 226 88 42"}))
    assert f"/numbers/{block.pk}/" not in text(client_for(CHARLIE).get("/search/", {"q": "02 226 88 42"}))
    assert f"/numbers/{block.pk}/" not in text(client_for(ALICE).get("/search/", {"q": "02 226 89 42"}))
