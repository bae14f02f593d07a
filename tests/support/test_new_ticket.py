"""The page of a new ticket: the sentence before the button, with JavaScript and without. S1, S6, S8."""

import re
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from extranet.tenancy.context import OWNER, acting
from support.models import Ticket
from support.rules import FirstLine
from tests.cast import (
    ALICE,
    ALPHA,
    BETA_CLIENT,
    BOB,
    CHARLIE,
    CLIENT,
    DENIS,
    DIRECT,
    DIRECT_CLIENT,
    DORA,
    EMIL,
    ERIK,
    FATOU,
    GITA,
    SIBLING,
    Member,
    client_for,
    place,
)
from tests.contracts import hold
from tests.support.pages import ANSWERS, CRITICAL_ANSWERS, NEW, OUTCOME, asked, at_instant, sent, shown
from tests.support.playing import NIGHT, OPEN, OPERATOR_NAME, helping, opened, pages


def told(page: str) -> str:
    """Return what the page would post as told."""
    found = re.search(r'name="told" value="(\w+)"', page)
    return found[1] if found else ""


def tickets(schema: str = ALPHA) -> list[Ticket]:
    with acting(schema, OWNER):
        return list(Ticket.objects.order_by("number"))


# ---------- First steps ----------
def test_a_partner_chooses_the_client_first(at_alpha: None) -> None:
    browser = client_for(ALICE)
    page = shown(browser.get(NEW))
    assert "Pour quel client ?" in page
    assert f"{NEW}?client={CLIENT}" in page
    assert f"{NEW}?client=own" in page
    assert "Epsilon" not in shown(browser.get(NEW, {"words": "delta"}))


def test_the_ground_is_asked_before_anything_else(at_alpha: None) -> None:
    block = hold()
    page = shown(client_for(DORA).get(NEW))
    places = [
        page.index(words) for words in ("1. Que se passe-t-il ?", "2. Quels numéros", "3. À quel numéro", "5. Sujet")
    ]
    assert places == sorted(places)
    assert 'value="emergency_calls_fail"' in page
    assert str(block.pk) in page
    assert "+32 2 226 88 00 – 99" in page
    assert "aucune adresse déclarée pour le 112" in page
    assert told(page) == ""


def test_who_is_not_under_contract_learns_it_before_writing(db: None) -> None:
    """Terms: general.7"""
    for member, query in ((DORA, {}), (ALICE, {"client": str(CLIENT)}), (ALICE, {"client": "own"})):
        page = shown(client_for(member).get(NEW, query))
        assert "Le support est réservé à qui est sous contrat" in page
        assert 'name="subject"' not in page
    assert "/orders/new/" in shown(client_for(ALICE).get(NEW, {"client": str(CLIENT)}))
    page = shown(client_for(DORA).get(NEW))
    assert "02 555 01 00" in page
    assert OPERATOR_NAME not in page
    client_for(DORA).post(NEW, asked())
    assert not tickets()


@pytest.mark.parametrize(
    ("member", "client_id"), [(ALICE, BETA_CLIENT), (DORA, SIBLING), (DENIS, SIBLING), (EMIL, CLIENT), (ALICE, "x")]
)
def test_a_client_one_does_not_see_does_not_exist(at_alpha: None, member: Member, client_id: Any) -> None:
    browser = client_for(member)
    assert browser.get(NEW, {"client": client_id}).status_code == 404
    assert browser.post(NEW, asked(client=str(client_id))).status_code == 404
    assert browser.post(OUTCOME, {"client": str(client_id), "ground": "none"}).status_code == 404


def test_staff_on_a_visit_open_nothing(at_alpha: None) -> None:
    assert client_for(ERIK).get("/at/alpha" + NEW).status_code == 403


# ---------- The sentence ----------
@pytest.mark.parametrize(
    ("member", "ground", "at", "result", "words"),
    [
        (DORA, "none", OPEN, "operator_desk", "Alpha reçoit ce ticket tout de suite."),
        (DORA, "none", NIGHT, "queue", "Le ticket attend en file."),
        (DORA, "no_incoming", NIGHT, "partner_contact", "Le contact d’urgence chez Alpha est prévenu tout de suite."),
        (DORA, "emergency_calls_fail", NIGHT, "page_on_call", "La personne de garde est appelée tout de suite."),
        (ALICE, "no_incoming", NIGHT, "page_on_call", "La personne de garde est appelée tout de suite."),
        (ALICE, "none", OPEN, "operator_desk", f"{OPERATOR_NAME} reçoit ce ticket tout de suite."),
    ],
)
def test_while_they_write_they_read_what_will_happen_and_why(
    at_alpha: None, member: Member, ground: str, at: datetime, result: str, words: str
) -> None:
    """Terms: general.7"""
    helping()
    with at_instant(at):
        page = shown(client_for(member).post(OUTCOME, {**ANSWERS, "ground": ground, "call_back_number": "0470 1"}))
    assert words in page
    assert told(page) == result
    assert "general.7" in page
    assert "calendrier v1" in page
    assert not tickets()
    if member is DORA:
        assert OPERATOR_NAME not in page


def test_without_a_ground_the_box_asks_for_it(at_alpha: None) -> None:
    page = shown(client_for(DORA).post(OUTCOME, {"client": str(CLIENT)}))
    assert "Dites d’abord ce qui se passe" in page
    assert told(page) == ""


def test_a_number_that_is_hit_is_a_bad_one_to_call_back(at_alpha: None) -> None:
    block = hold()
    answers = {**CRITICAL_ANSWERS, "holdings": [str(block.pk)]}
    browser = client_for(DORA)
    words = "Le numéro de rappel est un des numéros touchés"
    assert words in shown(browser.post(OUTCOME, {**answers, "call_back_number": "02 226 88 42"}))
    assert words in shown(browser.post(OUTCOME, {**answers, "call_back_number": "+32 2 226 88 42"}))
    assert words not in shown(browser.post(OUTCOME, {**answers, "call_back_number": "0470 00 00 01"}))


# ---------- Sending ----------
def test_with_javascript_one_click_sends_what_was_read(at_alpha: None) -> None:
    response = sent(client_for(DORA), asked(told="operator_desk"), at=OPEN)
    (ticket,) = tickets()
    assert response["Location"] == f"/tickets/{ticket.pk}/"
    assert (ticket.subject, ticket.route, ticket.language) == ("Une question", "operator_desk", "fr")


def test_without_javascript_the_same_sentence_comes_before_sending(at_alpha: None) -> None:
    """Terms: general.7"""
    block = hold()
    browser, answers = client_for(ALICE), asked(CRITICAL_ANSWERS, holdings=[str(block.pk)])
    page = shown(sent(browser, answers, at=NIGHT))
    assert "Envoyer ce ticket ?" in page
    assert "La personne de garde est appelée tout de suite." in page
    assert "Envoyer et appeler la garde" in page
    assert not tickets()
    kept = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page))
    assert {**kept, "told": told(page)}.items() >= {"ticket": answers["ticket"], "holdings": str(block.pk)}.items()
    response = sent(browser, {**kept, "told": told(page)}, at=NIGHT)
    (ticket,) = tickets()
    assert response["Location"] == f"/tickets/{ticket.pk}/"
    assert ticket.route == "page_on_call"
    assert ticket.numbers.count() == 1


def test_correcting_goes_back_to_the_form_with_every_answer(at_alpha: None) -> None:
    block = hold()
    answers = asked(CRITICAL_ANSWERS, holdings=[str(block.pk)], correct="1")
    page = shown(sent(client_for(DORA), answers, at=OPEN))
    assert 'value="0470 00 00 01"' in page
    assert re.search(r'name="holdings" value="[0-9a-f-]+" id="id_holdings_0" checked', page)
    assert "Rien n’est encore envoyé." not in page


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"ground": ""}, "Choisissez ce qui se passe."),
        ({"call_back_number": ""}, "Indiquez un numéro qui marche maintenant"),
        ({"place": ""}, "Cochez au moins un bloc de numéros"),
        ({"subject": ""}, "Écrivez quelques mots."),
        ({"call_back_number": "O470"}, "n’est pas un chiffre"),
    ],
)
@pytest.mark.parametrize("confirmed", ["", "operator_desk"])
def test_what_is_missing_is_said_beside_the_field(
    at_alpha: None, changes: dict[str, str], words: str, confirmed: str
) -> None:
    page = shown(sent(client_for(DORA), asked({**CRITICAL_ANSWERS, **changes}, told=confirmed), at=OPEN))
    assert words in page
    assert "Rien n’est encore envoyé." in page
    assert not tickets()


def test_a_question_is_asked_again_when_support_closed_meanwhile(at_alpha: None) -> None:
    """Terms: general.7"""
    browser, answers = client_for(DORA), asked(told="operator_desk")
    response = sent(browser, answers, at=NIGHT)
    page = shown(response)
    assert response.status_code == 409
    assert "a changé entre-temps" in page
    assert "Le ticket attend en file." in page
    assert told(page) == "queue"
    assert not tickets()
    sent(browser, {**answers, "told": "queue"}, at=NIGHT)
    assert len(tickets()) == 1


def test_what_is_critical_goes_through_and_the_page_says_what_changed(at_alpha: None) -> None:
    """Terms: general.7"""
    helping()
    browser = client_for(DORA)
    response = sent(browser, asked(CRITICAL_ANSWERS, told="operator_desk"), at=NIGHT)
    page = shown(browser.get(response["Location"]))
    assert "Entre-temps, ce qui se passe a changé." in page
    assert "Annoncé avant l’envoi : Alpha." in page
    assert "contact d’urgence chez Alpha" in page


@pytest.mark.parametrize("confirmed", ["", "operator_desk"])
def test_a_double_click_leads_to_the_same_ticket(at_alpha: None, confirmed: str) -> None:
    browser, ticket_id = client_for(DORA), uuid4()
    first = sent(browser, asked(ticket_id=ticket_id, told="operator_desk"), at=OPEN)
    again = sent(browser, asked(ticket_id=ticket_id, told=confirmed), at=OPEN + timedelta(seconds=1))
    assert first["Location"] == again["Location"]
    assert len(tickets()) == 1


def test_the_page_of_somebody_elses_id_is_refused(at_alpha: None) -> None:
    ticket = opened(by=ALICE, at=OPEN)
    response = sent(client_for(DENIS), asked(ticket_id=ticket.pk, told="operator_desk"), at=OPEN)
    assert response.status_code == 409


def test_a_direct_client_sends_at_night(at_direct: None) -> None:
    """Terms: general.7"""
    answers = asked({**CRITICAL_ANSWERS, "client": ""}, told="page_on_call")
    sent(client_for(GITA), answers, at=NIGHT)
    (ticket,) = tickets(DIRECT)
    assert (ticket.client_id, ticket.route) == (DIRECT_CLIENT, "page_on_call")
    assert len(pages()) == 1


def test_a_partner_asks_for_itself(at_alpha: None) -> None:
    sent(client_for(FATOU), asked({**ANSWERS, "client": "own"}, told="operator_desk"), at=OPEN)
    (ticket,) = tickets()
    assert (ticket.client_id, ticket.opened_by_name) == (None, FATOU.name)


def test_who_helps_and_how_at_night_stands_on_the_page(at_alpha: None) -> None:
    helping(FirstLine.PARTNER)
    page = shown(client_for(DORA).get(NEW))
    for words in ("Garde Alpha", "02 199 09 00", "02 555 01 00"):
        assert words in page


def test_another_partners_people_are_strangers_here(at_alpha: None) -> None:
    response = client_for(CHARLIE, host="alpha.test").get(NEW)
    assert response.status_code == 302
    place(ALPHA)
    assert client_for(BOB).get(NEW).status_code == 200
