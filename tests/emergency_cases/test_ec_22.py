"""EC-22: a second partner claims part of a block held by the first.

Terms: telavox.7, bt.14, sip.4
"""

import pytest

from extranet.errors import IllegalMove
from tests.cast import BETA, BETA_CLIENT
from tests.contracts import hold, subscribe
from tests.numbering.playing import allocate

pytestmark = pytest.mark.django_db


def test_the_claim_is_refused_without_saying_whose_the_numbers_are() -> None:
    hold()
    with pytest.raises(IllegalMove) as caught:
        allocate("+3222268850", "+3222268859", schema=BETA, subscription=subscribe(BETA, BETA_CLIENT))
    assert (caught.value.code, caught.value.status) == ("block_unavailable", 409)
    for secret in ("alpha", "Alpha", "88 00", "88 99"):
        assert secret not in str(caught.value)
