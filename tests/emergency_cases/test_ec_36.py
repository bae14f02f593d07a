"""EC-36: four people change the same block at once.

Terms: telavox.7, bt.14, sip.4
"""

from collections.abc import Iterator

import pytest
from django.db import connection

from emergency.registry.models import Registration
from extranet.errors import Stale
from extranet.numbering.models import Holding
from extranet.tenancy.context import OPERATOR, PUBLIC, acting
from tests.cast import ALICE, BOB, DORA, ERIK
from tests.contracts import hold
from tests.registry.acts import declare, numbered, revision_of
from tests.registry.cutting import split
from tests.registry.test_proof import at_once


@pytest.fixture
def block(committed_db: None) -> Iterator[Holding]:
    """A block with its address, committed."""
    held = hold()
    declare(held, numbered(1))
    yield held
    connection.close()


def test_one_is_first_and_the_others_read_again(block: Holding) -> None:
    revision = revision_of(block)
    answers = at_once(
        lambda: declare(block, numbered(2), by=ALICE, revision=revision),
        lambda: split(block, by=BOB, revision=revision),
        lambda: declare(block, numbered(3), by=DORA, revision=revision),
        lambda: split(block, by=ERIK, revision=revision),
    )
    through = [answer for answer in answers if isinstance(answer, Registration | list)]
    assert len(through) == 1
    assert all(isinstance(answer, Stale | Holding.DoesNotExist) for answer in answers if answer is not through[0])
    with acting(PUBLIC, OPERATOR):
        assert sum(one.count for one in Holding.objects.filter(released_at__isnull=True)) == 100
