"""Staff read the blocks of all partners, and give and take back blocks under a partner's mount.

Terms: telavox.7, bt.14, sip.4
"""

import re
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from extranet.audit.models import AuditEvent
from extranet.catalogue.families import Family
from extranet.numbering.models import Holding
from extranet.ordering.models import Subscription
from extranet.tenancy.context import OPERATOR, PUBLIC, acting
from tests.backoffice.things import placed_order
from tests.cast import ALICE, ALPHA, ANNA, BETA, BETA_CLIENT, ERIK, SIBLING, SOFIE, Member, client_for
from tests.contracts import FIRST, hold, subscribe
from tests.numbering.playing import release

pytestmark = pytest.mark.django_db
EVERYWHERE: Final = "/admin/numbering/holding/"
AT_ALPHA: Final = f"/at/{ALPHA}/admin/numbering/block/"
ADD: Final = f"{AT_ALPHA}add/"


def page_of(address: str, member: Member = ERIK) -> str:
    """Return a page as staff read it, with plain spaces."""
    response = client_for(member).get(address)
    assert response.status_code == 200, address
    return spaced(response)


def spaced(response: Any) -> str:
    """Return what an answer says, with plain spaces."""
    text: str = response.content.decode()
    return text.replace("\N{NO-BREAK SPACE}", " ")


def form(held_by: Subscription, **more: object) -> dict[str, object]:
    """Return what the form posts."""
    typed = {"first": "02 226 88 00", "last": "99", "day": "2026-11-02", "time": "08:30"}
    return {"holding": uuid4(), "subscription": held_by.pk, **typed, **more}


def holdings() -> int:
    """Count the blocks of everybody."""
    with acting(PUBLIC, OPERATOR):
        return Holding.objects.count()


def again(block: Holding) -> Holding:
    """Read a block anew."""
    with acting(PUBLIC, OPERATOR):
        return Holding.objects.get(pk=block.pk)


def act_on(browser: Client, *blocks: Holding, **more: object) -> Any:
    """Send the action that takes blocks back."""
    chosen = {"action": "release", "_selected_action": [str(block.pk) for block in blocks]}
    return browser.post(AT_ALPHA, {**chosen, **more}, follow=True)


# ---------- All partners ----------
def test_blocks_of_all_partners_lead_into_their_mounts() -> None:
    ours, theirs = hold(), hold(FIRST + 100, FIRST + 199, schema=BETA, client_id=BETA_CLIENT)
    page = page_of(EVERYWHERE)
    assert "+32 2 226 88 00 – 99" in page
    assert "Delta Conseil" in page
    for schema, block in ((ALPHA, ours), (BETA, theirs)):
        assert f'href="/at/{schema}/admin/numbering/block/{block.pk}/change/"' in page
        assert client_for(ERIK).get(f"/at/{schema}/admin/numbering/block/{block.pk}/change/").status_code == 200
    assert client_for(ERIK).get(f"{AT_ALPHA}{theirs.pk}/change/").status_code == 404


@pytest.mark.parametrize(
    ("query", "is_ours", "is_theirs"),
    [
        ("q=02+226+88+42", True, False),
        ("q=%2B32+2+226+89+42", False, True),
        ("q=zeta", False, True),
        ("q=DELTA", True, False),
        ("q=02+999+99+99", False, False),
        ("partner=beta", False, True),
        ("family__exact=bt", True, True),
        ("family__exact=sip", False, False),
        ("kind__exact=mobile", False, False),
        ("state=held", True, False),
        ("state=released", False, True),
        ("state=other", True, True),
    ],
)
def test_blocks_are_found_and_narrowed(query: str, is_ours: bool, is_theirs: bool) -> None:
    hold()
    release(hold(FIRST + 100, FIRST + 199, schema=BETA, client_id=BETA_CLIENT), schema=BETA)
    page = page_of(f"{EVERYWHERE}?{query}")
    assert ("+32 2 226 88 00 – 99" in page, "+32 2 226 89 00 – 99" in page) == (is_ours, is_theirs)


def test_the_list_costs_the_same_however_long() -> None:
    hold()
    browser = client_for(ERIK)
    lists = (EVERYWHERE, AT_ALPHA)
    [browser.get(address) for address in lists]

    def costs() -> list[int]:
        counts = []
        for address in lists:
            with CaptureQueriesContext(
                connection,
            ) as queries:
                browser.get(address)
            counts.append(len(queries))
        return counts

    before = costs()
    for place in range(1, 6):
        hold(FIRST + 100 * place, FIRST + 100 * place + 99)
    assert costs() == before


def test_a_block_is_read_with_its_history() -> None:
    block = release(hold())
    page = page_of(f"{EVERYWHERE}{block.pk}/change/")
    assert "Alpha" in page
    assert "repris" in page
    for address in (f"{EVERYWHERE}{block.pk}/history/", f"{AT_ALPHA}{block.pk}/history/"):
        assert "Numéros repris" in page_of(address)


# ---------- Giving ----------
def test_what_was_read_is_shown_with_its_warnings_and_nothing_is_written() -> None:
    """Terms: telavox.7, bt.14, sip.4"""
    response = client_for(ERIK).post(ADD, form(subscribe(), first="32 2 226 88 00"))
    page = spaced(response)
    assert "+32 2 226 88 00 à +32 2 226 88 99" in page
    assert "Le « + » manquait" in page
    assert "complété" in page
    assert "2 novembre 2026 à 8 h 30" in page
    assert "Attribuer 100 numéros" in page
    assert holdings() == 0


def test_what_was_confirmed_is_given_in_brussels_time() -> None:
    """Terms: telavox.7, bt.14, sip.4"""
    subscription = subscribe()
    carried = form(subscription)
    page = spaced(client_for(ERIK).post(ADD, carried))
    posted = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    assert posted["holding"] == str(carried["holding"])
    posted.pop("csrfmiddlewaretoken", None)
    browser = client_for(ERIK)
    response = browser.post(ADD, {**posted, "confirmed": "1"}, follow=True)
    assert "100 numéros sont attribués à Delta Conseil" in spaced(response)
    with acting(PUBLIC, OPERATOR):
        block = Holding.objects.get()
        event = AuditEvent.objects.get(act="numbers.allocated")
    assert (block.pk, block.subscription_id) == (carried["holding"], subscription.pk)
    assert block.since == datetime(2026, 11, 2, 7, 30, tzinfo=UTC)
    assert (event.partner, event.mount, event.actor_name) == (ALPHA, f"/at/{ALPHA}", ERIK.name)
    # The second click of the same page finds the block and writes no other.
    assert browser.post(ADD, {**posted, "confirmed": "1"}).status_code == 302
    assert holdings() == 1


def test_one_can_go_back_and_correct() -> None:
    page = spaced(client_for(ERIK).post(ADD, form(subscribe(), correct="1")))
    assert 'value="02 226 88 00"' in page
    assert "Lire les numéros" in page


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"first": "O2 226 88 00"}, "Vouliez-vous écrire 02 226 88 00 ?"),
        ({"last": "02 226 87 00"}, "Le dernier numéro vient avant le premier"),
        ({"first": ""}, "Donnez le premier numéro."),
        ({"subscription": ""}, "Choisissez l’abonnement"),
        ({"subscription": uuid4()}, "Sélectionnez un choix valide"),
        ({"day": "02/11/2026"}, "Saisissez une date valide"),
        ({"day": "0001-01-01"}, "supérieure ou égale"),
        ({"time": "8h"}, "Écrivez l’heure ainsi"),
        ({"day": "2026-10-25", "time": "02:30"}, "existe deux fois"),
        ({"day": "2026-03-29", "time": "02:30"}, "n’existe pas ce jour-là"),
    ],
)
def test_what_cannot_be_read_is_told_at_its_field(wrong: dict[str, object], sentence: str) -> None:
    page = spaced(client_for(ERIK).post(ADD, form(subscribe(), confirmed="1", **wrong)))
    assert sentence in page.replace("&#x27;", "'")
    assert "Rien n’est attribué" in page
    assert holdings() == 0


def test_numbers_that_are_not_free_are_told_before_and_at_the_confirmation() -> None:
    """Terms: telavox.7, bt.14, sip.4"""
    hold(schema=BETA, client_id=BETA_CLIENT)
    subscription = subscribe()
    for more in ({}, {"confirmed": "1"}):
        page = spaced(client_for(ERIK).post(ADD, form(subscription, first="02 226 88 50", last="59", **more)))
        assert "n’est pas libre" in page
        assert "Zêta" not in page
    assert holdings() == 1


def test_what_the_service_refuses_is_told_on_the_form() -> None:
    ended = subscribe(ends_on=datetime(2026, 6, 1, tzinfo=UTC).date())
    page = spaced(client_for(ERIK).post(ADD, form(ended, confirmed="1")))
    assert "Cet abonnement est terminé" in page
    assert holdings() == 0


def test_the_form_offers_the_partners_telephony_and_remembers_the_service_asked_for() -> None:
    chosen, other = subscribe(), subscribe(client_id=SIBLING, family=Family.SIP)
    meeting, foreign = subscribe(family=Family.MEETING), subscribe(BETA, BETA_CLIENT)
    page = page_of(f"{ADD}?subscription={chosen.pk}")
    assert f'<option value="{chosen.pk}" selected>Delta Conseil · Business Telephony' in page
    assert f'<option value="{other.pk}">Epsilon Édition · SIP Trunking' in page
    assert str(meeting.pk) not in page
    assert str(foreign.pk) not in page


def test_the_services_of_a_partner_lead_to_the_form() -> None:
    placed_order()
    subscribe(family=Family.MEETING)
    address = f"/at/{ALPHA}/admin/ordering/subscription/"
    assert page_of(address).count(f'href="{ADD}?subscription=') == 1
    assert ADD not in page_of(address, SOFIE)


# ---------- Taking back ----------
def test_taking_back_says_what_follows_and_waits_for_the_answer() -> None:
    """Terms: telavox.7, bt.14, sip.4"""
    block = hold()
    browser = client_for(ANNA)
    assert "Reprendre ces numéros" in page_of(f"{AT_ALPHA}{block.pk}/change/", ANNA)
    asked = spaced(act_on(browser, block))
    assert "leur adresse ne vaut plus" in asked
    assert "+32 2 226 88 00 – 99 (Delta Conseil)" in asked
    assert again(block).released_at is None
    assert "1 bloc est repris." in spaced(act_on(browser, block, confirmed="1"))
    taken = again(block)
    assert taken.held.upper == taken.released_at
    assert taken.released_by_name == ANNA.name
    assert "Reprendre ces numéros" not in page_of(f"{AT_ALPHA}{block.pk}/change/", ANNA)


def test_several_are_taken_back_together_or_not_at_all() -> None:
    done, still = release(hold()), hold(FIRST + 100, FIRST + 199)
    assert "est déjà repris" in spaced(act_on(client_for(ERIK), done, still, confirmed="1"))
    assert again(still).released_at is None


def test_a_block_of_another_partner_is_not_taken_back_from_here() -> None:
    theirs = hold(schema=BETA, client_id=BETA_CLIENT)
    act_on(client_for(ERIK), theirs, confirmed="1")
    assert again(theirs).released_at is None


# ---------- Who ----------
def test_finance_reads_and_gives_and_takes_back_nothing() -> None:
    block, browser = hold(), client_for(SOFIE)
    assert "Attribuer un bloc" not in page_of(AT_ALPHA, SOFIE)
    assert browser.get(ADD).status_code == 403
    assert browser.post(ADD, form(subscribe(), confirmed="1")).status_code == 403
    act_on(browser, block, confirmed="1")
    assert again(block).released_at is None
    assert "Reprendre ces numéros" not in page_of(f"{AT_ALPHA}{block.pk}/change/", SOFIE)


def test_a_partners_person_finds_none_of_it() -> None:
    assert client_for(ALICE).get("/admin/numbering/holding/").status_code == 404
    assert client_for(ALICE, host=ERIK.host).get(ADD).status_code == 302


def test_the_form_begins_at_this_minute() -> None:
    page = page_of(ADD)
    today = re.search(r'name="day" value="(\d{4}-\d\d-\d\d)"', page)
    assert today is not None
    shown = datetime.fromisoformat(today[1]).replace(tzinfo=UTC)
    assert abs(shown - timezone.now()) < timedelta(days=2)
