"""What is critical and nobody took up before closing goes to the night, once. S8."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, transaction

from extranet.tenancy.context import OPERATOR, PUBLIC, acting
from extranet.times import BRUSSELS
from support import tasks
from support.models import RoutingDecision, Ticket
from support.rules import FirstLine, Ground, Result
from support.services import acknowledge_ticket, judge_at_closing
from support.services.closing import unacknowledged_at_closing
from tests.cast import ALICE, ALPHA, DIRECT_CLIENT, DORA, ERIK, GITA, Member, person_of
from tests.support.playing import (
    CLOSING,
    CRITICAL,
    FAILING_112,
    NIGHT,
    OPEN,
    QUESTION,
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


def closing(ticket: Ticket, at: datetime = CLOSING) -> RoutingDecision | None:
    return judge_at_closing(ticket_id=ticket.pk, at=at)


@pytest.mark.parametrize(
    ("by", "first_line", "is_tested", "result", "clock"),
    [
        (ALICE, FirstLine.OPERATOR, True, Result.PAGE_ON_CALL, CLOSING),
        (DORA, FirstLine.OPERATOR, True, Result.PARTNER_CONTACT, None),
        (DORA, FirstLine.PARTNER, True, Result.PARTNER_CONTACT, None),
    ],
)
def test_the_closing_sends_it_on(
    at_alpha: None, by: Member, first_line: FirstLine, is_tested: bool, result: Result, clock: datetime | None
) -> None:
    """Terms: general.7"""
    helping(first_line, is_tested=is_tested)
    ticket = opened(CRITICAL, by=by)
    decision = closing(ticket, CLOSING + 3 * MINUTE)
    assert decision is not None
    assert (decision.event, decision.at, decision.result) == ("unacknowledged_at_closing", CLOSING, result)
    assert (went(ticket), ticket.clock_starts_at) == (result, clock)
    assert (decision.is_in_hours, len(pages())) == (False, int(result == Result.PAGE_ON_CALL))
    assert ticket.entries.filter(event="unacknowledged_at_closing", author_side="system").count() == 1


def test_a_direct_clients_too(at_direct: None) -> None:
    """Terms: general.7"""
    ticket = opened(CRITICAL, by=GITA, client_id=DIRECT_CLIENT)
    assert closing(ticket)
    assert went(ticket) == Result.PAGE_ON_CALL


def test_a_second_before_closing_nothing_is_judged(at_alpha: None) -> None:
    ticket = opened(CRITICAL, by=ALICE)
    assert closing(ticket, CLOSING - timedelta(seconds=1)) is None
    assert went(ticket) == Result.OPERATOR_DESK


def test_what_somebody_took_up_is_not_critical_or_left_the_desk_stays(at_alpha: None) -> None:
    helping()
    taken, answered = opened(CRITICAL, by=ALICE), opened(CRITICAL, by=ALICE)
    acknowledge_ticket(ticket_id=taken.pk, person=person_of(ERIK, schema=ALPHA), at=OPEN)
    wrote(answered, by=ERIK)
    for ticket in (taken, answered, opened(QUESTION), opened(FAILING_112), opened(CRITICAL, at=NIGHT)):
        before = went(ticket)
        assert closing(ticket, NIGHT + MINUTE) is None
        assert went(ticket) == before


def test_twice_is_once_and_the_database_says_so(at_alpha: None) -> None:
    ticket = opened(CRITICAL, by=ALICE)
    decision = closing(ticket)
    assert decision is not None
    assert closing(ticket, CLOSING + MINUTE) is None
    assert len(pages()) == 1
    copied = RoutingDecision.objects.get(pk=decision.pk)
    copied.pk = None
    with pytest.raises(IntegrityError, match="judged_once_at_a_closing"), transaction.atomic():
        copied.save(force_insert=True)


def test_the_closing_of_the_day_it_became_critical_counts(at_alpha: None) -> None:
    """Terms: general.7"""
    ticket = opened(by=ALICE)
    wednesday = OPEN + timedelta(days=1)
    raised(ticket, by=ALICE, at=wednesday)
    assert closing(ticket, CLOSING) is None
    decision = closing(ticket, CLOSING + timedelta(days=1))
    assert decision is not None
    assert decision.at == CLOSING + timedelta(days=1)


def test_a_later_closing_judges_again_what_came_back_to_the_desk(at_alpha: None) -> None:
    helping(FirstLine.PARTNER)
    ticket = opened(CRITICAL)
    closing(ticket)
    escalated(ticket, by=ALICE, at=OPEN + timedelta(days=1))
    assert went(ticket) == Result.OPERATOR_DESK
    closing(ticket, CLOSING + timedelta(days=1))
    assert (went(ticket), latest(ticket).party) == (Result.PAGE_ON_CALL, "partner")


# ---------- The task ----------
def test_the_task_finds_them_in_the_queue_and_asks_in_each_schema(
    at_alpha: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket = opened(CRITICAL, by=ALICE)
    opened(QUESTION)
    monkeypatch.setattr(tasks, "timezone", SimpleNamespace(now=lambda: CLOSING + MINUTE))
    with acting(PUBLIC, OPERATOR):
        assert tasks.judge_closings.run("public") == 1
        assert tasks.judge_closings.run("public") == 0
    assert asked_for(tasks.JUDGE) == [[str(ticket.pk)]]
    tasks.judge_at_closing(str(ticket.pk))
    assert went(ticket) == Result.PAGE_ON_CALL
    assert not unacknowledged_at_closing(at=CLOSING + MINUTE)


def test_in_hours_the_task_asks_nothing(at_alpha: None) -> None:
    opened(CRITICAL, by=ALICE)
    assert not unacknowledged_at_closing(at=OPEN + MINUTE)
    friday = datetime(2026, 6, 5, 16, tzinfo=BRUSSELS).astimezone(UTC)
    assert len(unacknowledged_at_closing(at=friday)) == 1
    assert Ground.NONE not in {one.ground for one in Ticket.objects.all()}
