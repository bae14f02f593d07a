"""Words that find tickets: accents, numbers and phones as they are typed, and never a word one may not read."""

import pytest

from support.models import Audience, Ticket
from support.searching import tickets_matching
from support.selectors import visible_tickets
from tests.cast import ALICE, ALPHA, DENIS, DORA, ERIK, Member, person_of
from tests.support.playing import CRITICAL, opened, wrote


def found(member: Member, words: str) -> set[str]:
    person = person_of(member, schema=ALPHA if member is ERIK else None)
    tickets = tickets_matching(visible_tickets(person), person, words)
    return set(tickets.values_list("subject", flat=True))


@pytest.mark.parametrize(
    "words",
    [
        "reception",
        "RÉCEPTION",
        "rece",
        "fax delta",
        "delta fax",
        "élève",
        "L’ELEVE",
        "compte rendu",
        "compte-rendu",
        "t-2026-00001",
        "T 2026-1",
        "2026-00001",
        "1",
        "00001",
        "fax@exemple.be",
        "exemple",
        "appels",
    ],
)
def test_words_find_a_ticket_however_they_are_typed(at_alpha: None, words: str) -> None:
    ticket = opened(subject="Réception du fax", text="L’élève du 2e étage : compte-rendu reçu par fax@exemple.be.")
    wrote(ticket, by=ALICE, text="Vos appels passent ?")
    assert found(DORA, words) == {"Réception du fax"}
    assert found(ALICE, words) == {"Réception du fax"}


@pytest.mark.parametrize(
    "words", ["receptionniste", "recept fax", "fax inconnu", "2", "00002", "T-2025-00001", "!!", "'"]
)
def test_words_that_are_not_there_find_nothing(at_alpha: None, words: str) -> None:
    opened(subject="Réception du fax")
    assert found(ALICE, words) == set()


@pytest.mark.parametrize("words", ["", "  "])
def test_no_words_find_everything(at_alpha: None, words: str) -> None:
    opened(subject="Un")
    assert found(ALICE, words) == {"Un"}


@pytest.mark.parametrize("words", ["0470 00 00 01", "+32 470 00 00 01", "0032470000001", "0470/00.00.01", "000001"])
def test_the_digits_of_a_phone_find_who_is_to_be_called_back(at_alpha: None, words: str) -> None:
    opened(CRITICAL)
    opened(subject="Sans numéro")
    assert found(ALICE, words) == {"Plus d’appels"}


def test_what_one_may_not_read_is_not_found_by_its_words(at_alpha: None) -> None:
    """Terms: general.7"""
    ticket = opened()
    wrote(ticket, by=ALICE, audience=Audience.PARTNER, text="Client en retard de paiement.")
    wrote(ticket, by=ERIK, audience=Audience.OPERATOR, text="Routeur saturé.")
    assert (found(DORA, "paiement"), found(ALICE, "paiement"), found(ERIK, "paiement")) == (
        set(),
        {ticket.subject},
        {ticket.subject},
    )
    assert (found(DORA, "routeur"), found(ALICE, "routeur"), found(ERIK, "sature")) == (set(), set(), {ticket.subject})


def test_search_stays_among_the_tickets_one_sees(at_alpha: None) -> None:
    """Terms: general.7"""
    opened(subject="de Dora", text="Imprimante.")
    assert found(DENIS, "imprimante") == set()
    assert found(DENIS, "1") == set()


def test_strange_words_are_only_words(at_alpha: None) -> None:
    opened(subject="A & B | (c) !x :* \\ 100 %")
    for words in ("& | ! ( :*", "a & b", "100 %", "\\", "%", "²", "x" * 500, "a " * 90, "'; drop"):
        found(ALICE, words)
    assert found(ALICE, "100 %") == {"A & B | (c) !x :* \\ 100 %"}
    assert Ticket.objects.count() == 1
