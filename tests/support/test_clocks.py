"""The clocks of a ticket, one a level, and the times it waits: kept by every act.

Terms: general.7, general.8
"""

from datetime import timedelta

import pytest

from support.clocks import pauses_of
from support.levels import pauses
from support.models import Audience, Level, SupportProfile, Ticket, TicketClock
from support.rules import FirstLine, Ground
from support.services import acknowledge_ticket, judge_at_closing, move_ticket, note_page_acknowledged
from support.services.lowering import downgrade_ticket
from tests.cast import ALICE, ALPHA, BOB, DORA, ERIK, Member, person_of
from tests.support.playing import (
    CLOSING,
    CRITICAL,
    FAILING_112,
    MONDAY,
    NIGHT,
    OPEN,
    answered,
    escalated,
    helping,
    opened,
    pages,
    raised,
    wrote,
)

Status, Ending = Ticket.Status, TicketClock.Ending
MINUTES = timedelta(minutes=1)


def clocks(ticket: Ticket) -> list[TicketClock]:
    """Return the clocks of a ticket in the order in which they started."""
    return list(ticket.clocks.order_by("pk"))


def the(ticket: Ticket) -> TicketClock:
    """Return the one clock of a ticket."""
    (clock,) = clocks(ticket)
    return clock


def moved(ticket: Ticket, status: str, minutes: int, *, by: Member = ERIK, third_party: str = "") -> Ticket:
    """Move a ticket so many minutes after it was opened."""
    return move_ticket(
        ticket_id=ticket.pk,
        status=status,
        person=person_of(by, schema=ALPHA if by is ERIK else None),
        at=OPEN + minutes * MINUTES,
        third_party=third_party,
    )


# ---------- Which state pauses which level ----------
@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("level", Level)
def test_which_state_pauses_which_level(status: Ticket.Status, level: Level) -> None:
    both = status in (Status.WAITING_CLIENT, Status.WAITING_THIRD_PARTY)
    assert pauses(status, level) is (both or (status == Status.WAITING_PARTNER and level == Level.OPERATOR))


# ---------- Starting ----------
def test_a_question_in_hours_has_the_operators_clock_at_once(at_alpha: None) -> None:
    clock = the(opened())
    assert (clock.level, clock.round, clock.starts_at, clock.is_real_time) == (Level.OPERATOR, 1, OPEN, False)


def test_outside_hours_it_starts_at_the_next_opening(at_alpha: None) -> None:
    assert the(opened(at=NIGHT)).starts_at == MONDAY


def test_what_calls_somebody_counts_every_minute(at_alpha: None) -> None:
    clock = the(opened(CRITICAL, by=ALICE, at=NIGHT))
    assert (clock.level, clock.starts_at, clock.is_real_time) == (Level.OPERATOR, NIGHT, True)
    helping()
    clock = the(opened(CRITICAL, at=NIGHT))
    assert (clock.level, clock.starts_at, clock.is_real_time) == (Level.PARTNER, NIGHT, True)


def test_a_first_line_partner_has_its_own_clock_with_its_own_aim(at_alpha: None) -> None:
    helping(FirstLine.PARTNER)
    SupportProfile.objects.update(answer_aim_minutes=30, solution_aim_minutes=240)
    clock = the(opened())
    assert (clock.level, clock.answer_aim_minutes, clock.solution_aim_minutes) == (Level.PARTNER, 30, 240)


# ---------- Two levels ----------
def test_the_partners_clock_goes_on_while_the_operators_runs(at_alpha: None) -> None:
    helping(FirstLine.PARTNER)
    ticket = opened()
    escalated(ticket, by=ALICE, at=OPEN + 10 * MINUTES)
    partners, operators = clocks(ticket)
    assert (partners.ended_at, operators.level, operators.starts_at) == (None, Level.OPERATOR, OPEN + 10 * MINUTES)
    wrote(ticket, by=ERIK, audience=Audience.PARTNER, at=OPEN + 25 * MINUTES)
    partners, operators = clocks(ticket)
    assert (partners.answered_at, operators.answer_minutes) == (None, 15)
    wrote(ticket, by=BOB, at=OPEN + 30 * MINUTES)
    assert clocks(ticket)[0].answer_minutes == 30
    moved(ticket, Status.RESOLVED, 60)
    partners, operators = clocks(ticket)
    assert (partners.solution_minutes, operators.solution_minutes) == (60, 50)
    ticket.refresh_from_db()
    assert (ticket.answer_minutes, ticket.solution_minutes) == (15, 50)


def test_waiting_for_the_partner_stops_the_operator_and_not_the_partner(at_alpha: None) -> None:
    helping(FirstLine.PARTNER)
    ticket = opened()
    escalated(ticket, by=ALICE, at=OPEN)
    moved(ticket, Status.WAITING_PARTNER, 10)
    wrote(ticket, by=BOB, audience=Audience.PARTNER, at=OPEN + 40 * MINUTES)
    moved(ticket, Status.RESOLVED, 60)
    assert {one.level: one.solution_minutes for one in clocks(ticket)} == {Level.PARTNER: 60, Level.OPERATOR: 30}


# ---------- Waiting ----------
def test_time_in_which_the_client_or_a_third_party_is_waited_for_does_not_count(at_alpha: None) -> None:
    ticket = opened()
    wrote(ticket, by=ERIK, at=OPEN + 5 * MINUTES, is_question=True)
    wrote(ticket, by=DORA, at=OPEN + 20 * MINUTES)
    moved(ticket, Status.WAITING_THIRD_PARTY, 30, third_party="Proximus")
    ticket.refresh_from_db()
    assert ticket.third_party == "Proximus"
    wrote(ticket, by=DORA, at=OPEN + 35 * MINUTES, text="Des nouvelles ?")
    ticket.refresh_from_db()
    assert ticket.status == Status.WAITING_THIRD_PARTY
    moved(ticket, Status.ACKNOWLEDGED, 60)
    moved(ticket, Status.RESOLVED, 70)
    ticket.refresh_from_db()
    assert (ticket.answer_minutes, ticket.solution_minutes, ticket.third_party) == (5, 25, "")
    assert pauses_of(ticket, Level.OPERATOR) == [
        (OPEN + 5 * MINUTES, OPEN + 20 * MINUTES),
        (OPEN + 30 * MINUTES, OPEN + 60 * MINUTES),
    ]


# ---------- Answers ----------
def test_taking_up_what_is_critical_is_its_answer_and_a_question_needs_words(at_alpha: None) -> None:
    erik = person_of(ERIK, schema=ALPHA)
    critical, question = opened(CRITICAL), opened()
    for ticket in (critical, question):
        acknowledge_ticket(ticket_id=ticket.pk, person=erik, at=OPEN + 7 * MINUTES)
    assert (the(critical).answer_minutes, the(question).answer_minutes) == (7, None)


def test_whoever_resolves_without_a_word_has_answered(at_alpha: None) -> None:
    ticket = opened()
    moved(ticket, Status.RESOLVED, 12)
    assert (the(ticket).answer_minutes, the(ticket).solution_minutes, the(ticket).ending) == (12, 12, Ending.RESOLVED)
    own = opened()
    moved(own, Status.CLOSED, 12, by=DORA)
    assert (the(own).answer_minutes, the(own).solution_minutes, the(own).ending) == (None, 12, Ending.CLOSED)


def test_the_answer_of_the_night_is_noted_with_its_own_instant(at_alpha: None) -> None:
    ticket = opened(CRITICAL, by=ALICE, at=NIGHT)
    (page,) = pages()
    answered(page, at=NIGHT + 9 * MINUTES)
    note_page_acknowledged(page.pk)
    assert the(ticket).answer_minutes == 9


# ---------- Judged again ----------
def test_every_judgement_starts_a_clock_of_its_own(at_alpha: None) -> None:
    ticket = opened(by=ALICE)
    raised(ticket, by=ALICE, at=NIGHT)
    before, now = clocks(ticket)
    assert (before.ending, before.ended_at, now.round, now.is_real_time) == (Ending.RESTARTED, NIGHT, 2, True)


def test_what_goes_to_the_contact_at_closing_is_the_partners(at_alpha: None) -> None:
    helping()
    ticket = opened(CRITICAL)
    judge_at_closing(ticket_id=ticket.pk, at=CLOSING + 3 * MINUTES)
    operators, partners = clocks(ticket)
    assert (operators.ending, operators.ended_at) == (Ending.HANDED_OVER, CLOSING)
    assert (partners.level, partners.starts_at, partners.is_real_time) == (Level.PARTNER, CLOSING, True)


def test_a_ticket_opened_again_has_a_new_round(at_alpha: None) -> None:
    ticket = opened()
    moved(ticket, Status.RESOLVED, 12)
    wrote(ticket, by=DORA, at=OPEN + 20 * MINUTES)
    ticket.refresh_from_db()
    assert (ticket.status, ticket.reopenings, ticket.solution_minutes) == (Status.REOPENED, 1, None)
    assert [(one.round, one.starts_at) for one in clocks(ticket)] == [(1, OPEN), (2, OPEN + 20 * MINUTES)]
    wrote(ticket, by=ERIK, at=OPEN + 26 * MINUTES)
    ticket.refresh_from_db()
    assert (ticket.status, ticket.answer_minutes) == (Status.ACKNOWLEDGED, 6)


def test_what_was_downgraded_keeps_its_answer_and_counts_open_minutes(at_alpha: None) -> None:
    ticket = opened(FAILING_112, by=ALICE, at=NIGHT)
    erik = person_of(ERIK, schema=ALPHA)
    acknowledge_ticket(ticket_id=ticket.pk, person=erik, at=NIGHT + 4 * MINUTES)
    downgrade_ticket(ticket_id=ticket.pk, reason="Le 112 passe.", person=erik, at=NIGHT + 9 * MINUTES)
    before, now = clocks(ticket)
    assert (before.answer_minutes, now.answer_minutes, now.is_real_time, now.starts_at) == (4, 4, False, MONDAY)
    ticket.refresh_from_db()
    assert (ticket.ground, ticket.answer_minutes) == (Ground.NONE, 4)
