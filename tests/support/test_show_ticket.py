"""The page of a ticket: threads by audience, decisions with their facts, what may be done, the receipt. S3, S9."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from support.models import Audience, Entry, Ticket
from support.services import add_message, move_ticket
from tests.cast import ALICE, ALPHA, BOB, CHARLIE, DENIS, DORA, EMIL, ERIK, FATOU, Member, client_for, person_of, place
from tests.outbox.postman import deliver_everything
from tests.support.pages import at_instant, shown
from tests.support.playing import (
    CALL_BACK,
    CRITICAL,
    FAILING_112,
    NIGHT,
    OPEN,
    OPERATOR_NAME,
    answered,
    escalated,
    helping,
    opened,
    pages,
    wrote,
)

QUERIES = 25
# A resolved critical ticket also says what a word would do: it is judged for that, on the same facts.
JUDGING = 4


def path(ticket: Ticket, act: str = "") -> str:
    return f"/tickets/{ticket.pk}/{act}"


def page_for(member: Member, ticket: Ticket) -> str:
    prefix = "/at/alpha" if member is ERIK else ""
    with at_instant(NIGHT + timedelta(hours=1)):
        response = client_for(member).get(prefix + path(ticket))
    place(ALPHA)
    assert response.status_code == 200
    return shown(response)


# ---------- What is said ----------
def test_each_thread_says_who_reads_it_and_its_button_names_the_addressee(at_alpha: None) -> None:
    """Terms: general.7"""
    ticket = opened()
    wrote(ticket, by=ERIK, audience=Audience.PARTNER, text="Entre nous.")
    wrote(ticket, by=ERIK, audience=Audience.OPERATOR, text="Note du desk.")
    partners = page_for(ALICE, ticket)
    assert f"Lu par Delta Conseil, Alpha et {OPERATOR_NAME}." in partners
    assert f"Lu par Alpha et {OPERATOR_NAME}. Delta Conseil ne voit pas ce fil." in partners
    assert "Répondre à Delta Conseil" in partners
    assert f"Écrire à {OPERATOR_NAME}" in partners
    assert "Entre nous." in partners
    assert "Note du desk." not in partners
    clients = page_for(DORA, ticket)
    assert "Lu par Delta Conseil, Alpha et son support technique." in clients
    assert "Écrire à Alpha" in clients
    assert "Entre nous." not in clients
    staffs = page_for(ERIK, ticket)
    assert "Note du desk." in staffs
    assert f"Lu par {OPERATOR_NAME} seulement." in staffs
    assert "on y répond depuis le desk" in staffs
    assert "<textarea" not in staffs


def test_a_partners_client_reads_no_name_of_the_operator(at_alpha: None) -> None:
    """Terms: general.7"""
    helping()
    ticket = opened(FAILING_112, at=NIGHT)
    answered(pages()[0], at=NIGHT + timedelta(minutes=3))
    deliver_everything()
    place(ALPHA)
    wrote(ticket, by=ERIK, at=NIGHT, text="Nous regardons.")
    clients, partners = page_for(DORA, ticket), page_for(ALICE, ticket)
    for name in (ERIK.name, OPERATOR_NAME):
        assert name not in clients, name
        assert name in partners, name
    assert "Support Alpha" in clients
    assert "Nous regardons." in clients
    receipt = shown(client_for(DORA).get(path(ticket, "receipt/")))
    assert ERIK.name not in receipt
    assert OPERATOR_NAME not in receipt


def test_every_decision_opens_to_its_facts(at_alpha: None) -> None:
    """Terms: general.7"""
    helping()
    ticket = opened(FAILING_112, at=NIGHT)
    answered(pages()[0], at=NIGHT + timedelta(minutes=3))
    deliver_everything()
    place(ALPHA)
    page = page_for(ALICE, ticket)
    for words in (
        "Pourquoi ?",
        "hors des heures, calendrier v1",
        "client d’un partenaire",
        "Sous contrat",
        "Les appels d’urgence (112) échouent",
        "Garde appelée",
        "7 juin 2026 à 14 h 00 min 00 s",
        "Appel pris en charge",
        "7 juin 2026 à 14 h 03 min 00 s",
        "Des appels d’urgence qui échouent appellent la garde à toute heure.",
        "general.7",
    ):
        assert words in page, words


def test_numbers_address_and_call_back_stand_there(at_alpha: None) -> None:
    page = page_for(DORA, opened(CRITICAL))
    for words in (CALL_BACK, "Accueil", "critique", "nouveau", "Aucun délai n’est promis", "general.8"):
        assert words in page, words


def test_the_end_client_sees_who_helps_and_how_at_night(at_alpha: None) -> None:
    helping()
    page = page_for(DORA, opened(CRITICAL, at=NIGHT))
    for words in ("Qui vous aide", "Garde Alpha", "02 199 09 00"):
        assert words in page


def test_html_in_a_message_is_text(at_alpha: None) -> None:
    ticket = opened(subject="<b>gras</b>")
    wrote(ticket, by=DORA, text="<script>alert(1)</script>")
    response = client_for(ALICE).get(path(ticket))
    assert b"<script>alert" not in response.content
    assert b"<b>gras" not in response.content


# ---------- What may be done ----------
def test_the_partner_is_offered_to_take_over_and_the_page_says_why(at_alpha: None) -> None:
    helping()
    ticket = opened(CRITICAL, at=NIGHT)
    page = page_for(ALICE, ticket)
    assert "La personne de garde de l’opérateur n’est pas appelée pour ce ticket." in page
    assert path(ticket, "escalate-ticket/") in page
    for member in (DORA, FATOU):
        assert path(ticket, "escalate-ticket/") not in page_for(member, ticket)
    browser = client_for(ALICE)
    with at_instant(NIGHT):
        asked = shown(browser.get(path(ticket, "escalate-ticket/")))
        assert "La personne de garde est appelée tout de suite." in asked
        assert f'value="{CALL_BACK}"' in asked
        browser.post(path(ticket, "escalate-ticket/"), {"call_back_number": "0470 00 00 02"})
        assert browser.get(path(ticket, "escalate-ticket/")).status_code == 302
    place(ALPHA)
    ticket.refresh_from_db()
    assert (ticket.route, ticket.call_back_number) == ("page_on_call", "0470 00 00 02")


def test_taking_over_without_a_number_comes_back(at_alpha: None) -> None:
    helping()
    ticket = opened(CRITICAL, at=NIGHT)
    with at_instant(NIGHT):
        page = shown(client_for(ALICE).post(path(ticket, "escalate-ticket/"), {"call_back_number": ""}))
    assert "Indiquez un numéro qui marche maintenant" in page
    place(ALPHA)
    assert ticket.decisions.count() == 1


def test_what_became_critical_is_said_on_a_page_that_says_what_follows(at_alpha: None) -> None:
    """Terms: general.7"""
    helping()
    ticket, browser = opened(), client_for(DORA)
    with at_instant(NIGHT):
        page = shown(browser.get(path(ticket, "raise-ground/")))
        assert "Le contact d’urgence chez Alpha est prévenu tout de suite." in page
        assert "La personne de garde est appelée tout de suite." in page
        assert OPERATOR_NAME not in page
        lacking = shown(browser.post(path(ticket, "raise-ground/"), {"ground": "no_incoming"}))
        assert "Nommez le lieu touché." in lacking
        answers = {"ground": "no_incoming", "place": "Accueil", "call_back_number": CALL_BACK}
        assert browser.post(path(ticket, "raise-ground/"), answers).status_code == 302
    place(ALPHA)
    ticket.refresh_from_db()
    assert (ticket.ground, ticket.route) == ("no_incoming", "partner_contact")
    assert "Le 112 échoue aussi" in page_for(DORA, ticket)


def test_writing_taking_up_and_moving_by_buttons(at_alpha: None) -> None:
    helping("partner")  # type: ignore[arg-type]
    ticket, browser = opened(), client_for(BOB)
    page = shown(browser.get(path(ticket)))
    assert "Prendre en charge" in page
    browser.post(path(ticket, "acknowledge/"))
    entry = {"entry": str(uuid4()), "audience": "everybody", "text": "Bien reçu.", "is_question": "1"}
    for _click in range(2):
        assert browser.post(path(ticket, "add-message/"), entry).status_code == 302
    place(ALPHA)
    ticket.refresh_from_db()
    assert (ticket.status, ticket.acknowledged_by_name) == ("waiting_client", BOB.name)
    assert Entry.objects.filter(text="Bien reçu.").count() == 1
    stale = browser.post(path(ticket, "move/"), {"status": "closed", "revision": "1"})
    assert stale.status_code == 409
    fresh = {"status": "closed", "revision": str(ticket.revision)}
    for _click in range(2):
        assert browser.post(path(ticket, "move/"), fresh).status_code == 302
    place(ALPHA)
    ticket.refresh_from_db()
    assert ticket.status == "closed"
    assert "<textarea" not in page_for(BOB, ticket)


def test_what_ends_the_call_of_the_night_is_said_before(at_alpha: None) -> None:
    ticket, browser = opened(CRITICAL, by=ALICE, at=NIGHT), client_for(ALICE)
    for query, words in (({}, "Un ticket clos ne se rouvre pas"), ({"status": "resolved"}, "rouvre le ticket")):
        page = shown(browser.get(path(ticket, "end-ticket/"), query))
        assert "La personne de garde n’est plus appelée." in page
        assert words in page
    browser.post(path(ticket, "move/"), {"status": "closed", "revision": "1"})
    assert browser.get(path(ticket, "end-ticket/")).status_code == 409
    place(ALPHA)
    assert "plus appelée" not in shown(browser.get(path(opened(), "end-ticket/")))


def test_an_empty_message_and_nonsense_change_nothing(at_alpha: None) -> None:
    ticket, browser = opened(), client_for(DORA)
    browser.post(path(ticket, "add-message/"), {"text": "  ", "audience": "nobody", "entry": "x"})
    assert browser.post(path(ticket, "move/"), {"status": "nonsense", "revision": "1"}).status_code in (403, 409)
    place(ALPHA)
    assert ticket.entries.count() == 2


@pytest.mark.parametrize("member", [EMIL, DENIS, CHARLIE])
@pytest.mark.parametrize("act", ["", "receipt/", "add-message/", "move/", "raise-ground/"])
def test_somebody_elses_ticket_does_not_exist(at_alpha: None, member: Member, act: str) -> None:
    """A sibling client, a colleague who is no administrator, another partner.

    Terms: general.7
    """
    ticket = opened()
    browser = client_for(member)
    assert browser.get(path(ticket, act)).status_code in (404, 405)
    assert browser.post(path(ticket, act), {"status": "closed", "text": "x"}).status_code in (404, 405)
    place(ALPHA)
    assert ticket.entries.count() == 2


# ---------- Receipt ----------
def test_the_receipt_lists_every_digest_and_says_intact(at_alpha: None) -> None:
    """Terms: general.7"""
    ticket = opened()
    wrote(ticket, by=ALICE, audience=Audience.PARTNER, text="Entre nous.")
    entries = list(ticket.entries.order_by("position"))
    browser = client_for(DORA)
    page = shown(browser.get(path(ticket, "receipt/")))
    assert "Intact : 3 entrées" in page
    for entry in entries:
        assert entry.digest in page
    assert "Entre nous." not in page
    assert ALICE.name not in page
    assert "entrée qui ne vous est pas adressée" in page
    assert "Entre nous." in shown(client_for(BOB).get(path(ticket, "receipt/")))
    known = shown(browser.get(path(ticket, "receipt/"), {"digest": entries[1].digest.upper()}))
    assert "Cette empreinte est celle du rang 2." in known
    assert "n’est d’aucune entrée" in shown(browser.get(path(ticket, "receipt/"), {"digest": "f" * 64}))


def test_a_broken_chain_is_said_loudly(at_alpha: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Terms: general.7"""
    ticket = opened()
    monkeypatch.setattr("support.views.verify", lambda entries: 2)
    page = shown(client_for(DORA).get(path(ticket, "receipt/")))
    assert "La chaîne est rompue au rang 2" in page


def test_a_long_ticket_costs_the_same_queries(at_alpha: None, django_assert_num_queries: Any) -> None:
    helping()
    ticket = opened(CRITICAL, at=NIGHT)
    browser = client_for(ALICE)
    browser.get(path(ticket))
    place(ALPHA)
    for number in range(10):
        wrote(ticket, by=DORA, text=f"message {number}")
    escalated(ticket, by=ALICE, at=NIGHT + timedelta(minutes=1))
    with django_assert_num_queries(QUERIES):
        browser.get(path(ticket))
    place(ALPHA)
    for number in range(10):
        add_message(
            ticket_id=ticket.pk,
            text=str(number),
            audience=Audience.PARTNER,
            person=person_of(ALICE),
            at=OPEN,
        )
    move_ticket(ticket_id=ticket.pk, status="resolved", person=person_of(ALICE), at=NIGHT)
    with django_assert_num_queries(QUERIES + JUDGING):
        page = shown(browser.get(path(ticket)))
    assert len(re.findall("<article", page)) > 20
