"""Pages of files: sent, shown with what was guessed, read another way, written, dropped, and their walls.

Terms: telavox.7, bt.14, sip.4
"""

import csv
from io import BytesIO, StringIO

import pytest
from pytest_django import DjangoAssertNumQueries

from emergency.models import AddressImport
from extranet.tenancy.context import PARTNER, acting
from tests.cast import ALICE, ALPHA, DENIS, DORA, EMIL, client_for
from tests.contracts import FIRST, hold
from tests.emergency.importing.files import HEAD, cells, shown, written
from tests.registry.acts import SAINTES, declare
from tests.registry.cutting import towns

pytestmark = pytest.mark.django_db

QUERIES = 30


def only() -> AddressImport:
    """Return the one import."""
    with acting(ALPHA, PARTNER):
        return AddressImport.objects.get()


def test_a_file_is_sent_shown_and_written() -> None:
    hold()
    browser = client_for(ALICE)
    assert browser.get("/numbers/imports/send-file/").status_code == 200
    file = BytesIO(written([cells("32 2 226 88 00", "32 2 226 88 99")]))
    file.name = "adresses.csv"
    page = browser.post("/numbers/imports/send-file/", {"file": file}, follow=True).content.decode()
    assert "+32\xa02\xa0226\xa088\xa000\xa0– 99" in page
    assert "Le « + » manquait" in page
    assert "Rue Haute 10, 1000 Bruxelles" in page
    assert "UTF-8" in page
    assert "point-virgule" in page
    assert "Rien n’est encore écrit" in page
    assert towns(FIRST) == ["none_declared"]
    answer = browser.post(f"/numbers/imports/{only().pk}/write-import/", follow=True)
    assert "déclarée le" in answer.content.decode()
    assert towns(FIRST) == ["Bruxelles"]
    again = browser.post(f"/numbers/imports/{only().pk}/write-import/")
    assert again.status_code == 302
    assert "adresses.csv" in browser.get("/numbers/imports/").content.decode()


def test_a_wrong_row_is_refused_with_line_column_value_code_and_way_out() -> None:
    hold()
    file = BytesIO(written([cells(FIRST, FIRST + 99, postal_code="14")]))
    file.name = "adresses.csv"
    answer = client_for(ALICE).post("/numbers/imports/send-file/", {"file": file})
    page = answer.content.decode()
    assert answer.status_code == 422
    for word in (">2<", "Code postal", ">14<", "postal_code_invalid", "quatre chiffres"):
        assert word in page
    assert "Écrire le fichier" not in page


def test_the_encoding_and_the_separator_are_changed_before_anything_is_written() -> None:
    hold()
    kept = shown(written([cells(FIRST, FIRST + 99, street="Rue Léon")]).decode().encode("cp1252"))
    assert (kept.encoding, kept.separator) == ("windows-1252", ";")
    browser = client_for(ALICE)
    url = f"/numbers/imports/{kept.pk}/read-again/"
    other = browser.post(url, {"encoding": "windows-1252", "separator": "\t"})
    assert other.status_code == 422
    assert "Il manque" in other.content.decode()
    assert browser.post(url, {"encoding": "utf-8", "separator": ";"}).status_code == 422
    assert browser.post(url, {"encoding": "windows-1252", "separator": ";"}).status_code == 302
    assert only().state == "shown"
    assert "Rue Léon" in browser.get(f"/numbers/imports/{kept.pk}/").content.decode()


def test_the_report_is_the_same_file_with_what_is_wrong() -> None:
    hold(FIRST, FIRST + 9)
    hold(FIRST + 10, FIRST + 19)
    rows = [cells(FIRST, FIRST + 9, access_note="=1+1", street="Rue Léon"), cells(FIRST + 10, FIRST + 19, box="é" * 30)]
    kept = shown(written(rows, separator=",").decode().encode("cp1252"))
    answer = client_for(ALICE).get(f"/numbers/imports/{kept.pk}/export-faults/")
    text = answer.content.decode("cp1252")
    head, good, bad = csv.reader(StringIO(text, newline=""), delimiter=",")
    assert head == [*HEAD, "error"]
    assert (good[2], good[11], good[-1]) == ("Rue Léon", "'=1+1", "")
    assert "too_long" in bad[-1]
    assert bad[0].startswith("'+")
    again = shown(answer.content)
    assert [(one["line"], one["code"]) for one in again.faults] == [(3, "too_long")]


def test_a_change_meanwhile_is_answered_with_what_differs() -> None:
    block = hold()
    kept = shown([cells(FIRST, FIRST + 99)])
    declare(block, SAINTES)
    answer = client_for(ALICE).post(f"/numbers/imports/{kept.pk}/write-import/")
    assert answer.status_code == 409
    assert "88\xa000" in answer.content.decode()
    assert towns(FIRST) == ["Saintes"]


def test_a_file_is_dropped() -> None:
    hold()
    kept = shown([cells(FIRST, FIRST + 99)])
    browser = client_for(ALICE)
    assert browser.post(f"/numbers/imports/{kept.pk}/drop-import/").status_code == 302
    assert (only().state, only().content) == ("dropped", None)
    assert browser.post(f"/numbers/imports/{kept.pk}/write-import/").status_code == 409
    assert browser.get(f"/numbers/imports/{kept.pk}/").status_code == 200


def test_a_sibling_finds_nothing_and_who_may_not_declare_is_told_so() -> None:
    hold()
    kept = shown([cells(FIRST, FIRST + 99)], by=DORA)
    for path in ("", "export-faults/"):
        assert client_for(EMIL).get(f"/numbers/imports/{kept.pk}/{path}").status_code == 404
    for path in ("read-again/", "write-import/", "drop-import/"):
        values = {"encoding": "utf-8", "separator": ";"}
        assert client_for(EMIL).post(f"/numbers/imports/{kept.pk}/{path}", values).status_code == 404
    assert "adresses.csv" not in client_for(EMIL).get("/numbers/imports/").content.decode()
    assert client_for(DENIS).get("/numbers/imports/").status_code == 403
    # A partner looks after its clients' files; a client does not see the partner's.
    assert client_for(ALICE).get(f"/numbers/imports/{kept.pk}/").status_code == 200
    theirs = shown([cells(FIRST, FIRST + 99)])
    assert client_for(DORA).get(f"/numbers/imports/{theirs.pk}/").status_code == 404


def test_a_page_of_rows_costs_the_same_however_many_there_are(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for turn in range(30):
        hold(FIRST + turn, FIRST + turn)
    kept = shown([cells(FIRST + turn, house_number=str(turn + 1)) for turn in range(30)])
    browser = client_for(ALICE)
    browser.get("/numbers/imports/")
    with django_assert_max_num_queries(QUERIES):
        page = browser.get(f"/numbers/imports/{kept.pk}/?page=2").content.decode()
    assert "Rue Haute 30," in page
    assert "Rue Haute 10," not in page
