"""EC-70: a number is not hosted.

Terms: telavox.7, bt.14, sip.4
"""

import pytest

from emergency.registry.selectors import Status, lookup
from extranet.tenancy.context import OPERATOR, PUBLIC
from tests.cast import place
from tests.contracts import hold
from tests.registry.acts import declare

pytestmark = pytest.mark.django_db


def test_it_is_said_so() -> None:
    declare(hold())
    place(PUBLIC, OPERATOR)
    assert lookup(3232000000).status is Status.NOT_HOSTED
