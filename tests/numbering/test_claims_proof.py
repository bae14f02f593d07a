"""Many people claim the same numbers at the same instant: nobody holds a number twice, and no deadlock is shown.

A small fixed sample runs with every check, fifty at once with `make proof`.

Terms: telavox.7, bt.14, sip.4
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from threading import Barrier
from typing import Final
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from extranet.errors import IllegalMove
from extranet.numbering.formats import written_at_home
from extranet.numbering.models import Holding
from extranet.numbering.services import Claim, allocate_blocks, release_block
from extranet.ordering.models import Subscription
from extranet.tenancy.context import OPERATOR, PUBLIC, acting
from tests.cast import ALPHA, BETA, BETA_CLIENT, CLIENT, ERIK, SIBLING, user_of
from tests.contracts import FIRST, SINCE, subscribe

SAMPLE: Final = 8
WHOLE: Final = 50
BLOCKS: Final = 6
WIDTH: Final = 20
STEP: Final = 10
Answer = list[Holding] | str


@pytest.fixture
def takers(committed_db: None) -> Iterator[list[tuple[str, Subscription]]]:
    """Subscriptions of two clients of one partner and of one of another, committed."""
    yield [
        (ALPHA, subscribe(ALPHA, CLIENT)),
        (ALPHA, subscribe(ALPHA, SIBLING)),
        (BETA, subscribe(BETA, BETA_CLIENT)),
    ]
    connection.close()


def claims_of(person: int) -> list[Claim]:
    """Return overlapping blocks: everybody wants some of the same, every second person in the opposite order."""
    begins = [FIRST + STEP * ((person + place) % (BLOCKS + 3)) * 2 + (person % 2) * STEP for place in range(BLOCKS)]
    wanted = [Claim(written_at_home(first), written_at_home(first + WIDTH - 1), uuid4()) for first in begins]
    return wanted[::-1] if person % 2 else wanted


def claim(person: int, schema: str, subscription: Subscription, start: Barrier) -> Answer:
    """Claim them one after the other on a connection of one's own; return what was given, or the last refusal."""
    given: list[Holding] = []
    refusal = ""
    try:
        with acting(schema, OPERATOR):
            start.wait(timeout=60)
            for one in claims_of(person):
                try:
                    given += allocate_blocks(
                        subscription=subscription, claims=[one], since=SINCE, actor=user_of(ERIK), at=timezone.now()
                    )
                except IllegalMove as refused:
                    refusal = refused.code
    finally:
        connection.close()
    return given or refusal


def held() -> list[Holding]:
    """Return what is held, by number."""
    with acting(PUBLIC, OPERATOR):
        return list(Holding.objects.filter(released_at__isnull=True).order_by("numbers"))


def play(takers: Sequence[tuple[str, Subscription]], people: int) -> list[Answer]:
    """Let so many people claim at once."""
    start = Barrier(people)
    with ThreadPoolExecutor(people) as pool:
        asked = [pool.submit(claim, person, *takers[person % len(takers)], start) for person in range(people)]
        return [one.result(timeout=300) for one in asked]


def check(answers: Sequence[Answer]) -> None:
    """See that no number is held twice, that all that was given is held, and that refusals say why."""
    blocks = held()
    assert blocks
    assert all(one.last < other.first for one, other in pairwise(blocks))
    given = {one.pk for answer in answers if isinstance(answer, list) for one in answer}
    assert given == {one.pk for one in blocks}
    assert {answer for answer in answers if isinstance(answer, str)} <= {"block_unavailable", "block_busy"}


def test_of_people_who_claim_at_once_nobody_gets_what_another_holds(takers: list[tuple[str, Subscription]]) -> None:
    check(play(takers, SAMPLE))


@pytest.mark.proof
def test_of_fifty_people_who_claim_at_once_nobody_gets_what_another_holds(
    takers: list[tuple[str, Subscription]],
) -> None:
    check(play(takers, WHOLE))


def many_at_once(person: int, schema: str, subscription: Subscription, start: Barrier) -> str:
    """Claim all blocks in one act, in one's own order, and give back what was given."""
    try:
        with acting(schema, OPERATOR):
            start.wait(timeout=60)
            try:
                given = allocate_blocks(
                    subscription=subscription,
                    claims=claims_of(person)[::2],
                    since=SINCE,
                    actor=user_of(ERIK),
                    at=timezone.now(),
                )
            except IllegalMove as refused:
                return refused.code
            for one in given:
                release_block(holding_id=one.pk, actor=user_of(ERIK), at=timezone.now())
    finally:
        connection.close()
    return "given"


@pytest.mark.proof
def test_of_fifty_people_who_claim_many_at_once_and_give_them_back_nothing_stays_held(
    takers: list[tuple[str, Subscription]],
) -> None:
    start = Barrier(WHOLE)
    with ThreadPoolExecutor(WHOLE) as pool:
        asked = [pool.submit(many_at_once, person, *takers[person % len(takers)], start) for person in range(WHOLE)]
        answers = {one.result(timeout=300) for one in asked}
    assert answers <= {"given", "block_unavailable", "block_busy"}
    assert "given" in answers
    assert held() == []
