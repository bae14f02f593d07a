"""What is configured, on the page of a client.

Terms: telavox.4, bt.11
"""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from extranet.catalogue.families import Family
from extranet.look.parts import Tone
from extranet.platforms.presenting import configured_on, freshness
from extranet.tenancy.context import PARTNER, acting
from extranet.times import brussels_day
from tests.cast import ALICE, ALPHA, BETA, BETA_CLIENT, CLIENT, ERIK, SIBLING, client_for
from tests.contracts import subscribe
from tests.platforms.acts import NOW, TODAY, on, opened, report

pytestmark = pytest.mark.django_db


def page_of(browser: Client, address: str = f"/clients/{CLIENT}/") -> str:
    """Return a page with ordinary spaces."""
    response: Any = browser.get(address)
    return str(response.content.decode()).replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("age", "words", "tone"),
    [
        (0, "À jour", Tone.OK),
        (1, "À jour", Tone.OK),
        (2, "Dernier rapport repris", Tone.INFO),
        (4, "Dernier rapport repris", Tone.INFO),
        (5, "Sans rapport depuis 4 jours", Tone.WARN),
    ],
)
def test_three_days_without_a_report_are_bridged(age: int, words: str, tone: Tone) -> None:
    """Terms: telavox.4, bt.11"""
    badge = freshness(TODAY - timedelta(days=age), TODAY)
    assert (str(badge.label).replace("\N{NO-BREAK SPACE}", " "), badge.tone) == (words, tone)


def test_each_account_says_its_newest_day_by_the_names_of_the_catalogue() -> None:
    """Terms: telavox.4, bt.11"""
    one, silent, without = opened(), opened("SIP-1", family=Family.SIP), subscribe(family=Family.MEETING)
    report(one, on(18), {"bt-user": 9})
    report(one, on(19), {"bt-fax": 1, "bt-user": 12})
    with acting(ALPHA, PARTNER):
        found = configured_on([silent, one, without], brussels_day(NOW))
    assert [each.subscription for each in found] == [silent, one]
    assert (found[0].day, found[0].elements) == (None, ())
    assert [f"{each.quantity:f} {each.name}" for each in found[1].elements] == ["12.000 bt-user fr", "1.000 bt-fax fr"]
    assert (found[1].day, found[1].received_at) == (on(19), NOW)


def test_it_costs_three_queries(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    accounts = [opened(f"BT-{number}") for number in range(4)]
    for one in accounts:
        report(one, on(19), {"bt-user": 12})
    with acting(ALPHA, PARTNER):
        for listed in (accounts[:1], accounts):
            with django_assert_num_queries(3):
                configured_on(listed, TODAY)


def test_the_page_of_a_client_shows_its_own_accounts() -> None:
    ours, sibling = opened(), opened("BT-7", client_id=SIBLING)
    report(ours, date(2026, 3, 2), {"bt-user": 12})
    report(sibling, date(2026, 3, 2), {"bt-user": 77})
    for browser, address in (
        (client_for(ALICE), f"/clients/{CLIENT}/"),
        (client_for(ERIK), f"/at/{ALPHA}/clients/{CLIENT}/"),
    ):
        page = page_of(browser, address)
        assert "Configuré aujourd’hui" in page
        assert "12 × bt-user fr" in page
        assert "pour le 2 mars 2026" in page
        assert "BT-7" not in page
        assert "77 ×" not in page


def test_an_account_never_reported_and_a_client_without_one_say_so() -> None:
    theirs = opened("BT-3", schema=BETA, client_id=BETA_CLIENT)
    report(theirs, on(2), {"bt-user": 5}, schema=BETA)
    assert "Configuré aujourd’hui" not in page_of(client_for(ALICE))
    opened()
    page = page_of(client_for(ALICE))
    assert "Pas encore connu" in page
    assert "Pas encore de rapport" in page


def test_a_day_with_nothing_configured_says_so() -> None:
    report(opened(), on(2), {})
    assert "Rien de configuré" in page_of(client_for(ALICE))
