"""A page is opened in the ticket's transaction, once, and closed with it.

Terms: general.7
"""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import transaction

from extranet.accounts.models import User
from extranet.audit.models import AuditEvent
from extranet.errors import IllegalMove
from extranet.outbox.models import Message
from extranet.tenancy.context import PARTNER, acting
from support.desk.models import Page, PageStep
from support.desk.paging.rounds import drop_moot_steps, start_round
from support.desk.paging.services import TOLD, WAKE, acknowledge_page, close_pages
from tests.cast import ALPHA, ANNA, BETA, ERIK
from tests.desk.night import FACTS, NIGHT, TICKET, at_the_desk, page, watch_with

pytestmark = pytest.mark.django_db
LATER = NIGHT + timedelta(minutes=1)


def acknowledge(opened: Page) -> Page:
    """Take a page as Erik."""
    with at_the_desk():
        return acknowledge_page(page_id=opened.pk, user_id=ERIK.id, user_name=ERIK.name, at=LATER)


def test_a_page_is_due_at_once_and_wakes_a_worker() -> None:
    opened = page()
    assert (opened.status, opened.next_round_at, opened.rounds) == (Page.Status.OPEN, NIGHT, 0)
    with at_the_desk():
        assert [message.partner for message in Message.objects.filter(name=WAKE)] == [ALPHA]


def test_what_is_rolled_back_called_nobody() -> None:
    with transaction.atomic():
        page()
        transaction.set_rollback(True)
    with at_the_desk():
        assert not Page.objects.exists()


def test_a_ticket_has_one_open_page() -> None:
    first = page()
    again = page(at=LATER)
    assert again.pk == first.pk
    assert again.opened_at == NIGHT
    with at_the_desk():
        assert Message.objects.filter(name=WAKE).count() == 1


def test_a_newer_call_back_number_is_the_one_to_dial() -> None:
    first = page()
    again = page(at=LATER, facts={**FACTS, "call_back_number": "+32 2 199 55 55"})
    assert again.pk == first.pk
    assert again.facts["call_back_number"] == "+32 2 199 55 55"
    assert again.next_round_at == NIGHT


def test_a_worse_ground_is_told_at_once() -> None:
    watch_with(ERIK)
    first = page()
    with at_the_desk():
        start_round(page_id=first.pk, at=NIGHT)
    again = page(at=LATER, facts={**FACTS, "ground": "emergency_calls_fail"})
    assert (again.pk, again.next_round_at) == (first.pk, LATER)


def test_the_same_ticket_is_called_again_once_its_page_is_answered() -> None:
    first = page()
    acknowledge(first)
    assert page(at=LATER).pk != first.pk


def test_a_partner_sees_and_opens_its_own_pages_only() -> None:
    page()
    with acting(BETA, PARTNER):
        assert not Page.objects.exists()
    with acting(ALPHA, PARTNER):
        assert Page.objects.count() == 1


def test_an_answer_ends_the_page_and_tells_the_ticket_in_its_own_schema() -> None:
    watch_with(ERIK)
    opened = page()
    with at_the_desk():
        start_round(page_id=opened.pk, at=NIGHT)
    taken = acknowledge(opened)
    assert (taken.status, taken.acknowledged_at, taken.next_round_at) == (Page.Status.ACKNOWLEDGED, LATER, None)
    assert (taken.acknowledged_by_id, taken.acknowledged_by_name) == (ERIK.id, ERIK.name)
    with at_the_desk():
        message = Message.objects.get(name=TOLD)
        assert (message.partner, message.args) == (ALPHA, [str(opened.pk)])
        assert {step.dropped_at for step in PageStep.objects.all()} == {LATER}
        event = AuditEvent.objects.get(act="page.acknowledged")
        assert (event.partner, event.actor_name) == (ALPHA, User.objects.get(pk=ERIK.id).name)


def test_a_page_is_taken_once_and_the_second_reads_by_whom() -> None:
    opened = page()
    acknowledge(opened)
    with pytest.raises(IllegalMove, match=ERIK.name) as refusal, at_the_desk():
        acknowledge_page(page_id=opened.pk, user_id=ANNA.id, user_name=ANNA.name, at=LATER)
    assert refusal.value.code == "page_acknowledged"


def test_a_closed_page_is_not_taken() -> None:
    opened = page()
    with acting(ALPHA, PARTNER):
        close_pages(partner=ALPHA, ticket_id=TICKET, at=LATER)
    with pytest.raises(IllegalMove, match="est clos"):
        acknowledge(opened)


def test_a_partner_closes_its_page_and_the_worker_drops_what_waits() -> None:
    watch_with(ERIK)
    opened = page()
    with at_the_desk():
        start_round(page_id=opened.pk, at=NIGHT)
    with acting(ALPHA, PARTNER):
        (closed,) = close_pages(partner=ALPHA, ticket_id=TICKET, at=LATER)
        assert close_pages(partner=ALPHA, ticket_id=TICKET, at=LATER) == []
    assert (closed.status, closed.closed_at, closed.next_round_at) == (Page.Status.CLOSED, LATER, None)
    with at_the_desk():
        assert drop_moot_steps(at=LATER) == 2
        assert drop_moot_steps(at=LATER) == 0


def test_closing_touches_no_other_ticket() -> None:
    other = page(ticket_id=UUID(int=7))
    with acting(ALPHA, PARTNER):
        close_pages(partner=ALPHA, ticket_id=TICKET, at=LATER)
    with at_the_desk():
        other.refresh_from_db()
    assert other.status == Page.Status.OPEN


@pytest.mark.parametrize("before", Page.Status)
@pytest.mark.parametrize("after", Page.Status)
def test_a_page_knows_its_two_moves(before: Page.Status, after: Page.Status) -> None:
    moving = Page(status=before, next_round_at=NIGHT, acknowledged_at=NIGHT, closed_at=NIGHT)
    if (before, after) in {(Page.Status.OPEN, Page.Status.ACKNOWLEDGED), (Page.Status.OPEN, Page.Status.CLOSED)}:
        moving.move_to(after, at=NIGHT)
        assert (moving.status, moving.next_round_at) == (after, None)
    else:
        with pytest.raises(IllegalMove):
            moving.move_to(after, at=NIGHT)
