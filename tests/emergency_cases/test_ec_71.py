"""EC-71: an as-of question after an incident.

Terms: telavox.7, bt.14, sip.4
"""

from datetime import timedelta

import pytest

from emergency.registry.selectors import lookup
from extranet.tenancy.context import OPERATOR, PUBLIC
from tests.cast import DORA, place
from tests.contracts import hold
from tests.registry.acts import declare
from tests.registry.cutting import LAST, split

pytestmark = pytest.mark.django_db


def test_before_the_split_the_former_address_is_answered_with_all_its_facts() -> None:
    block = hold()
    first = declare(block, by=DORA)
    _left, right = split(block)
    place(PUBLIC, OPERATOR)
    said = lookup(LAST, right.held.lower - timedelta(microseconds=1)).declared
    assert said is not None
    assert (said.facts.municipality, said.author_name, said.declared_at) == ("Bruxelles", DORA.name, first.declared_at)
    assert (said.terms_part, said.terms_number, len(said.terms_sha256)) == ("bt", 1, 64)
    now = lookup(LAST).declared
    assert now is not None
    assert now.facts.municipality == "Saintes"
