"""EC-73: another partner guesses the id of a block.

Terms: telavox.7, bt.14, sip.4
"""

import pytest

from tests.cast import CHARLIE, EMIL, Member, client_for
from tests.contracts import hold
from tests.registry.acts import declare

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("stranger", [CHARLIE, EMIL])
def test_it_is_not_there(stranger: Member) -> None:
    block = hold()
    declare(block)
    assert client_for(stranger).get(f"/numbers/{block.pk}/").status_code == 404
