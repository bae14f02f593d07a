"""Every test of orders stands in Alpha's schema, in a database that forgets."""

import pytest

from tests.cast import ALPHA, place


@pytest.fixture
def at_alpha(db: None) -> None:
    """Stand in Alpha's schema as a request on its host does."""
    place(ALPHA)
