"""Two clicks at the same instant, on two connections: one act.

Terms: general.1
"""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID, uuid4

from django.db import connection

from extranet.terms.models import Acceptance
from tests.cast import ALICE, ALPHA, place
from tests.terms.acts import ORDER, accept


def _at_once(orders: list[UUID]) -> list[str]:
    """Accept for each order from a thread of its own, all at the same time, and return the numbers."""
    together = Barrier(len(orders))

    def click(order_id: UUID) -> str:
        place(ALPHA)
        together.wait(timeout=10)
        try:
            return accept(ALICE, order_id=order_id).number
        finally:
            connection.close()

    with ThreadPoolExecutor(len(orders)) as pool:
        return sorted(pool.map(click, orders))


def test_two_clicks_at_once_write_one_act(committed_db: None) -> None:
    numbers = _at_once([ORDER, ORDER])
    place(ALPHA)
    assert numbers[0] == numbers[1] == Acceptance.objects.get(order_id=ORDER).number


def test_acts_at_once_take_numbers_without_gap_or_double(committed_db: None) -> None:
    numbers = _at_once([uuid4() for _ in range(5)])
    taken = [int(number[-6:]) for number in numbers]
    assert taken == list(range(taken[0], taken[0] + 5))
