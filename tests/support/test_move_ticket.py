"""Moves of a ticket: all of them, by whom, and never on an older reading."""

from datetime import timedelta
from itertools import product

import pytest

from extranet.errors import IllegalMove, NotAllowed, Stale
from support.models import Ticket
from support.services import acknowledge_ticket, move_ticket
from tests.cast import ALICE, ALPHA, DORA, ERIK, FATOU, Member, person_of
from tests.support.playing import CRITICAL, FAILING_112, NIGHT, OPEN, asked_for, helping, opened, pages, wrote

Status = Ticket.Status
LATER = OPEN + timedelta(minutes=10)


def move(ticket: Ticket, status: str, *, by: Member = DORA, revision: int | None = None) -> Ticket:
    person = person_of(by, schema=ALPHA if by is ERIK else None)
    return move_ticket(ticket_id=ticket.pk, status=status, person=person, at=LATER, revision=revision)


@pytest.mark.parametrize(("before", "after"), list(product(Status, Status)))
def test_a_ticket_makes_the_moves_it_knows_and_no_other(before: Status, after: Status) -> None:
    ticket = Ticket(number="T-1", status=before, resolved_at=OPEN if before == Status.RESOLVED else None)
    if (before, after) not in Ticket.MOVES:
        with pytest.raises(IllegalMove) as refusal:
            ticket.move_to(after, at=LATER)
        assert refusal.value.code == f"ticket_{before}"
        return
    ticket.move_to(after, at=LATER)
    assert ticket.status == after
    assert (ticket.closed_at is not None) == (after == Status.CLOSED)
    assert after in (Status.RESOLVED, Status.CLOSED) or ticket.resolved_at is None


def test_nothing_leaves_closed() -> None:
    assert not [move for move in Ticket.MOVES if move[0] == Status.CLOSED]


def test_every_move_stands_in_the_record(at_alpha: None) -> None:
    ticket = opened()
    move(ticket, Status.RESOLVED, by=ERIK)
    move(ticket, Status.REOPENED)
    move(ticket, Status.CLOSED)
    ticket.refresh_from_db()
    said = list(ticket.entries.filter(kind="event").order_by("position").values_list("event", flat=True))
    assert said == ["opened", "resolved", "reopened", "closed"]
    assert (ticket.closed_at, ticket.revision) == (LATER, 4)


def test_a_page_that_is_not_the_last_one_moves_nothing(at_alpha: None) -> None:
    ticket = opened()
    wrote(ticket, by=ERIK)
    with pytest.raises(Stale) as refusal:
        move(ticket, Status.CLOSED, revision=1)
    assert refusal.value.code == "ticket_changed"
    move(ticket, Status.CLOSED, revision=2)
    assert move(ticket, Status.CLOSED, revision=1).status == Status.CLOSED


def test_who_moves_what(at_alpha: None) -> None:
    ticket = opened()
    with pytest.raises(NotAllowed):
        move(ticket, Status.WAITING_CLIENT)
    with pytest.raises(NotAllowed):
        move(ticket, Status.CLOSED, by=FATOU)
    for status in (Status.NEW, Status.ACKNOWLEDGED):
        with pytest.raises(IllegalMove):
            move(opened() if status == Status.ACKNOWLEDGED else _resolved(), status, by=ERIK)
    assert move(ticket, Status.WAITING_CLIENT, by=ERIK).acknowledged_by_name == ERIK.name


def _resolved() -> Ticket:
    return move(opened(), Status.RESOLVED)


def test_a_ticket_that_ends_ends_the_call_of_the_night(at_alpha: None) -> None:
    ticket = opened(CRITICAL, by=ALICE, at=NIGHT)
    assert pages()[0].status == "open"
    move_ticket(ticket_id=ticket.pk, status=Status.CLOSED, person=person_of(ALICE), at=NIGHT)
    assert pages()[0].status == "closed"


def test_the_desk_takes_up_and_the_call_ends(at_alpha: None) -> None:
    helping()
    ticket = opened(FAILING_112, at=NIGHT)
    with pytest.raises(IllegalMove) as refusal:
        acknowledge_ticket(ticket_id=ticket.pk, person=person_of(ALICE), at=NIGHT)
    assert refusal.value.code == "not_yours_to_take"
    with pytest.raises(NotAllowed):
        acknowledge_ticket(ticket_id=ticket.pk, person=person_of(DORA), at=NIGHT)
    acknowledge_ticket(ticket_id=ticket.pk, person=person_of(ERIK, schema=ALPHA), at=NIGHT)
    assert pages()[0].status == "closed"


def test_the_opener_is_told_by_a_delivery(at_alpha: None) -> None:
    ticket = opened()
    move(ticket, Status.RESOLVED, by=ERIK)
    assert asked_for("support.tell_move") == [[str(ticket.pk), "resolved", str(ERIK.id)]]
