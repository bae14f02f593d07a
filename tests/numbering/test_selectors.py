"""Who sees which blocks, and how they are found."""

from datetime import timedelta
from typing import Final

import pytest
from django.utils import timezone

from extranet.numbering.models import Holding
from extranet.numbering.selectors import numbers_by_text, numbers_of_client, visible_holdings
from extranet.tenancy.context import OPERATOR, PARTNER, PUBLIC
from tests.cast import ALICE, ALPHA, BETA, BETA_CLIENT, CLIENT, DORA, EMIL, ERIK, SIBLING, person_of, place
from tests.contracts import FIRST, SINCE, hold
from tests.numbering.playing import release

pytestmark = pytest.mark.django_db
NIVELLES: Final = 3267123400


@pytest.fixture
def ours() -> Holding:
    """Hundred numbers of Brussels, of Delta Conseil."""
    return hold()


@pytest.fixture
def siblings() -> Holding:
    """Ten numbers of Nivelles, of the sibling."""
    return hold(NIVELLES, NIVELLES + 9, client_id=SIBLING)


@pytest.fixture
def theirs() -> Holding:
    """A block of the partner next door."""
    return hold(FIRST + 100, FIRST + 199, schema=BETA, client_id=BETA_CLIENT)


def test_people_see_what_is_theirs(ours: Holding, siblings: Holding, theirs: Holding) -> None:
    """Terms: telavox.7, bt.14, sip.4"""
    now = timezone.now()
    place(ALPHA, PARTNER)
    assert {*visible_holdings(person_of(ALICE), now)} == {ours, siblings}
    assert [*visible_holdings(person_of(DORA), now)] == [ours]
    assert [*visible_holdings(person_of(EMIL), now)] == [siblings]
    place(ALPHA, OPERATOR)
    assert {*visible_holdings(person_of(ERIK, schema=ALPHA), now)} == {ours, siblings}
    assert [*numbers_of_client(CLIENT, now)] == [ours]
    assert [*numbers_of_client(BETA_CLIENT, now)] == []
    place(PUBLIC, OPERATOR)
    assert {*visible_holdings(person_of(ERIK), now)} == {ours, siblings, theirs}


def test_a_block_is_seen_while_it_is_held(ours: Holding) -> None:
    ended = release(ours).held.upper
    place(ALPHA, PARTNER)
    instants = {
        SINCE - timedelta(microseconds=1): 0,
        SINCE: 1,
        ended - timedelta(microseconds=1): 1,
        ended: 0,
    }
    for at, count in instants.items():
        assert visible_holdings(person_of(ALICE), at).count() == numbers_of_client(CLIENT, at).count() == count


@pytest.mark.parametrize(
    ("words", "is_ours", "is_siblings"),
    [
        ("02 226 88 42", True, False),
        ("+32 2 226 88 42", True, False),
        ("3222268842", True, False),
        ("0032 2/226.88.42", True, False),
        ("+32 (0)2 226 88 42", True, False),
        ("+32 2 226 88 00 – 99", True, False),
        ("02 226", True, False),
        ("067", False, True),
        ("+32", False, False),
        ("0", False, False),
        ("02 226 89 00", False, False),
        ("88 42", True, False),
        ("226 88 42", True, False),
        ("406", False, True),
        ("410", False, False),
        ("06", False, False),
        ("067 12 34 09", False, True),
        ("067 12 34 10", False, False),
        ("02 226 88 42 1", False, False),
        ("Delta 42", False, False),
        ("", False, False),
    ],
)
def test_blocks_are_found_as_people_type_numbers(
    ours: Holding, siblings: Holding, words: str, is_ours: bool, is_siblings: bool
) -> None:
    place(ALPHA, PARTNER)
    found = {*numbers_by_text(Holding.objects.all(), words)}
    assert (ours in found, siblings in found) == (is_ours, is_siblings)
