"""Staff's pages about messages and the list to print; what partners and clients read is never more than the state.

Terms: telavox.7, bt.14, sip.4
"""

import pytest
from django.test import Client
from pytest_django import Settings

from emergency.registry.transmitting import SentState, state_of
from emergency.registry.transmitting.services import cancel_transmission
from extranet.numbering.models import Holding
from extranet.tenancy.context import PARTNER, acting
from tests.cast import ALICE, ALPHA, ERIK, SIBLING, Member, client_for
from tests.contracts import FIRST, hold, subscribe
from tests.emergency.test_declare_address import words
from tests.registry.acts import declare, numbered
from tests.registry.cutting import carve, split, transfer
from tests.registry.transmitting.sending import STATE, collect_all, message, send_all, states
from tests.registry.transmitting.stand_in import Emergency
from tests.registry.transmitting.test_deciding import decide

pytestmark = pytest.mark.django_db
LIST = "/admin/registry/transmission/"


def shown(path: str, by: Member = ERIK) -> str:
    """Return the words of a page."""
    response = client_for(by).get(path)
    assert response.status_code == 200
    return words(response)


def failed(there: Emergency) -> str:
    """Let a message fail; return the path of the page that decides about it."""
    declare(hold(), numbered(1))
    there.answers = [(422, {"status": "refused", "error": "no such street"})]
    send_all()
    return f"/admin/registry/transmissions/{message().pk}/decide/"


# ---------- Staff ----------
def test_messages_are_found_by_a_number_they_are_about() -> None:
    declare(hold(), numbered(1))
    declare(hold(FIRST + 200, FIRST + 209), numbered(2))
    page = shown(f"{LIST}?q=02+226+88+42")
    assert "1 transmission" in page
    assert str(message(0).pk) in page
    assert str(message(1).pk) not in page


def test_the_page_of_a_message_shows_what_leaves_and_what_it_waits_for(there: Emergency) -> None:
    block = hold()
    there.answers = [(202, None)]
    declare(block, numbered(1))
    declare(block, numbered(2))
    send_all()
    page = shown(f"{LIST}{message(1).pk}/change/")
    assert "Attend que soient confirmés" in page
    assert str(message(0).pk) in page
    assert "Léon Champagne" in page


def test_staff_queue_a_failed_message_again_with_a_reason(there: Emergency) -> None:
    path = failed(there)
    assert "no such street" in shown(path)
    client: Client = client_for(ERIK)
    assert "Ce champ est obligatoire" in words(client.post(path, {"again": "1", "reason": ""}))
    assert states() == [STATE.FAILED]
    assert client.post(path, {"again": "1", "reason": "Rue ajoutée chez eux"}).status_code == 302
    assert states() == [STATE.QUEUED]
    again = client.post(path, {"again": "1", "reason": "Double clic"})
    assert "Seul un message échoué" in words(again)


def test_staff_queue_a_message_again_that_is_never_answered(there: Emergency) -> None:
    there.answers = [(202, None)]
    declare(hold(), numbered(1))
    send_all()
    path = f"/admin/registry/transmissions/{message().pk}/decide/"
    page = shown(path)
    assert "Remettre en file" in page
    assert "Annuler le message" not in page
    assert client_for(ERIK).post(path, {"again": "1", "reason": "Fichier perdu chez eux"}).status_code == 302
    assert states() == [STATE.QUEUED]
    send_all()
    assert states() == [STATE.ACKNOWLEDGED]
    assert len(set(there.keys)) == 1


def test_staff_cancel_a_message(there: Emergency) -> None:
    path = failed(there)
    assert client_for(ERIK).post(path, {"cancel": "1", "reason": "Réglé par téléphone"}).status_code == 302
    assert states() == [STATE.CANCELLED]
    assert "Rien n’est à décider" in shown(path)


def test_the_cockpit_says_how_messages_stand(there: Emergency, settings: Settings) -> None:
    assert "Chaque message est confirmé." in shown("/admin/")
    failed(there)
    assert "1 message échoué" in shown("/admin/")
    settings.TRANSMIT_HTTP_URL = ""
    assert "Aucun canal vers les services d’urgence" in shown("/admin/")


# ---------- The state of a block ----------
def state(*blocks: Holding) -> list[tuple[SentState, bool]]:
    """Return the states of blocks as their partner sees them."""
    with acting(ALPHA, PARTNER):
        found = state_of(blocks)
    return [(one.state, one.has_address) for one in found.values()]


def test_a_block_goes_through_its_states_and_never_ahead_of_them(there: Emergency) -> None:
    block = hold()
    assert state(block) == [(SentState.NOT_SENT, False)]
    declare(block, numbered(1))
    assert state(block) == [(SentState.QUEUED, True)]
    there.answers = [(202, None)]
    send_all()
    assert state(block) == [(SentState.SENT, True)]
    there.statuses[str(message().pk)] = {"status": "acknowledged", "reference": "R-1"}
    collect_all()
    assert state(block) == [(SentState.ACKNOWLEDGED, True)]
    declare(block, numbered(2))
    assert state(block) == [(SentState.QUEUED, True)]
    there.answers = [(422, None)]
    send_all()
    assert state(block) == [(SentState.FAILED, True)]


def test_an_address_whose_message_was_cancelled_is_not_confirmed_by_an_older_one(there: Emergency) -> None:
    """Terms: telavox.7, bt.14, sip.4"""
    block = hold()
    declare(block, numbered(1))
    send_all()
    there.answers = [(422, None)]
    declare(block, numbered(2))
    send_all()
    decide(cancel_transmission, place=1)
    assert state(block) == [(SentState.NOT_SENT, True)]
    declare(block, numbered(3))
    send_all()
    assert state(block) == [(SentState.ACKNOWLEDGED, True)]


def test_after_a_cut_each_block_has_the_state_of_its_numbers(there: Emergency) -> None:
    block = hold()
    declare(block, numbered(1))
    send_all()
    left, right = split(block)
    assert state(left, right) == [(SentState.ACKNOWLEDGED, True), (SentState.QUEUED, True)]
    parts = carve(left, FIRST + 10)
    assert [one for one, _has in state(*parts)] == [SentState.ACKNOWLEDGED, SentState.QUEUED, SentState.ACKNOWLEDGED]


def test_numbers_given_to_another_client_do_not_bring_their_state_along(there: Emergency) -> None:
    block = hold()
    declare(block, numbered(1))
    send_all()
    taker = subscribe(ALPHA, SIBLING)
    given, rest = transfer(block, FIRST, FIRST + 9, taker)
    assert state(given, rest) == [(SentState.NOT_SENT, False), (SentState.ACKNOWLEDGED, True)]
    declare(given, numbered(2))
    assert state(given) == [(SentState.QUEUED, True)]


def test_pages_say_confirmed_only_once_it_is(there: Emergency) -> None:
    block = hold()
    declare(block, numbered(1))
    path = f"/numbers/{block.pk}/"
    assert "il n’est pas encore parti" in shown(path, ALICE)
    send_all()
    page = shown(path, ALICE)
    assert "confirmée par les services d’urgence." in page
    assert f"Référence : R-{message().sequence}." in page
    assert "Confirmée" in shown("/numbers/", ALICE)


def test_without_a_channel_pages_say_so() -> None:
    block = hold()
    declare(block, numbered(1))
    assert "aucun canal vers les services d’urgence n’est configuré" in shown(f"/numbers/{block.pk}/", ALICE)
    assert "Pas transmise" in shown("/numbers/", ALICE)


def test_staffs_answer_about_a_number_says_how_far_it_got(there: Emergency) -> None:
    declare(hold(), numbered(1))
    assert "ni transmise, ni confirmée" in shown("/admin/registry/lookup/?number=022268842")
    send_all()
    assert "confirmée par les services d’urgence." in shown("/admin/registry/lookup/?number=022268842")
    then = shown("/admin/registry/lookup/?number=022268842&at=2026-03-01")
    assert "confirmée par les services" not in then
