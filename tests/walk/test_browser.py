"""A few journeys of the walk in every test run: the door and an order, where Chromium is installed."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.walk.browsing import CHROMIUM, Album, Walkers, chromium
from tests.walk.journeys import clients, partners
from tests.walk.site import Site, running_site

pytestmark = pytest.mark.browser
WIDTH = 1280


@pytest.fixture(scope="module")
def stage_door() -> Iterator[tuple[Site, Browser]]:
    """Start a site and a browser; skip without Chromium, unless EXTRANET_CHROMIUM forbids it."""
    if not Path(CHROMIUM).exists():
        if os.environ.get("EXTRANET_CHROMIUM") == "required":
            pytest.fail("Chromium is required and not installed")
        pytest.skip("Chromium is not installed")
    with running_site() as site, chromium() as browser:
        yield site, browser


@pytest.fixture
def walkers(stage_door: tuple[Site, Browser], tmp_path: Path) -> Walkers:
    """Give each journey an album of its own."""
    site, browser = stage_door
    return Walkers(site, Album(WIDTH, tmp_path), browser)


def test_a_partner_signs_in_with_a_second_factor_and_places_an_order(walkers: Walkers) -> None:
    partners.places_an_order(walkers)
    assert not walkers.album.faults, "\n".join(walkers.album.faults)


def test_a_direct_client_orders_for_itself(walkers: Walkers) -> None:
    clients.direct_administrator(walkers)
    assert not walkers.album.faults, "\n".join(walkers.album.faults)
