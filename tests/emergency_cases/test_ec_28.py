"""EC-28: a block with no address on activation day.

Terms: telavox.7, bt.14, sip.4
"""

import pytest

from emergency.registry.selectors import missing_by_partner
from extranet.tenancy.context import OPERATOR, PUBLIC, acting
from tests.cast import ALICE, DORA, ERIK, client_for
from tests.contracts import hold

pytestmark = pytest.mark.django_db


def test_it_is_uncovered_and_shown_to_partner_client_and_staff() -> None:
    hold(3267123400, 3267123499)
    for member in (ALICE, DORA):
        assert "Sans adresse" in client_for(member).get("/numbers/").content.decode()
    assert "Numéros sans adresse" in client_for(ERIK).get("/admin/").content.decode()
    with acting(PUBLIC, OPERATOR):
        assert [(one.partner, one.numbers) for one in missing_by_partner()] == [("alpha", 100)]
