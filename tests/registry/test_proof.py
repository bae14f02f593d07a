"""An address changes while others ask: every answer is one address, old or new, never none and never two.

A small fixed sample runs with every check, the whole of it with `make proof`.

Terms: telavox.7, bt.14, sip.4
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from threading import Barrier, Event
from typing import Any

import pytest
from django.db import DatabaseError, connection

from emergency.registry.models import Registration
from emergency.registry.selectors import Status, lookup
from extranet.errors import IllegalMove, Refusal, Stale
from extranet.numbering.models import Holding
from extranet.tenancy.context import OPERATOR, PARTNER, PUBLIC, acting
from tests.cast import ALICE, ALPHA, BOB, DORA, ERIK
from tests.contracts import FIRST, hold
from tests.registry.acts import declare, numbered, release, revision_of

READERS = 4
SAMPLE = 60
WHOLE = 1000


@pytest.fixture
def block(committed_db: None) -> Iterator[Holding]:
    """A block of a hundred numbers with its first address, committed."""
    held = hold()
    declare(held, numbered(1))
    yield held
    connection.close()


def asking(number: int, is_over: Event, start: Barrier) -> list[int]:
    """Ask again and again on a connection of its own; return the house numbers answered, in their order."""
    answers: list[int] = []
    try:
        with acting(PUBLIC, OPERATOR):
            start.wait(timeout=30)
            while not is_over.is_set() or not answers:
                found = lookup(number)  # raises for two answers
                assert found.status is Status.DECLARED
                assert found.declared is not None
                answers.append(int(found.declared.facts.house_number))
    finally:
        connection.close()
    return answers


def play(block: Holding, changes: int) -> None:
    """Change the address many times while four others ask, each about another number of the block."""
    is_over, start = Event(), Barrier(READERS + 1)
    with ThreadPoolExecutor(READERS) as pool:
        readers = [pool.submit(asking, FIRST + 33 * reader, is_over, start) for reader in range(READERS)]
        try:
            start.wait(timeout=30)
            for change in range(2, changes + 2):
                declare(block, numbered(change), by=(ALICE, DORA, BOB)[change % 3])
        finally:
            is_over.set()
        answers = [reader.result() for reader in readers]
    for seen in answers:
        assert seen == sorted(seen), "an older address came back"
    assert sum(map(len, answers)) > changes / 4
    check_history(block, changes + 1)


def check_history(block: Holding, versions: int) -> None:
    """See that at the boundary of any two versions the later one begins where the earlier one ends."""
    with acting(PUBLIC, OPERATOR):
        rows = list(Registration.objects.filter(holding=block, recorded__upper_inf=True).order_by("valid"))
        assert len(rows) == versions
        for earlier, later in pairwise(rows):
            assert earlier.valid.upper == later.valid.lower
            assert int(later.address.house_number) == int(earlier.address.house_number) + 1
        assert rows[-1].valid.upper is None


def test_whoever_asks_while_an_address_changes_gets_one(block: Holding) -> None:
    play(block, SAMPLE)


@pytest.mark.proof
def test_whoever_asks_while_an_address_changes_a_thousand_times_gets_one(block: Holding) -> None:
    play(block, WHOLE)


# ---------- Killed ----------
def killed_at(place: int) -> Callable[..., Any]:
    """Return what cuts the connection in front of the statement in that place, as a killed process would."""
    counted = 0

    def guard(execute: Callable[..., Any], *rest: Any) -> Any:
        nonlocal counted
        counted += 1
        if counted == place:
            connection.connection.pgconn.finish()
        return execute(*rest)

    return guard


def declared_or_killed(block: Holding, place: int) -> bool:
    """Declare a second address on a connection that is cut at `place`; return whether it came through."""
    try:
        with acting(PUBLIC, OPERATOR):
            Holding.objects.exists()  # connected, so that the count begins at the service
        with connection.execute_wrapper(killed_at(place)):
            declare(block, numbered(2), revision=2)
    except DatabaseError:
        return False
    finally:
        connection.close()
    return True


def test_killed_in_front_of_any_statement_the_old_address_stands(block: Holding) -> None:
    for place in range(1, 200):
        is_through = declared_or_killed(block, place)
        with acting(PUBLIC, OPERATOR):
            found = lookup(FIRST)
            rows = Registration.objects.filter(holding=block, recorded__upper_inf=True).count()
        assert found.declared is not None
        assert (found.declared.facts.house_number, rows) == (("2", 2) if is_through else ("1", 1))
        if is_through:
            assert place > 10, "nothing was cut"
            return
    raise AssertionError("it never came through")


# ---------- At once ----------
def at_once(*acts: Callable[[], object]) -> list[object]:
    """Run each act on a connection of its own, all at the same instant, and return what each answered."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        try:
            with acting(ALPHA, PARTNER):
                barrier.wait(timeout=10)
                return act()
        except (Refusal, Holding.DoesNotExist) as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_two_clicks_at_once_declare_once(block: Holding) -> None:
    revision = revision_of(block)
    first, second = at_once(*[lambda: declare(block, numbered(2), revision=revision)] * 2)
    assert first == second
    check_history(block, 2)


def test_ec_36_of_four_people_at_once_one_is_first_and_the_others_read_again(block: Holding) -> None:
    revision = revision_of(block)
    people = (ALICE, BOB, DORA, ERIK)
    answers = at_once(
        *(
            lambda by=by, number=number: declare(block, numbered(number), by=by, revision=revision)
            for number, by in enumerate(people, start=2)
        )
    )
    assert sorted(type(answer).__name__ for answer in answers) == ["Registration", "Stale", "Stale", "Stale"]
    with acting(PUBLIC, OPERATOR):
        assert Registration.objects.filter(holding=block, recorded__upper_inf=True).count() == 2


def test_ec_32_an_address_declared_while_the_block_is_taken_back_never_outlives_it(block: Holding) -> None:
    revision = revision_of(block)
    answers = at_once(lambda: declare(block, numbered(2), revision=revision), lambda: release(block))
    released = next(answer for answer in answers if isinstance(answer, Holding))
    other = next(answer for answer in answers if not isinstance(answer, Holding))
    assert isinstance(other, Registration | Stale | IllegalMove | Holding.DoesNotExist)
    with acting(PUBLIC, OPERATOR):
        known = Registration.objects.filter(holding=block, recorded__upper_inf=True)
        assert {row.valid.upper for row in known} >= {released.held.upper}
        assert all(row.valid.upper is not None and row.valid.upper <= released.held.upper for row in known)
        assert lookup(FIRST).status is Status.NOT_HOSTED
