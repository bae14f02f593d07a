"""Every test of tickets stands in a partner's schema, in a database that forgets."""

import pytest

from tests.cast import ALPHA, DIRECT, place
from tests.support.playing import under_contract


@pytest.fixture
def at_alpha(db: None) -> None:
    """Stand at Alpha as a request on its host does; its first client is under contract."""
    under_contract()
    place(ALPHA)


@pytest.fixture
def at_direct(db: None) -> None:
    """Stand at the house of direct clients; Gita's is under contract."""
    under_contract(DIRECT)
    place(DIRECT)
