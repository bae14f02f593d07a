"""The stage all routes are played on: written once a worker, taken back at the end."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from unittest.mock import patch

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from tests.cast import CAST
from tests.routes import world as worlds
from tests.routes.playing import Browsers
from tests.routes.world import World


@dataclass(frozen=True)
class Stage:
    """What all cells share."""

    world: World
    browsers: Browsers


@pytest.fixture(scope="module")
def stage(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Stage]:
    """Write the world and sign everybody in, once for all routes, in a transaction that is taken back."""
    logging.disable(logging.CRITICAL)  # thousands of refusals, each with its traceback
    # Nor does a cell read what a template was given, which Django's client copies for each part of each page.
    unread = patch("django.test.client.store_rendered_templates", new=_keep_nothing)
    with django_db_blocker.unblock(), transaction.atomic(), unread:
        yield Stage(worlds.build(), Browsers(CAST))
        transaction.set_rollback(True)
    logging.disable(logging.NOTSET)


def _keep_nothing(*_args: object, **_kwargs: object) -> None:
    """Stand in for what keeps the templates of an answer and their contexts."""
