"""EC-54: a site moves.

Terms: telavox.7, bt.14, sip.4
"""

import pytest
from django.utils import timezone

from emergency.registry.models import Registration
from emergency.registry.touching import blocks_at_place, what_it_touches
from tests.cast import ALICE, ALPHA, person_of, place
from tests.contracts import FIRST, hold
from tests.registry.acts import BRUSSELS, declare
from tests.registry.cutting import move, towns

pytestmark = pytest.mark.django_db


def test_all_blocks_of_the_place_are_listed_before_and_moved_with_their_reason() -> None:
    here, also = hold(FIRST, FIRST + 9), hold(FIRST + 10, FIRST + 19)
    for block in (here, also):
        declare(block)
    place(ALPHA)
    listed = blocks_at_place(here, person_of(ALICE), timezone.now())
    touched = what_it_touches(listed)
    assert (touched.blocks, touched.numbers, touched.addresses) == ((here, also), 20, (BRUSSELS.line,))
    moved = move(*listed)
    assert {row.reason for row in moved if isinstance(row, Registration)} == {"move"}
    assert towns(FIRST, FIRST + 10) == ["Saintes", "Saintes"]
