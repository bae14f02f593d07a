"""A second question becomes a ticket of its own, judged at its own instant, that quotes where it comes from."""

from uuid import UUID, uuid4

import pytest

from extranet.errors import InvalidInput, NotAllowed
from support.models import Audience, Entry, Ticket, TicketLink
from support.organising import split_ticket
from support.rules import FirstLine, Ground, Result
from tests.cast import ALICE, DENIS, DORA, EMIL, ERIK, FATOU, Member, client_for, person_of
from tests.support.pages import shown
from tests.support.playing import CRITICAL, NIGHT, OPEN, OPERATOR_NAME, helping, latest, opened, wrote

NEW = UUID("71c4e700-0000-4000-8000-0000000000a1")


def split(
    ticket: Ticket, entry: Entry, *, by: Member = DORA, subject: str = "Autre chose", new_id: UUID = NEW
) -> Ticket:
    return split_ticket(
        ticket_id=ticket.pk, entry_id=entry.pk, new_ticket_id=new_id, subject=subject, person=person_of(by), at=NIGHT
    )


def first_message(ticket: Ticket) -> Entry:
    entry = ticket.entries.filter(event="").order_by("position").first()
    assert entry is not None
    return entry


def test_it_is_judged_at_its_own_instant_and_is_not_critical(at_alpha: None) -> None:
    """Terms: general.7"""
    ticket = opened(CRITICAL, at=OPEN)
    new = split(ticket, first_message(ticket))
    assert (new.ground, new.opened_at, new.client_id) == (Ground.NONE, NIGHT, ticket.client_id)
    assert latest(new).result == Result.QUEUE
    assert new.number != ticket.number


def test_it_quotes_and_both_records_name_the_other(at_alpha: None) -> None:
    ticket = opened(text="Ligne une.\nLigne deux.")
    new = split(ticket, first_message(ticket))
    text = first_message(new).text
    assert text.startswith(f"Issu du ticket {ticket.number}, message de {DORA.name}")
    assert "> Ligne une.\n> Ligne deux." in text
    assert ticket.entries.get(event="split_to").facts["ticket"] == str(new.pk)
    assert new.entries.get(event="split_from").facts["number"] == ticket.number
    assert TicketLink.objects.get().kind == TicketLink.Kind.SPLIT


def test_twice_is_once(at_alpha: None) -> None:
    ticket = opened()
    assert split(ticket, first_message(ticket)) == split(ticket, first_message(ticket))
    assert Ticket.objects.count() == 2
    assert ticket.entries.filter(event="split_to").count() == 1


def test_what_one_does_not_read_is_not_quoted(at_alpha: None) -> None:
    """Terms: general.7"""
    ticket = opened()
    between = wrote(ticket, by=ALICE, audience=Audience.PARTNER, text="Entre nous.")
    with pytest.raises(Entry.DoesNotExist):
        split(ticket, between, by=DORA)
    with pytest.raises(Ticket.DoesNotExist):
        split(ticket, first_message(ticket), by=EMIL)
    new = split(ticket, between, by=ALICE)
    assert first_message(new).audience == Audience.PARTNER


def test_a_client_quotes_no_name_of_the_operators_people(at_alpha: None) -> None:
    """Terms: general.7"""
    ticket = opened()
    said = wrote(ticket, by=ERIK, text="Nous regardons.")
    text = first_message(split(ticket, said, by=DORA)).text
    assert ERIK.name not in text
    assert OPERATOR_NAME not in text
    assert "Support Alpha" in text


def test_a_long_message_is_quoted_in_part(at_alpha: None) -> None:
    ticket = opened(text="x" * 19_000)
    assert len(first_message(split(ticket, first_message(ticket))).text) < 3_000


def test_wrong_answers_open_nothing(at_alpha: None) -> None:
    ticket = opened(by=DENIS)
    event = ticket.entries.exclude(event="").earliest("position")
    for entry, subject in ((first_message(ticket), " "), (first_message(ticket), "x" * 161), (event, "Bien")):
        with pytest.raises(InvalidInput):
            split(ticket, entry, by=DENIS, subject=subject)
    with pytest.raises(NotAllowed):
        split(ticket, first_message(ticket), by=FATOU)
    assert Ticket.objects.count() == 1


def test_the_page_says_before_where_it_goes(at_alpha: None) -> None:
    helping(FirstLine.PARTNER)
    ticket = opened()
    path, dora = f"/tickets/{ticket.pk}/split/", client_for(DORA)
    assert "Comment renvoyer un numéro ?" in shown(dora.get(path))
    new_id = uuid4()
    posted = {"entry": str(first_message(ticket).pk), "subject": "Autre chose", "ticket": str(new_id)}
    refused = shown(dora.post(path, {**posted, "subject": ""}))
    assert "Donnez un sujet" in refused
    assert str(new_id) in refused
    changed = shown(dora.post(path, {**posted, "told": "page_on_call"}))
    assert "Ce qui va se passer a changé" in changed
    assert "est ouvert" in shown(dora.post(path, posted, follow=True))
    assert dora.post(path, posted)["Location"] == f"/tickets/{new_id}/"
    assert f"Issu du ticket {ticket.number}" in shown(dora.get(f"/tickets/{new_id}/"))
