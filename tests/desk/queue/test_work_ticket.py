"""A ticket is read whole and answered in place, under its partner's mount, without leaving the operator's host.

Terms: general.7
"""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from extranet.audit.models import AuditEvent
from extranet.tenancy.context import OPERATOR, PARTNER, PUBLIC, acting
from support.models import Audience, Entry, Side, Ticket
from support.rules import FirstLine
from support.staff_reading import ONE_READING, note_reading
from tests.cast import (
    ALICE,
    ALPHA,
    ANNA,
    BETA,
    BOB,
    CHARLIE,
    DIRECT,
    DORA,
    EMIL,
    ERIK,
    SOFIE,
    Member,
    client_for,
    person_of,
)
from tests.contracts import hold
from tests.desk.queue.acts import QUEUE, at_house, entry_of, work_path
from tests.support.playing import CALL_BACK, CRITICAL, NIGHT, answered, helping, opened, pages, wrote

pytestmark = pytest.mark.usefixtures("contracts")

WORKERS = (ERIK, ANNA)
SECRET = "Le client ne paie plus."


def page_of(ticket: Ticket, *, by: Member = ERIK, schema: str = ALPHA) -> str:
    """Return the page as a member of staff sees it."""
    response = client_for(by).get(work_path(ticket, schema=schema))
    assert response.status_code == 200
    return str(response.content.decode())


def post(ticket: Ticket, act: str, *, by: Member = ERIK, schema: str = ALPHA, **posted: Any) -> Any:
    """Post to an act of the ticket."""
    return client_for(by).post(work_path(ticket, act, schema=schema), posted)


def said(ticket: Ticket, *, schema: str = ALPHA) -> list[tuple[str, str, str]]:
    """Return audience, side and text of every message after the first."""
    with acting(schema, OPERATOR):
        found = Entry.objects.filter(ticket=ticket, kind=Entry.Kind.MESSAGE).order_by("position")[1:]
        return [(one.audience, one.author_side, one.text) for one in found]


def fresh(ticket: Ticket, *, schema: str = ALPHA) -> Ticket:
    """Return the ticket as the database has it."""
    with acting(schema, OPERATOR):
        return Ticket.objects.get(pk=ticket.pk)


# ---------- Reading ----------
def test_the_page_shows_the_whole_thread_and_who_reads_what() -> None:
    ticket = opened()
    wrote(ticket, by=DORA, text="Parole de client.")
    wrote(ticket, by=ALICE, text="Entre nous deux.", audience=Audience.PARTNER)
    with acting(ALPHA, OPERATOR):
        wrote(ticket, by=ERIK, text=SECRET, audience=Audience.OPERATOR)
    page = page_of(ticket)
    badges = [
        re.search(r'<span class="badge[^"]*">([^<]+)</span>.{0,200}' + re.escape(text), page, re.DOTALL)
        for text in ("Parole de client.", "Entre nous deux.", SECRET)
    ]
    assert [found[1] for found in badges if found] == [
        f"{ticket.client_name}, Alpha et ALLOcloud",
        "Partenaire seulement",
        "Note interne",
    ]


def test_a_critical_ticket_begins_with_the_number_to_call_back() -> None:
    helping()
    block = hold()
    ticket = opened(CRITICAL, at=NIGHT, holding_ids=(block.pk,))
    page = page_of(ticket)
    facts = page[page.index('id="facts-title"') :]
    first = re.search(r'<th scope="row">([^<]+)</th>', facts)
    assert first is not None
    assert first[1] == "Rappeler"
    assert f'href="tel:{CALL_BACK.replace(" ", "")}"' in facts
    assert "aucune adresse n’était déclarée pour le 112" in facts


def test_every_decision_shows_its_facts_and_its_clause() -> None:
    helping(FirstLine.OPERATOR)
    page = page_of(opened(CRITICAL, at=NIGHT))
    path = page[page.index('id="path-title"') :]
    assert "general.7" in path
    assert "calendrier v1" in path
    assert "contact d’urgence" in path


def test_the_calls_of_the_night_and_their_answer_are_shown() -> None:
    ticket = at_house(DIRECT, CRITICAL, at=NIGHT)
    (page,) = pages()
    answered(page)
    assert "Garde appelée" in page_of(ticket, schema=DIRECT)
    assert ERIK.name in page_of(ticket, schema=DIRECT)


def test_the_way_back_leads_to_the_queue_on_the_operators_host() -> None:
    page = page_of(opened())
    assert f'href="{QUEUE}"' in page
    assert f"/at/{ALPHA}{QUEUE}" not in page
    assert f'action="/at/{ALPHA}/admin/support/ticket/' in page


@pytest.mark.parametrize(
    ("schema", "changes", "names"),
    [
        (ALPHA, {}, ["Répondre à Delta Conseil", "Écrire à Alpha", "Garder la note interne"]),
        (BETA, {"client_id": None}, ["Répondre à Beta", "Garder la note interne"]),
        (DIRECT, {}, ["Répondre à Gamma Bois", "Garder la note interne"]),
    ],
)
def test_each_button_names_whom_it_reaches(schema: str, changes: dict[str, Any], names: list[str]) -> None:
    ticket = at_house(schema, **changes)
    page = page_of(ticket, schema=schema)
    buttons = re.findall(r'<button type="submit" class="btn[^"]*">([^<]+)</button>', page)
    assert [button for button in buttons if button in names] == names
    assert ("Écrire à" in page) == (schema == ALPHA)


# ---------- Answering ----------
@pytest.mark.parametrize("member", WORKERS)
@pytest.mark.parametrize("audience", list(Audience))
def test_an_answer_in_place_is_an_entry_for_that_audience(member: Member, audience: Audience) -> None:
    ticket = opened()
    response = post(ticket, "answer", by=member, audience=audience, text="Voici.", entry=uuid4())
    assert response.headers["Location"] == work_path(ticket)
    assert said(ticket) == [(audience, Side.OPERATOR, "Voici.")]


def test_an_internal_note_is_never_read_by_client_or_partner() -> None:
    ticket = opened()
    post(ticket, "answer", audience=Audience.OPERATOR, text=SECRET, entry=uuid4())
    assert SECRET in page_of(ticket)
    assert SECRET in page_of(ticket, by=SOFIE)
    for member in (DORA, ALICE, BOB):
        browser = client_for(member)
        for path in (f"/tickets/{ticket.pk}/", f"/tickets/{ticket.pk}/receipt/"):
            response = browser.get(path)
            assert response.status_code == 200
            assert SECRET not in response.content.decode()
    assert entry_of(ticket).last_entry_side == Side.CLIENT


def test_a_word_to_the_partner_is_not_read_by_the_client() -> None:
    ticket = opened()
    post(ticket, "answer", audience=Audience.PARTNER, text="Entre nous.", entry=uuid4())
    assert "Entre nous." in client_for(ALICE).get(f"/tickets/{ticket.pk}/").content.decode()
    assert "Entre nous." not in client_for(DORA).get(f"/tickets/{ticket.pk}/").content.decode()


@pytest.mark.parametrize("audience", ["", "all", "everybody "])
def test_without_a_clear_audience_nothing_is_written(audience: str) -> None:
    ticket = opened()
    response = post(ticket, "answer", audience=audience, text=SECRET, entry=uuid4())
    assert response.status_code == 302
    assert said(ticket) == []


def test_a_double_click_writes_once() -> None:
    ticket, entry = opened(), uuid4()
    for _click in range(2):
        post(ticket, "answer", audience=Audience.EVERYBODY, text="Voici.", entry=entry)
    assert len(said(ticket)) == 1


def test_an_empty_answer_comes_back_with_its_reason_where_it_was_typed() -> None:
    ticket = opened()
    response = post(ticket, "answer", audience=Audience.OPERATOR, text="  ", entry=uuid4())
    assert response.status_code == 200
    page = response.content.decode()
    note = page[page.index('id="write-operator"') :]
    assert "Écrivez d’abord votre message." in note[: note.index("</form>")]
    assert said(ticket) == []


def test_an_answer_to_a_ticket_closed_meanwhile_keeps_the_text_in_sight() -> None:
    ticket = opened()
    post(ticket, "move", status="closed", revision=fresh(ticket).revision)
    response = post(ticket, "answer", audience=Audience.EVERYBODY, text="Trop tard.", entry=uuid4())
    assert response.status_code == 409
    page = response.content.decode()
    assert "Trop tard." in page
    assert "est clos" in page
    assert said(ticket) == []


def test_an_answer_takes_the_ticket_up_and_the_queue_knows() -> None:
    ticket = opened()
    post(ticket, "answer", audience=Audience.EVERYBODY, text="Voici.", entry=uuid4())
    entry = entry_of(ticket)
    assert (entry.status, entry.acknowledged_by_name) == ("acknowledged", ERIK.name)
    assert entry.last_entry_side == Side.OPERATOR


def test_a_question_makes_the_requester_awaited() -> None:
    ticket = opened()
    post(ticket, "answer", audience=Audience.EVERYBODY, text="Quel poste ?", entry=uuid4(), is_question="1")
    assert fresh(ticket).status == Ticket.Status.WAITING_CLIENT


# ---------- Moving ----------
def test_taking_up_resolving_opening_again_and_closing() -> None:
    ticket = opened()
    assert "Prendre en charge" in page_of(ticket)
    post(ticket, "acknowledge")
    assert fresh(ticket).acknowledged_by_name == ERIK.name
    assert "Prendre en charge" not in page_of(ticket)
    for status, word in (("resolved", "Rouvrir le ticket"), ("reopened", "Résoudre le ticket")):
        post(ticket, "move", status=status, revision=fresh(ticket).revision)
        assert fresh(ticket).status == status
        assert word in page_of(ticket)
    post(ticket, "move", status="closed", revision=fresh(ticket).revision)
    page = page_of(ticket)
    assert "rien ne s’y ajoute plus" in page
    assert "<textarea" not in page


def test_taking_up_ends_the_calls_of_the_night() -> None:
    ticket = at_house(DIRECT, CRITICAL, at=NIGHT)
    post(ticket, "acknowledge", schema=DIRECT)
    (page,) = pages()
    assert page.closed_at is not None


@pytest.mark.parametrize("revision", ["", "0", "x"])
def test_a_move_from_a_page_read_before_a_change_is_refused(revision: str) -> None:
    ticket = opened()
    response = post(ticket, "move", status="closed", revision=revision)
    assert response.status_code == 302
    assert fresh(ticket).status == Ticket.Status.NEW


@pytest.mark.parametrize("status", ["", "new", "waiting_client", "gone"])
def test_only_the_moves_of_the_buttons_are_made(status: str) -> None:
    ticket = opened()
    post(ticket, "move", status=status, revision=fresh(ticket).revision)
    assert fresh(ticket).status == Ticket.Status.NEW


# ---------- Who ----------
@pytest.mark.parametrize(
    ("act", "posted"),
    [
        ("answer", {"audience": "everybody", "text": "Voici."}),
        ("acknowledge", {}),
        ("move", {"status": "closed", "revision": "1"}),
    ],
)
def test_finance_reads_and_does_not_work(act: str, posted: dict[str, str]) -> None:
    ticket = opened()
    page = page_of(ticket, by=SOFIE)
    assert "Vous lisez ce ticket." in page
    assert "<textarea" not in page
    assert "Clore le ticket" not in page
    assert post(ticket, act, by=SOFIE, **posted).status_code == 403
    assert (fresh(ticket).status, said(ticket)) == (Ticket.Status.NEW, [])


@pytest.mark.parametrize("member", [ALICE, DORA, EMIL, CHARLIE])
def test_nobody_else_finds_the_page(member: Member) -> None:
    ticket = opened()
    for act in ("work", "answer", "acknowledge", "move"):
        assert client_for(member).get(work_path(ticket, act)).status_code == 404
        at_operator = client_for(member, host=ERIK.host).post(work_path(ticket, act))
        assert at_operator.status_code in (302, 404)
    assert fresh(ticket).status == Ticket.Status.NEW


def test_a_ticket_is_found_at_its_own_partner_only() -> None:
    ticket = opened()
    browser = client_for(ERIK)
    assert browser.get(work_path(ticket, schema=BETA)).status_code == 404
    assert browser.post(work_path(ticket, "acknowledge", schema=BETA)).status_code == 404
    assert browser.get(work_path(ticket).removeprefix(f"/at/{ALPHA}")).status_code == 404


# ---------- The record ----------
def test_the_record_shows_every_row_and_leads_to_the_page_of_work() -> None:
    ticket = opened()
    response = client_for(SOFIE).get(work_path(ticket, "change"))
    assert response.status_code == 200
    page = response.content.decode()
    assert f'href="{work_path(ticket)}"' in page
    with acting(ALPHA, OPERATOR):
        digests = list(Entry.objects.filter(ticket=ticket).values_list("digest", flat=True))
    assert all(digest in page for digest in digests)
    assert client_for(ANNA).post(work_path(ticket, "change"), {"subject": "X"}).status_code == 403


def readings(ticket: Ticket) -> list[str]:
    """Return who of staff read the ticket, as the journal has it."""
    with acting(PUBLIC, OPERATOR):
        found = AuditEvent.objects.filter(act="ticket.read", target_id=str(ticket.pk), partner=ALPHA)
        return list(found.order_by("id").values_list("actor_name", flat=True))


def test_who_of_staff_reads_a_ticket_stays_in_the_journal() -> None:
    ticket = opened()
    for member in (ERIK, SOFIE, ERIK):
        page_of(ticket, by=member)
    client_for(ANNA).get(work_path(ticket, "change"))
    assert readings(ticket) == [ERIK.name, SOFIE.name, ANNA.name]


@pytest.mark.parametrize("page", ["", "receipt/"])
def test_a_visit_to_the_partners_own_page_stays_there_too(page: str) -> None:
    ticket = opened()
    assert client_for(ERIK).get(f"/at/{ALPHA}/tickets/{ticket.pk}/{page}").status_code == 200
    assert client_for(DORA).get(f"/tickets/{ticket.pk}/{page}").status_code == 200
    assert readings(ticket) == [ERIK.name]


def test_the_next_hour_is_another_reading_and_others_are_not_noted() -> None:
    ticket, now = opened(), timezone.now()
    erik = person_of(ERIK, schema=ALPHA)
    with acting(ALPHA, OPERATOR):
        assert note_reading(ticket=ticket, person=erik, at=now) is not None
        assert note_reading(ticket=ticket, person=erik, at=now + ONE_READING / 2) is None
        assert note_reading(ticket=ticket, person=erik, at=now + ONE_READING) is not None
    with acting(ALPHA, PARTNER):
        assert note_reading(ticket=ticket, person=person_of(ALICE), at=now) is None
    assert readings(ticket) == [ERIK.name, ERIK.name]
