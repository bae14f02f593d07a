"""EC-28: a block with no address on activation day.

Terms: telavox.7, bt.14, sip.4
"""

from datetime import UTC, datetime, timedelta

import pytest

from emergency.reconfirming.reminding import remind_uncovered
from emergency.registry.selectors import missing_by_partner
from extranet.tenancy.context import OPERATOR, PARTNER, PUBLIC, acting
from tests.cast import ALICE, ALPHA, DORA, ERIK, client_for
from tests.contracts import hold
from tests.registry.acts import SAINTES, declare

pytestmark = pytest.mark.django_db


def test_it_is_uncovered_and_shown_to_partner_client_and_staff() -> None:
    hold(3267123400, 3267123499)
    for member in (ALICE, DORA):
        assert "Sans adresse" in client_for(member).get("/numbers/").content.decode()
    assert "Numéros sans adresse" in client_for(ERIK).get("/admin/").content.decode()
    with acting(PUBLIC, OPERATOR):
        assert [(one.partner, one.numbers) for one in missing_by_partner()] == [("alpha", 100)]


def test_its_readers_are_reminded_on_day_0_then_each_working_day_until_it_is_declared() -> None:
    monday = datetime(2026, 11, 23, 9, tzinfo=UTC)
    block = hold(3267123400, 3267123499, since=monday)
    told = []
    for day in range(9):
        with acting(ALPHA, PARTNER):
            told.append(remind_uncovered(at=monday + timedelta(days=day)) > 0)
        if day == 7:
            declare(block, SAINTES)
    # Monday to Friday, not on Saturday and Sunday, Monday; declared that day, it is told no more.
    assert told == [True, True, True, True, True, False, False, True, False]
