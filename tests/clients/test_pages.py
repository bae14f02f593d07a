"""Pages of clients: list, export, new, edit."""

import pytest
from pytest_django import DjangoAssertNumQueries

from extranet.clients.export import safe_cell
from extranet.clients.models import Client
from tests.cast import (
    ALICE,
    ALPHA,
    BETA_CLIENT,
    BOB,
    CHARLIE,
    CLIENT,
    DENIS,
    DORA,
    ERIK,
    FATOU,
    GITA,
    SIBLING,
    Member,
    client_for,
    place,
)
from tests.clients.test_services import FACTS
from tests.ordering.answers import rows_of, text

QUERIES = 9  # host, session, user, membership, second factor; count, page; tickets that wait, clock
POSTED = {
    "name": FACTS.name,
    "legal_name": FACTS.legal_name,
    "enterprise_number": FACTS.enterprise_number,
    "street": FACTS.street,
    "postal_code": FACTS.postal_code,
    "municipality": FACTS.municipality,
    "language": "nl",
    "contact_name": "",
    "contact_email": "",
    "contact_phone": "",
    "is_active": "on",
}


@pytest.fixture
def at_alpha(db: None) -> None:
    """Stand in Alpha's schema as a request on its host does."""
    place(ALPHA)


@pytest.mark.parametrize("member", [ALICE, BOB, FATOU])
def test_a_partners_people_see_its_clients(db: None, member: Member) -> None:
    page = text(client_for(member).get("/clients/"))
    assert "Delta Conseil" in page
    assert "Epsilon Édition" in page
    assert "Zêta" not in page


@pytest.mark.parametrize("member", [DORA, DENIS, GITA])
@pytest.mark.parametrize("page", ["", "export/", "new/", f"{CLIENT}/edit/", f"{SIBLING}/edit/"])
def test_a_clients_people_have_no_list_of_clients(db: None, member: Member, page: str) -> None:
    assert client_for(member).get(f"/clients/{page}").status_code == 403


def test_finance_reads_only(db: None) -> None:
    browser = client_for(FATOU)
    assert "Ajouter un client" not in text(browser.get("/clients/"))
    assert browser.get("/clients/new/").status_code == 403
    assert browser.post(f"/clients/{CLIENT}/edit/", POSTED).status_code == 403


def test_the_client_of_another_partner_is_not_found(db: None) -> None:
    assert client_for(ALICE).get(f"/clients/{BETA_CLIENT}/edit/").status_code == 404
    assert client_for(CHARLIE).post(f"/clients/{CLIENT}/edit/", POSTED).status_code == 404


@pytest.mark.parametrize("words", ["epsilon edition", "ÉDIT", "0199.000.448", "BE 0199000448"])
def test_the_list_is_filtered(db: None, words: str) -> None:
    page = text(client_for(ALICE).get("/clients/", {"words": words}))
    assert "Epsilon Édition" in page
    assert "Delta Conseil" not in page


def test_the_list_shows_who_has_no_contact_and_who_is_inactive(at_alpha: None) -> None:
    Client.objects.filter(pk=CLIENT).update(contact_email="")
    Client.objects.filter(pk=SIBLING).update(is_active=False)
    browser = client_for(ALICE)
    shown = {show: text(browser.get("/clients/", {"show": show})) for show in ("", "contact", "all", "nonsense")}
    assert ["Epsilon" in shown[show] for show in shown] == [False, False, True, False]
    assert ["Delta" in shown[show] for show in shown] == [True, True, True, True]


@pytest.mark.parametrize(("sort", "is_delta_first"), [("name", True), ("-name", False), ("; DROP", True)])
def test_the_list_is_sorted(db: None, sort: str, is_delta_first: bool) -> None:
    page = text(client_for(ALICE).get("/clients/", {"sort": sort}))
    assert (page.index("Delta Conseil") < page.index("Epsilon Édition")) is is_delta_first


def test_a_list_costs_the_same_queries_whatever_its_length(
    at_alpha: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    browser = client_for(ALICE)
    with django_assert_num_queries(QUERIES):
        browser.get("/clients/")
    Client.objects.filter(pk=SIBLING).delete()
    with django_assert_num_queries(QUERIES):
        browser.get("/clients/")


def test_an_empty_list_says_what_to_do_first(at_alpha: None) -> None:
    Client.objects.all().delete()
    assert "Ajouter un premier client" in text(client_for(ALICE).get("/clients/"))
    assert "Aucun client ne correspond" in text(client_for(ALICE).get("/clients/", {"words": "x"}))


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+32 2", "'+32 2"),
        ("-cmd", "'-cmd"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        (" =1", "' =1"),
        ("Delta", "Delta"),
        (-3, "-3"),
        (None, ""),
    ],
)
def test_no_cell_is_a_formula(cell: str | int | None, written: str) -> None:
    assert safe_cell(cell) == written


def test_the_export_holds_what_the_list_shows(at_alpha: None) -> None:
    Client.objects.filter(pk=CLIENT).update(contact_name="=cmd|calc")
    answer = client_for(FATOU).get("/clients/export/", {"words": "delta"})
    assert answer["Content-Disposition"] == 'attachment; filename="clients.csv"'
    head, row = rows_of(answer)
    assert (head[0], row[0], row[2], row[7]) == ("Nom", "Delta Conseil", "0199000349", "'=cmd|calc")


def test_a_client_is_added(at_alpha: None) -> None:
    answer = client_for(BOB).post("/clients/new/", POSTED)
    client = Client.objects.get(enterprise_number="0821802905")
    assert (answer.status_code, answer["Location"]) == (302, f"/clients/{client.pk}/")
    assert (client.language, client.is_active) == ("nl", True)


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("postal_code", "103", "Quatre chiffres"),
        ("enterprise_number", "123", "n’est pas valable"),
        ("enterprise_number", "0199000349", "Un client a déjà ce numéro"),
        ("name", "", "Indiquez le nom."),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(at_alpha: None, field: str, value: str, sentence: str) -> None:
    answer = client_for(ALICE).post("/clients/new/", POSTED | {field: value})
    assert answer.status_code == 200
    assert "Le client n’est pas encore ajouté." in text(answer)
    assert sentence in text(answer)


def test_a_client_is_changed(at_alpha: None) -> None:
    browser = client_for(ALICE)
    assert "Delta Conseil" in text(browser.get(f"/clients/{CLIENT}/edit/"))
    answer = browser.post(f"/clients/{CLIENT}/edit/", {**POSTED, "is_active": ""})
    assert answer.status_code == 302
    client = Client.objects.get(pk=CLIENT)
    assert (client.name, client.is_active) == (FACTS.name, False)


def test_support_changes_a_client_under_its_mount(at_alpha: None) -> None:
    answer = client_for(ERIK).post(f"/at/{ALPHA}/clients/{CLIENT}/edit/", POSTED)
    assert (answer.status_code, answer["Location"]) == (302, f"/at/{ALPHA}/clients/{CLIENT}/")
