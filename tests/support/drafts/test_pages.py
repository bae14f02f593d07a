"""Drafts as a browser keeps them: by itself while somebody writes, by a button, from two tabs."""

import re
from typing import Any
from uuid import UUID, uuid4

from django.test import Client

from extranet.tenancy.context import OWNER, acting
from support.models import Attachment, Ticket, TicketDraft
from tests.cast import ALICE, ALPHA, CLIENT, DENIS, DORA, client_for
from tests.support.files.making import HTML, PDF, upload
from tests.support.pages import ANSWERS, NEW, asked, at_instant, shown
from tests.support.playing import OPEN

KEEP = "/tickets/drafts/keep/"
LIST = "/tickets/drafts/"


def drafts() -> list[TicketDraft]:
    with acting(ALPHA, OWNER):
        return list(TicketDraft.objects.order_by("created_at"))


def typed(browser: Client, ticket_id: UUID, **answers: Any) -> Any:
    """Post what HTMX posts while somebody writes."""
    return browser.post(KEEP, asked(ANSWERS, ticket_id=ticket_id, **answers), headers={"HX-Request": "true"})


def version(response: Any) -> str:
    found = re.search(r'name="version" value="([^"]*)"', shown(response))
    return found[1] if found else ""


def test_it_keeps_itself_while_somebody_writes(at_alpha: None) -> None:
    browser, ticket_id = client_for(DORA), uuid4()
    first = typed(browser, ticket_id)
    assert "Brouillon gardé à" in shown(first)
    second = typed(browser, ticket_id, text="La suite", version=version(first))
    assert "Brouillon gardé à" in shown(second)
    assert [one.content["text"] for one in drafts()] == ["La suite"]


def test_a_page_that_was_only_looked_at_is_no_draft(at_alpha: None) -> None:
    typed(client_for(DORA), uuid4(), subject="", text=" ")
    assert not drafts()


def test_the_second_tab_is_told_and_the_button_keeps_both(at_alpha: None) -> None:
    browser, ticket_id = client_for(DORA), uuid4()
    first = version(typed(browser, ticket_id))
    typed(browser, ticket_id, text="Un", version=first)
    assert "Une autre page a changé ce brouillon" in shown(typed(browser, ticket_id, text="Deux", version=first))
    page = browser.post(KEEP, asked(ANSWERS, ticket_id=ticket_id, text="Deux", version=first), follow=True)
    assert "gardé à part" in shown(page)
    assert sorted(str(one.content["text"]) for one in drafts()) == ["Deux", "Un"]


def test_the_button_keeps_files_too(at_alpha: None) -> None:
    browser, ticket_id = client_for(DORA), uuid4()
    page = browser.post(KEEP, {**asked(ANSWERS, ticket_id=ticket_id), "uploads": [upload("a.pdf", PDF)]}, follow=True)
    assert "Rien n’est envoyé." in shown(page)
    again = shown(browser.get(NEW, {"draft": str(ticket_id)}))
    assert ANSWERS["text"] in again
    assert "a.pdf" in again
    page = browser.post(KEEP, {**asked(ANSWERS, ticket_id=uuid4()), "uploads": [upload("a.jpg", HTML)]}, follow=True)
    assert "Pas accepté : a.jpg" in shown(page)


def test_a_draft_is_resumed_sent_and_gone_from_the_list(at_alpha: None) -> None:
    """Terms: general.7"""
    browser, ticket_id = client_for(DORA), uuid4()
    typed(browser, ticket_id)
    listed = shown(browser.get(LIST))
    assert ANSWERS["subject"] in listed
    assert f"draft={ticket_id}" in listed
    assert f"draft={ticket_id}" in shown(browser.get("/"))
    with at_instant(OPEN):
        browser.post(NEW, asked(ticket_id=ticket_id, told="operator_desk"))
    with acting(ALPHA, OWNER):
        assert Ticket.objects.get().pk == ticket_id
    assert ANSWERS["subject"] not in shown(browser.get(LIST))
    assert browser.get(NEW, {"draft": str(ticket_id)})["Location"] == f"/tickets/{ticket_id}/"


def test_a_second_tab_that_sends_other_words_loses_none(at_alpha: None) -> None:
    browser, ticket_id = client_for(DORA), uuid4()
    with at_instant(OPEN):
        browser.post(NEW, asked(ticket_id=ticket_id, told="operator_desk"))
        page = browser.post(NEW, asked(ticket_id=ticket_id, told="operator_desk", text="Autre chose"), follow=True)
    assert "déjà envoyé d’une autre page" in shown(page)
    assert [one.content["text"] for one in drafts()] == ["Autre chose"]
    with acting(ALPHA, OWNER):
        assert Ticket.objects.count() == 1


def test_a_partners_draft_comes_back_to_its_client(at_alpha: None) -> None:
    browser, ticket_id = client_for(ALICE), uuid4()
    typed(browser, ticket_id)
    assert f"client={CLIENT}" in shown(browser.get(LIST))
    assert ANSWERS["text"] in shown(browser.get(NEW, {"draft": str(ticket_id), "client": str(CLIENT)}))


def test_nobody_resumes_or_gives_up_the_draft_of_another(at_alpha: None) -> None:
    ticket_id = uuid4()
    typed(client_for(DORA), ticket_id)
    other = client_for(DENIS)
    assert other.get(NEW, {"draft": str(ticket_id)}).status_code == 404
    assert other.post(f"/tickets/drafts/{ticket_id}/discard/").status_code == 404
    assert client_for(DORA).post(f"/tickets/drafts/{ticket_id}/discard/").status_code == 302
    with acting(ALPHA, OWNER):
        assert TicketDraft.objects.get().discarded_at is not None
        assert not Attachment.objects.exists()


def test_category_devices_and_language_are_kept(at_alpha: None) -> None:
    with at_instant(OPEN):
        client_for(DORA).post(
            NEW, asked(told="operator_desk", category="devices", devices="Yealink  T54W", language="nl")
        )
    with acting(ALPHA, OWNER):
        ticket = Ticket.objects.get()
    assert (ticket.category, ticket.devices, ticket.language) == ("devices", "Yealink T54W", "nl")
