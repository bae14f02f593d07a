"""Two clicks at the same instant, on two connections: one ticket, one page, one decision, one entry."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar
from uuid import uuid4

import pytest
from django.db import connection

from extranet.accounts.people import Person
from extranet.errors import Refusal
from extranet.tenancy.context import PARTNER, acting
from support.chain import verify
from support.desk.rules.hours import MINUTE
from support.entries import link_of
from support.models import Audience, Entry, RoutingDecision, Ticket
from support.rules import FirstLine, Result
from support.services import (
    acknowledge_ticket,
    add_message,
    downgrade_ticket,
    escalate_ticket,
    hand_back,
    judge_at_closing,
    open_ticket,
    raise_ground,
)
from tests.cast import ALICE, ALPHA, BOB, DORA, ERIK, person_of
from tests.support.playing import CALL_BACK, CLOSING, CRITICAL, NIGHT, OPEN, helping, opened, pages, under_contract

Answer = TypeVar("Answer")


def at_once(*acts: Callable[[], Answer]) -> list[Answer | Refusal]:
    """Run each act on a connection of its own, all at the same instant, and return what each answered."""
    barrier = Barrier(len(acts))

    def click(act: Callable[[], Answer]) -> Answer | Refusal:
        try:
            with acting(ALPHA, PARTNER):
                barrier.wait(timeout=10)
                return act()
        except Refusal as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(click, acts))


@pytest.fixture
def alpha(committed_db: None) -> Iterator[None]:
    """Stand in Alpha's schema, in a database that commits, with a client under contract."""
    under_contract()
    with acting(ALPHA, PARTNER):
        helping()
        yield


def test_two_clicks_open_one_ticket_and_call_once(alpha: None) -> None:
    """Terms: general.7"""
    ticket_id, alice = uuid4(), person_of(ALICE)

    def click() -> Ticket:
        return open_ticket(ticket_id=ticket_id, asked=CRITICAL, person=alice, at=NIGHT)

    first, second = at_once(click, click)
    assert first == second
    assert (Ticket.objects.count(), RoutingDecision.objects.count(), len(pages())) == (1, 1, 1)


def test_two_people_get_two_numbers(alpha: None) -> None:
    people = [person_of(ALICE), person_of(DORA)]
    acts = [
        lambda person=person: open_ticket(ticket_id=uuid4(), asked=CRITICAL, person=person, at=OPEN)
        for person in people
    ]
    found = {ticket.number for ticket in at_once(*acts) if isinstance(ticket, Ticket)}
    assert found == {"T-2026-00001", "T-2026-00002"}


def test_messages_at_once_stay_one_chain(alpha: None) -> None:
    """Terms: general.7"""
    ticket, entry_id = opened(), uuid4()
    dora, alice = person_of(DORA), person_of(ALICE)

    def doras() -> Entry:
        return add_message(
            ticket_id=ticket.pk, text="a", audience=Audience.EVERYBODY, person=dora, at=OPEN, entry_id=entry_id
        )

    def alices() -> Entry:
        return add_message(ticket_id=ticket.pk, text="b", audience=Audience.PARTNER, person=alice, at=OPEN)

    at_once(doras, doras, alices)
    entries = list(ticket.entries.order_by("position"))
    assert [entry.position for entry in entries] == [1, 2, 3, 4]
    assert verify(link_of(entry) for entry in entries) is None


def test_two_people_take_over_once(alpha: None) -> None:
    """Terms: general.7"""
    ticket = opened(CRITICAL, at=NIGHT)
    people = [person_of(ALICE), person_of(BOB)]
    acts = [
        lambda person=person: escalate_ticket(ticket_id=ticket.pk, call_back_number=CALL_BACK, person=person, at=NIGHT)
        for person in people
    ]
    at_once(*acts)
    assert (ticket.decisions.count(), len(pages())) == (2, 1)


def test_two_workers_judge_a_closing_once(alpha: None) -> None:
    """Terms: general.7"""
    ticket = opened(CRITICAL, by=ALICE)

    def judge() -> RoutingDecision | None:
        return judge_at_closing(ticket_id=ticket.pk, at=CLOSING)

    assert sorted(answer is None for answer in at_once(judge, judge)) == [False, True]
    assert len(pages()) == 1


def test_raised_while_it_is_judged_it_pages_once(alpha: None) -> None:
    """Terms: general.7"""
    ticket, alice = opened(CRITICAL, by=ALICE), person_of(ALICE)

    def judge() -> RoutingDecision | None:
        return judge_at_closing(ticket_id=ticket.pk, at=CLOSING)

    def worse() -> Ticket:
        return raise_ground(
            ticket_id=ticket.pk,
            ground="emergency_calls_fail",  # type: ignore[arg-type]
            call_back_number=CALL_BACK,
            person=alice,
            at=CLOSING,
        )

    at_once(judge, worse)
    ticket.refresh_from_db()
    assert ticket.route == Result.PAGE_ON_CALL
    assert len(pages()) == 1


def test_answers_a_move_and_a_hand_over_at_once_lose_nothing(alpha: None) -> None:
    """Whoever is second reads a refusal or finds it done: the chain, the clocks and the record agree.

    Terms: general.7
    """
    helping(FirstLine.PARTNER)
    ticket = opened(at=OPEN)
    alice, bob, erik = person_of(ALICE), person_of(BOB), person_of(ERIK, schema=ALPHA)

    def says(person: Person, text: str) -> Callable[[], object]:
        return lambda: add_message(
            ticket_id=ticket.pk, text=text, audience=Audience.EVERYBODY, person=person, at=OPEN + MINUTE
        )

    def takes() -> object:
        return acknowledge_ticket(ticket_id=ticket.pk, person=bob, at=OPEN + MINUTE)

    def escalates() -> object:
        return escalate_ticket(ticket_id=ticket.pk, call_back_number="", person=alice, at=OPEN + MINUTE)

    at_once(says(bob, "a"), says(erik, "b"), takes, escalates)
    entries = list(ticket.entries.order_by("position"))
    assert [entry.position for entry in entries] == list(range(1, len(entries) + 1))
    assert verify(link_of(entry) for entry in entries) is None
    assert {"a", "b"} <= {entry.text for entry in entries}
    running = ticket.clocks.filter(ended_at__isnull=True)
    assert sorted(running.values_list("level", flat=True)) == ["operator", "partner"]


def test_two_agents_hand_back_once(alpha: None) -> None:
    """Terms: general.7"""
    ticket, erik = opened(), person_of(ERIK, schema=ALPHA)

    def click() -> Ticket:
        return hand_back(ticket_id=ticket.pk, reason="À vous.", person=erik, at=OPEN + MINUTE)

    at_once(click, click)
    assert ticket.decisions.count() == 2
    assert ticket.entries.filter(text="À vous.").count() == 1


def test_two_agents_downgrade_once(alpha: None) -> None:
    """Terms: general.7"""
    ticket, erik = opened(CRITICAL), person_of(ERIK, schema=ALPHA)

    def click() -> Ticket:
        return downgrade_ticket(ticket_id=ticket.pk, reason="Un seul poste.", person=erik, at=OPEN + MINUTE)

    at_once(click, click)
    assert ticket.entries.filter(event="downgraded").count() == 1
