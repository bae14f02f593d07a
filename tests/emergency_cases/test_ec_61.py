"""EC-61: somebody signs in on a shared phone at another site.

Terms: telavox.7, bt.14, sip.4
"""

import pytest

from emergency.caller_ids.rules import HOTDESK
from tests.contracts import FIRST, hold
from tests.emergency.sites.acts import NIVELLES, choose, device, said, site
from tests.registry.acts import BRUSSELS, SAINTES, declare

pytestmark = pytest.mark.django_db


def test_the_number_of_the_phones_site_is_proposed_and_not_the_users() -> None:
    declare(hold(), BRUSSELS)
    declare(hold(NIVELLES, NIVELLES + 9), SAINTES)
    there = site("Saintes", SAINTES)
    choose(there, NIVELLES + 4)
    shared = device(there, "Poste partagé", is_shared_desk=True, person_name="Nora", number=FIRST + 42)
    choose(shared, FIRST + 42)
    one = said()["Poste partagé"]
    assert one.proposal is not None
    assert (one.verdict, one.proposed, one.proposal.code) == ("fail", NIVELLES + 4, HOTDESK)


def test_without_a_number_of_its_own_the_phone_presents_its_sites_whoever_uses_it() -> None:
    declare(hold(), BRUSSELS)
    declare(hold(NIVELLES, NIVELLES + 9), SAINTES)
    there = site("Saintes", SAINTES)
    choose(there, NIVELLES)
    device(there, "Poste partagé", is_shared_desk=True, number=FIRST + 42)
    one = said()["Poste partagé"]
    assert (one.number, one.verdict) == (NIVELLES, "pass")
