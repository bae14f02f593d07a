"""The answer of the night reaches the ticket. S9."""

from datetime import timedelta

import pytest

from extranet.errors import IllegalMove
from support.models import Audience, Side
from support.services import move_ticket, note_page_acknowledged
from tests.cast import ALICE, ALPHA, ERIK, person_of, place
from tests.outbox.postman import deliver_everything
from tests.support.playing import CRITICAL, NIGHT, answered, asked_for, opened, pages, raised

LATER = NIGHT + timedelta(minutes=4)


def test_the_answer_of_the_person_on_call_takes_the_ticket_up(at_alpha: None) -> None:
    """Terms: general.7"""
    ticket = opened(CRITICAL, by=ALICE, at=NIGHT)
    answered(pages()[0], at=LATER)
    assert asked_for("support.note_page_acknowledged") == [[str(pages()[0].pk)]]
    deliver_everything()
    place(ALPHA)
    ticket.refresh_from_db()
    assert (ticket.status, ticket.acknowledged_at, ticket.acknowledged_by_name) == ("acknowledged", LATER, ERIK.name)
    entry = ticket.entries.get(event="page_acknowledged")
    assert (entry.author_name, entry.author_side, entry.at) == (ERIK.name, Side.OPERATOR, LATER)
    assert (entry.audience, entry.facts) == (Audience.EVERYBODY, {"page": str(pages()[0].pk)})


def test_twice_is_once(at_alpha: None) -> None:
    ticket = opened(CRITICAL, by=ALICE, at=NIGHT)
    answered(pages()[0], at=LATER)
    note_page_acknowledged(pages()[0].pk)
    note_page_acknowledged(pages()[0].pk)
    assert ticket.entries.filter(event="page_acknowledged").count() == 1


def test_a_page_that_waits_says_nothing(at_alpha: None) -> None:
    opened(CRITICAL, by=ALICE, at=NIGHT)
    with pytest.raises(IllegalMove):
        note_page_acknowledged(pages()[0].pk)


def test_on_a_ticket_closed_meanwhile_it_is_only_noted(at_alpha: None) -> None:
    ticket = opened(CRITICAL, by=ALICE, at=NIGHT)
    answered(pages()[0], at=LATER)
    move_ticket(ticket_id=ticket.pk, status="closed", person=person_of(ALICE), at=LATER)
    note_page_acknowledged(pages()[0].pk)
    ticket.refresh_from_db()
    assert (ticket.status, ticket.acknowledged_at) == ("closed", None)
    assert ticket.entries.filter(event="page_acknowledged").exists()


def test_another_event_after_the_answer_calls_anew(at_alpha: None) -> None:
    """Terms: general.7"""
    ticket = opened(CRITICAL, by=ALICE, at=NIGHT)
    answered(pages()[0], at=LATER)
    note_page_acknowledged(pages()[0].pk)
    raised(ticket, "emergency_calls_fail", by=ALICE, at=LATER + timedelta(minutes=1))  # type: ignore[arg-type]
    assert [page.status for page in pages()] == ["acknowledged", "open"]
