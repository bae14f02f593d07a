"""Machines call while the test stands in Alpha's house, as its own role."""

import pytest

from extranet.tenancy.context import PARTNER
from tests.cast import ALPHA, place


@pytest.fixture
def at_alpha(db: None) -> None:
    """Stand in Alpha's schema."""
    place(ALPHA, PARTNER)
