"""Who sees which ticket, what waits for whom, and the words that find one."""

import pytest

from extranet.tenancy.context import PARTNER, acting
from support.rules import FirstLine
from support.selectors import (
    critical_open,
    visible_tickets,
    waiting_for_me,
    waiting_to_be_taken_over,
)
from support.services import move_ticket
from tests.cast import ALICE, ALPHA, BOB, CHARLIE, DENIS, DORA, EMIL, ERIK, FATOU, SIBLING, Member, person_of, place
from tests.contracts import subscribe
from tests.support.playing import CRITICAL, NIGHT, OPEN, escalated, helping, opened, raised, wrote


def numbers(member: Member) -> set[str]:
    return set(
        visible_tickets(person_of(member, schema=ALPHA if member is ERIK else None)).values_list("subject", flat=True)
    )


def test_each_sees_what_is_theirs(at_alpha: None) -> None:
    """Terms: general.7"""
    subscribe(client_id=SIBLING)
    place(ALPHA)
    opened(by=DORA, subject="de Dora")
    opened(by=DENIS, subject="de Denis")
    opened(by=EMIL, client_id=SIBLING, subject="d’Emil")
    opened(by=ALICE, subject="d’Alice pour Delta")
    opened(by=ALICE, client_id=None, subject="d’Alice")
    assert numbers(DORA) == {"de Dora", "de Denis", "d’Alice pour Delta"}
    assert numbers(DENIS) == {"de Denis"}
    assert numbers(EMIL) == {"d’Emil"}
    for member in (ALICE, BOB, FATOU, ERIK):
        assert len(numbers(member)) == 5
    with acting("beta", PARTNER):
        assert numbers(CHARLIE) == set()


def test_what_waits_for_whom(at_alpha: None) -> None:
    helping(FirstLine.PARTNER)
    at_partner = opened(subject="chez nous")
    asked = opened(by=BOB, client_id=None, subject="à nous")
    wrote(asked, by=ERIK, is_question=True)
    taken = opened(subject="pris")
    wrote(taken, by=BOB)
    waits = {
        member.name.split()[0]: set(waiting_for_me(person_of(member)).values_list("subject", flat=True))
        for member in (ALICE, FATOU, DORA)
    }
    assert waits == {"Alice": {"chez nous", "à nous"}, "Fatou": set(), "Dora": set()}
    wrote(taken, by=DORA)
    assert waiting_for_me(person_of(ALICE)).filter(pk=taken.pk).exists()
    wrote(at_partner, by=BOB, is_question=True)
    assert set(waiting_for_me(person_of(DORA))) == {at_partner}
    assert not waiting_for_me(person_of(ERIK, schema=ALPHA)).exists()


@pytest.mark.parametrize("is_tested", [True, False])
def test_a_clients_emergency_at_night_can_be_taken_over(at_alpha: None, is_tested: bool) -> None:
    """Terms: general.7"""
    helping(is_tested=is_tested)
    ticket = opened(CRITICAL, at=NIGHT)
    opened(at=NIGHT)
    assert set(waiting_to_be_taken_over(person_of(ALICE))) == {ticket}
    for member in (FATOU, DORA):
        assert not waiting_to_be_taken_over(person_of(member)).exists()
    escalated(ticket, by=ALICE)
    assert not waiting_to_be_taken_over(person_of(ALICE)).exists()


def test_critical_ones_until_they_are_resolved(at_alpha: None) -> None:
    ticket = raised(opened(), at=OPEN)
    opened()
    assert set(critical_open(person_of(ALICE))) == {ticket}
    move_ticket(ticket_id=ticket.pk, status="resolved", person=person_of(DORA), at=OPEN)
    assert not critical_open(person_of(ALICE)).exists()
