"""The pages of incidents: noted and published by the desk, told about, with the tickets of every partner.

Terms: general.7
"""

from typing import Any
from uuid import uuid4

import pytest

from extranet.tenancy.context import OPERATOR, PUBLIC, acting
from support.desk.models import DeskReply, Incident, IncidentUpdate
from tests.cast import ALPHA, BETA, DORA, ERIK, SOFIE, client_for
from tests.desk.incidents.playing import NEWS, TEXTS, delivered, ended, heard, joined, noted, published
from tests.desk.queue.acts import at_house, work_path
from tests.support.playing import opened

pytestmark = pytest.mark.usefixtures("contracts")

INCIDENTS = "/admin/desk/incident/"
WRITTEN = {f"text_{code}": text for code, text in TEXTS.items()}
NEWS_WRITTEN = {f"text_{code}": text for code, text in NEWS.items()}


def press(path: str, *, by: Any = ERIK, **posted: str) -> Any:
    """Post to an incident's page."""
    return client_for(by).post(path, posted)


def one() -> Incident:
    """Return the incident there is."""
    with acting(PUBLIC, OPERATOR):
        return Incident.objects.get()


def test_an_incident_is_noted_and_published_from_its_page() -> None:
    key = str(uuid4())
    posted = {"title": "Panne", "started_at_0": "2026-06-01", "started_at_1": "08:30", "key": key, **WRITTEN}
    for _click in range(2):
        press(f"{INCIDENTS}add/", **posted)
    incident = one()
    assert (incident.title, incident.published_at, incident.text_nl) == ("Panne", None, TEXTS["nl"])
    press(f"/admin/desk/incidents/{incident.pk}/publish/", revision=str(incident.revision))
    assert one().published_at is not None
    page = client_for(ERIK).get(f"{INCIDENTS}{incident.pk}/change/").content.decode()
    assert 'name="text_fr"' not in page
    assert "Dire ce qui est nouveau" in page


def test_a_draft_may_miss_a_language_and_publishing_says_which() -> None:
    incident = noted(texts={"fr": "Panne."})
    path = f"/admin/desk/incidents/{incident.pk}/publish/"
    page = client_for(ERIK).post(path, {"revision": incident.revision}, follow=True).content.decode()
    assert "Écrivez ce texte en néerlandais" in page
    assert one().published_at is None


def test_the_page_lists_the_joined_tickets_of_every_partner() -> None:
    incident, mine, theirs = published(), opened(), at_house(BETA)
    joined(mine, incident), joined(theirs, incident, schema=BETA)
    page = client_for(SOFIE).get(f"{INCIDENTS}{incident.pk}/change/").content.decode()
    assert work_path(mine) in page
    assert work_path(theirs, schema=BETA) in page


def test_news_is_told_from_the_page_once_however_often_it_is_clicked() -> None:
    incident, mine, update = published(), opened(), str(uuid4())
    joined(mine, incident)
    path = f"/admin/desk/incidents/{incident.pk}/tell/"
    assert "1 ticket ouvert reçoit ce texte" in client_for(ERIK).get(path).content.decode()
    for _click in range(2):
        press(path, update=update, **NEWS_WRITTEN)
    delivered()
    assert len(heard(mine)) == 2
    press(path, update=str(uuid4()), is_last="1", **NEWS_WRITTEN)
    assert one().ended_at is not None


def test_news_that_names_a_house_comes_back_with_the_text() -> None:
    incident = published()
    posted = {**NEWS_WRITTEN, "text_de": "Alpha hat eine Störung."}
    page = press(f"/admin/desk/incidents/{incident.pk}/tell/", update=str(uuid4()), **posted).content.decode()
    assert "Ôtez « Alpha »" in page
    assert "Alpha hat eine Störung." in page
    with acting(PUBLIC, OPERATOR):
        assert not IncidentUpdate.objects.exists()


def test_finance_reads_incidents_and_presses_nothing() -> None:
    incident = noted()
    for act in ("publish", "tell"):
        assert press(f"/admin/desk/incidents/{incident.pk}/{act}/", by=SOFIE).status_code == 403


def test_the_cockpit_shows_what_is_under_way() -> None:
    assert "Incidents en cours" not in client_for(ERIK).get("/admin/").content.decode()
    incident = published(title="Panne du week-end")
    joined(opened(), incident)
    page = client_for(ERIK).get("/admin/").content.decode()
    assert "Panne du week-end" in page
    ended(incident)
    assert "Panne du week-end" not in client_for(ERIK).get("/admin/").content.decode()


# ---------- Before writing ----------
def test_the_banner_stands_before_a_new_ticket_and_on_the_joined_one() -> None:
    incident = published()
    noted(texts={**TEXTS, "fr": "Pas encore public."})
    page = client_for(DORA).get("/tickets/new/").content.decode()
    assert TEXTS["fr"] in page
    assert "Pas encore public." not in page
    assert "Panne ALLOcloud" not in page
    assert f'value="{incident.pk}"' in page


def test_whoever_ticks_it_has_the_ticket_joined() -> None:
    incident, key = published(), str(uuid4())
    posted = {
        "client": str(DORA.client_id), "ticket": key, "told": "queue", "ground": "no_incoming", "place": "Accueil",
        "call_back_number": "0470 00 00 01", "subject": "Plus d’appels", "text": "Rien.", "incident": str(incident.pk),
    }  # fmt: skip
    browser = client_for(DORA)
    for told in ("queue", "page_on_call", "operator_desk", "partner_contact"):
        browser.post("/tickets/new/", {**posted, "told": told})
    page = browser.get(f"/tickets/{key}/").content.decode()
    assert "Ce ticket est joint à un incident connu" in page
    assert ALPHA in page.lower()


# ---------- Replies ----------
def test_a_reply_in_four_languages_is_inserted_in_the_tickets_own() -> None:
    posted = {"title": "Merci", **WRITTEN}
    assert press("/admin/desk/deskreply/add/", **{**posted, "text_de": ""}).status_code == 200
    press("/admin/desk/deskreply/add/", **posted)
    with acting(PUBLIC, OPERATOR):
        reply = DeskReply.objects.get()
    ticket = opened(language="nl")
    page = client_for(ERIK).get(f"{work_path(ticket)}?reply={reply.pk}").content.decode()
    assert f">{TEXTS['nl']}</textarea>" in page
    assert "Insérer en néerlandais" in page
    for odd in ("x", str(uuid4()), ""):
        assert client_for(ERIK).get(f"{work_path(ticket)}?reply={odd}").status_code == 200


def test_the_end_is_a_word_and_what_is_not_the_end_is_no_cross() -> None:
    incident = published()
    path = f"/admin/desk/incidents/{incident.pk}/tell/"
    press(path, update=str(uuid4()), **NEWS_WRITTEN)
    page = client_for(ERIK).get(f"{INCIDENTS}{incident.pk}/change/").content.decode()
    assert "icon-no" not in page
    press(path, update=str(uuid4()), is_last="1", **NEWS_WRITTEN)
    page = client_for(ERIK).get(f"{INCIDENTS}{incident.pk}/change/").content.decode()
    assert "icon-yes" not in page
    assert "oui" in page


def test_a_retired_reply_is_no_longer_offered_and_stays() -> None:
    ticket = opened()
    press("/admin/desk/deskreply/add/", title="Renvoi", **WRITTEN)
    with acting(PUBLIC, OPERATOR):
        reply = DeskReply.objects.get()
    assert "Renvoi" in client_for(ERIK).get(work_path(ticket)).content.decode()
    press(f"/admin/desk/deskreply/{reply.pk}/change/", title="Renvoi", is_retired="on", **WRITTEN)
    page = client_for(ERIK).get(f"{work_path(ticket)}?reply={reply.pk}").content.decode()
    assert "Renvoi" not in page
    assert TEXTS["fr"] not in page
    assert "retirée" in client_for(ERIK).get("/admin/desk/deskreply/").content.decode()
