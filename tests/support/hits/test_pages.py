"""The pages on which sites and devices are ticked, looked for and read again. S5, S6."""

from typing import Any
from uuid import uuid4

import pytest

from extranet.clients.models import DeviceKind
from extranet.tenancy.context import OWNER, acting
from support.desk.paging.facts import facts_of
from support.desk.paging.wording import page_message
from support.hits import MOST_SHOWN
from support.models import Ticket
from tests.cast import ALICE, ALPHA, DORA, EMIL, ERIK, SIBLING, client_for
from tests.desk.night import at_the_desk, give_ways, watch_with
from tests.support.drafts.test_pages import KEEP
from tests.support.hits.sites import HIGH_STREET, device, site
from tests.support.pages import ANSWERS, CRITICAL_ANSWERS, NEW, asked, sent, shown
from tests.support.playing import CRITICAL, NIGHT, OPEN, opened, pages

pytestmark = pytest.mark.usefixtures("at_alpha")
PLACES = "/tickets/places/"
OPEN_FOR = f"/at/{ALPHA}/admin/support/ticket/open-for/"


def only() -> Ticket:
    """Return the ticket there is."""
    with acting(ALPHA, OWNER):
        return Ticket.objects.get()


def ticked(answers: Any, **more: Any) -> dict[str, Any]:
    """Return what the form posts with boxes ticked."""
    return asked(answers, **more)


# ---------- Asking ----------
def test_the_form_offers_the_clients_sites_and_devices_each_with_its_address() -> None:
    head = site()
    device(head, spot="Accueil"), device(site("Dépôt", street=""), "Portable", kind=DeviceKind.COMPUTER)
    site("Chez Emil", client_id=SIBLING)
    page = shown(client_for(DORA).get(NEW))
    assert "Siège" in page
    assert HIGH_STREET in page
    assert "Poste 12, Siège, Accueil" in page
    assert "aucune adresse déclarée pour le 112" in page
    assert "appareil qui se déplace" in page
    assert "Chez Emil" not in page
    assert 'name="sought"' not in page


def test_a_site_is_confirmed_with_its_address_and_sent() -> None:
    head = site()
    phone = device(head)
    browser = client_for(DORA)
    answers = ticked(CRITICAL_ANSWERS, place="", sites=[str(head.pk)], known_devices=[str(phone.pk)])
    page = shown(sent(browser, answers, at=OPEN))
    assert "Envoyer ce ticket ?" in page
    assert page.count(HIGH_STREET) >= 2
    assert f'name="sites" value="{head.pk}"' in page
    sent(browser, {**answers, "told": "operator_desk"}, at=OPEN)
    ticket = only()
    assert [one.name for one in ticket.named_sites.all()] == ["Siège"]
    for reader in (DORA, ALICE):
        told = shown(client_for(reader).get(f"/tickets/{ticket.pk}/"))
        assert told.count(HIGH_STREET) == 2
        assert HIGH_STREET in shown(client_for(reader).get(f"/tickets/{ticket.pk}/receipt/"))
    assert HIGH_STREET in shown(client_for(ERIK).get(f"/at/{ALPHA}/admin/support/ticket/{ticket.pk}/work/"))


@pytest.mark.parametrize("posted", ["x", "7d552ba0-e2f3-4512-895d-8e557e67882c"])
def test_a_site_that_is_none_comes_back_with_a_sentence(posted: str) -> None:
    page = shown(sent(client_for(DORA), ticked(ANSWERS, sites=[posted], told="operator_desk"), at=OPEN))
    assert "Choisissez parmi ceux de la liste" in page
    with acting(ALPHA, OWNER):
        assert not Ticket.objects.exists()


def test_a_siblings_site_is_not_taken_from_a_form() -> None:
    theirs = site("Chez Emil", client_id=SIBLING)
    page = shown(sent(client_for(DORA), ticked(ANSWERS, sites=[str(theirs.pk)], told="operator_desk"), at=OPEN))
    assert "Un de ces sites n’est plus à ce client" in page
    assert "Chez Emil" not in page


# ---------- Looking for ----------
def many() -> None:
    for number in range(MOST_SHOWN + 3):
        device(site(f"Agence {number:02d}", note="Évere" if number == 14 else ""), f"Poste {number:02d}")


def test_a_client_with_many_sites_looks_for_one_by_a_word() -> None:
    many()
    browser = client_for(DORA)
    page = shown(browser.get(NEW))
    assert page.count('name="sites"') == MOST_SHOWN
    assert page.count('name="known_devices"') == MOST_SHOWN
    assert 'name="sought"' in page
    found = shown(browser.post(PLACES, {**ANSWERS, "sought": "evere"}))
    assert found.count('name="sites"') == 1
    assert "Agence 14" in found
    assert "Poste 13, Agence 13" in shown(browser.post(PLACES, {**ANSWERS, "sought": "poste 13"}))
    assert "Aucun site ni appareil" in shown(browser.post(PLACES, {**ANSWERS, "sought": "gand"}))


def test_what_is_ticked_stays_whatever_is_looked_for() -> None:
    many()
    kept = site("Zoute")
    found = shown(client_for(DORA).post(PLACES, {**ANSWERS, "sought": "agence 03", "sites": [str(kept.pk)]}))
    assert "Zoute" in found
    assert found.count(" checked") == 1


def test_without_javascript_a_button_looks_and_sends_nothing() -> None:
    many()
    answers = ticked(ANSWERS, sought="agence 14", seek="1", told="operator_desk", subject="Ma question")
    page = shown(sent(client_for(DORA), answers, at=OPEN))
    assert "Agence 14" in page
    assert 'value="Ma question"' in page
    with acting(ALPHA, OWNER):
        assert not Ticket.objects.exists()


def test_nobody_looks_into_a_siblings_sites() -> None:
    site("Chez Dora")
    assert client_for(EMIL).post(PLACES, {**ANSWERS, "sought": "chez"}).status_code == 404
    own = {**ANSWERS, "client": str(SIBLING), "sought": "chez"}
    assert "Chez Dora" not in shown(client_for(EMIL).post(PLACES, own))


@pytest.mark.parametrize("sought", ["%", "_", "'", "a" * 300, "\\"])
def test_any_word_is_looked_for_as_it_is(sought: str) -> None:
    site("Siège 100%")
    assert client_for(DORA).post(PLACES, {**ANSWERS, "sought": sought}).status_code == 200


def test_a_draft_keeps_what_was_ticked() -> None:
    head = site()
    browser = client_for(DORA)
    answers = ticked(ANSWERS, sites=[str(head.pk)])
    browser.post(KEEP, answers)
    page = shown(browser.get(NEW, {"draft": answers["ticket"]}))
    assert page.split(f'value="{head.pk}"')[1].split(">")[0].endswith("checked")


# ---------- Staff who note, and the night ----------
def test_staff_note_sites_for_a_caller() -> None:
    head = site()
    browser = client_for(ERIK)
    address = {"caller": str(DORA.id), "client": str(head.client_id)}
    assert HIGH_STREET in shown(browser.get(OPEN_FOR, address))
    answers = {**CRITICAL_ANSWERS, **address, "place": "", "ticket": str(uuid4()), "sites": [str(head.pk)]}
    told = shown(browser.post(OPEN_FOR, answers))
    assert "À dire à la personne avant de noter" in told
    result = told.split('name="told" value="')[1].split('"')[0]
    browser.post(OPEN_FOR, {**answers, "told": result})
    assert only().named_sites.get().address == HIGH_STREET


def test_the_page_of_the_night_says_the_number_first_then_each_place_with_its_address() -> None:
    watch_with(ERIK)
    head = site()
    opened(CRITICAL, by=ALICE, at=NIGHT, place="", site_ids=(head.pk,), device_ids=(device(head).pk,))
    (page,) = pages()
    facts = facts_of(page.facts)
    assert [one.address for one in (*facts.sites, *facts.named_devices)] == [HIGH_STREET, HIGH_STREET]


def test_a_message_of_the_night_carries_them() -> None:
    give_ways(ERIK)
    head = site()
    opened(CRITICAL, by=ALICE, at=NIGHT, place="", site_ids=(head.pk,), device_ids=(device(head).pk,))
    (page,) = pages()
    with at_the_desk():
        step = page.steps.create(
            user_id=ERIK.id, user_name=ERIK.name, round=1, kind="email", address="erik@night.example", due_at=NIGHT
        )
        message = page_message(step)
    body = message.body.replace("\N{NO-BREAK SPACE}", " ")
    assert body.index("Rappelez") < body.index(f"Site : Siège, {HIGH_STREET}")
    assert f"Appareil : Poste 12, Siège, {HIGH_STREET}" in body
    assert "Siège" in message.short or "Siege" in message.short
