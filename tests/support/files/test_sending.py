"""Files sent with a request and with an answer, as a browser posts them; whole or not at all."""

from typing import Any
from uuid import uuid4

import pytest

from extranet.tenancy.context import OWNER, acting
from support.chain import verify
from support.entries import link_of
from support.models import Attachment, Audience, Entry, Ticket
from tests.cast import ALICE, ALPHA, DORA, ERIK, client_for, place
from tests.support.files.making import HTML, LOG, PDF, photo, upload
from tests.support.pages import ANSWERS, NEW, asked, at_instant, shown
from tests.support.playing import OPEN, opened


def files() -> list[Attachment]:
    with acting(ALPHA, OWNER):
        return list(Attachment.objects.order_by("name"))


def entries(ticket: Ticket) -> list[Entry]:
    with acting(ALPHA, OWNER):
        return list(ticket.entries.order_by("position"))


def ask(**answers: Any) -> Any:
    """Post the form of a new ticket as Dora, who was told before."""
    with at_instant(OPEN):
        return client_for(DORA).post(NEW, {**asked(ANSWERS, told="operator_desk"), **answers})


def test_a_request_carries_its_photos(at_alpha: None) -> None:
    """Terms: general.7"""
    response = ask(uploads=[upload("IMG_1.jpg", photo(with_place=True)), upload("trace.log", LOG)])
    assert response.status_code == 302
    with acting(ALPHA, OWNER):
        ticket = Ticket.objects.get()
        first = ticket.entries.get(event="")
    assert [(one.name, one.entry_id) for one in files()] == [("IMG_1.jpg", first.pk), ("trace.log", first.pk)]
    assert [one["name"] for one in first.facts["files"]] == ["IMG_1.jpg", "trace.log"]
    assert first.facts["files"][0]["digest"] == files()[0].digest
    assert verify(link_of(one) for one in entries(ticket)) is None


def test_a_changed_name_or_digest_breaks_the_chain(at_alpha: None) -> None:
    """Terms: general.7"""
    ask(uploads=[upload("trace.log", LOG)])
    with acting(ALPHA, OWNER):
        ticket = Ticket.objects.get()
    written = entries(ticket)
    written[1].facts["files"][0]["digest"] = "0" * 64
    assert verify(link_of(one) for one in written) == 2


def test_files_wait_while_the_sentence_is_read_and_corrected(at_alpha: None) -> None:
    browser, ticket_id = client_for(DORA), uuid4()
    with at_instant(OPEN):
        page = browser.post(NEW, {**asked(ticket_id=ticket_id), "uploads": [upload("a.pdf", PDF)]})
    kept = files()[0]
    assert f'name="attachments" value="{kept.pk}"' in shown(page)
    assert "a.pdf" in shown(page)
    with at_instant(OPEN):
        corrected = browser.post(NEW, {**asked(ticket_id=ticket_id), "attachments": [str(kept.pk)], "correct": "1"})
    assert f'value="{kept.pk}" id="attached-{kept.pk}" checked' in shown(corrected)
    with at_instant(OPEN):
        browser.post(NEW, {**asked(ticket_id=ticket_id, told="operator_desk"), "attachments": [str(kept.pk)]})
    assert files()[0].ticket_id == ticket_id


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("photo.jpg", HTML, "Pas accepté : photo.jpg"),
        ("vide.txt", b" ", "Pas accepté : vide.txt"),
        ("lourd.log", b"a" * 10_000_001, "Trop lourd, 10 Mo au plus par fichier : lourd.log"),
    ],
)
def test_one_refused_file_refuses_the_request_and_keeps_the_words(
    at_alpha: None, name: str, content: bytes, sentence: str
) -> None:
    response = ask(uploads=[upload("bon.pdf", PDF), upload(name, content, "image/jpeg")])
    page = shown(response)
    assert sentence in page
    assert 'id="id_uploads_error"' in page
    assert ANSWERS["text"] in page
    assert not files()
    with acting(ALPHA, OWNER):
        assert not Ticket.objects.exists()


def test_eleven_files_are_too_many(at_alpha: None) -> None:
    page = shown(ask(uploads=[upload(f"{n}.log", LOG + bytes([48 + n % 10])) for n in range(11)]))
    assert "Joignez 10 fichiers au plus par message." in page
    assert not files()


def test_two_clicks_send_the_files_once(at_alpha: None) -> None:
    ticket_id = uuid4()
    for _click in range(2):
        ask(ticket=str(ticket_id), uploads=[upload("a.pdf", PDF)])
    assert [one.ticket_id for one in files()] == [ticket_id]


def test_an_answer_carries_files_and_a_double_click_once(at_alpha: None) -> None:
    """Terms: general.7"""
    ticket, entry_id, browser = opened(), uuid4(), client_for(ALICE)
    answer = {"audience": "everybody", "entry": str(entry_id), "text": "Voici."}
    for _click in range(2):
        with at_instant(OPEN):
            browser.post(f"/tickets/{ticket.pk}/add-message/", {**answer, "uploads": [upload("a.pdf", PDF)]})
    assert [(one.name, one.entry_id) for one in files()] == [("a.pdf", entry_id)]
    page = shown(client_for(DORA).get(f"/tickets/{ticket.pk}/"))
    assert f"/tickets/{ticket.pk}/files/{files()[0].pk}/" in page
    assert "application/pdf" in page
    receipt = shown(client_for(DORA).get(f"/tickets/{ticket.pk}/receipt/"))
    assert files()[0].digest in receipt


def test_a_refused_file_refuses_the_answer_and_keeps_it_in_its_field(at_alpha: None) -> None:
    ticket = opened()
    answer = {"audience": "everybody", "entry": str(uuid4()), "text": "Long texte à garder."}
    with at_instant(OPEN):
        response = client_for(DORA).post(
            f"/tickets/{ticket.pk}/add-message/", {**answer, "uploads": [upload("a.jpg", HTML)]}
        )
    page = shown(response)
    assert response.status_code == 200
    assert "Pas accepté : a.jpg" in page
    assert "Long texte à garder.</textarea>" in page
    assert not files()
    assert len(entries(ticket)) == 2


def test_an_empty_answer_keeps_no_file(at_alpha: None) -> None:
    ticket = opened()
    with at_instant(OPEN):
        client_for(DORA).post(
            f"/tickets/{ticket.pk}/add-message/",
            {"audience": "everybody", "text": " ", "uploads": [upload("a.pdf", PDF)]},
        )
    assert not files()


def test_staff_answer_with_a_file(at_alpha: None) -> None:
    """Terms: general.7"""
    ticket = opened()
    browser = client_for(ERIK)
    answer = {"audience": "operator", "entry": str(uuid4()), "text": "Trace pour nous.", "seen": "2"}
    address = f"/at/{ALPHA}/admin/support/ticket/{ticket.pk}"
    browser.post(f"{address}/answer/", {**answer, "uploads": [upload("trace.log", LOG)]})
    file = files()[0]
    with acting(ALPHA, OWNER):
        assert file.entry is not None
        assert file.entry.audience == Audience.OPERATOR
    assert f"/at/{ALPHA}/tickets/{ticket.pk}/files/{file.pk}/" in shown(browser.get(f"{address}/work/"))


def test_nobody_sends_the_file_of_another(at_alpha: None) -> None:
    ask(uploads=[upload("a.pdf", PDF)], told="")
    kept = files()[0]
    with at_instant(OPEN):
        client_for(ALICE).post(NEW, {**asked(told="operator_desk", client="own"), "attachments": [str(kept.pk)]})
    place(ALPHA)
    assert files()[0].ticket_id is None


def test_what_is_taken_is_said_as_the_settings_have_it(at_alpha: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("support.files.LARGEST_MB", 7)
    monkeypatch.setattr("support.files.MOST_FILES", 3)
    ticket, browser = opened(), client_for(DORA)
    for path in (f"/tickets/{ticket.pk}/", "/tickets/new/"):
        assert "3 fichiers de 7 Mo au plus" in shown(browser.get(path))
