"""Acts on blocks while others ask, and acts that are killed: always one answer, old or new, never half.

A small fixed sample runs with every check, the whole of it with `make proof`.

Terms: telavox.7, bt.14, sip.4
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from typing import Any, Final

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from emergency.models import SitePlace
from emergency.registry.models import Registration, Review, Transmission
from emergency.registry.reviewing import accept_review
from emergency.registry.selectors import Status, lookup
from extranet.clients.models import Site
from extranet.numbering.models import Holding
from extranet.ordering.models import Subscription
from extranet.outbox.models import Message
from extranet.tenancy.context import OPERATOR, PUBLIC, acting
from tests.cast import ALPHA, BETA, BETA_CLIENT, ERIK, SIBLING, person_of
from tests.contracts import FIRST, hold, subscribe
from tests.emergency.sites.acts import choose, device, site
from tests.emergency.sites.acts import move as move_site
from tests.registry.acts import ABROAD, BRUSSELS, SAINTES, declare, numbered, release, revision_of, say
from tests.registry.cutting import LAST, MIDDLE, carve, correct, give, merge, move, port, split, transfer
from tests.registry.test_proof import killed_at

READERS: Final = 3
SAMPLE: Final = 6
WHOLE: Final = 400
POINTS: Final = 12
ACTS: Final = (
    "declare", "split", "carve", "merge", "move", "correct", "review", "port", "transfer", "hand_over", "release",
    "move_site",
)  # fmt: skip
Seen = tuple[tuple[int, int, str], ...]


@pytest.fixture
def block(committed_db: None) -> Iterator[Holding]:
    """A block of a hundred numbers with its address, committed."""
    held = hold()
    declare(held, BRUSSELS)
    yield held
    connection.close()


# ---------- Asked meanwhile ----------
def asking(number: int, is_over: Event, start: Barrier) -> int:
    """Ask again and again on a connection of its own; each answer is an address."""
    asked = 0
    try:
        with acting(PUBLIC, OPERATOR):
            start.wait(timeout=30)
            while not is_over.is_set() or not asked:
                found = lookup(number)
                assert found.status is Status.DECLARED, found
                asked += 1
    finally:
        connection.close()
    return asked


def play(block: Holding, turns: int) -> None:
    """Split, carve, move, join, and let a number leave, while others ask about numbers that stay."""
    is_over, start = Event(), Barrier(READERS + 1)
    numbers = (FIRST, MIDDLE, LAST - 1)
    with ThreadPoolExecutor(READERS) as pool:
        readers = [pool.submit(asking, number, is_over, start) for number in numbers]
        try:
            start.wait(timeout=30)
            for turn in range(turns):
                left, right = split(block)
                move(left, right, facts=numbered(turn + 1))
                whole = merge(left, right, facts=BRUSSELS)
                parts = carve(whole, FIRST + 10, SAINTES)
                block = merge(*parts, facts=BRUSSELS)
            port(block, LAST, LAST)
        finally:
            is_over.set()
        answers = [reader.result() for reader in readers]
    assert sum(answers) > turns
    with acting(PUBLIC, OPERATOR):
        assert lookup(LAST).status is Status.NOT_HOSTED


def test_whoever_asks_while_blocks_are_cut_and_joined_gets_one_address(block: Holding) -> None:
    play(block, SAMPLE)


@pytest.mark.proof
def test_whoever_asks_while_blocks_are_cut_and_joined_very_often_gets_one_address(block: Holding) -> None:
    play(block, WHOLE)


# ---------- Killed ----------
def seen() -> Seen:
    """Return what is held and declared now: first and last number of each block, and its addresses."""
    with acting(PUBLIC, OPERATOR):
        rows = Registration.objects.filter(recorded__upper_inf=True, valid__upper_inf=True).select_related("address")
        said: dict[object, list[str]] = {}
        for row in rows.order_by("numbers"):
            said.setdefault(row.holding_id, []).append(f"{row} {row.address}")
        held = Holding.objects.filter(released_at__isnull=True).order_by("numbers")
        seen_of_blocks = tuple((one.first, one.last, "; ".join(said.get(one.pk, ["none"]))) for one in held)
    return (*seen_of_blocks, *seen_of_messages(), *seen_of_sites())


def seen_of_messages() -> Seen:
    """Return what the emergency side is told: a change without its message would be half an act."""
    with acting(PUBLIC, OPERATOR):
        told = Transmission.objects.order_by("sequence").values_list("numbers", "kind")
        return tuple((int(numbers.lower), int(numbers.upper), kind) for numbers, kind in told)


def seen_of_sites() -> Seen:
    """Return where sites are and were, their revisions, and how often somebody was asked about them."""
    with acting(PUBLIC, OPERATOR):
        asked = Message.objects.filter(name="emergency.site_moved").count()
    with acting(ALPHA, OPERATOR):
        rows = SitePlace.objects.select_related("site").order_by("valid")
        return tuple((row.site.revision, asked, f"{row} {row.valid}") for row in rows)


def site_with_device() -> Site:
    """Open a site where the block is, with a device that presents one of its numbers."""
    office = site()
    choose(office, FIRST)
    device(office)
    return office


def came_through(act: Callable[[], object], place: int) -> bool:
    """Run the act on a connection that is cut in front of the statement in that place; return whether it ended."""
    try:
        with acting(PUBLIC, OPERATOR):
            Holding.objects.exists()  # connected, so that the count begins at the service
        with connection.execute_wrapper(killed_at(place)):
            act()
    except DatabaseError:
        return False
    finally:
        connection.close()
    return True


def statements_of(act: Callable[[], object]) -> int:
    """Return how many statements the act sends, by running it in a transaction that is undone."""
    counted = 0

    def count(execute: Callable[..., Any], *rest: Any) -> Any:
        nonlocal counted
        counted += 1
        return execute(*rest)

    with transaction.atomic(), connection.execute_wrapper(count):
        act()
        transaction.set_rollback(True)
    connection.close()
    return counted - 2  # the savepoint around it, and its release


def killed(act: Callable[[], object], places: Sequence[int]) -> None:
    """Kill the act in front of each of these statements: nothing has changed; then let it through: all has."""
    before = seen()
    for place in places:
        assert not came_through(act, place), f"there is no statement {place}"
        assert seen() == before, f"half done in front of statement {place}"
    assert came_through(act, 10_000)
    assert seen() != before


def accepted(review: Review) -> None:
    """Accept what waits, as staff do."""
    with acting(ALPHA, OPERATOR):
        accept_review(review_id=review.pk, person=person_of(ERIK, schema=ALPHA), at=timezone.now())


def acts_on(block: Holding, name: str) -> Callable[[], object]:
    """Return an act of that name, ready to run on the block."""
    if name == "merge":
        left, right = split(block)
        return lambda: merge(left, right, facts=SAINTES)
    if name == "review":
        waiting = say(block, ABROAD)
        assert isinstance(waiting, Review)
        return lambda: accepted(waiting)
    taker: Subscription | None = subscribe(ALPHA, SIBLING) if name == "transfer" else None
    elsewhere: Subscription | None = subscribe(BETA, BETA_CLIENT) if name == "hand_over" else None
    office: Site | None = site_with_device() if name == "move_site" else None
    acts: dict[str, Callable[[], object]] = {
        "declare": lambda: declare(block, SAINTES),
        "split": lambda: split(block),
        "carve": lambda: carve(block, FIRST + 42),
        "move": lambda: move(block),
        "correct": lambda: correct(block, SAINTES, block.held.lower),
        "port": lambda: port(block, FIRST + 20, FIRST + 29),
        "transfer": lambda: transfer(block, FIRST + 20, FIRST + 29, taker) if taker else None,
        "hand_over": lambda: give(block, FIRST + 20, FIRST + 29, elsewhere) if elsewhere else None,
        "release": lambda: release(block),
        "move_site": lambda: move_site(office, blocks={block.pk: revision_of(block)}) if office else None,
    }
    return acts[name]


@pytest.mark.parametrize("name", ACTS)
def test_killed_at_twelve_points_an_act_leaves_all_as_it_was(block: Holding, name: str) -> None:
    act = acts_on(block, name)
    last = statements_of(act)
    places = sorted({1 + point * (last - 1) // (POINTS - 1) for point in range(POINTS)})
    assert len(places) == POINTS
    killed(act, places)


@pytest.mark.proof
@pytest.mark.parametrize("name", ACTS)
def test_killed_in_front_of_any_statement_an_act_leaves_all_as_it_was(block: Holding, name: str) -> None:
    act = acts_on(block, name)
    killed(act, range(1, statements_of(act) + 1))
