"""Writing: who reads it, what it moves, and once however often the button is pressed."""

from datetime import timedelta
from uuid import uuid4

import pytest

from extranet.errors import IllegalMove, InvalidInput, NotAllowed, Stale
from support.models import Audience, Side, Ticket
from support.rules import FirstLine
from support.selectors import visible_entries
from support.services import acknowledge_ticket, attach_call, move_ticket
from tests.cast import ALICE, ALPHA, BOB, DENIS, DORA, EMIL, ERIK, FATOU, SOFIE, Member, person_of
from tests.support.playing import (
    CRITICAL,
    FAILING_112,
    NIGHT,
    OPEN,
    asked_for,
    escalated,
    helping,
    opened,
    pages,
    wrote,
)

LATER = OPEN + timedelta(minutes=10)
Status = Ticket.Status


def moved(ticket: Ticket, status: str, *, by: Member = ERIK) -> Ticket:
    person = person_of(by, schema=ALPHA if by is ERIK else None)
    return move_ticket(ticket_id=ticket.pk, status=status, person=person, at=LATER)


# ---------- Who reads ----------
def test_each_side_reads_what_is_meant_for_it(at_alpha: None) -> None:
    """Terms: general.7"""
    ticket = opened()
    wrote(ticket, by=ALICE, audience=Audience.PARTNER, text="partenaire")
    wrote(ticket, by=ERIK, audience=Audience.OPERATOR, text="opérateur")
    wrote(ticket, by=ERIK, text="tous")
    read = {
        member.name.split()[0]: [
            entry.text for entry in visible_entries(person_of(member, schema=ALPHA), ticket) if entry.position > 2
        ]
        for member in (DORA, ALICE, FATOU, ERIK)
    }
    assert read["Dora"] == ["tous"]
    assert read["Alice"] == read["Fatou"] == ["partenaire", "tous"]
    assert read["Erik"] == ["partenaire", "opérateur", "tous"]


@pytest.mark.parametrize(
    ("by", "audience"),
    [
        (DORA, Audience.PARTNER),
        (DORA, Audience.OPERATOR),
        (ALICE, Audience.OPERATOR),
        (FATOU, Audience.EVERYBODY),
        (SOFIE, Audience.EVERYBODY),
    ],
)
def test_nobody_writes_where_they_do_not_belong(at_alpha: None, by: Member, audience: Audience) -> None:
    ticket = opened()
    with pytest.raises(NotAllowed):
        wrote(ticket, by=by, audience=audience)
    assert ticket.entries.count() == 2


def test_a_sibling_and_a_colleague_do_not_find_the_ticket(at_alpha: None) -> None:
    ticket = opened()
    for by in (EMIL, DENIS):
        with pytest.raises(Ticket.DoesNotExist):
            wrote(ticket, by=by)
    wrote(opened(by=DENIS), by=DORA)


def test_finance_writes_on_what_it_opened_itself(at_alpha: None) -> None:
    ticket = opened(by=FATOU, client_id=None)
    wrote(ticket, by=FATOU)
    assert ticket.entries.count() == 3


# ---------- What it moves ----------
def test_the_operators_answer_takes_the_ticket_up(at_alpha: None) -> None:
    ticket = opened()
    wrote(ticket, by=ERIK, at=LATER)
    ticket.refresh_from_db()
    assert (ticket.status, ticket.acknowledged_at, ticket.acknowledged_by_name) == ("acknowledged", LATER, ERIK.name)
    assert (ticket.last_entry_at, ticket.last_entry_side) == (LATER, Side.OPERATOR)
    wrote(ticket, by=ALICE, at=LATER + timedelta(minutes=1))
    ticket.refresh_from_db()
    assert ticket.acknowledged_by_name == ERIK.name


def test_a_note_among_the_operators_people_is_no_answer(at_alpha: None) -> None:
    ticket = opened()
    wrote(ticket, by=ERIK, audience=Audience.OPERATOR)
    ticket.refresh_from_db()
    assert (ticket.status, ticket.last_entry_side, ticket.revision) == ("new", Side.CLIENT, 2)


def test_a_partner_takes_up_what_went_to_it_and_nothing_else(at_alpha: None) -> None:
    """What waits at the operator is still unacknowledged at closing.

    Terms: general.7
    """
    at_operator = opened()
    wrote(at_operator, by=BOB)
    helping(FirstLine.PARTNER)
    at_partner = opened()
    wrote(at_partner, by=BOB, audience=Audience.PARTNER)
    at_partner.refresh_from_db()
    at_operator.refresh_from_db()
    assert (at_operator.status, at_partner.status) == ("new", "new")
    wrote(at_partner, by=BOB)
    at_partner.refresh_from_db()
    assert (at_partner.status, at_partner.acknowledged_by_name) == ("acknowledged", BOB.name)


def test_the_partners_word_does_not_end_the_call_of_the_night(at_alpha: None) -> None:
    """Terms: general.7"""
    helping()
    ticket = opened(FAILING_112, at=NIGHT)
    wrote(ticket, by=ALICE, at=NIGHT)
    assert pages()[0].status == "open"
    wrote(ticket, by=ERIK, at=NIGHT)
    assert pages()[0].status == "closed"


def test_a_requesters_word_ends_the_waiting_and_opens_what_was_resolved(at_alpha: None) -> None:
    ticket = opened()
    wrote(ticket, by=ERIK, is_question=True)
    ticket.refresh_from_db()
    assert ticket.status == Status.WAITING_CLIENT
    wrote(ticket, by=DORA)
    ticket.refresh_from_db()
    assert ticket.status == Status.ACKNOWLEDGED
    moved(ticket, Status.RESOLVED)
    wrote(ticket, by=DORA, text="Toujours pas.")
    ticket.refresh_from_db()
    assert (ticket.status, ticket.resolved_at, ticket.reopenings) == (Status.REOPENED, None, 1)


def test_once_taken_over_the_partner_is_the_requester(at_alpha: None) -> None:
    helping()
    ticket = opened(CRITICAL, at=NIGHT)
    escalated(ticket, by=ALICE)
    wrote(ticket, by=ERIK, audience=Audience.PARTNER, is_question=True)
    ticket.refresh_from_db()
    assert ticket.status == Status.WAITING_PARTNER
    wrote(ticket, by=BOB, audience=Audience.PARTNER)
    ticket.refresh_from_db()
    assert ticket.status == Status.ACKNOWLEDGED


def test_a_closed_ticket_hears_nothing_more(at_alpha: None) -> None:
    ticket = opened()
    moved(ticket, Status.CLOSED, by=DORA)
    with pytest.raises(IllegalMove) as refusal:
        wrote(ticket, by=DORA)
    assert refusal.value.code == "ticket_closed"


# ---------- Twice, and nothing ----------
def test_a_double_click_writes_once(at_alpha: None) -> None:
    ticket, entry_id = opened(), uuid4()
    first = wrote(ticket, by=DORA, entry_id=entry_id)
    again = wrote(ticket, by=DORA, entry_id=entry_id, text="Autre chose.")
    assert (first.pk, again.text) == (again.pk, "Bonjour.")
    assert ticket.entries.count() == 3
    assert len(asked_for("support.tell_message")) == 1
    with pytest.raises(Stale):
        wrote(opened(), by=DORA, entry_id=entry_id)
    with pytest.raises(Stale):
        wrote(ticket, by=ALICE, entry_id=entry_id)


@pytest.mark.parametrize("text", ["", " \n\t", "x" * 20_001])
def test_an_empty_or_endless_message_is_refused(at_alpha: None, text: str) -> None:
    with pytest.raises(InvalidInput):
        wrote(opened(), by=DORA, text=text)


# ---------- Calls ----------
def test_a_call_reinforces_a_ticket_and_moves_nothing(at_alpha: None) -> None:
    """Terms: general.7"""
    ticket = opened(CRITICAL)
    before = (ticket.status, ticket.clock_starts_at, ticket.acknowledged_at, ticket.last_entry_at)
    entry = attach_call(
        ticket_id=ticket.pk,
        text="M. Claes a appelé.",
        audience=Audience.PARTNER,
        person=person_of(ERIK, schema=ALPHA),
        at=LATER,
    )
    ticket.refresh_from_db()
    assert (ticket.status, ticket.clock_starts_at, ticket.acknowledged_at, ticket.last_entry_at) == before
    assert (entry.kind, entry.event, entry.text) == ("event", "call_attached", "M. Claes a appelé.")
    assert not pages()
    assert not asked_for("support.tell_message")
    with pytest.raises(NotAllowed):
        attach_call(ticket_id=ticket.pk, text="x", audience=Audience.EVERYBODY, person=person_of(DORA), at=LATER)


def test_the_first_to_take_a_ticket_up_stays(at_alpha: None) -> None:
    ticket = opened()
    acknowledge_ticket(ticket_id=ticket.pk, person=person_of(ERIK, schema=ALPHA), at=OPEN)
    again = acknowledge_ticket(ticket_id=ticket.pk, person=person_of(ALICE), at=LATER)
    assert (again.acknowledged_by_name, again.acknowledged_at) == (ERIK.name, OPEN)
    assert ticket.entries.filter(event="acknowledged").count() == 1
