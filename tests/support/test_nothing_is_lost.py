"""What is critical stays before somebody's eyes: waiting, handed over, downgraded, opened again, merged.

Terms: general.7
"""

from datetime import timedelta

import pytest

from extranet.errors import IllegalMove
from extranet.tenancy.context import OPERATOR, PUBLIC, acting
from support.desk.models import QueueEntry
from support.desk.queue import on_desk, standing_at, working_order
from support.models import Ticket
from support.rules import FirstLine, Ground, Result
from support.selectors import waiting_for_me, waiting_to_be_taken_over
from support.services import (
    acknowledge_ticket,
    downgrade_ticket,
    hand_back,
    judge_at_closing,
    move_ticket,
    note_page_acknowledged,
)
from support.services.closing import unacknowledged_at_closing
from tests.cast import ALICE, ALPHA, DORA, ERIK, Member, client_for, person_of
from tests.support.pages import shown
from tests.support.playing import (
    CALL_BACK,
    CLOSING,
    CRITICAL,
    FAILING_112,
    NIGHT,
    OPEN,
    QUESTION,
    answered,
    helping,
    opened,
    pages,
    went,
    wrote,
)

MINUTE = timedelta(minutes=1)
Status = Ticket.Status


def moved(ticket: Ticket, status: str, *, by: Member, third_party: str = "") -> Ticket:
    person = person_of(by, schema=ALPHA if by is ERIK else None)
    return move_ticket(ticket_id=ticket.pk, status=status, person=person, at=OPEN + MINUTE, third_party=third_party)


def lowered(ticket: Ticket, *, is_abuse: bool = False) -> Ticket:
    person = person_of(ERIK, schema=ALPHA)
    return downgrade_ticket(ticket_id=ticket.pk, reason="Un seul poste.", person=person, at=OPEN, is_abuse=is_abuse)


# ---------- Waiting ----------
@pytest.mark.parametrize("status", [Status.WAITING_CLIENT, Status.WAITING_THIRD_PARTY])
def test_a_partner_makes_nothing_wait_that_the_operator_has(at_alpha: None, status: str) -> None:
    ticket = opened(CRITICAL)
    with pytest.raises(IllegalMove) as refusal:
        moved(ticket, status, by=ALICE, third_party="Proximus")
    assert refusal.value.code == "not_yours_to_take"


def test_a_partners_question_stops_no_clock_of_the_operator(at_alpha: None) -> None:
    ticket = opened(CRITICAL)
    wrote(ticket, by=ALICE, is_question=True)
    ticket.refresh_from_db()
    assert (ticket.status, ticket.pauses.count()) == (Status.NEW, 0)


@pytest.mark.parametrize("audience", ["operator", "partner"])
def test_nobody_is_waited_for_who_cannot_read_the_question(at_alpha: None, audience: str) -> None:
    ticket = opened(CRITICAL)
    wrote(ticket, by=ERIK, is_question=True, audience=audience)
    ticket.refresh_from_db()
    assert ticket.status != Status.WAITING_CLIENT


def test_a_partner_does_not_take_up_in_passing_what_came_back_to_the_operator(at_alpha: None) -> None:
    ticket = opened(CRITICAL)
    moved(ticket, Status.RESOLVED, by=ERIK)
    wrote(ticket, by=DORA, at=OPEN + 2 * MINUTE)
    with pytest.raises(IllegalMove):
        moved(ticket, Status.ACKNOWLEDGED, by=ALICE)
    assert judge_at_closing(ticket_id=ticket.pk, at=CLOSING) is not None


def test_what_nobody_took_up_is_judged_at_closing_in_whatever_state_it_waits(at_alpha: None) -> None:
    ticket = opened(CRITICAL, by=ALICE)
    Ticket.objects.filter(pk=ticket.pk).update(status=Status.WAITING_THIRD_PARTY)
    assert unacknowledged_at_closing(at=CLOSING + MINUTE) == [(ALPHA, ticket.pk)]
    assert judge_at_closing(ticket_id=ticket.pk, at=CLOSING + MINUTE) is not None
    assert (went(ticket), len(pages())) == (Result.PAGE_ON_CALL, 1)


def test_a_partner_that_opens_again_what_the_operator_had_leaves_it_in_nobodys_hand(at_alpha: None) -> None:
    ticket = opened(CRITICAL)
    wrote(ticket, by=ERIK)
    moved(ticket, Status.RESOLVED, by=ERIK)
    moved(ticket, Status.REOPENED, by=ALICE)
    ticket.refresh_from_db()
    assert (ticket.status, ticket.acknowledged_at) == (Status.REOPENED, None)
    assert judge_at_closing(ticket_id=ticket.pk, at=CLOSING) is not None


# ---------- From one desk to the other ----------
def test_a_ticket_that_comes_back_at_night_is_still_there_to_be_taken_over(at_alpha: None) -> None:
    helping()
    ticket = opened(CRITICAL)
    moved(ticket, Status.RESOLVED, by=ERIK)
    wrote(ticket, by=DORA, at=NIGHT)
    assert (went(ticket), ticket.status) == (Result.PARTNER_CONTACT, Status.REOPENED)
    assert set(waiting_to_be_taken_over(person_of(ALICE))) == {ticket}
    acknowledge_ticket(ticket_id=ticket.pk, person=person_of(ALICE), at=NIGHT + MINUTE)
    assert not waiting_to_be_taken_over(person_of(ALICE)).exists()


def test_an_old_answer_of_the_night_takes_up_nothing_that_was_handed_back_since(at_alpha: None) -> None:
    helping()
    ticket = opened(CRITICAL, by=DORA, at=OPEN, ground=Ground.EMERGENCY_CALLS_FAIL)
    answered(pages()[0], at=OPEN + MINUTE)
    Ticket.objects.filter(pk=ticket.pk).update(ground=Ground.NO_INCOMING)
    person = person_of(ERIK, schema=ALPHA)
    hand_back(ticket_id=ticket.pk, reason="À vous.", person=person, at=OPEN + 2 * MINUTE)
    note_page_acknowledged(pages()[0].pk)
    ticket.refresh_from_db()
    assert (ticket.route, ticket.status, ticket.acknowledged_at) == (Result.PARTNER_DESK, Status.NEW, None)
    assert ticket.entries.filter(event="page_acknowledged").count() == 1
    assert judge_at_closing(ticket_id=ticket.pk, at=CLOSING) is not None


def test_what_is_downgraded_to_the_other_desk_waits_there_for_somebody(at_alpha: None) -> None:
    helping(FirstLine.PARTNER)
    ticket = opened(FAILING_112)
    acknowledge_ticket(ticket_id=ticket.pk, person=person_of(ERIK, schema=ALPHA), at=OPEN)
    lowered(ticket)
    assert (went(ticket), ticket.status, ticket.acknowledged_at) == (Result.PARTNER_DESK, Status.NEW, None)
    assert set(waiting_for_me(person_of(ALICE))) == {ticket}


def test_what_is_downgraded_where_it_stands_stays_in_hand(at_alpha: None) -> None:
    ticket = opened(CRITICAL)
    acknowledge_ticket(ticket_id=ticket.pk, person=person_of(ERIK, schema=ALPHA), at=OPEN)
    lowered(ticket)
    assert (went(ticket), ticket.status) == (Result.OPERATOR_DESK, Status.ACKNOWLEDGED)
    assert ticket.acknowledged_by_name == ERIK.name


# ---------- The operator's queue ----------
def test_what_is_critical_and_in_nobodys_hand_comes_first_also_when_it_came_back(at_alpha: None) -> None:
    taken, back = opened(CRITICAL, by=ALICE), opened(CRITICAL, by=ALICE, at=OPEN + MINUTE)
    acknowledge_ticket(ticket_id=taken.pk, person=person_of(ERIK, schema=ALPHA), at=OPEN)
    acknowledge_ticket(ticket_id=back.pk, person=person_of(ERIK, schema=ALPHA), at=OPEN + MINUTE)
    moved(back, Status.RESOLVED, by=ERIK)
    wrote(back, by=ALICE, at=OPEN + 2 * MINUTE)
    with acting(PUBLIC, OPERATOR):
        rows = list(on_desk().order_by(*working_order()).values_list("ticket_id", "urgency", "status"))
        standing = standing_at(OPEN + 3 * MINUTE)
        assert QueueEntry.objects.filter(urgency=2).count() == 0
    assert rows == [(back.pk, 0, Status.REOPENED), (taken.pk, 1, Status.ACKNOWLEDGED)]
    assert standing.untaken == 1


# ---------- What is said of an abuse ----------
def test_whoever_asked_reads_that_an_abuse_is_noted(at_alpha: None) -> None:
    ticket = opened(CRITICAL)
    lowered(ticket, is_abuse=True)
    said = ticket.entries.order_by("position").last()
    assert said is not None
    assert said.text.startswith("Un seul poste.\n\n")
    assert "Noté comme usage abusif du canal critique. Rien n’est bloqué" in said.text
    browser = client_for(DORA)
    assert "Noté comme usage abusif du canal critique" in shown(browser.get(f"/tickets/{ticket.pk}/"))
    receipt = shown(browser.get(f"/tickets/{ticket.pk}/receipt/"))
    assert "déclassé : ce n’est plus une urgence critique ; noté comme usage abusif du canal critique" in receipt
    assert "opérateur" not in receipt


def test_without_an_abuse_nothing_is_said_of_one(at_alpha: None) -> None:
    ticket = opened(CRITICAL)
    lowered(ticket)
    assert "abusif" not in shown(client_for(DORA).get(f"/tickets/{ticket.pk}/"))


def test_a_partners_client_reads_of_a_handing_back_without_the_operator(at_alpha: None) -> None:
    helping()
    ticket = opened(QUESTION, call_back_number=CALL_BACK)
    hand_back(ticket_id=ticket.pk, reason="À vous.", person=person_of(ERIK, schema=ALPHA), at=OPEN)
    page = shown(client_for(DORA).get(f"/tickets/{ticket.pk}/"))
    assert "Alpha s’occupe de ce ticket." in page
    for hidden in ("L’opérateur a rendu", ERIK.name, "À vous."):
        assert hidden not in page
