"""Two clicks at the same instant, on two connections: one draft, one acceptance, one order, one service."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from extranet.audit.models import AuditEvent
from extranet.errors import IllegalMove, Refusal, Stale
from extranet.ordering.models import Order, Subscription
from extranet.ordering.services import start_order
from extranet.outbox.models import Message
from extranet.tenancy.context import PARTNER, acting
from extranet.terms.models import Acceptance
from tests.cast import ALICE, ALPHA, BOB, CLIENT, SIBLING, user_of
from tests.ordering.playing import accept, declared, place, started

Answer = Order | Acceptance | Refusal


def at_once(*acts: Callable[[], Order | Acceptance]) -> list[Answer]:
    """Run each act on a connection of its own, all at the same instant, and return what each answered."""
    barrier = Barrier(len(acts))

    def click(act: Callable[[], Order | Acceptance]) -> Answer:
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
    """Stand in Alpha's schema, in a database that commits."""
    with acting(ALPHA, PARTNER):
        yield


def test_two_clicks_start_one_draft(alpha: None) -> None:
    page, alice = uuid4(), user_of(ALICE)

    def start() -> Order:
        return start_order(order_id=page, client_id=CLIENT, actor=alice, at=timezone.now())

    first, second = at_once(start, start)
    assert first == second
    assert Order.objects.count() == 1


def test_two_people_get_two_numbers(alpha: None) -> None:
    orders = at_once(lambda: started(ALICE), lambda: started(BOB, SIBLING))
    assert sorted(str(order) for order in orders) == [f"C-{timezone.now().year}-000{n}" for n in (1, 2)]


def test_two_clicks_are_one_acceptance_and_one_order(alpha: None) -> None:
    """Terms: general.1"""
    order = declared()
    first, second = at_once(lambda: accept(order), lambda: accept(order))
    assert first == second
    first, second = at_once(lambda: place(order), lambda: place(order))
    assert first == second == order
    assert Acceptance.objects.count() == 1
    assert Subscription.objects.count() == 2
    assert AuditEvent.objects.filter(act="order.placed").count() == 1
    assert Message.objects.filter(name="ordering.mail_order_placed").count() == 1


def test_two_people_do_not_place_one_order_twice(alpha: None) -> None:
    order = declared()
    accept(order, ALICE)
    accept(order, BOB)
    answers = at_once(lambda: place(order, ALICE), lambda: place(order, BOB))
    assert [type(answer) for answer in answers if isinstance(answer, Refusal)] == [IllegalMove]
    assert AuditEvent.objects.filter(act="order.placed").count() == 1


def test_two_orders_at_once_open_each_service_once(alpha: None) -> None:
    first, second = declared(), declared()
    for order in (first, second):
        accept(order)
    at_once(lambda: place(first), lambda: place(second))
    assert Order.objects.filter(status=Order.Status.PLACED).count() == 2
    assert sorted(Subscription.objects.values_list("family", flat=True)) == ["bt", "sip"]


def test_two_tabs_do_not_both_win(alpha: None) -> None:
    order = declared()
    accept(order)
    order.refresh_from_db()
    outcomes = at_once(lambda: place(order), lambda: place(order, revision=order.revision - 1))
    assert [type(outcome) for outcome in outcomes if isinstance(outcome, Refusal)] in ([Stale], [IllegalMove])
