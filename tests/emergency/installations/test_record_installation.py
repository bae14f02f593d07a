"""Installations are written down by the partner and staff, never changed, and read by the client.

Terms: telavox.5, bt.12, general.6
"""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from emergency.installations.files import checked_plans, read_plans
from emergency.installations.selectors import sites_without
from emergency.installations.services import InstallationFacts
from extranet.audit.models import AuditEvent
from extranet.clients.models import InstallationFile, InstallationRecord, Site
from extranet.errors import InvalidInput, NotAllowed, Stale
from extranet.tenancy.context import OWNER, PARTNER, acting
from tests.cast import (
    ALICE,
    ALPHA,
    BETA,
    BETA_CLIENT,
    BOB,
    CHARLIE,
    DENIS,
    DORA,
    EMIL,
    ERIK,
    FATOU,
    SIBLING,
    SOFIE,
    Member,
    client_for,
    person_of,
)
from tests.emergency.installations.acts import CLEAN, MESSY, NOW, PDF, photo, plans, recorded, site_of

pytestmark = pytest.mark.django_db
FORM = {
    "installed_on": "2026-11-19",
    "installer_name": "Ines Installateur",
    "untrained_shown": "2026-11-19|",
    "is_cabling_clean": "yes",
    "is_cabling_documented": "no",
}


def posted(**more: object) -> dict[str, object]:
    return {**FORM, "record": str(uuid4()), **more}


# ---------- Who ----------
@pytest.mark.parametrize("member", [ALICE, BOB, ERIK])
def test_the_partner_and_staff_write_it_down(member: Member) -> None:
    record = recorded(site_of(), by=member)
    assert record.recorded_by_name == member.name
    assert record.recorded_by_side == ("operator" if member is ERIK else "partner")
    with acting(ALPHA, PARTNER):
        assert AuditEvent.objects.filter(act="installation.recorded").count() == 1


@pytest.mark.parametrize("member", [FATOU, DORA, DENIS, SOFIE])
def test_a_client_and_the_finances_only_read(member: Member) -> None:
    with pytest.raises(NotAllowed):
        recorded(site_of(), by=member)


def test_nobody_writes_about_another_partners_site() -> None:
    site = site_of()
    with pytest.raises(Site.DoesNotExist):
        recorded(site, by=CHARLIE, schema=BETA)


# ---------- What ----------
@pytest.mark.parametrize(
    ("facts", "field"),
    [
        (replace(CLEAN, installer_name="  "), "installer_name"),
        (replace(CLEAN, installed_on=date(2026, 11, 21)), "installed_on"),
        (replace(CLEAN, installed_on=date(1950, 1, 1)), "installed_on"),
        (replace(CLEAN, is_cabling_clean=False), "remark"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(facts: InstallationFacts, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        recorded(site_of(), facts)
    assert set(refused.value.fields) == {field}


def test_a_double_click_writes_one_record() -> None:
    site, key = site_of(), uuid4()
    assert recorded(site, record_id=key, files=plans()) == recorded(site, record_id=key, files=plans())
    with acting(ALPHA, PARTNER):
        assert InstallationRecord.objects.count() == 1
        assert InstallationFile.objects.count() == 2


def test_a_correction_replaces_and_keeps_what_it_replaced() -> None:
    site = site_of()
    first = recorded(site, MESSY, files=plans())
    second = recorded(site, CLEAN, replaces=first)
    with acting(ALPHA, PARTNER):
        assert InstallationRecord.objects.get(replaced_by__isnull=True) == second
        assert first.files.count() == 2


def test_two_tabs_write_one_after_the_other_and_the_second_is_told() -> None:
    site = site_of()
    first = recorded(site)
    with pytest.raises(Stale):
        recorded(site, MESSY)
    recorded(site, MESSY, replaces=first)
    with pytest.raises(Stale):
        recorded(site, CLEAN, replaces=first)


def test_the_database_keeps_one_chain_a_site_and_never_changes_it() -> None:
    site, other = site_of(), site_of(name="Dépôt")
    first = recorded(site, files=plans())
    facts = {**vars(CLEAN), "recorded_at": NOW, "recorded_by_id": uuid4(), "recorded_by_name": "x"}
    del facts["installer_email"]
    with acting(ALPHA, OWNER):
        with pytest.raises(IntegrityError), transaction.atomic():
            InstallationRecord.objects.create(site=site, **facts)
        with pytest.raises(IntegrityError), transaction.atomic():
            InstallationRecord.objects.create(site=other, replaces=first, **facts)
        with pytest.raises(DatabaseError), transaction.atomic():
            InstallationRecord.objects.update(remark="x")
        with pytest.raises(DatabaseError), transaction.atomic():
            InstallationFile.objects.update(name="x")


# ---------- Files ----------
def test_a_photo_is_drawn_anew_and_says_nothing_of_its_camera() -> None:
    kept = checked_plans([("../../IMG 1.JPG", photo())])[0]
    assert (kept.name, kept.media_type) == ("IMG 1.jpg", "image/jpeg")
    assert b"Camera of Ines" not in kept.content


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("plan.pdf", b"%PDF-1.7 without its end"),
        ("plan.pdf", b"<html><script>alert(1)</script>"),
        ("plan.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("photo.jpg", b"\xff\xd8\xff broken"),
        ("photo.jpg.exe", b"MZ\x90\x00"),
        ("notes.txt", b"A plan in words"),
        ("plans.zip", b"PK\x03\x04"),
        ("empty.pdf", b""),
    ],
)
def test_what_is_neither_a_plan_nor_a_photo_is_refused_by_its_name(name: str, content: bytes) -> None:
    with pytest.raises(InvalidInput) as refused:
        checked_plans([("bon.pdf", PDF), (name, content)])
    assert name in refused.value.fields["uploads"]
    assert "bon.pdf" not in refused.value.fields["uploads"]


def test_too_many_and_too_heavy_files_are_refused() -> None:
    many = [SimpleUploadedFile(f"{number}.pdf", PDF) for number in range(11)]
    with pytest.raises(InvalidInput, match="pas encore écrite"):
        read_plans(many)
    with pytest.raises(InvalidInput) as refused:
        read_plans([SimpleUploadedFile("lourd.pdf", b"x" * 10_000_001)])
    assert "lourd.pdf" in refused.value.fields["uploads"]


def test_a_plan_is_always_a_download_for_whoever_reads_its_site() -> None:
    record = recorded(site_of(), files=plans(("plan \N{RIGHT-TO-LEFT OVERRIDE}fdp.pdf", PDF)))
    with acting(ALPHA, PARTNER):
        plan = record.files.get()
    for member in (ALICE, FATOU, DORA, DENIS):
        response = client_for(member).get(f"/numbers/plans/{plan.pk}/")
        assert response.status_code == 200
        assert response.headers["Content-Disposition"].startswith("attachment")
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in response.headers["Content-Security-Policy"]
        assert response.content == PDF
    for member in (EMIL, CHARLIE):
        assert client_for(member).get(f"/numbers/plans/{plan.pk}/").status_code == 404


# ---------- Pages ----------
def test_the_page_writes_a_record_with_its_files_and_says_the_clauses() -> None:
    site, browser = site_of(), client_for(BOB)
    form = browser.get(f"/numbers/installations/{site.pk}/record/").content.decode()
    for clause in ("telavox.5", "bt.12", "general.6"):
        assert clause in form
    answers = posted(uploads=[SimpleUploadedFile("plan.pdf", PDF), SimpleUploadedFile("baie.jpg", photo())])
    response = browser.post(f"/numbers/installations/{site.pk}/record/", answers)
    assert response.status_code == 302
    for member in (BOB, DORA):
        page = client_for(member).get(response.headers["Location"]).content.decode()
        for words in ("Ines Installateur", "Câblage soigné", "Pas documenté", "plan.pdf", "baie.jpg", "general.6"):
            assert words in page


def test_a_hostile_file_keeps_the_answers_and_writes_nothing() -> None:
    site = site_of()
    answers = posted(uploads=[SimpleUploadedFile("plan.pdf", b"<html>")])
    page = client_for(BOB).post(f"/numbers/installations/{site.pk}/record/", answers).content.decode()
    assert "Pas accepté : plan.pdf" in page
    assert "Ines Installateur" in page
    with acting(ALPHA, PARTNER):
        assert not InstallationRecord.objects.exists()


def test_the_second_tab_sees_the_difference() -> None:
    site, browser = site_of(), client_for(BOB)
    recorded(site, MESSY)
    response = browser.post(f"/numbers/installations/{site.pk}/record/", posted())
    assert response.status_code == 409
    assert "Câbles sans étiquette" in response.content.decode()


def test_sites_without_a_record_are_listed_until_they_have_one() -> None:
    site, depot = site_of(), site_of(name="Dépôt")
    site_of(SIBLING, "Studio")
    site_of(BETA_CLIENT, "Quai", schema=BETA)
    recorded(site)
    page = client_for(ALICE).get("/numbers/installations/?show=missing").content.decode()
    assert "2 sites n’ont pas de fiche" in page
    assert "Dépôt" in page
    assert "Studio" in page
    assert "Quai" not in page
    own = client_for(DORA).get("/numbers/installations/?show=missing").content.decode()
    assert "Dépôt" in own
    assert "Studio" not in own
    assert "Écrire la fiche" not in own
    with acting(ALPHA, PARTNER):
        assert list(sites_without(person_of(DORA))) == [depot]


def test_more_sites_take_no_more_queries() -> None:
    browser, counts = client_for(ALICE), []
    for more in (1, 12):
        for number in range(more):
            recorded(site_of(name=f"Site {more} {number}"))
            site_of(name=f"Dépôt {more} {number}")
        with CaptureQueriesContext(connection) as asking:
            assert browser.get("/numbers/installations/").status_code == 200
        counts.append(len(asking))
    assert counts[0] == counts[1] <= 12


def test_home_counts_the_sites_without_a_record_for_whoever_may_write_it() -> None:
    site_of()
    assert "1 site sans fiche" in client_for(BOB).get("/").content.decode().replace("\N{NO-BREAK SPACE}", " ")
    assert "sans fiche" not in client_for(DORA).get("/").content.decode()


def test_the_page_of_a_site_shows_its_installation() -> None:
    site = site_of()
    recorded(site, MESSY)
    page = client_for(DORA).get(f"/numbers/sites/{site.pk}/").content.decode()
    assert "Câbles sans étiquette" in page
    assert "general.6" in page
