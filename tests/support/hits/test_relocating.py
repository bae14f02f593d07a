"""Whether a text tells of a move, in four languages; what a ticket does with it. E2."""

from typing import Any, Final

import pytest

from support.models import Audience, Ticket
from support.relocating import mentions_move
from support.services import attach_call
from support.services.relocating import MENTIONED
from tests.cast import ALICE, BOB, CLIENT, DORA, EMIL, ERIK, FATOU, client_for, person_of
from tests.contracts import hold
from tests.support.hits.sites import device, site
from tests.support.pages import ANSWERS, OUTCOME, shown
from tests.support.playing import OPEN, QUESTION, asked_for, opened, wrote

MOVES: Final = (
    "Nous déménageons le 1er mars",
    "Notre DÉMÉNAGEMENT est prévu",
    "Voici notre nouvelle adresse : rue Haute 10",
    "nous changeons d’adresse",
    "changement d'adresse",
    "dans nos nouveaux bureaux",
    "On a demenagé hier",
    "Le siège déménage, merci de garder le numéro",
    "Wij verhuizen volgende week",
    "De verhuizing is gepland",
    "we zijn verhuisd",
    "ons nieuw adres is",
    "ons nieuwe adres",
    "adreswijziging",
    "naar een nieuw kantoor",
    "Wir ziehen am 1. März um.",
    "Unser Umzug ist im Mai",
    "wir sind umgezogen",
    "unsere neue Adresse lautet",
    "neue Anschrift",
    "Adressänderung",
    "in ein neues Büro",
    "We are moving to a new office",
    "We move to new office in May",
    "Our new address is",
    "Change of address",
    "we changed our address",
    "We relocated to Ghent",
    "the relocation of our office",
    "office move",
    "moving our offices",
    "we moved into a new building",
)
NO_MOVES: Final = (
    "Déplacez le ticket vers la facturation",
    "move the ticket",
    "Please move this call to the queue",
    "verplaatsen van gesprek",
    "het gesprek verplaatsen",
    "nouvelle adresse e-mail",
    "nouvelle adresse IP",
    "nieuw e-mailadres",
    "nieuw IP-adres",
    "neue E-Mail-Adresse",
    "new email address",
    "new IP address",
    "move the ticket to the new queue",
    "Ticket verschieben",
    "Anruf verschieben",
    "Wir ziehen den Stecker. Um 10 Uhr geht es weiter",
    "déménager le ticket",
    "verhuis dit ticket naar facturatie",
    "Umzug der Daten",
    "new address book",
    "Comment renvoyer un numéro ?",
    "Le combiné bouge",
    "> Nous déménageons\nMerci",
    "please remove the address",
    "changer l’adresse e-mail",
    "Mailbox auf neuen Server",
    "relocate the request",
    "moving to the new server",
    "",
)


@pytest.mark.parametrize("text", MOVES)
def test_a_text_about_a_move_is_known_as_one(text: str) -> None:
    assert mentions_move(text)
    assert mentions_move(text.upper())
    assert mentions_move(f"Bonjour,\n{text}\nMerci")


@pytest.mark.parametrize("text", NO_MOVES)
def test_what_moves_no_door_is_no_move(text: str) -> None:
    assert not mentions_move(text)


# ---------- What a ticket does with it ----------
@pytest.fixture
def moving(at_alpha: None) -> dict[str, Any]:
    """Return what a request about a move names."""
    return {"text": "Nous déménageons le 1er mars."}


def test_the_registry_is_told_with_what_the_ticket_names(moving: dict[str, Any]) -> None:
    block, head, other = hold(), site(), site("Dépôt")
    phone = device(other)
    ticket = opened(holding_ids=(block.pk,), site_ids=(head.pk,), device_ids=(phone.pk,), **moving)
    assert asked_for(MENTIONED) == [
        [str(ticket.pk), ticket.number, str(CLIENT), [str(block.pk)], [str(head.pk), str(other.pk)]]
    ]
    assert ticket.move_said_at == OPEN


def test_a_later_message_tells_it_too_and_once(at_alpha: None) -> None:
    ticket = opened()
    assert asked_for(MENTIONED) == []
    wrote(ticket, by=DORA, text="Au fait, notre nouvelle adresse est rue Haute 10.")
    wrote(ticket, by=ALICE, text="Votre déménagement est noté.")
    assert len(asked_for(MENTIONED)) == 1
    ticket.refresh_from_db()
    assert ticket.move_said_at == OPEN


def test_a_call_that_is_attached_tells_it_too(at_alpha: None) -> None:
    ticket = opened()
    attach_call(
        ticket_id=ticket.pk, text="Ils déménagent.", audience=Audience.EVERYBODY, person=person_of(BOB), at=OPEN
    )
    assert len(asked_for(MENTIONED)) == 1


def test_a_note_of_the_desk_tells_nobody(at_alpha: None) -> None:
    ticket = opened()
    wrote(ticket, by=ERIK, text="Ils déménagent, dit-on.", audience=Audience.OPERATOR)
    assert asked_for(MENTIONED) == []


def test_a_partner_that_moves_itself_has_no_numbers_to_declare(at_alpha: None) -> None:
    opened(QUESTION, by=ALICE, client_id=None, text="Nous déménageons.")
    assert asked_for(MENTIONED) == []


# ---------- What its writer is shown ----------
WAY: Final = "Déclarer la nouvelle adresse"


def test_the_writer_is_shown_the_way_before_sending(at_alpha: None) -> None:
    browser = client_for(DORA)
    page = shown(browser.post(OUTCOME, {**ANSWERS, "text": "Nous déménageons."}))
    assert WAY in page
    assert "/numbers/?words=" in page
    assert WAY not in shown(browser.post(OUTCOME, dict(ANSWERS)))


def test_the_ticket_shows_the_way_to_who_may_declare(moving: dict[str, Any]) -> None:
    ticket = opened(**moving)
    for reader, may_declare in ((DORA, True), (ALICE, True), (FATOU, False)):
        page = shown(client_for(reader).get(f"/tickets/{ticket.pk}/"))
        assert "Un ticket ne change aucune adresse du 112" in page
        assert (WAY in page) is may_declare
    assert client_for(EMIL).get(f"/tickets/{ticket.pk}/").status_code == 404


def test_the_registry_itself_is_left_as_it_is(moving: dict[str, Any]) -> None:
    head = site()
    opened(site_ids=(head.pk,), **moving)
    assert head.places.count() == 1
    assert Ticket.objects.get().named_sites.get().address.startswith("Rue Haute")
