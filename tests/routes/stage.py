"""The stage all routes are played on: written once a worker, taken back at the end."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass

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
    with django_db_blocker.unblock(), transaction.atomic():
        yield Stage(worlds.build(), Browsers(CAST))
        transaction.set_rollback(True)
    logging.disable(logging.NOTSET)
