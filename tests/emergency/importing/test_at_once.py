"""Two imports at once, and one that is killed: all of a file or nothing, always.

Terms: telavox.7, bt.14, sip.4
"""

from collections.abc import Iterator

import pytest
from django.db import connection

from emergency.importing.services import BlocksChanged
from emergency.models import AddressImport
from emergency.registry.models import Registration
from extranet.numbering.models import Holding
from extranet.tenancy.context import OPERATOR, PUBLIC, acting
from tests.cast import BOB
from tests.contracts import FIRST, hold, subscribe
from tests.emergency.importing.files import cells, shown, write
from tests.registry.acts import SAINTES, declare
from tests.registry.test_cut_proof import POINTS, killed, statements_of
from tests.registry.test_proof import at_once

BLOCKS = 6


@pytest.fixture
def blocks(committed_db: None) -> Iterator[list[Holding]]:
    """Some blocks, every other one with an address, committed."""
    subscription = subscribe()
    held = [hold(FIRST + 10 * turn, FIRST + 10 * turn + 9, subscription=subscription) for turn in range(BLOCKS)]
    for block in held[::2]:
        declare(block, SAINTES)
    yield held
    connection.close()


def file_of(blocks: list[Holding], street: str) -> list[list[str]]:
    """Return a file that gives every block an address in a street, in the order given."""
    return [cells(block.first, block.last, street=street) for block in blocks]


def streets_known() -> list[str]:
    """Return the street of each block now."""
    with acting(PUBLIC, OPERATOR):
        known = Registration.objects.filter(recorded__upper_inf=True, valid__upper_inf=True).select_related("address")
        return [row.address.street for row in known.order_by("numbers")]


def test_of_two_different_files_at_once_one_is_written_whole_and_the_other_not_at_all(blocks: list[Holding]) -> None:
    one, other = shown(file_of(blocks, "Rue Haute")), shown(file_of(blocks[::-1], "Rue Neuve"), by=BOB)
    answers = at_once(lambda: write(one), lambda: write(other, by=BOB))
    assert sorted(type(answer).__name__ for answer in answers) == [AddressImport.__name__, BlocksChanged.__name__]
    assert streets_known() in (["Rue Haute"] * BLOCKS, ["Rue Neuve"] * BLOCKS)


def test_of_two_clicks_at_once_one_writes_and_the_other_finds_it_written(blocks: list[Holding]) -> None:
    kept = shown(file_of(blocks, "Rue Haute"))
    answers = at_once(lambda: write(kept), lambda: write(kept))
    assert [getattr(answer, "state", answer) for answer in answers] == ["written", "written"]
    assert streets_known() == ["Rue Haute"] * BLOCKS


def test_the_same_file_in_two_tabs_at_once_is_written_once(blocks: list[Holding]) -> None:
    one, other = shown(file_of(blocks, "Rue Haute")), shown(file_of(blocks, "Rue Haute"))
    answers = at_once(lambda: write(one), lambda: write(other))
    assert [getattr(answer, "state", answer) for answer in answers] == ["written", "written"]
    with acting(PUBLIC, OPERATOR):
        open_now = Registration.objects.filter(recorded__upper_inf=True, address__street="Rue Haute")
        assert open_now.count() == BLOCKS


def test_killed_at_twelve_points_an_import_leaves_all_as_it_was(blocks: list[Holding]) -> None:
    kept = shown(file_of(blocks, "Rue Haute"))
    last = statements_of(lambda: write(kept))
    places = sorted({1 + point * (last - 1) // (POINTS - 1) for point in range(POINTS)})
    assert len(places) == POINTS
    killed(lambda: write(kept), places)
    assert streets_known() == ["Rue Haute"] * BLOCKS


@pytest.mark.proof
def test_killed_in_front_of_any_statement_an_import_leaves_all_as_it_was(blocks: list[Holding]) -> None:
    kept = shown(file_of(blocks, "Rue Haute"))
    killed(lambda: write(kept), range(1, statements_of(lambda: write(kept)) + 1))
