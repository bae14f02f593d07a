"""A gateway that runs, and a way to it."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from tests.registry.transmitting.stand_in import TOKEN, Emergency, emergency_server


@pytest.fixture
def there(settings: Settings) -> Iterator[Emergency]:
    """The emergency side, and the settings that lead to it."""
    with emergency_server() as server:
        settings.TRANSMIT_HTTP_URL, settings.TRANSMIT_HTTP_TOKEN = server.url, TOKEN
        yield server
