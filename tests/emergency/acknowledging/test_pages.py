"""The page behind the link, the pages of those who ask, and the notice for those who sign in.

Terms: telavox.7, bt.14, sip.4
"""

from datetime import timedelta
from hashlib import sha256

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from emergency.acknowledging.limits import WRONG_LINKS
from emergency.acknowledging.people import Asked
from emergency.acknowledging.services import close_campaign, withdraw_person
from emergency.models import Acknowledgement
from emergency.registry.notices import newest_notice, text_of
from extranet.requests import masked
from extranet.tenancy.context import OPERATOR, PARTNER, PUBLIC, acting
from tests.cast import (
    ALICE,
    ALPHA,
    ANNA,
    BETA,
    BOB,
    CHARLIE,
    CLIENT,
    DENIS,
    DORA,
    EMIL,
    ERIK,
    FATOU,
    Member,
    anonymous,
    client_for,
    person_of,
)
from tests.emergency.acknowledging.acts import HUGO, MIEKE, asked, device, link_in, mailed, new_version, question, read

pytestmark = pytest.mark.django_db
PEOPLE = f"/numbers/acknowledgements/{CLIENT}/"


def link(person: Asked = HUGO) -> str:
    asked([person], at=timezone.now())
    return link_in(mailed()[-1])


def answer(language: str = "fr", number: int = 1) -> dict[str, str]:
    with acting(ALPHA, PARTNER):
        return {"language": language, "sha256": text_of(number, language).sha256}


def text(browser: Browser, path: str, status: int = 200) -> str:
    response = browser.get(path)
    assert response.status_code == status, response.status_code
    return str(response.content.decode())


# ---------- The personal link ----------
def test_the_link_shows_the_notice_in_the_persons_language_and_the_others() -> None:
    path, browser = link(MIEKE), anonymous(ALPHA)
    page = text(browser, path)
    assert "niet gegarandeerd" in page
    for code in ("fr", "de", "en"):
        assert f'href="?language={code}"' in page
    assert "nicht garantiert" in text(browser, f"{path}?language=de")
    assert "niet gegarandeerd" in text(browser, f"{path}?language=xx")
    with acting(ALPHA, PARTNER):
        assert Acknowledgement.objects.get().acknowledged_at is None


def test_reading_is_kept_with_its_facts_and_a_second_click_is_harmless() -> None:
    path, browser = link(), anonymous(ALPHA)
    assert "J’ai lu et compris" in text(browser, path)
    first = browser.post(path, answer("en"), headers={"user-agent": "Firefox 145"})
    assert first.status_code == 200
    row = question()
    assert (row.read_language, row.user_agent, row.ip) == ("en", "Firefox 145", "127.0.0.1")
    second = browser.post(path, answer("fr"))
    assert second.status_code == 200
    assert question().acknowledged_at == row.acknowledged_at
    page = text(browser, path)
    assert row.text_sha256 in page
    assert "Nous gardons" not in page


def test_a_link_of_another_house_or_of_nobody_is_not_found() -> None:
    path = link()
    for schema, wrong in ((ALPHA, f"/acknowledge/{'x' * 43}/"), (BETA, path)):
        assert anonymous(schema).get(wrong).status_code == 404
        assert anonymous(schema).post(wrong, answer()).status_code == 404
    assert question().acknowledged_at is None


def test_who_tries_many_wrong_links_waits_and_a_good_one_counts_nothing() -> None:
    path, browser = link(), anonymous(ALPHA)
    for _number in range(WRONG_LINKS + 5):
        assert browser.get(path).status_code == 200
    for number in range(WRONG_LINKS):
        assert browser.get(f"/acknowledge/{number}/").status_code == 404
    assert browser.get(f"/acknowledge/{WRONG_LINKS}/").status_code == 429
    assert Browser(SERVER_NAME="alpha.test", REMOTE_ADDR="192.0.2.99").get(path).status_code == 200


def test_a_withdrawn_link_and_a_closed_campaign_say_what_to_do() -> None:
    path, browser = link(), anonymous(ALPHA)
    with acting(ALPHA, PARTNER):
        withdraw_person(acknowledgement_id=question().pk, person=person_of(ALICE), at=timezone.now())
    assert "Alice Aerts" in text(browser, path, 410)
    assert browser.post(path, answer()).status_code == 410
    other = link(MIEKE)
    with acting(ALPHA, PARTNER):
        close_campaign(campaign_id=question().campaign_id, person=person_of(ALICE), at=timezone.now())
    assert "nieuwe link" in text(browser, other, 410) or "nouveau lien" in text(browser, other, 410)
    assert question(MIEKE.email).acknowledged_at is None


def test_a_page_that_showed_another_text_keeps_nothing() -> None:
    path = link()
    response = anonymous(ALPHA).post(path, {"language": "fr", "sha256": sha256(b"x").hexdigest()})
    assert response.status_code == 409
    assert "Rechargez-la" in response.content.decode()
    assert question().acknowledged_at is None


def test_the_secret_of_a_link_stands_in_no_log() -> None:
    assert masked("/acknowledge/secret/") == "/acknowledge/…/"


# ---------- For those who sign in ----------
def test_a_member_finds_it_on_home_and_confirms_there() -> None:
    asked([Asked("Denis Dubois", DENIS.email, "fr")], at=timezone.now())
    browser = client_for(DENIS)
    assert "/numbers/notice/" in text(browser, "/")
    assert "J’ai lu et compris" in text(browser, "/numbers/notice/")
    row = question(DENIS.email)
    for _click in range(2):
        response = browser.post("/numbers/notice/", {**answer("nl"), "acknowledgement": str(row.pk)})
        assert response.status_code == 302
    assert question(DENIS.email).read_language == "nl"
    assert "/numbers/notice/" not in text(browser, "/")
    assert "Rien ne vous est demandé" in text(browser, "/numbers/notice/")


@pytest.mark.parametrize("member", [DORA, EMIL, ALICE, CHARLIE])
def test_nobody_confirms_for_somebody_else(member: Member) -> None:
    asked([Asked("Denis Dubois", DENIS.email, "fr")], at=timezone.now())
    row = question(DENIS.email)
    response = client_for(member).post("/numbers/notice/", {**answer(), "acknowledgement": str(row.pk)})
    assert response.status_code == 404
    assert question(DENIS.email).acknowledged_at is None


@pytest.mark.parametrize("wrong", ["", "x", "90f5b068-a9df-48d9-a427-b612eebf6ef1"])
def test_a_confirmation_of_nothing_is_not_found(wrong: str) -> None:
    assert client_for(DENIS).post("/numbers/notice/", {"acknowledgement": wrong}).status_code == 404


# ---------- Those who ask ----------
def test_asking_shows_first_who_gets_a_mail_and_mails_once() -> None:
    device(person_name="Hugo Henry", person_email=HUGO.email)
    browser = client_for(DORA)
    page = text(browser, f"{PEOPLE}ask/")
    assert HUGO.email in page
    assert "GSM Hugo" in page
    form = {
        "chosen": [HUGO.email],
        "pasted": "Mieke Maes; mieke@delta.example; nl",
        "due_on": (timezone.now() + timedelta(days=14)).date().isoformat(),
    }
    checked = browser.post(f"{PEOPLE}ask/", form).content.decode()
    assert "Demander à 2 personnes" in checked
    assert not mailed()
    for _click in range(2):
        assert browser.post(f"{PEOPLE}ask/", {**form, "confirmed": "1"}).status_code == 302
    assert sorted(one.to[0] for one in mailed()) == [HUGO.email, MIEKE.email]


def test_a_list_of_ten_thousand_is_refused_on_the_page() -> None:
    pasted = "\n".join(f"P{number};p{number}@x.example" for number in range(10_000))
    form = {"pasted": pasted, "due_on": (timezone.now() + timedelta(days=14)).date().isoformat(), "confirmed": "1"}
    page = client_for(ALICE).post(f"{PEOPLE}ask/", form).content.decode()
    assert "2000 personnes au plus à la fois" in page
    with acting(ALPHA, PARTNER):
        assert not Acknowledgement.objects.exists()


def test_the_page_says_who_read_and_who_is_to_be_asked_again() -> None:
    asked([HUGO, MIEKE], at=timezone.now())
    read(question(HUGO.email), at=timezone.now())
    page = text(client_for(ALICE), PEOPLE)
    assert page.index(MIEKE.name) < page.index(HUGO.name)
    for words in ("1 sur 2", "Pas encore lu", "Lu et compris", "telavox.7"):
        assert words in page.replace("\N{NO-BREAK SPACE}", " ")
    new_version(timezone.now())
    assert "À redemander" in text(client_for(DORA), PEOPLE)
    overview = text(client_for(ALICE), "/numbers/acknowledgements/")
    assert "2 personnes manquent" in overview.replace("\N{NO-BREAK SPACE}", " ")


def test_the_export_cannot_become_a_formula() -> None:
    asked([Asked("=1+1", "formula@delta.example", "fr")], at=timezone.now())
    response = client_for(DORA).get(f"{PEOPLE}export/")
    assert "'=1+1;formula@delta.example" in response.content.decode()


@pytest.mark.parametrize(
    ("member", "status"),
    [(ALICE, 200), (BOB, 200), (FATOU, 200), (DORA, 200), (DENIS, 403), (EMIL, 404), (CHARLIE, 404)],
)
def test_who_reads_the_list(member: Member, status: int) -> None:
    asked(at=timezone.now())
    assert client_for(member).get(PEOPLE).status_code == status
    assert client_for(member).get(f"{PEOPLE}export/").status_code == status


def test_staff_read_it_under_the_partners_roof() -> None:
    asked(at=timezone.now())
    assert "Hugo Henry" in text(client_for(ERIK), f"/at/alpha{PEOPLE}")


@pytest.mark.parametrize("path", ["/numbers/acknowledgements/", PEOPLE, f"{PEOPLE}ask/"])
def test_more_people_take_no_more_queries(path: str) -> None:
    browser, counts = client_for(ALICE), []
    for more in (2, 12):
        asked([Asked(f"P{number}", f"p{number}@x.example", "fr") for number in range(more)], at=timezone.now())
        device(name=f"GSM {more}", person_name="Hugo", person_email=f"hugo{more}@x.example")
        with CaptureQueriesContext(connection) as asking:
            text(browser, path)
        counts.append(len(asking))
    assert counts[0] == counts[1] <= 20


def test_withdrawing_sending_again_and_ending_are_buttons() -> None:
    asked([HUGO, MIEKE], at=timezone.now() - timedelta(days=2))
    mailed()
    browser, row = client_for(BOB), question(HUGO.email)
    assert browser.get(f"/numbers/readers/{row.pk}/withdraw/").status_code == 405
    assert browser.post(f"/numbers/readers/{row.pk}/resend/").status_code == 302
    assert [one.to[0] for one in mailed()] == [HUGO.email]
    assert browser.post(f"/numbers/readers/{row.pk}/withdraw/").status_code == 302
    assert question(HUGO.email).withdrawn_at
    end = f"/numbers/campaigns/{row.campaign_id}/end/"
    assert "1 personne n’a pas lu" in text(browser, end).replace("\N{NO-BREAK SPACE}", " ")
    for _click in range(2):
        assert browser.post(end).status_code == 302
    assert question(MIEKE.email).campaign.closed_at


def test_the_proof_shows_the_text_its_hash_and_the_facts_and_is_the_same_pdf_each_time() -> None:
    asked(at=timezone.now())
    row = question()
    assert client_for(ALICE).get(f"/numbers/readers/{row.pk}/proof/").status_code == 404
    row = read(row, "en", at=timezone.now())
    page = text(client_for(DORA), f"/numbers/readers/{row.pk}/proof/")
    for words in ("not guaranteed", row.text_sha256, "192.0.2.7", "Firefox 145", HUGO.email):
        assert words in page
    pdfs = {client_for(DORA).get(f"/numbers/readers/{row.pk}/proof.pdf/").content for _time in range(2)}
    assert len(pdfs) == 1
    assert pdfs.pop().startswith(b"%PDF-")
    assert client_for(EMIL).get(f"/numbers/readers/{row.pk}/proof.pdf/").status_code == 404


# ---------- The operator publishes ----------
TEXTS = {f"text_{code}": f"Avis {code} <script>" for code in ("fr", "nl", "de", "en")}
PUBLISH = "/admin/registry/notice/publish/"


def test_an_administrator_looks_again_before_a_version_is_published_once() -> None:
    browser = client_for(ANNA)
    assert "pas garantie" in text(browser, PUBLISH)
    seen = browser.post(PUBLISH, {**TEXTS, "after": "1"}).content.decode()
    assert "Rien n’est encore publié" in seen
    assert "Avis fr <script>" not in seen.replace("&lt;", "<", 0)
    for _click in range(2):
        assert browser.post(PUBLISH, {**TEXTS, "after": "1", "confirmed": "1"}).status_code == 302
    with acting(PUBLIC, OPERATOR):
        assert newest_notice().pk == 2
        assert newest_notice().published_by_name == ANNA.name


def test_a_missing_language_is_named_and_nothing_is_published() -> None:
    page = client_for(ANNA).post(PUBLISH, {**TEXTS, "text_de": " ", "after": "1", "confirmed": "1"}).content.decode()
    assert "Écrivez cet avis en allemand" in page
    with acting(PUBLIC, OPERATOR):
        assert newest_notice().pk == 1


def test_two_administrators_at_once_see_the_difference() -> None:
    new_version(timezone.now())
    response = client_for(ANNA).post(PUBLISH, {**TEXTS, "after": "1", "confirmed": "1"})
    assert response.status_code == 409


def test_support_reads_versions_and_publishes_none() -> None:
    browser = client_for(ERIK)
    assert browser.get(PUBLISH).status_code == 403
    assert browser.get("/admin/registry/nomadicnotice/1/change/").status_code == 200
