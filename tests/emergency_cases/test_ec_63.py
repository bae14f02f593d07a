"""EC-63: an emergency phone in a corridor.

Terms: telavox.2, bt.9, sip.2, telavox.4b
"""

import pytest

from extranet.clients.models import DeviceKind
from tests.contracts import FIRST, hold
from tests.emergency.sites.acts import choose, device, said, site, verdicts
from tests.registry.acts import declare

pytestmark = pytest.mark.django_db


def test_it_is_accepted_for_nobody_and_its_address_is_asked_for() -> None:
    block = hold()
    corridor = device(site(), "Couloir", DeviceKind.EMERGENCY_PHONE, spot="Couloir du 2e étage")
    assert (corridor.person_name, said()["Couloir"].verdict) == ("", "unknown")
    choose(corridor, FIRST)
    assert verdicts()["Couloir"][:2] == ("unknown", "number_without_address")
    declare(block)
    assert verdicts()["Couloir"][:2] == ("pass", "same_place")


def test_alarm_and_lift_lines_have_no_kind() -> None:
    assert not [kind for kind in DeviceKind.values if "alarm" in kind or "lift" in kind]
