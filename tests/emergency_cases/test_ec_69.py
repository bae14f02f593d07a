"""EC-69: a number is hosted but has no address.

Terms: telavox.7, bt.14, sip.4
"""

import pytest

from emergency.registry.selectors import Status, lookup
from extranet.tenancy.context import OPERATOR, PUBLIC
from tests.cast import place
from tests.contracts import hold
from tests.registry.acts import SAINTES, declare

pytestmark = pytest.mark.django_db


def test_it_is_said_so_and_nothing_is_guessed() -> None:
    hold(3267123400, 3267123499)
    declare(hold(3267123300, 3267123399), SAINTES)
    place(PUBLIC, OPERATOR)
    found = lookup(3267123456)
    assert (found.status, found.declared) == (Status.NONE_DECLARED, None)
