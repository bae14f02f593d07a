"""Staff publish terms with a preview, read the register, and see who is behind.

Terms: general.1
"""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.html import escape

from extranet.terms.models import TermsText, TermsVersion
from extranet.terms.reading import normalised
from tests.cast import ALICE, ALPHA, ANNA, ERIK, SOFIE, client_for, place
from tests.terms.acts import SECOND_DAY, accept, publish, today
from tests.terms.documents import demo, irregular

PUBLISH = "/admin/terms/publish/"


def _read(client: Client, document: str, *, valid_from: str = "2024-05-01", language: str = "fr") -> str:
    """Send a document to the preview and return the page."""
    file = SimpleUploadedFile("terms.md", document.encode())
    response = client.post(PUBLISH, {"file": file, "language": language, "valid_from": valid_from})
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.usefixtures("empty_register")
def test_the_preview_shows_the_parts_and_publishes_nothing() -> None:
    html = _read(client_for(ANNA), irregular())
    assert html.count("nouvelle version") == 5
    assert 'id="bt-11d"' in html
    assert not TermsVersion.objects.exists()


@pytest.mark.usefixtures("empty_register")
def test_what_was_confirmed_is_published_to_the_letter() -> None:
    client = client_for(ANNA)
    form = {"document": irregular().replace("\n", "\r\n"), "source_name": "terms.md"}
    response = client.post(PUBLISH, {**form, "language": "fr", "valid_from": "2024-05-01"}, follow=True)
    assert "5 textes publiés." in response.content.decode()
    for text in TermsText.objects.all():
        assert text.text in normalised(irregular())
        assert text.version.published_by_name == ANNA.name


def test_the_preview_says_what_is_new_and_what_is_not(first_edition: list[TermsText]) -> None:
    coming = (today() + timedelta(days=1)).isoformat()
    html = _read(client_for(ANNA), demo("2026-10"), valid_from=coming)
    assert html.count("nouvelle version") == 2
    assert html.count("inchangé") == 3
    assert "Rien de nouveau" in _read(client_for(ANNA), demo("2026-05"), valid_from=coming)


@pytest.mark.usefixtures("empty_register")
def test_a_document_of_another_shape_is_told_with_its_line() -> None:
    html = _read(client_for(ANNA), irregular().replace("### **5. Robots**", "### Robots"))
    assert "Ligne 181 : le titre « Robots »" in html
    assert "nouvelle version" not in html


@pytest.mark.usefixtures("empty_register")
def test_a_date_that_cannot_be_and_a_missing_file_are_told(first_edition: list[TermsText]) -> None:
    assert "est en vigueur" in _read(client_for(ANNA), demo("2026-10"), valid_from="2024-05-02")
    response = client_for(ANNA).post(PUBLISH, {"language": "fr", "valid_from": "2024-05-01"})
    assert "Rien n’est publié." in response.content.decode()


def test_a_confirmation_that_became_impossible_is_refused(first_edition: list[TermsText]) -> None:
    form = {
        "document": demo("2026-10"),
        "source_name": "terms.md",
        "language": "fr",
        "valid_from": "2024-05-01",
    }
    response = client_for(ANNA).post(PUBLISH, form, follow=True)
    assert "a un autre texte" in response.content.decode()
    assert client_for(ANNA).post(PUBLISH, {"document": ""}, follow=True).status_code == 200


@pytest.mark.usefixtures("empty_register")
def test_only_administrators_publish() -> None:
    assert client_for(ERIK).get(PUBLISH).status_code == 403
    assert client_for(SOFIE).post(PUBLISH).status_code == 403
    assert client_for(ANNA).get(f"/at/{ALPHA}{PUBLISH}").status_code == 404


def test_the_register_is_read_and_never_changed(second_edition: list[TermsText]) -> None:
    place(ALPHA)
    accepted = accept(ALICE)
    client = client_for(ERIK)
    listed = client.get("/admin/terms/acceptance/").content.decode()
    assert accepted.number in listed
    shown = client.get(f"/admin/terms/acceptance/{accepted.pk}/change/").content.decode()
    assert f'href="/at/{ALPHA}/terms/certificates/{accepted.pk}/"' in shown
    assert 'name="_save"' not in shown
    assert client.get("/admin/terms/acceptance/add/").status_code == 403
    assert client.post(f"/admin/terms/acceptance/{accepted.pk}/delete/", {"post": "yes"}).status_code == 403


def test_versions_and_texts_are_read(second_edition: list[TermsText]) -> None:
    client = client_for(SOFIE)
    assert "de, en, fr, nl" in client.get("/admin/terms/termsversion/").content.decode()
    text = second_edition[0]
    assert client.get("/admin/terms/termstext/").status_code == 200
    assert escape(text.text.splitlines()[0]) in client.get(f"/admin/terms/termstext/{text.pk}/change/").content.decode()


def test_who_is_behind_is_listed(first_edition: list[TermsText]) -> None:
    client = client_for(ERIK)
    place(ALPHA)
    accept(ALICE)
    assert "Alpha SRL" not in client.get("/admin/terms/behind/").content.decode()
    publish("2026-10", SECOND_DAY)
    html = client.get("/admin/terms/behind/").content.decode()
    assert html.count("Alpha SRL") == 2
