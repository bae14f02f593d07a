"""Several people claim the same numbers at the same instant, on connections of their own: one holds them.

Terms: telavox.7, bt.14, sip.4
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID, uuid4

import pytest
from django.db import OperationalError, connection
from django.utils import timezone
from psycopg.errors import DeadlockDetected, LockNotAvailable

from extranet.audit.models import AuditEvent
from extranet.errors import IllegalMove, Refusal
from extranet.numbering import services
from extranet.numbering.models import Holding, Sheet
from extranet.numbering.services import Claim, allocate_blocks, release_block
from extranet.ordering.models import Subscription
from extranet.tenancy.context import OPERATOR, PUBLIC, acting
from tests.cast import ALPHA, BETA, BETA_CLIENT, ERIK, user_of
from tests.contracts import SINCE, hold, subscribe

Answer = Sequence[Holding] | Refusal


def at_once(*acts: tuple[str, Callable[[], Sequence[Holding]]]) -> list[Answer]:
    """Run each act at its partner, all at the same instant, and return what each answered."""
    barrier = Barrier(len(acts))

    def claim(place_and_act: tuple[str, Callable[[], Sequence[Holding]]]) -> Answer:
        schema, act = place_and_act
        try:
            with acting(schema, OPERATOR):
                barrier.wait(timeout=10)
                return act()
        except Refusal as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(claim, acts))


def claiming(subscription: Subscription, *blocks: tuple[str, str]) -> Callable[[], Sequence[Holding]]:
    """Return the act of claiming blocks, in the order given."""
    actor = user_of(ERIK)
    claims = [Claim(first, last, uuid4()) for first, last in blocks]
    return lambda: allocate_blocks(
        subscription=subscription, claims=claims, since=SINCE, actor=actor, at=timezone.now()
    )


def won(answers: Sequence[Answer]) -> int:
    """Return how many claims were met; every other one was told that the numbers are not free."""
    lost = [answer for answer in answers if isinstance(answer, Refusal)]
    assert {refusal.code for refusal in lost} <= {"block_unavailable"}
    return len(answers) - len(lost)


def test_of_four_claims_at_once_exactly_one_wins(committed_db: None) -> None:
    """Terms: telavox.7, bt.14, sip.4"""
    ours, theirs = subscribe(), subscribe(BETA, BETA_CLIENT)
    answers = at_once(
        (ALPHA, claiming(ours, ("02 226 88 00", "99"))),
        (BETA, claiming(theirs, ("02 226 88 50", "59"))),
        (ALPHA, claiming(ours, ("02 226 88 55", "02 226 89 10"))),
        (BETA, claiming(theirs, ("02 226 87 90", "02 226 88 58"))),
    )
    assert won(answers) == 1
    with acting(PUBLIC, OPERATOR):
        assert Holding.objects.count() == Sheet.objects.count() == 1
        assert AuditEvent.objects.filter(act="numbers.allocated").count() == 1


def test_two_partners_claim_two_blocks_in_opposite_order(committed_db: None) -> None:
    """Terms: telavox.7, bt.14, sip.4"""
    low, high = ("02 226 88 00", "99"), ("02 226 89 00", "99")
    answers = at_once(
        (ALPHA, claiming(subscribe(), low, high)), (BETA, claiming(subscribe(BETA, BETA_CLIENT), high, low))
    )
    assert won(answers) == 1
    with acting(PUBLIC, OPERATOR):
        assert Holding.objects.values("partner").distinct().count() == 1
        assert Holding.objects.count() == 2


def test_a_block_is_taken_back_once(committed_db: None) -> None:
    holding, actor = hold(), user_of(ERIK)

    def take_back() -> Sequence[Holding]:
        return [release_block(holding_id=holding.pk, actor=actor, at=timezone.now())]

    first, second = at_once((ALPHA, take_back), (ALPHA, take_back))
    assert [type(answer) for answer in (first, second) if isinstance(answer, Refusal)] == [IllegalMove]
    with acting(PUBLIC, OPERATOR):
        assert AuditEvent.objects.filter(act="numbers.released").count() == 1


# ---------- A deadlock with somebody who does something else ----------
def _failing(times: int, cause: Exception) -> Callable[[], dict[UUID, Holding]]:
    left = [times]

    def give() -> dict[UUID, Holding]:
        if left[0]:
            left[0] -= 1
            raise OperationalError("undone by the database") from cause
        return {}

    return give


def test_a_deadlock_is_tried_once_more_and_then_told() -> None:
    assert services._twice_on_deadlock(_failing(1, DeadlockDetected())) == {}
    with pytest.raises(IllegalMove) as caught:
        services._twice_on_deadlock(_failing(2, DeadlockDetected()))
    assert caught.value.code == "block_busy"


def test_another_fault_of_the_database_is_not_hidden() -> None:
    for faults in ((1, LockNotAvailable()), (1, ValueError())):
        with pytest.raises(OperationalError):
            services._twice_on_deadlock(_failing(*faults))
