"""Whether a trained person installed is judged on the day of the installation, said before, and kept.

Terms: general.3
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from extranet.audit.models import AuditEvent
from extranet.clients.models import InstallationRecord, Site
from extranet.tenancy.context import PARTNER, acting
from tests.cast import ALICE, ALPHA, BETA, BOB, CHARLIE, DORA, ERIK, SIBLING, client_for
from tests.emergency.installations.acts import CLEAN, PDF, recorded, site_of
from tests.partners.training import COURSE, INES, trained, withdrawn

pytestmark = pytest.mark.django_db
UNTRAINED = "n’a pas de formation valable ce jour-là"
BY_INES = replace(CLEAN, installer_email=INES)


def posted(**more: object) -> dict[str, object]:
    answers = {"installed_on": "2026-11-19", "is_cabling_clean": "yes", "is_cabling_documented": "yes"}
    return {**answers, "record": str(uuid4()), **more}


def page_of(site: Site) -> str:
    return f"/numbers/installations/{site.pk}/record/"


def written() -> InstallationRecord | None:
    with acting(ALPHA, PARTNER):
        return InstallationRecord.objects.filter(replaced_by__isnull=True).first()


# ---------- Judged on the day ----------
def test_a_trained_person_is_judged_trained_and_the_training_is_kept() -> None:
    training = trained()
    record = recorded(site_of(), replace(BY_INES, installer_name="I.", installer_email="Ines@Cables.example"))
    assert (record.is_installer_trained, record.training_id) == (True, training.pk)
    assert record.installer_name == "Ines Installateur"
    with acting(ALPHA, PARTNER):
        told = AuditEvent.objects.get(act="installation.recorded").changes
    assert (told["is_installer_trained"], told["training"]) == (True, training.pk)


@pytest.mark.parametrize("email", ["", "nobody@cables.example"])
def test_whoever_the_register_does_not_know_is_not_trained(email: str) -> None:
    trained()
    record = recorded(site_of(), replace(CLEAN, installer_email=email))
    assert (record.is_installer_trained, record.training_id) == (False, None)


@pytest.mark.parametrize(
    ("given", "until", "is_trained"),
    [
        (date(2026, 11, 19), date(2026, 11, 19), True),
        (date(2026, 11, 20), date(2027, 11, 19), False),
        (date(2025, 11, 19), date(2026, 11, 18), False),
    ],
)
def test_the_day_of_the_installation_decides_not_the_day_it_is_written(
    given: date, until: date, is_trained: bool
) -> None:
    trained(given=given, until=until)
    assert recorded(site_of(), BY_INES).is_installer_trained is is_trained


def test_another_partners_training_and_a_withdrawn_one_count_for_nothing() -> None:
    trained(BETA)
    assert recorded(site_of(), BY_INES).is_installer_trained is False
    withdrawn(trained())
    today = replace(BY_INES, installed_on=date(2026, 11, 20))
    assert recorded(site_of(name="Dépôt"), today).is_installer_trained is False


def test_what_was_judged_stays_and_a_correction_is_judged_anew() -> None:
    site = site_of()
    first = recorded(site, BY_INES)
    trained()
    with acting(ALPHA, PARTNER):
        first.refresh_from_db()
    assert first.is_installer_trained is False
    assert recorded(site, BY_INES, replaces=first).is_installer_trained is True


# ---------- Said before ----------
def test_an_untrained_installer_is_saved_only_after_the_page_said_what_it_means() -> None:
    site, browser = site_of(), client_for(BOB)
    answers = posted(installer_name="Omar", uploads=[SimpleUploadedFile("plan.pdf", PDF)])
    html = browser.post(page_of(site), answers).content.decode()
    for words in (UNTRAINED, "general.3", "Rien n’est encore écrit", "Choisissez à nouveau vos fichiers", "Omar"):
        assert words in html
    assert written() is None
    response = browser.post(page_of(site), posted(installer_name="Omar", untrained_shown="2026-11-19|"))
    assert response.status_code == 302
    record = written()
    assert record is not None
    assert record.is_installer_trained is False


def test_what_was_said_of_another_day_or_person_is_said_again() -> None:
    site, browser = site_of(), client_for(BOB)
    for shown in ("2026-11-18|", "2026-11-19|else@cables.example"):
        html = browser.post(page_of(site), posted(installer_name="Omar", untrained_shown=shown)).content.decode()
        assert UNTRAINED in html
    assert written() is None


def test_a_person_of_the_register_is_chosen_and_saved_at_once() -> None:
    training, site, browser = trained(), site_of(), client_for(BOB)
    trained(BETA, name="Zoé Zeta", email="zoe@beta.example")
    html = browser.get(page_of(site)).content.decode()
    assert INES in html
    assert "zoe@beta.example" not in html
    assert browser.post(page_of(site), posted(installer=INES)).status_code == 302
    record = written()
    assert record is not None
    assert (record.installer_name, record.training_id) == ("Ines Installateur", training.pk)
    assert f'<option value="{INES}" selected' in browser.get(page_of(site)).content.decode()


def test_nobody_outside_the_register_can_be_chosen_and_a_name_is_due() -> None:
    site, browser = site_of(), client_for(BOB)
    for answers in (posted(installer="zoe@beta.example"), posted(), posted(installer_name=" ")):
        assert browser.post(page_of(site), answers).status_code == 200
    assert "Dites qui a installé" in browser.post(page_of(site), posted()).content.decode()
    assert written() is None


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"installed_on": "2026-11-19", "installer": INES}, COURSE),
        ({"installed_on": "2026-11-19", "installer_name": "I.", "installer_email": INES}, COURSE),
        ({"installed_on": "2027-01-12", "installer": INES}, UNTRAINED),
        ({"installed_on": "2026-11-19", "installer_name": "Omar"}, UNTRAINED),
        ({"installed_on": "", "installer": INES}, "personne formée"),
    ],
)
def test_the_page_says_it_while_one_fills_it_in(query: Mapping[str, str], words: str) -> None:
    trained()
    html = client_for(BOB).get(f"/numbers/installations/{site_of().pk}/installer/", query).content.decode()
    assert words in html
    assert "general.3" in html


def test_nobody_asks_about_another_partners_site() -> None:
    address = f"/numbers/installations/{site_of().pk}/installer/"
    assert client_for(CHARLIE).get(address).status_code == 404
    assert client_for(DORA).get(address).status_code == 403
    assert client_for(ERIK).get(f"/at/{ALPHA}{address}").status_code == 200


# ---------- Shown ----------
def test_the_record_the_site_and_the_list_say_it() -> None:
    trained()
    site, depot = site_of(), site_of(SIBLING, "Studio")
    recorded(site)
    recorded(depot, BY_INES)
    browser = client_for(ALICE)
    for address in (f"/numbers/installations/{site.pk}/", f"/numbers/sites/{site.pk}/"):
        html = browser.get(address).content.decode()
        assert "Installateur non formé ce jour-là" in html
        assert "facturées au temps passé" in html
    assert COURSE in browser.get(f"/numbers/installations/{depot.pk}/").content.decode()
    html = browser.get("/numbers/installations/?show=untrained").content.decode()
    assert "Siège" in html
    assert "Studio" not in html
    own = client_for(DORA).get(f"/numbers/installations/{site.pk}/").content.decode()
    assert "Installateur non formé ce jour-là" in own
    assert "facturées au temps passé" not in own
