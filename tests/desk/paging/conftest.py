"""The two roads of the tests: a mail server and a gateway on loopback."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from tests.desk.paging.stand_ins import Gateway, Mailbox, gateway_server, mail_server


@pytest.fixture
def mailbox(settings: Settings) -> Iterator[Mailbox]:
    """Mail goes to a server of this test."""
    with mail_server() as box:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", box.port
        yield box


@pytest.fixture
def gateway(settings: Settings) -> Iterator[Gateway]:
    """Short messages go to a gateway of this test."""
    with gateway_server() as there:
        settings.PAGE_HTTP_URL, settings.PAGE_HTTP_TOKEN = there.url, "a-token-of-the-tests"
        yield there
