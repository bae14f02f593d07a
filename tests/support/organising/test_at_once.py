"""Two people at the same instant, on two connections: nobody is replaced unseen, nothing is lost, no deadlock."""

from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest

from extranet.errors import IllegalMove, Refusal, Stale
from extranet.tenancy.context import PARTNER, acting
from support.chain import verify
from support.entries import link_of
from support.models import Audience, Entry, Ticket, TicketLink, Watcher
from support.organising import assign_ticket, link_tickets, merge_tickets, split_ticket, watch
from support.services import add_message
from tests.cast import ALICE, ALPHA, BOB, DORA, FATOU, person_of
from tests.support.playing import OPEN, helping, opened, under_contract
from tests.support.test_double_click import at_once


@pytest.fixture
def alpha(committed_db: None) -> Iterator[None]:
    """Stand in Alpha's schema, in a database that commits, with a client under contract."""
    under_contract()
    with acting(ALPHA, PARTNER):
        helping()
        yield


def merging(ticket: Ticket, into: Ticket) -> Callable[[], Ticket]:
    alice = person_of(ALICE)
    return lambda: merge_tickets(ticket_id=ticket.pk, into_id=into.pk, person=alice, at=OPEN)


def whole(ticket: Ticket) -> bool:
    return verify(link_of(one) for one in ticket.entries.order_by("position")) is None


def test_two_claims_have_one_winner_and_the_other_reads_who(alpha: None) -> None:
    """Terms: general.7"""
    ticket = opened()
    revision = ticket.revision
    people = [person_of(ALICE), person_of(BOB)]
    answers = at_once(
        *(
            lambda person=person: assign_ticket(
                ticket_id=ticket.pk, agent_id=person.user.pk, person=person, at=OPEN, revision=revision
            )
            for person in people
        )
    )
    refused = [one for one in answers if isinstance(one, Refusal)]
    ticket.refresh_from_db()
    assert len(refused) == 1
    assert isinstance(refused[0], Stale)
    assert ticket.partner_agent_name in str(refused[0])
    assert ticket.entries.filter(event="assigned").count() == 1


def test_two_merges_the_opposite_way_have_one_winner(alpha: None) -> None:
    """Terms: general.7"""
    first, second = opened(), opened()
    answers = at_once(merging(first, second), merging(second, first))
    refused = [one for one in answers if isinstance(one, Refusal)]
    assert len(refused) == 1
    assert isinstance(refused[0], IllegalMove)
    assert "réuni avec" in str(refused[0])
    assert Ticket.objects.filter(closed_at__isnull=True).count() == 1
    assert TicketLink.objects.count() == 1
    assert whole(first)
    assert whole(second)


def test_a_message_and_a_merge_lose_nothing(alpha: None) -> None:
    """Terms: general.7"""
    first, second = opened(), opened()
    dora = person_of(DORA)

    def writes() -> Entry:
        return add_message(ticket_id=second.pk, text="Encore.", audience=Audience.EVERYBODY, person=dora, at=OPEN)

    answers = at_once(merging(first, second), writes)
    assert not [one for one in answers if isinstance(one, Refusal)]
    assert second.entries.filter(text="Encore.").count() == 1
    assert second.entries.filter(event="merged_from").count() == 1
    assert whole(first)
    assert whole(second)


def test_three_merges_in_a_ring_end(alpha: None) -> None:
    one, two, three = opened(), opened(), opened()
    at_once(merging(one, two), merging(two, three), merging(three, one))
    assert 1 <= Ticket.objects.filter(closed_at__isnull=True).count() <= 2
    assert all(whole(ticket) for ticket in (one, two, three))


def test_two_clicks_link_watch_and_split_once(alpha: None) -> None:
    first, second, new_id = opened(), opened(), uuid4()
    alice, fatou = person_of(ALICE), person_of(FATOU)
    entry = first.entries.get(event="")

    def link() -> TicketLink:
        return link_tickets(ticket_id=first.pk, other_id=second.pk, person=alice, at=OPEN)

    def back() -> TicketLink:
        return link_tickets(ticket_id=second.pk, other_id=first.pk, person=alice, at=OPEN)

    def follow() -> Watcher:
        return watch(ticket_id=first.pk, user_id=FATOU.id, person=fatou, at=OPEN)

    def split() -> Ticket:
        return split_ticket(
            ticket_id=first.pk, entry_id=entry.pk, new_ticket_id=new_id, subject="Autre", person=alice, at=OPEN
        )

    for acts in ((link, back), (follow, follow), (split, split)):
        answers = at_once(*acts)
        assert not [one for one in answers if isinstance(one, Refusal)]
        assert answers[0] == answers[1]
    assert (TicketLink.objects.count(), Watcher.objects.count(), Ticket.objects.count()) == (2, 1, 3)
    assert whole(first)
    assert whole(second)
