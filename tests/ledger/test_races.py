"""Two workers take the same partner at the same instant, on connections of their own: one month, frozen once.

Terms: telavox.4, bt.11
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from typing import TypeVar

import pytest
from django.db import connection

from billing.ledger.models import BillingRun
from tests.cast import ALPHA, CLIENT, SIBLING
from tests.ledger.playing import USERS, a_run, calculate, contract, freeze, invoices, lines, report, snapshots

T = TypeVar("T")
MARCH, LAST = date(2026, 3, 1), date(2026, 3, 31)


def at_once(act: Callable[[], T], times: int = 3) -> list[T]:
    """Run an act several times at the same instant."""
    barrier = Barrier(times)

    def one(_number: int) -> T:
        try:
            barrier.wait(timeout=10)
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(one, range(times)))


def a_month() -> BillingRun:
    """Return a run of Alpha with two accounts."""
    for client_id in (CLIENT, SIBLING):
        own = contract(USERS, client_id=client_id)
        report(own, MARCH, LAST, {"bt-user": 10})
    return a_run(MARCH, ALPHA)


@pytest.mark.usefixtures("committed_db")
def test_a_partner_is_frozen_and_drafted_once_by_however_many_workers() -> None:
    run = a_month()
    assert len(set(at_once(lambda: freeze(run)))) == 1
    assert len(snapshots(run)) == 2
    assert len(set(at_once(lambda: calculate(run)))) == 1
    assert (len(invoices(run)), len(lines(run))) == (1, 2)
