"""A partner turns its client's ticket into its own request, in one step. S7."""

from datetime import timedelta

import pytest

from extranet.errors import IllegalMove, InvalidInput
from support.models import Side, Ticket
from support.permissions import requester_of
from support.rules import FirstLine, Ground, Result
from support.services import escalate_ticket, move_ticket
from tests.cast import ALICE, BOB, CHARLIE, DORA, ERIK, FATOU, GITA, Member, person_of
from tests.support.playing import (
    CALL_BACK,
    CRITICAL,
    FAILING_112,
    NIGHT,
    OPEN,
    escalated,
    helping,
    latest,
    opened,
    pages,
    raised,
    went,
)


@pytest.mark.parametrize(("is_tested", "before"), [(True, Result.PARTNER_CONTACT), (False, Result.QUEUE)])
def test_at_night_it_pages_the_operator(at_alpha: None, is_tested: bool, before: Result) -> None:
    """Terms: general.7"""
    helping(is_tested=is_tested)
    ticket = opened(CRITICAL, at=NIGHT)
    assert went(ticket) == before
    later = NIGHT + timedelta(minutes=7)
    escalated(ticket, by=BOB, at=later)
    decision = latest(ticket)
    (page,) = pages()
    assert went(ticket) == Result.PAGE_ON_CALL
    assert (decision.event, decision.at, decision.clock_starts_at) == ("escalated_by_partner", later, later)
    assert (decision.page_id, ticket.escalated_at, ticket.clock_starts_at) == (page.pk, later, later)
    assert (requester_of(ticket), ticket.opened_by_side) == (Side.PARTNER, Side.CLIENT)


def test_in_hours_it_goes_to_the_operators_desk(at_alpha: None) -> None:
    helping(FirstLine.PARTNER)
    ticket = opened()
    escalated(ticket, by=ALICE, at=OPEN)
    assert went(ticket) == Result.OPERATOR_DESK
    assert not pages()


def test_what_is_not_critical_needs_no_number(at_alpha: None) -> None:
    helping(FirstLine.PARTNER)
    ticket = opened()
    escalate_ticket(ticket_id=ticket.pk, call_back_number="", person=person_of(ALICE), at=OPEN)
    critical = opened(CRITICAL, at=NIGHT)
    with pytest.raises(InvalidInput):
        escalate_ticket(ticket_id=critical.pk, call_back_number=" ", person=person_of(ALICE), at=NIGHT)
    assert critical.decisions.count() == 1


def test_twice_is_once(at_alpha: None) -> None:
    helping()
    ticket = opened(CRITICAL, at=NIGHT)
    first = escalated(ticket, by=ALICE)
    again = escalated(ticket, by=BOB, at=NIGHT + timedelta(seconds=2))
    assert first.escalated_at == again.escalated_at
    assert (ticket.decisions.count(), len(pages())) == (2, 1)


@pytest.mark.parametrize("by", [DORA, FATOU, ERIK])
def test_only_the_partners_people_at_work_take_over(at_alpha: None, by: Member) -> None:
    """Terms: general.7"""
    helping()
    ticket = opened(CRITICAL, at=NIGHT)
    with pytest.raises(IllegalMove):
        escalated(ticket, by=by)
    assert went(ticket) == Result.PARTNER_CONTACT


def test_another_partner_does_not_find_it(at_alpha: None) -> None:
    helping()
    ticket = opened(CRITICAL, at=NIGHT)
    assert person_of(CHARLIE).schema == "beta"
    with pytest.raises(Ticket.DoesNotExist):
        escalate_ticket(
            ticket_id=type(ticket.pk)(int=7), call_back_number=CALL_BACK, person=person_of(CHARLIE), at=NIGHT
        )


def test_what_is_with_the_operator_or_the_partners_own_is_not_taken_over(at_alpha: None) -> None:
    helping()
    closed = opened(CRITICAL, at=NIGHT)
    move_ticket(ticket_id=closed.pk, status=Ticket.Status.CLOSED, person=person_of(DORA), at=NIGHT)
    for ticket in (opened(CRITICAL), opened(FAILING_112, at=NIGHT), opened(by=ALICE, at=NIGHT), closed):
        with pytest.raises(IllegalMove) as refusal:
            escalated(ticket, by=ALICE)
        assert refusal.value.code == "not_to_escalate"


def test_there_is_nothing_to_take_over_from_a_direct_client(at_direct: None) -> None:
    ticket = opened(by=GITA, client_id=None, at=NIGHT)
    with pytest.raises(IllegalMove):
        escalated(ticket, by=GITA)


def test_from_then_on_it_is_judged_as_the_partners_own(at_alpha: None) -> None:
    """Terms: general.7"""
    helping(FirstLine.PARTNER)
    ticket = opened()
    escalated(ticket, by=ALICE, at=OPEN)
    raised(ticket, Ground.NO_OUTGOING, by=DORA)
    assert (latest(ticket).party, went(ticket)) == ("partner", Result.PAGE_ON_CALL)
