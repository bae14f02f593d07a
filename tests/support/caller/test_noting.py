"""Staff note a caller's request: judged as the caller's own, marked, and confirmed by the caller. S2."""

from typing import Any
from uuid import uuid4

import pytest
from django.core import mail as outgoing

from extranet.errors import NotAllowed
from extranet.tenancy.context import OWNER, acting
from support.asking_mails import ask_confirmation
from support.chain import verify
from support.entries import link_of
from support.models import Side, Ticket
from support.rules import FirstLine, Result
from support.services import Asked, open_ticket_for
from support.services.confirming import confirm_request
from tests.cast import (
    ALICE,
    ALPHA,
    BOB,
    CHARLIE,
    CLIENT,
    DENIS,
    DIRECT,
    DORA,
    EMIL,
    ERIK,
    GITA,
    SOFIE,
    Member,
    client_for,
    person_of,
    place,
)
from tests.support.files.making import PDF, upload
from tests.support.pages import shown
from tests.support.playing import CRITICAL, NIGHT, OPEN, QUESTION, asked_for, helping, opened, pages

OPEN_FOR = f"/at/{ALPHA}/admin/support/ticket/open-for/"
ANSWERS = {"ground": "none", "subject": "Une question", "text": "Elle demande comment renvoyer un numéro."}


def noted(
    caller: Member = DORA, *, asked: Asked = QUESTION, at: Any = OPEN, by: Member = ERIK, schema: str = ALPHA
) -> Ticket:
    staff = person_of(by, schema=schema)
    return open_ticket_for(ticket_id=uuid4(), asked=asked, caller=person_of(caller), noted_by=staff, at=at)


# ---------- The act ----------
def test_a_noted_ticket_is_the_callers_and_says_who_wrote_it(at_alpha: None) -> None:
    """Terms: general.7"""
    ticket = noted()
    assert (ticket.opened_by_id, ticket.opened_by_side) == (DORA.id, Side.CLIENT)
    assert (ticket.entered_by_id, ticket.entered_by_name, ticket.confirmed_at) == (ERIK.id, ERIK.name, None)
    entries = list(ticket.entries.order_by("position"))
    assert {entry.author_id for entry in entries} == {ERIK.id}
    assert entries[0].facts["noted_for"] == DORA.name
    assert verify(link_of(one) for one in entries) is None
    assert asked_for("support.ask_confirmation") == [[str(ticket.pk)]]
    assert not asked_for("support.mail_receipt")


def test_it_is_judged_by_the_callers_party_at_the_servers_instant(at_alpha: None) -> None:
    """Terms: general.7"""
    helping(FirstLine.PARTNER)
    assert noted(asked=CRITICAL, at=NIGHT).route == Result.PARTNER_CONTACT
    assert not pages()
    assert noted(ALICE, asked=CRITICAL, at=NIGHT).route == Result.PAGE_ON_CALL
    assert len(pages()) == 1


def test_a_direct_clients_call_at_night_pages(at_direct: None) -> None:
    """Terms: general.7"""
    asked = Asked(**{**vars(CRITICAL), "client_id": None})
    assert noted(GITA, asked=asked, at=NIGHT, schema=DIRECT).route == Result.PAGE_ON_CALL


def test_two_clicks_note_once(at_alpha: None) -> None:
    ticket_id, staff, dora = uuid4(), person_of(ERIK, schema=ALPHA), person_of(DORA)
    for _click in range(2):
        open_ticket_for(ticket_id=ticket_id, asked=QUESTION, caller=dora, noted_by=staff, at=OPEN)
    assert Ticket.objects.count() == 1


@pytest.mark.parametrize("by", [SOFIE])
def test_who_does_not_work_tickets_notes_none(at_alpha: None, by: Member) -> None:
    with pytest.raises(NotAllowed):
        noted(by=by)


def test_a_partner_notes_for_nobody(at_alpha: None) -> None:
    with pytest.raises(NotAllowed):
        open_ticket_for(ticket_id=uuid4(), asked=QUESTION, caller=person_of(DORA), noted_by=person_of(ALICE), at=OPEN)


# ---------- The confirmation ----------
def test_the_caller_is_asked_by_mail_and_confirms_once(at_alpha: None) -> None:
    """Terms: general.7"""
    ticket = noted()
    ask_confirmation(str(ticket.pk))
    sent = outgoing.outbox[-1]
    assert sent.to == [DORA.email]
    assert f"/tickets/{ticket.pk}/confirm/" in str(sent.body)
    for _click in range(2):
        confirm_request(ticket_id=ticket.pk, person=person_of(DORA), at=OPEN)
    ticket.refresh_from_db()
    assert ticket.confirmed_at == OPEN
    assert [one.event for one in ticket.entries.order_by("position")].count("caller_confirmed") == 1
    ask_confirmation(str(ticket.pk))
    assert len(outgoing.outbox) == 1


@pytest.mark.parametrize("member", [ALICE, BOB])
def test_nobody_confirms_for_the_caller(at_alpha: None, member: Member) -> None:
    """Terms: general.7"""
    ticket = noted()
    with pytest.raises(NotAllowed):
        confirm_request(ticket_id=ticket.pk, person=person_of(member), at=OPEN)
    assert client_for(member).post(f"/tickets/{ticket.pk}/confirm/").status_code == 403


def test_the_page_of_confirming_is_the_callers(at_alpha: None) -> None:
    ticket, own = noted(), opened()
    path = f"/tickets/{ticket.pk}/confirm/"
    browser = client_for(DORA)
    assert "Est-ce bien votre demande ?" in shown(browser.get(path))
    assert client_for(EMIL).get(path).status_code == 404
    assert client_for(DENIS).get(path).status_code == 404
    assert client_for(CHARLIE).get(path).status_code == 404
    assert browser.get(f"/tickets/{own.pk}/confirm/").status_code == 404
    ticket.refresh_from_db()
    assert ticket.confirmed_at is None
    page = shown(browser.post(path, follow=True))
    assert "est confirmé" in page
    assert "Confirmé par la personne qui a appelé" in page


def test_the_ticket_says_for_whom_it_was_noted_and_asks(at_alpha: None) -> None:
    """Terms: general.7. A partner's client reads no name of the operator's people."""
    ticket = noted()
    page = shown(client_for(DORA).get(f"/tickets/{ticket.pk}/"))
    assert f"/tickets/{ticket.pk}/confirm/" in page
    assert ERIK.name not in page
    assert f"/tickets/{ticket.pk}/confirm/" not in shown(client_for(ALICE).get(f"/tickets/{ticket.pk}/"))


# ---------- The desk's page ----------
def test_the_desk_chooses_the_caller_reads_the_sentence_and_notes(at_alpha: None) -> None:
    """Terms: general.7"""
    browser = client_for(ERIK)
    page = shown(browser.get(OPEN_FOR, {"words": "dora"}))
    assert f"caller={DORA.id}" in page
    assert f"caller={ALICE.id}" not in page
    posted = {**ANSWERS, "caller": str(DORA.id), "client": str(CLIENT), "ticket": str(uuid4())}
    told = shown(browser.post(OPEN_FOR, {**posted, "uploads": [upload("a.pdf", PDF)]}))
    assert "À dire à la personne avant de noter" in told
    assert "a.pdf" in told
    with acting(ALPHA, OWNER):
        assert not Ticket.objects.exists()
    result = told.split('name="told" value="')[1].split('"')[0]
    done = browser.post(OPEN_FOR, {**posted, "told": result}, follow=True)
    page = shown(done)
    assert "est noté pour Dora Delvaux" in page
    assert "pas encore confirmé par la personne" in page
    assert "T-" in shown(browser.get(OPEN_FOR)).split("pas encore confirmés")[1]


def test_a_partners_person_is_asked_for_which_client(at_alpha: None) -> None:
    page = shown(client_for(ERIK).get(OPEN_FOR, {"caller": str(ALICE.id)}))
    assert f"client={CLIENT}" in page
    assert "client=own" in page


def test_what_is_missing_is_told_beside_its_field(at_alpha: None) -> None:
    posted = {**ANSWERS, "ground": "no_incoming", "caller": str(DORA.id), "ticket": str(uuid4())}
    page = shown(client_for(ERIK).post(OPEN_FOR, posted))
    assert "Indiquez un numéro qui marche maintenant" in page
    assert "Elle demande comment renvoyer un numéro." in page


@pytest.mark.parametrize("caller", [CHARLIE, ERIK])
def test_who_is_not_of_this_house_is_not_found(at_alpha: None, caller: Member) -> None:
    assert client_for(ERIK).get(OPEN_FOR, {"caller": str(caller.id)}).status_code == 404


def test_staff_who_read_only_note_nothing(at_alpha: None) -> None:
    assert client_for(SOFIE).get(OPEN_FOR).status_code == 403
    assert client_for(ERIK).get("/admin/support/ticket/open-for/").status_code == 404


def test_who_is_not_under_contract_is_told_before_anything_is_written(db: None) -> None:
    """Terms: general.7"""
    place(ALPHA)
    page = shown(client_for(ERIK).get(OPEN_FOR, {"caller": str(DORA.id)}))
    assert "Le support est réservé à qui est sous contrat" in page
    assert "Noter le ticket" not in page.split("submit-row")[1]


# ---------- The desk sees what waits to be confirmed ----------
def test_the_queue_of_all_partners_shows_what_is_not_confirmed_and_narrows_to_it(at_alpha: None) -> None:
    waiting, own = noted(), opened()
    browser = client_for(ERIK)
    page = shown(browser.get("/admin/desk/queueentry/"))
    assert page.count("à confirmer par la personne") == 1
    narrowed = shown(browser.get("/admin/desk/queueentry/?unconfirmed=yes"))
    assert waiting.number in narrowed
    assert own.number not in narrowed
    cockpit = shown(browser.get("/admin/"))
    assert "1 ticket noté pour une personne qui ne l’a pas confirmé" in cockpit
    place(ALPHA)
    confirm_request(ticket_id=waiting.pk, person=person_of(DORA), at=OPEN)
    assert "à confirmer par la personne</span>" not in shown(browser.get("/admin/desk/queueentry/"))
    assert "ne l’a pas confirmé" not in shown(browser.get("/admin/"))
