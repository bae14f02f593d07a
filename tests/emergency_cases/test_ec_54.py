"""EC-54: a site moves.

Terms: telavox.7, bt.14, sip.4
"""

import pytest
from django.utils import timezone

from emergency.registry.models import Registration
from emergency.registry.touching import blocks_at_place, what_it_touches
from emergency.sites.touching import touched_by_move, zones_against
from extranet.outbox.models import Message
from extranet.tenancy.context import OPERATOR, PUBLIC, acting
from tests.cast import ALICE, ALPHA, person_of, place
from tests.contracts import FIRST, hold
from tests.emergency.sites.acts import choose, device, said, site
from tests.emergency.sites.acts import move as move_site
from tests.registry.acts import BRUSSELS, SAINTES, declare, revision_of
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


def test_the_site_moves_with_its_blocks_and_its_devices_are_to_reconfirm() -> None:
    block, office = hold(), site("Bruxelles")
    declare(block)
    choose(office, FIRST)
    phone = device(office)
    place(ALPHA)
    touched = touched_by_move(office, person_of(ALICE), timezone.now())
    assert (touched.blocks.blocks, [one.device for one in touched.devices]) == ((block,), [phone])
    assert zones_against(touched.blocks.blocks, SAINTES) == []
    moved = move_site(office, blocks={block.pk: revision_of(block)})
    assert (moved.reason, towns(FIRST)) == ("move", ["Saintes"])
    assert said()["Accueil"].verdict == "pass"
    with acting(PUBLIC, OPERATOR):
        assert Message.objects.filter(name="emergency.site_moved", args=[str(office.pk)]).exists()
