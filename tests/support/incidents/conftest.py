"""Tickets of three houses that one incident joins."""

import pytest

from tests.cast import ALPHA, BETA, BETA_CLIENT, DIRECT, place
from tests.contracts import subscribe
from tests.support.playing import under_contract


@pytest.fixture
def contracts(db: None) -> None:
    """Put a client of Alpha's, of Beta's and a direct one under contract; stand at Alpha."""
    under_contract()
    under_contract(DIRECT)
    subscribe(BETA, BETA_CLIENT)
    place(ALPHA)
