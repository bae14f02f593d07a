"""One database for each run and worker, a copy of the template; every test leaves it as it found it.

An ordinary test (`pytest.mark.django_db`) runs inside a transaction that is rolled back. It logs in as the
deploy login and stands in `public` as the partner role, so that row-level security holds; `place` moves it.
A test that needs real commits or several connections takes `committed_db` instead: 0.3 s each.
"""

import os
from collections.abc import Iterator
from itertools import count
from typing import Final

import pytest
from django.core.cache import cache
from django.db import connection, connections
from django.test.utils import override_settings
from django.urls import get_script_prefix
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from extranet.tenancy.context import PARTNER, PUBLIC, house_connection
from support.desk.calendars import calendar_in_force
from tests.start import RUN
from tests.template import drop_database, make_database, use_database

DATABASE: Final = f"extranet_test_{RUN}_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
REFUSED: Final = (
    "{test}: real transactions of pytest-django flush tables, which only the owner may, in one schema only."
    " Take the fixture `committed_db` instead of transaction=True, transactional_db or live_server."
)
_tests = count()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuse what pytest-django does with real transactions. Raises pytest.UsageError."""
    for item in items:
        marker = item.get_closest_marker("django_db")
        fixtures = {"transactional_db", "live_server"} & set(getattr(item, "fixturenames", ()))
        if fixtures or (marker and (marker.kwargs.get("transaction") or any(marker.args))):
            raise pytest.UsageError(REFUSED.format(test=item.nodeid))


@pytest.fixture(scope="session")
def house_settings() -> Iterator[None]:
    """Settings that only tests have: a quick password hasher, a queue nobody else reads.

    Whitenoise would list every static file for each test client; looked up one by one they cost nothing.
    """
    with override_settings(
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        CELERY_TASK_DEFAULT_QUEUE=DATABASE,
        WHITENOISE_AUTOREFRESH=True,
    ):
        yield


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, house_settings: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Copy the template for this worker, and drop the copy at the end."""
    with django_db_blocker.unblock():
        _renew()
        # Its days are read once a process: not by the test that happens to come first and counts its queries.
        calendar_in_force(timezone.now())
    yield
    with django_db_blocker.unblock():
        connections.close_all()
        drop_database(DATABASE)


@pytest.fixture
def committed_db(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Give the test a database it may commit to, from several threads too; it is made anew afterwards."""
    with django_db_blocker.unblock():
        yield
        connections.close_all()
        _renew()


@pytest.fixture(autouse=True)
def _place() -> Iterator[None]:
    """Stand in `public` as a partner's host does, with an empty cache; see that the mount was taken off."""
    house_connection().go(PUBLIC, PARTNER)
    cache.key_prefix = f"{DATABASE}:{next(_tests)}"
    yield
    assert get_script_prefix() == "/", "a mount was left on"
    house_connection().go(PUBLIC, PARTNER)


def _renew() -> None:
    make_database(DATABASE)
    use_database(DATABASE)
    house_connection().go(PUBLIC, PARTNER)
    # Django finds out by making a table, which no role of a request may.
    connection.features.__dict__["supports_transactions"] = True
