"""The list of tickets: tabs, filters, words, order, export; and what the shell says of them."""

from typing import Any
from uuid import uuid4

from support.models import Ticket
from support.organising import assign_ticket, tag_ticket
from support.rules import FirstLine
from support.services import move_ticket
from tests.cast import ALICE, ALPHA, BOB, CLIENT, DENIS, DORA, ERIK, SIBLING, Member, client_for, person_of, place
from tests.contracts import subscribe
from tests.support.pages import at_instant, shown
from tests.support.playing import CRITICAL, NIGHT, OPEN, OPERATOR_NAME, helping, opened, wrote

PATH = "/tickets/"
QUERIES = 12


def listed(member: Member, **query: str) -> str:
    page = shown(client_for(member).get(PATH, query))
    place(ALPHA)
    return page


def test_tabs_show_what_they_name(at_alpha: None) -> None:
    helping(FirstLine.PARTNER)
    opened(subject="Question ouverte")
    opened(CRITICAL, subject="Chose critique", at=NIGHT)
    done = opened(subject="Chose résolue")
    move_ticket(ticket_id=done.pk, status="resolved", person=person_of(DORA), at=OPEN)
    over = opened(subject="Chose close")
    move_ticket(ticket_id=over.pk, status="closed", person=person_of(DORA), at=OPEN)
    found = {
        show: {
            word for word in ("ouverte", "critique", "résolue", "close") if f" {word}</a>" in listed(ALICE, show=show)
        }
        for show in ("open", "mine", "critical", "resolved", "closed")
    }
    assert found == {
        "open": {"ouverte", "critique"},
        "mine": {"ouverte", "critique"},
        "critical": {"critique"},
        "resolved": {"résolue"},
        "closed": {"close"},
    }


def test_words_state_and_client_narrow(at_alpha: None) -> None:
    subscribe(client_id=SIBLING)
    place(ALPHA)
    opened(subject="Alpha un")
    opened(by=ALICE, client_id=SIBLING, subject="Beta deux")
    assert "Alpha un" not in listed(ALICE, words="epsilon")
    assert "Beta deux" in listed(ALICE, words="T-2026-00002")
    assert "Beta deux" not in listed(ALICE, client=str(CLIENT))
    assert "Aucun ticket ne correspond" in listed(ALICE, state="closed")
    assert "Aucun ticket ne correspond" in listed(ALICE, client=str(uuid4()))
    assert "Alpha un" in listed(ALICE, client="x", show="y", sort="z")


def test_every_filter_narrows_and_a_wrong_one_narrows_nothing(at_alpha: None) -> None:
    helping(FirstLine.PARTNER)
    ours, plain = opened(subject="Le nôtre"), opened(subject="Le simple")
    urgent, asked = opened(CRITICAL, subject="L’urgent"), opened(subject="Le demandé")
    Ticket.objects.filter(pk=plain.pk).update(category="billing", family="bt")
    alice = person_of(ALICE)
    assign_ticket(ticket_id=ours.pk, agent_id=ALICE.id, person=alice, at=OPEN)
    assign_ticket(ticket_id=urgent.pk, agent_id=BOB.id, person=alice, at=OPEN)
    tag_ticket(ticket_id=ours.pk, tags=["VIP"], person=alice, at=OPEN)
    wrote(asked, by=ALICE, is_question=True)
    subjects = {"nôtre", "simple", "urgent", "demandé"}

    def seen(**query: str) -> set[str]:
        page = listed(ALICE, **query)
        return {word for word in subjects if f"{word}</a>" in page}

    assert seen(agent="mine") == {"nôtre"}
    assert seen(agent="nobody") == {"simple", "demandé"}
    assert seen(critical="1") == {"urgent"}
    assert seen(tag="VIP") == {"nôtre"}
    assert seen(category="billing") == {"simple"}
    assert seen(family="bt") == {"simple"}
    assert seen(waits="client") == {"demandé"}
    assert seen(waits="helper") == {"nôtre", "simple", "urgent"}
    assert seen(waits="partner") == set()
    assert seen(words="rien ne sonne") == {"urgent"}
    assert seen(agent="x", waits="x", category="x", family="x", state="x") == subjects


def test_each_sees_only_theirs_and_a_client_reads_no_operator(at_alpha: None) -> None:
    opened(subject="de Dora")
    opened(by=DENIS, subject="de Denis")
    assert "de Dora" not in listed(DENIS)
    page = listed(DORA)
    assert "de Denis" in page
    assert OPERATOR_NAME not in page
    assert "Qui vous aide" in page


def test_an_empty_list_says_what_a_ticket_is(at_alpha: None) -> None:
    page = listed(DORA)
    assert "Aucun ticket ici" in page
    assert "/tickets/new/" in page
    assert "Aucun ticket ne vous attend" in listed(DORA, show="mine")


def test_the_list_sorts_and_stays_at_its_queries(at_alpha: None, django_assert_num_queries: Any) -> None:
    opened(subject="Premier")
    browser = client_for(ALICE)
    browser.get(PATH)
    with django_assert_num_queries(QUERIES):
        browser.get(PATH)
    place(ALPHA)
    for number in range(30):
        opened(subject=f"Sujet {number}")
    with django_assert_num_queries(QUERIES):
        page = shown(browser.get(PATH, {"sort": "number"}))
    assert page.index("Premier") < page.index("Sujet 0")
    assert "Sujet 29" in shown(browser.get(PATH, {"sort": "number", "page": "2"}))


def test_the_export_has_all_pages_and_starts_no_formula(at_alpha: None) -> None:
    opened(subject="=1+1")
    for number in range(30):
        opened(subject=f"Sujet {number}")
    response = client_for(DORA).get(PATH + "export/", {"show": "open"})
    rows = response.content.decode("utf-8-sig").splitlines()
    assert len(rows) == 32
    assert any("'=1+1" in row for row in rows)
    assert OPERATOR_NAME not in response.content.decode()


def test_the_export_has_agent_and_tags_for_the_partner_and_not_for_a_client(at_alpha: None) -> None:
    """Terms: general.7"""
    ticket, alice = opened(), person_of(ALICE)
    assign_ticket(ticket_id=ticket.pk, agent_id=BOB.id, person=alice, at=OPEN)
    tag_ticket(ticket_id=ticket.pk, tags=["VIP", "fax"], person=alice, at=OPEN)
    partners = client_for(ALICE).get(PATH + "export/").content.decode("utf-8-sig").splitlines()
    assert partners[0].endswith("Confié à;Étiquettes;Tiers attendu")
    assert partners[1].endswith(f"{BOB.name};fax, VIP;")
    clients = client_for(DORA).get(PATH + "export/", {"tag": "VIP"}).content.decode("utf-8-sig")
    assert ticket.number in clients
    assert "VIP" not in clients


def test_the_navigation_counts_what_waits(at_alpha: None) -> None:
    ticket = opened()
    assert 'class="count' not in listed(DORA).split("</aside>", maxsplit=1)[0]
    wrote(ticket, by=ERIK, is_question=True)
    assert 'class="count' in listed(DORA).split("</aside>", maxsplit=1)[0]


def test_home_leads_to_what_waits_and_to_an_emergency_in_one_step(at_alpha: None) -> None:
    """Terms: general.7"""
    helping()
    ticket = opened(CRITICAL, at=NIGHT)
    with at_instant(NIGHT):
        page = shown(client_for(ALICE).get("/"))
    assert "Urgence chez Delta Conseil : Plus d’appels" in page
    assert f"/tickets/{ticket.pk}/escalate-ticket/" in page
    assert page.count(ticket.number) == 1
    place(ALPHA)
    question = opened(subject="Encore ceci")
    wrote(question, by=ERIK, is_question=True)
    assert "Encore ceci" in shown(client_for(DORA).get("/"))


def test_search_and_the_clients_page_find_tickets(at_alpha: None) -> None:
    ticket = opened(subject="Renvoi d’appel")
    browser = client_for(ALICE)
    assert "Renvoi d’appel" in shown(browser.get("/search/", {"q": "renvoi"}))
    assert browser.get("/search/", {"q": ticket.number})["Location"] == f"/tickets/{ticket.pk}/"
    assert "Renvoi d’appel" not in shown(client_for(DENIS).get("/search/", {"q": "renvoi"}))
    page = shown(browser.get(f"/clients/{CLIENT}/"))
    assert "Renvoi d’appel" in page
    assert f"/tickets/new/?client={CLIENT}" in page
    place(ALPHA)
    assert Ticket.objects.count() == 1
