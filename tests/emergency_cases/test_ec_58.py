"""EC-58: a caller ID of another client of the same partner.

Terms: general.4, sip.5
"""

import pytest

from emergency.caller_ids.ownership import may_present
from emergency.models import CallerId
from extranet.errors import InvalidInput
from extranet.tenancy.context import PARTNER, acting
from tests.cast import ALPHA, CLIENT, SIBLING
from tests.contracts import hold
from tests.emergency.sites.acts import NIVELLES, choose, device, site

pytestmark = pytest.mark.django_db


def test_it_is_refused_and_says_nothing_of_the_other_client() -> None:
    hold(NIVELLES, client_id=SIBLING, last=NIVELLES + 9)
    office = site()
    for thing in (office, device(office)):
        with pytest.raises(InvalidInput) as caught:
            choose(thing, NIVELLES)
        assert caught.value.code == "caller_id_not_held_by_client"
        assert "Epsilon" not in " ".join([str(caught.value), *caught.value.fields.values()])
    with acting(ALPHA, PARTNER):
        assert not CallerId.objects.exists()
        assert not may_present(CLIENT, NIVELLES).may
        assert may_present(SIBLING, NIVELLES).may
