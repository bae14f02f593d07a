"""A ticket that becomes critical is judged again, at that instant. S8."""

from datetime import timedelta
from typing import Any

import pytest

from extranet.errors import IllegalMove, InvalidInput, NotAllowed
from extranet.ordering.models import Subscription
from extranet.tenancy.context import OWNER, acting
from support.errors import NotUnderContract
from support.models import Ticket
from support.rules import Ground, Result
from support.services import move_ticket, raise_ground
from tests.cast import ALICE, ALPHA, DORA, ERIK, FATOU, GITA, Member, person_of, place
from tests.support.playing import (
    CALL_BACK,
    CRITICAL,
    FAILING_112,
    NIGHT,
    OPEN,
    asked_for,
    helping,
    latest,
    opened,
    pages,
    raised,
    went,
    wrote,
)


@pytest.mark.parametrize(
    ("by", "ground", "at", "result"),
    [
        (DORA, Ground.NO_INCOMING, OPEN, Result.OPERATOR_DESK),
        (DORA, Ground.NO_INCOMING, NIGHT, Result.PARTNER_CONTACT),
        (DORA, Ground.EMERGENCY_CALLS_FAIL, NIGHT, Result.PAGE_ON_CALL),
        (ALICE, Ground.DEGRADED_QUALITY, NIGHT, Result.PAGE_ON_CALL),
    ],
)
def test_it_is_judged_again_at_its_own_instant(
    at_alpha: None, by: Member, ground: Ground, at: Any, result: Result
) -> None:
    """Terms: general.7"""
    helping()
    ticket = opened(by=by)
    raised(ticket, ground, by=by, at=at)
    decision = latest(ticket) if at != OPEN else ticket.decisions.get(event="became_critical")
    assert went(ticket) == result
    assert (decision.event, decision.at, decision.ground, decision.result) == ("became_critical", at, ground, result)
    assert (ticket.ground, ticket.call_back_number, ticket.place) == (ground, CALL_BACK, "Accueil")
    assert len(pages()) == (result == Result.PAGE_ON_CALL)


def test_a_direct_client_that_becomes_critical_pages(at_direct: None) -> None:
    """Terms: general.7"""
    ticket = opened(by=GITA, client_id=None)
    raised(ticket, by=GITA)
    assert went(ticket) == Result.PAGE_ON_CALL


def test_whoever_took_it_up_must_take_it_up_again(at_alpha: None) -> None:
    ticket = opened(by=ALICE)
    wrote(ticket, by=ERIK)
    raised(ticket, by=ALICE)
    ticket.refresh_from_db()
    assert (ticket.status, ticket.acknowledged_at, ticket.acknowledged_by_name) == ("new", None, "")
    assert pages()[0].facts["call_back_number"] == CALL_BACK


def test_from_critical_only_failing_112_makes_it_worse(at_alpha: None) -> None:
    """Terms: general.7"""
    helping()
    ticket = opened(CRITICAL, at=NIGHT)
    with pytest.raises(IllegalMove) as refusal:
        raised(ticket, Ground.NO_OUTGOING)
    assert refusal.value.code == "already_critical"
    raised(ticket, Ground.EMERGENCY_CALLS_FAIL)
    assert went(ticket) == Result.PAGE_ON_CALL
    with pytest.raises(IllegalMove):
        raised(ticket, Ground.NO_INCOMING)
    with pytest.raises(IllegalMove):
        raised(opened(FAILING_112), Ground.DEGRADED_QUALITY)


def test_twice_is_once(at_alpha: None) -> None:
    ticket = opened(by=ALICE)
    raised(ticket, by=ALICE)
    raised(ticket, by=ALICE, at=NIGHT + timedelta(seconds=1))
    assert ticket.decisions.count() == 2
    assert len(pages()) == 1


def test_a_worse_ground_brings_the_call_of_the_night_up_to_date(at_alpha: None) -> None:
    ticket = opened(CRITICAL, by=ALICE, at=NIGHT)
    raised(ticket, Ground.EMERGENCY_CALLS_FAIL, by=ALICE, at=NIGHT + timedelta(minutes=1))
    (page,) = pages()
    assert page.facts["ground"] == Ground.EMERGENCY_CALLS_FAIL
    assert {one.page_id for one in ticket.decisions.all()} == {page.pk}


@pytest.mark.parametrize(
    ("call_back", "place_named", "ground", "field"),
    [
        ("", "Accueil", Ground.NO_INCOMING, "call_back_number"),
        ("abc", "Accueil", Ground.NO_INCOMING, "call_back_number"),
        (CALL_BACK, " ", Ground.NO_INCOMING, "place"),
        (CALL_BACK, "Accueil", Ground.NONE, "ground"),
    ],
)
def test_it_must_say_whom_to_call_back_and_where(
    at_alpha: None, call_back: str, place_named: str, ground: Ground, field: str
) -> None:
    ticket = opened() if ground != Ground.NONE else opened(CRITICAL)
    with pytest.raises(InvalidInput) as refusal:
        raise_ground(
            ticket_id=ticket.pk,
            ground=ground,
            call_back_number=call_back,
            place=place_named,
            person=person_of(DORA),
            at=NIGHT,
        )
    assert list(refusal.value.fields) == [field]
    assert ticket.decisions.count() == 1


def test_who_only_reads_raises_nothing(at_alpha: None) -> None:
    with pytest.raises(NotAllowed):
        raised(opened(), by=FATOU)


def test_a_closed_ticket_is_not_raised(at_alpha: None) -> None:
    ticket = opened()
    move_ticket(ticket_id=ticket.pk, status=Ticket.Status.CLOSED, person=person_of(DORA), at=OPEN)
    with pytest.raises(IllegalMove):
        raised(ticket)


def test_without_a_contract_that_day_it_is_refused(at_alpha: None) -> None:
    """Terms: general.7"""
    ticket = opened()
    with acting(ALPHA, OWNER):
        Subscription.objects.update(ends_on=NIGHT.date())
    place(ALPHA)
    with pytest.raises(NotUnderContract):
        raised(ticket)
    ticket.refresh_from_db()
    assert (ticket.ground, ticket.entries.count()) == (Ground.NONE, 2)


def test_the_partners_contact_hears_of_it(at_alpha: None) -> None:
    helping()
    ticket = opened()
    raised(ticket)
    assert asked_for("support.mail_emergency_contact") == [[str(ticket.pk), "became_critical"]]
