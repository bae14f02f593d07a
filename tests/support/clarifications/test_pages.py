"""The pages of doubts: asked beside a count, read on the ticket, noted by staff, listed.

Terms: telavox.4b, bt.11d
"""

from datetime import date, datetime, timedelta
from html import unescape
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from extranet.ordering.models import Subscription
from extranet.tenancy.context import PARTNER, acting
from support.models import Clarification
from tests.backoffice.things import draft_order
from tests.cast import (
    ALICE,
    ALPHA,
    BOB,
    CHARLIE,
    CLIENT,
    DENIS,
    DIRECT,
    DIRECT_CLIENT,
    DORA,
    ERIK,
    FATOU,
    GITA,
    SOFIE,
    Member,
    client_for,
    place,
)
from tests.platforms.acts import opened, report
from tests.support.clarifications.acts import ASK, DAY, LIST, QUESTION, answered, counted, doubted, replied
from tests.support.playing import OPEN

pytestmark = pytest.mark.usefixtures("at_alpha")


def query(subscription: Subscription, **other: str) -> dict[str, str]:
    """Return what a link beside a count says."""
    return {"subscription": str(subscription.pk), "element": "bt-user", "day": DAY.isoformat()} | other


def words_of(response: Any) -> str:
    """Return a page as it reads."""
    return unescape(response.content.decode()).replace("\N{NO-BREAK SPACE}", " ")


def asked_at(browser: Client, method: str, facts: dict[str, str], *, at: datetime = OPEN) -> Any:
    """Ask the page at an instant."""
    with patch("support.clarifying_views.timezone", SimpleNamespace(now=lambda: at)):
        return getattr(browser, method)(ASK, facts)


def work_path(doubt: Clarification) -> str:
    """Return the page on which staff work its ticket."""
    return f"/at/{ALPHA}/admin/support/ticket/{doubt.pk}/work/"


def noted(doubt: Clarification, entry: object, *, by: Member = ERIK) -> Any:
    """Post which message is the answer."""
    path = f"/at/{ALPHA}/admin/support/clarification/{doubt.pk}/note-answer/"
    return client_for(by).post(path, {"entry": str(entry)}, follow=True)


# ---------- Asking ----------
def test_the_page_shows_the_facts_that_go_along_and_what_will_happen() -> None:
    words = words_of(asked_at(client_for(ALICE), "get", query(counted())))
    for told in ("rapporté ce jour-là", "12", "BT-0412", "bt.11d", "liste de prix 1", "Aucun délai n’est promis"):
        assert told in words
    assert "Envoyé" in words or "desk" in words or "suivi" in words.lower()


def test_a_question_opens_its_ticket_and_a_double_click_opens_it_once() -> None:
    subscription, ticket_id = counted(), uuid4()
    browser = client_for(ALICE)
    for _click in range(2):
        answer = asked_at(browser, "post", query(subscription, ticket=str(ticket_id), question=QUESTION))
        assert (answer.status_code, answer["Location"]) == (302, f"/tickets/{ticket_id}/")
    doubt = Clarification.objects.get()
    assert (doubt.pk, doubt.facts["count"]["quantity"]) == (ticket_id, "12")


def test_a_question_without_words_is_asked_again_and_nothing_is_written() -> None:
    page = asked_at(client_for(ALICE), "post", query(counted(), ticket=str(uuid4()), question=" "))
    assert "Écrivez votre question." in words_of(page)
    assert not Clarification.objects.exists()


@pytest.mark.parametrize(
    "facts",
    [
        {"subscription": "x"},
        {"subscription": str(uuid4())},
        {"subscription": ""},
        {"day": "yesterday"},
        {"day": ""},
        {"element": ""},
        {"order": str(uuid4())},
    ],
)
def test_a_link_to_what_is_not_there_is_not_found(facts: dict[str, str]) -> None:
    assert asked_at(client_for(ALICE), "get", {**query(counted()), **facts}).status_code == 404


@pytest.mark.parametrize("facts", [{"element": "sip-channel"}, {"day": "2026-06-03"}, {"day": "2025-12-31"}])
def test_a_link_that_makes_no_sense_says_the_way_out(facts: dict[str, str]) -> None:
    page = asked_at(client_for(ALICE), "get", {**query(counted()), **facts})
    assert page.status_code == 400
    assert "hoisi" in words_of(page) or "demandez" in words_of(page)


@pytest.mark.parametrize(
    ("member", "status"), [(ALICE, 200), (BOB, 200), (FATOU, 200), (DORA, 403), (DENIS, 403), (CHARLIE, 404)]
)
def test_who_sees_the_counts_asks(member: Member, status: int) -> None:
    subscription = counted()
    assert asked_at(client_for(member), "get", query(subscription)).status_code == status


def test_staff_on_a_visit_do_not_ask() -> None:
    subscription = counted()
    assert client_for(ERIK).get(f"/at/{ALPHA}{ASK}", query(subscription)).status_code == 403


def test_a_direct_clients_administrator_asks_about_its_own() -> None:
    own = counted(account="BT-D1", schema=DIRECT, client_id=DIRECT_CLIENT)
    page = asked_at(client_for(GITA), "get", query(own))
    assert page.status_code == 200
    place(DIRECT)
    doubted(own, by=GITA)
    assert "BT-D1" in words_of(client_for(GITA).get(LIST))


def test_a_draft_offers_the_question_beside_each_line() -> None:
    order = draft_order()
    words = words_of(client_for(ALICE).get(f"/orders/{order.pk}/"))
    assert f"{ASK}?order={order.pk}&element=bt-user&day=" in words
    today = date.today().isoformat()  # noqa: DTZ011
    page = client_for(ALICE).get(ASK, {"order": str(order.pk), "element": "bt-user", "day": today})
    assert "Commandé" in words_of(page)


# ---------- Beside the count ----------
def test_the_clients_page_offers_the_question_beside_each_count_then_shows_the_doubt_and_its_answer() -> None:
    subscription = counted()
    address = f"/clients/{CLIENT}/"
    words = words_of(client_for(ALICE).get(address))
    assert f"{ASK}?subscription={subscription.pk}&element=bt-user&day=2026-06-01" in words
    doubt = doubted(subscription)
    words = words_of(client_for(ALICE).get(address))
    assert doubt.ticket.number in words
    assert "attend la réponse" in words
    answered(doubt)
    assert "répondu" in words_of(client_for(ALICE).get(address))


def test_staff_on_a_visit_read_the_counts_without_the_question() -> None:
    counted()
    assert ASK not in words_of(client_for(ERIK).get(f"/at/{ALPHA}/clients/{CLIENT}/"))


def test_the_clients_page_costs_the_same_however_many_doubts() -> None:
    subscription = counted()
    report(subscription, DAY, {"bt-user": 12, "bt-fax": 2}, at=OPEN)

    def questions() -> int:
        browser = client_for(ALICE)
        with CaptureQueriesContext(connection) as found:
            browser.get(f"/clients/{CLIENT}/")
        return sum("support_clarification" in one["sql"] for one in found)

    doubted(subscription)
    few = questions()
    doubted(subscription), doubted(subscription, element="bt-fax")
    assert questions() == few == 1


# ---------- On the ticket ----------
def test_the_ticket_shows_the_facts_and_later_the_answer_to_the_partner_and_never_to_its_client() -> None:
    doubt = doubted(counted())
    address = f"/tickets/{doubt.pk}/"
    words = words_of(client_for(ALICE).get(address))
    assert doubt.facts_digest in words
    assert "inchangés" in words
    answered(doubt, replied(doubt, "Non, c’est un couloir."))
    words = words_of(client_for(ALICE).get(address))
    assert "Réponse notée le" in words
    assert "Non, c’est un couloir." in words
    theirs = client_for(DORA).get(address)
    assert theirs.status_code == 200
    assert doubt.facts_digest not in words_of(theirs)
    assert "couloir" not in words_of(theirs)


def test_staff_note_the_answer_once_from_the_page_of_the_ticket() -> None:
    doubt = doubted(counted())
    browser = client_for(ERIK)
    assert "Répondez d’abord" in words_of(browser.get(work_path(doubt)))
    entry = replied(doubt)
    assert "C’est la réponse" in words_of(browser.get(work_path(doubt)))
    assert "La réponse est notée" in words_of(noted(doubt, entry.pk))
    with acting(ALPHA, PARTNER):
        assert Clarification.objects.get().answer_id == entry.pk
    assert "C’est la réponse" not in words_of(browser.get(work_path(doubt)))
    assert "ne change plus" in words_of(noted(doubt, replied(doubt, "Autre").pk))


def test_a_choice_that_is_none_is_refused_with_the_way_out_and_readers_may_not_choose() -> None:
    doubt = doubted(counted())
    entry = replied(doubt)
    assert "Choisissez le message" in words_of(noted(doubt, "x"))
    assert "Choisissez un message de l’opérateur" in words_of(noted(doubt, uuid4()))
    assert noted(doubt, entry.pk, by=SOFIE).status_code == 403


# ---------- Lists ----------
def test_the_partner_lists_its_doubts_of_one_account_or_all() -> None:
    first, other = counted(), opened("BT-0999")
    answered(doubted(first))
    place(ALPHA)
    doubted(other, day=DAY + timedelta(days=1))
    browser = client_for(ALICE)
    assert all(one in words_of(browser.get(LIST)) for one in ("BT-0412", "BT-0999", "Non, il est dans un couloir."))
    words = words_of(browser.get(LIST, {"subscription": str(first.pk)}))
    assert "BT-0412" in words
    assert "BT-0999" not in words
    assert browser.get(LIST, {"subscription": "x"}).status_code == 404


def test_an_empty_list_says_where_to_ask() -> None:
    assert "Aucune demande de précision" in words_of(client_for(ALICE).get(LIST))
    assert client_for(DORA).get(LIST).status_code == 403


def test_staff_list_the_doubts_of_a_partner_and_read_them_on_the_account() -> None:
    subscription = counted()
    doubt = doubted(subscription)
    answered(doubt)
    browser = client_for(ERIK)
    base = f"/at/{ALPHA}/admin/support/clarification/"
    assert doubt.ticket.number in words_of(browser.get(base))
    assert doubt.facts_digest in words_of(browser.get(f"{base}{doubt.pk}/change/"))
    account = words_of(browser.get(f"/at/{ALPHA}/admin/platforms/account/{subscription.pk}/change/"))
    assert doubt.ticket.number in account
    assert "Non, il est dans un couloir." in account
