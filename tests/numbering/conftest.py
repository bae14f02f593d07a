"""Fixtures of the tests about numbers."""

from collections.abc import Iterator

import pytest

from extranet.tenancy.context import OPERATOR, acting
from tests.cast import ALPHA


@pytest.fixture
def alpha(db: None) -> Iterator[None]:
    """Stand at Alpha as staff do."""
    with acting(ALPHA, OPERATOR):
        yield
