"""EC-32: an address is declared while the same block is being ported out.

Terms: telavox.7, bt.14, sip.4
"""

from collections.abc import Iterator

import pytest
from django.db import connection

from emergency.registry.models import Registration
from emergency.registry.selectors import Status, lookup
from extranet.numbering.models import Holding
from extranet.tenancy.context import OPERATOR, PUBLIC, acting
from tests.contracts import FIRST, hold
from tests.registry.acts import declare, numbered, revision_of
from tests.registry.cutting import LAST, port
from tests.registry.test_proof import at_once


@pytest.fixture
def block(committed_db: None) -> Iterator[Holding]:
    """A block with its address, committed."""
    held = hold()
    declare(held, numbered(1))
    yield held
    connection.close()


def test_no_address_outlives_the_numbers_that_left(block: Holding) -> None:
    revision = revision_of(block)
    at_once(lambda: declare(block, numbered(2), revision=revision), lambda: port(block, FIRST, LAST))
    with acting(PUBLIC, OPERATOR):
        is_held = Holding.objects.filter(released_at__isnull=True).exists()
    if is_held:
        port(block, FIRST, LAST)  # the declaration was first, and the page of the porting had to be read again
    with acting(PUBLIC, OPERATOR):
        gone = Holding.objects.get(pk=block.pk)
        known = Registration.objects.filter(holding=block, recorded__upper_inf=True)
        assert all(row.valid.upper is not None and row.valid.upper <= gone.held.upper for row in known)
        assert lookup(FIRST).status is Status.NOT_HOSTED
