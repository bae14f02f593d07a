"""A partner ordered for a client: its administrator is shown the texts and may acknowledge them."""

import re
from uuid import UUID

import pytest
from django.utils import timezone

from extranet.clients.models import Client
from extranet.errors import IllegalMove, NotAllowed, Stale
from extranet.ordering.acknowledging import acknowledge_terms, reading_of
from extranet.tenancy.context import OWNER, PUBLIC, acting
from extranet.terms.models import Acceptance
from extranet.terms.services import ShownText, publish_terms
from extranet.times import brussels_day
from tests.cast import (
    ALICE,
    ALPHA,
    CLIENT,
    DENIS,
    DIRECT,
    DIRECT_CLIENT,
    DORA,
    EMIL,
    ERIK,
    GITA,
    SIBLING,
    Member,
    client_for,
    place,
    user_of,
)
from tests.ordering.answers import text
from tests.ordering.playing import placed, shown_for
from tests.terms.documents import demo

ADDRESS = "/acknowledge-terms/"


@pytest.fixture
def at_alpha(db: None) -> None:
    """Stand in Alpha's schema as a request on its host does."""
    place(ALPHA)


def acknowledge(by: Member, shown: list[ShownText], client_id: UUID = CLIENT) -> Acceptance:
    """Acknowledge texts by the service."""
    return acknowledge_terms(
        client=Client.objects.get(pk=client_id),
        shown=shown,
        ip="192.0.2.7",
        user_agent="Browser of the tests",
        actor=user_of(by),
        at=timezone.now(),
    )


def test_the_administrator_is_asked_at_home_and_nothing_is_blocked(at_alpha: None) -> None:
    """Terms: general.1"""
    assert ADDRESS not in text(client_for(DORA).get("/"))
    placed()
    assert "Conditions de vos services à lire" in text(client_for(DORA).get("/"))
    for member in (DENIS, EMIL, ALICE):
        assert ADDRESS not in text(client_for(member).get("/"))


def test_the_page_shows_the_texts_and_keeps_the_act(at_alpha: None) -> None:
    """Terms: general.1"""
    placed()
    browser = client_for(DORA)
    page = browser.get(ADDRESS).content.decode()
    for anchor in ("general-1", "bt-11d", "sip-5"):
        assert f'id="{anchor}"' in page
    shown = re.search(r'name="shown" value="([^"]+)"', page)
    assert shown
    assert "Cochez la case" in text(browser.post(ADDRESS, {"shown": shown[1]}))
    for _click in range(2):
        answer = browser.post(ADDRESS, {"shown": shown[1], "is_accepted": "on"})
        assert (answer.status_code, answer["Location"]) == (302, "/")
    known = Acceptance.objects.get(kind=Acceptance.Kind.ACKNOWLEDGEMENT)
    assert (known.user_name, known.organisation_id) == (DORA.name, str(CLIENT))
    assert known.services == ["bt", "sip"]
    assert "Conditions de vos services à lire" not in text(browser.get("/"))
    assert known.number in text(browser.get(ADDRESS))


def test_the_page_of_another_client_is_refused(at_alpha: None) -> None:
    """Terms: general.1"""
    placed(client_id=CLIENT)
    placed(client_id=SIBLING)
    shown = re.search(r'name="shown" value="([^"]+)"', client_for(DORA).get(ADDRESS).content.decode())
    assert shown
    assert client_for(EMIL).post(ADDRESS, {"shown": shown[1], "is_accepted": "on"}).status_code == 403
    assert not Acceptance.objects.filter(kind=Acceptance.Kind.ACKNOWLEDGEMENT).exists()


def test_a_newer_order_under_a_newer_version_asks_again(at_alpha: None) -> None:
    """Terms: general.1"""
    order = placed()
    acknowledge(DORA, shown_for(order))
    with acting(PUBLIC, OWNER):
        publish_terms(
            document=demo("2026-10"),
            source_name="newer",
            language="fr",
            valid_from=brussels_day(timezone.now()),
            actor=None,
            at=timezone.now(),
        )
    assert reading_of(CLIENT).unread == ()
    placed(quantities={"bt-user": 1})
    assert set(reading_of(CLIENT).unread) == {"general", "bt"}


def test_the_partner_sees_what_is_read_and_what_is_not(at_alpha: None) -> None:
    """Terms: general.1"""
    order = placed()
    assert "Pas encore lues" in text(client_for(ALICE).get(f"/clients/{CLIENT}/"))
    known = acknowledge(DORA, shown_for(order))
    page = text(client_for(ALICE).get(f"/clients/{CLIENT}/"))
    assert f"lues par {DORA.name}" in page
    assert f"/terms/certificates/{known.pk}/" in page


@pytest.mark.parametrize("by", [DENIS, EMIL, ALICE, ERIK])
def test_nobody_acknowledges_for_somebody_else(at_alpha: None, by: Member) -> None:
    """Terms: general.1"""
    order = placed()
    with pytest.raises(NotAllowed):
        acknowledge(by, shown_for(order))
    prefix = f"/at/{ALPHA}" if by is ERIK else ""
    assert client_for(by).get(prefix + ADDRESS).status_code == (409 if by is EMIL else 403)


def test_a_direct_client_accepted_itself(db: None) -> None:
    place(DIRECT)
    placed(GITA, DIRECT_CLIENT)
    assert client_for(GITA).get(ADDRESS).status_code == 403
    assert ADDRESS not in text(client_for(GITA).get("/"))


def test_other_texts_than_those_in_force_are_refused(at_alpha: None) -> None:
    """Terms: general.1"""
    order = placed()
    with pytest.raises(Stale):
        acknowledge(DORA, shown_for(order)[1:])
    with pytest.raises(Stale):
        acknowledge(DORA, [ShownText(one.text_id, "0" * 64) for one in shown_for(order)])


def test_there_is_nothing_to_read_before_an_order(at_alpha: None) -> None:
    with pytest.raises(IllegalMove):
        acknowledge(DORA, [])
    assert client_for(DORA).get(ADDRESS).status_code == 409
