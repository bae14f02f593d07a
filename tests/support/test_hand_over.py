"""A ticket goes from one desk to the other and back; downgraded, reopened, judged each time at its own instant.

Terms: general.7
"""

from datetime import timedelta
from typing import Any

import pytest

from extranet.errors import IllegalMove, InvalidInput, NotAllowed, Stale
from extranet.partners.models import Partner
from support.abuses import count_abuses
from support.following import follow_of
from support.models import Audience, Level, SupportProfile, Ticket
from support.rules import Event, FirstLine, Ground, Reason, Result
from support.services import (
    acknowledge_ticket,
    downgrade_ticket,
    hand_back,
    hand_over,
    judge_at_closing,
    move_ticket,
)
from support.wording import WHYS
from tests.cast import ALICE, ALPHA, DIRECT, DIRECT_CLIENT, DORA, ERIK, GITA, Member, person_of, place
from tests.support.aims import published
from tests.support.playing import (
    CALL_BACK,
    CLOSING,
    CRITICAL,
    FAILING_112,
    MONDAY,
    NIGHT,
    OPEN,
    asked_for,
    escalated,
    helping,
    latest,
    opened,
    pages,
    raised,
    went,
    wrote,
)

MINUTE = timedelta(minutes=1)
Status = Ticket.Status


def returned(ticket: Ticket, *, schema: str = ALPHA, **changes: Any) -> Ticket:
    """Hand a ticket back, as the desk."""
    person = person_of(ERIK, schema=schema)
    return hand_back(**{"ticket_id": ticket.pk, "reason": "À vous.", "person": person, "at": OPEN, **changes})


def lowered(ticket: Ticket, *, schema: str = ALPHA, **changes: Any) -> Ticket:
    """Downgrade a ticket, as the desk."""
    person = person_of(ERIK, schema=schema)
    return downgrade_ticket(
        **{"ticket_id": ticket.pk, "reason": "Un seul poste.", "person": person, "at": OPEN, **changes}
    )


def resolved(ticket: Ticket, *, at: Any = OPEN) -> Ticket:
    """Resolve a ticket, as the desk."""
    person = person_of(ERIK, schema=ALPHA)
    return move_ticket(ticket_id=ticket.pk, status=Status.RESOLVED, person=person, at=at)


# ---------- Handing over ----------
def test_what_is_handed_back_is_the_partners_and_it_reads_why(at_alpha: None) -> None:
    ticket = opened()
    wrote(ticket, by=ERIK)
    returned(ticket, at=OPEN + 5 * MINUTE)
    assert went(ticket) == Result.PARTNER_DESK
    assert (ticket.status, ticket.acknowledged_at) == (Status.NEW, None)
    assert (latest(ticket).event, latest(ticket).reason) == (Event.HANDED_BACK, Reason.HANDED_BACK)
    why = ticket.entries.order_by("position").last()
    assert why is not None
    assert (why.text, why.audience) == ("À vous.", Audience.PARTNER)
    assert asked_for("support.tell_partner") == [[str(ticket.pk), "handed_back"]]
    ended, running = ticket.clocks.order_by("pk")
    assert (ended.ending, running.level, running.starts_at) == ("handed_over", Level.PARTNER, OPEN + 5 * MINUTE)
    assert str(WHYS[Reason.HANDED_BACK])


def test_outside_hours_a_critical_one_goes_to_the_partners_contact_and_the_call_ends(at_alpha: None) -> None:
    helping()
    ticket = opened(CRITICAL, at=NIGHT)
    escalated(ticket, by=ALICE)
    assert pages()[0].status == "open"
    returned(ticket, at=NIGHT + MINUTE)
    assert (went(ticket), ticket.escalated_at, pages()[0].status) == (Result.PARTNER_CONTACT, None, "closed")
    assert asked_for("support.mail_emergency_contact")[-1] == [str(ticket.pk), "handed_back"]
    escalated(ticket, by=ALICE, at=NIGHT + 2 * MINUTE)
    assert went(ticket) == Result.PAGE_ON_CALL


def test_handing_over_goes_both_ways_through_one_door(at_alpha: None) -> None:
    ticket, erik, alice = opened(), person_of(ERIK, schema=ALPHA), person_of(ALICE)
    hand_over(ticket_id=ticket.pk, to=Level.PARTNER, reason="À vous.", person=erik, at=OPEN)
    hand_over(ticket_id=ticket.pk, to=Level.OPERATOR, reason="À nous deux.", person=alice, at=OPEN)
    assert went(ticket) == Result.OPERATOR_DESK
    assert ticket.entries.get(text="À nous deux.").audience == Audience.PARTNER


@pytest.mark.parametrize(
    ("asked", "is_tested", "code"),
    [(CRITICAL, False, "no_tested_contact"), (FAILING_112, True, "emergency_stays")],
)
def test_what_the_partner_could_not_answer_stays(at_alpha: None, asked: Any, is_tested: bool, code: str) -> None:
    helping(is_tested=is_tested)
    ticket = opened(asked)
    with pytest.raises(IllegalMove) as refusal:
        returned(ticket)
    assert refusal.value.code == code
    assert ticket.decisions.count() == 1


def test_only_a_partners_clients_own_ticket_is_handed_back(at_alpha: None) -> None:
    helping(FirstLine.PARTNER)
    for ticket in (opened(by=ALICE), opened()):
        with pytest.raises(IllegalMove) as refusal:
            returned(ticket)
        assert refusal.value.code == "not_to_hand_back"


def test_a_direct_clients_ticket_has_no_partner(at_direct: None) -> None:
    ticket = opened(by=GITA, client_id=DIRECT_CLIENT)
    with pytest.raises(IllegalMove) as refusal:
        returned(ticket, schema=DIRECT)
    assert refusal.value.code == "not_to_hand_back"


def test_handing_back_needs_a_reason_a_fresh_page_and_the_desk(at_alpha: None) -> None:
    ticket = opened()
    with pytest.raises(InvalidInput):
        returned(ticket, reason="  ")
    with pytest.raises(Stale):
        returned(ticket, revision=7)
    with pytest.raises(NotAllowed):
        returned(ticket, person=person_of(ALICE))
    assert went(ticket) == Result.OPERATOR_DESK


# ---------- Downgrading ----------
def test_a_downgraded_ticket_waits_for_the_opening_and_the_call_ends(at_alpha: None) -> None:
    ticket = opened(CRITICAL, by=ALICE, at=NIGHT)
    lowered(ticket, at=NIGHT + MINUTE)
    assert (went(ticket), ticket.ground, ticket.clock_starts_at) == (Result.QUEUE, Ground.NONE, MONDAY)
    assert (ticket.downgraded_at, pages()[0].status) == (NIGHT + MINUTE, "closed")
    assert latest(ticket).event == Event.DOWNGRADED
    told = ticket.entries.order_by("position").last()
    assert told is not None
    assert (told.text, told.audience) == ("Un seul poste.", Audience.EVERYBODY)
    assert asked_for("support.tell_message") == [[str(told.pk)]]


def test_the_partner_of_a_client_is_told_too_and_the_client_may_raise_it_again(at_alpha: None) -> None:
    ticket = opened(CRITICAL)
    lowered(ticket)
    assert asked_for("support.tell_partner") == [[str(ticket.pk), "downgraded"]]
    raised(ticket, by=DORA, at=OPEN + MINUTE)
    assert ticket.decisions.count() == 3


def test_failing_112_is_heard_before_it_is_downgraded(at_alpha: None) -> None:
    ticket = opened(FAILING_112)
    with pytest.raises(IllegalMove) as refusal:
        lowered(ticket)
    assert refusal.value.code == "emergency_unheard"
    acknowledge_ticket(ticket_id=ticket.pk, person=person_of(ERIK, schema=ALPHA), at=OPEN)
    assert lowered(ticket).ground == Ground.NONE


def test_an_abuse_is_counted_for_a_year_on_other_tickets_and_blocks_nothing(at_alpha: None) -> None:
    ticket = opened(CRITICAL)
    lowered(ticket, is_abuse=True)
    later = opened(CRITICAL, at=OPEN + MINUTE)
    assert went(later) == Result.OPERATOR_DESK
    assert [count_abuses(one, at=OPEN + MINUTE) for one in (ticket, later)] == [0, 1]
    assert count_abuses(later, at=OPEN + timedelta(days=366)) == 0


def test_downgrading_needs_a_reason_the_desk_and_something_critical(at_alpha: None) -> None:
    ticket = opened(CRITICAL)
    with pytest.raises(InvalidInput):
        lowered(ticket, reason="")
    with pytest.raises(NotAllowed):
        lowered(ticket, person=person_of(DORA))
    with pytest.raises(IllegalMove) as refusal:
        lowered(opened())
    assert refusal.value.code == "not_critical"


# ---------- Opening again ----------
def test_a_critical_ticket_that_comes_back_at_night_calls_somebody(at_alpha: None) -> None:
    ticket = opened(CRITICAL, by=ALICE)
    wrote(ticket, by=ERIK)
    resolved(ticket)
    wrote(ticket, by=ALICE, at=NIGHT)
    assert (went(ticket), ticket.status, ticket.acknowledged_at) == (Result.PAGE_ON_CALL, Status.REOPENED, None)
    assert (ticket.reopenings, len(pages()), latest(ticket).event) == (1, 1, Event.REOPENED)


def test_a_clients_word_on_what_its_partner_had_taken_over_is_for_the_partners_contact(at_alpha: None) -> None:
    helping()
    ticket = opened(CRITICAL)
    resolved(ticket)
    move_ticket(ticket_id=ticket.pk, status=Status.REOPENED, person=person_of(DORA), at=NIGHT)
    assert (went(ticket), len(pages())) == (Result.PARTNER_CONTACT, 0)
    escalated(ticket, by=ALICE, at=NIGHT + MINUTE)
    resolved(ticket, at=NIGHT + 2 * MINUTE)
    wrote(ticket, by=DORA, at=NIGHT + 3 * MINUTE)
    assert (went(ticket), ticket.escalated_at, ticket.reopenings) == (Result.PARTNER_CONTACT, None, 2)


def test_who_helps_opens_it_again_without_a_call(at_alpha: None) -> None:
    ticket = opened(CRITICAL, by=ALICE)
    resolved(ticket)
    person = person_of(ERIK, schema=ALPHA)
    move_ticket(ticket_id=ticket.pk, status=Status.REOPENED, person=person, at=NIGHT)
    assert (went(ticket), len(pages()), ticket.decisions.count()) == (Result.OPERATOR_DESK, 0, 1)


def test_reopened_and_untaken_it_goes_to_the_night_at_closing(at_alpha: None) -> None:
    ticket = opened(CRITICAL, by=ALICE)
    resolved(ticket)
    wrote(ticket, by=ALICE, at=OPEN + MINUTE)
    assert judge_at_closing(ticket_id=ticket.pk, at=CLOSING) is not None
    assert went(ticket) == Result.PAGE_ON_CALL


def test_nobody_makes_a_ticket_wait_for_themselves(at_alpha: None) -> None:
    ticket = opened(by=ALICE)
    with pytest.raises(IllegalMove):
        move_ticket(ticket_id=ticket.pk, status=Status.WAITING_PARTNER, person=person_of(ALICE), at=OPEN)
    erik = person_of(ERIK, schema=ALPHA)
    with pytest.raises(InvalidInput):
        move_ticket(ticket_id=ticket.pk, status=Status.WAITING_THIRD_PARTY, person=erik, at=OPEN, third_party=" ")
    ticket.refresh_from_db()
    assert ticket.status == Status.NEW


# ---------- Who reads which clock ----------
@pytest.mark.parametrize(
    ("by", "titles"),
    [
        (DORA, ["Suivi chez {alpha}"]),
        (ALICE, ["{operator} envers {alpha}", "{alpha} envers {client}"]),
        (ERIK, ["{operator} envers {alpha}", "{alpha} envers {client}"]),
    ],
)
def test_each_reads_the_clocks_of_whoever_helps_them(at_alpha: None, settings: Any, by: Member, titles: Any) -> None:
    helping(FirstLine.PARTNER)
    SupportProfile.objects.update(answer_aim_minutes=30)
    ticket = opened()
    escalated(ticket, by=ALICE, at=OPEN + MINUTE)
    ticket.refresh_from_db()
    partner = Partner.objects.get(schema_name=ALPHA)
    reader = person_of(by, schema=ALPHA if by is ERIK else None)
    found = follow_of(ticket, reader=reader, partner=partner, now=OPEN + 5 * MINUTE)
    names = {"alpha": partner.display_name, "operator": settings.OPERATOR_NAME, "client": ticket.client_name}
    assert [one.title for one in found] == [title.format(**names) for title in titles]
    assert any("30 min" in aim.sentence for one in found for aim in one.aims)
    assert all(one.rows and one.clauses == ("general.7", "general.8") for one in found)


def test_a_partners_client_reads_that_time_counts_and_no_aim_of_the_operator(at_alpha: None) -> None:
    published()
    place(ALPHA)
    ticket = opened(call_back_number=CALL_BACK)
    partner = Partner.objects.get(schema_name=ALPHA)
    now = OPEN + 5 * MINUTE
    (client,) = follow_of(ticket, reader=person_of(DORA), partner=partner, now=now)
    (staff,) = follow_of(ticket, reader=person_of(ERIK, schema=ALPHA), partner=partner, now=now)
    assert (client.title, client.aims, client.sentence) == (
        f"Suivi chez {partner.display_name}",
        [],
        staff.sentence,
    )
    assert [one.label for one in staff.aims] == ["Première réponse", "Résolution"]
    assert "objectif" in staff.aims[0].sentence
