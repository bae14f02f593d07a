"""EC-24: one block is split between two sites.

Terms: telavox.7, bt.14, sip.4
"""

from datetime import timedelta

import pytest

from emergency.registry.models import Registration
from extranet.numbering.models import Holding
from extranet.tenancy.context import OPERATOR, PUBLIC, acting
from tests.contracts import FIRST, hold
from tests.registry.acts import declare
from tests.registry.cutting import LAST, MIDDLE, split, towns

pytestmark = pytest.mark.django_db


def test_both_halves_begin_at_the_instant_at_which_the_old_block_ends() -> None:
    block = hold()
    declare(block)
    left, right = split(block)
    with acting(PUBLIC, OPERATOR):
        old = Holding.objects.get(pk=block.pk)
        assert sum(one.count for one in (left, right)) == old.count == 100
        assert old.held.upper == left.held.lower == right.held.lower
        kept = Registration.objects.filter(holding=old, recorded__upper_inf=True)
        assert {row.valid.upper for row in kept} == {old.held.upper}
    assert towns(FIRST, MIDDLE - 1, MIDDLE, LAST) == ["Bruxelles", "Bruxelles", "Saintes", "Saintes"]
    just_before = old.held.upper - timedelta(microseconds=1)
    assert towns(FIRST, LAST, at=just_before) == ["Bruxelles", "Bruxelles"]
