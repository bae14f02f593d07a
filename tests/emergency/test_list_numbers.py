"""The list of blocks: what is missing, found as people look for it, exported, in a fixed number of queries."""

import csv
from datetime import timedelta
from io import StringIO

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.cast import ALICE, BETA, BETA_CLIENT, CHARLIE, DENIS, DORA, EMIL, ERIK, FATOU, SIBLING, Member, client_for
from tests.contracts import FIRST, hold
from tests.emergency.test_declare_address import words
from tests.registry.acts import BRUSSELS, SAINTES, clock, declare

pytestmark = pytest.mark.django_db
QUERIES = 14
FIRST_BLOCK = "+32 2 226 88 00 – 09"
SECOND_BLOCK = "+32 2 226 88 10 – 19"
SIBLINGS_BLOCK = "+32 2 226 88 20 – 29"


@pytest.fixture(autouse=True)
def blocks(db: None) -> None:
    """Two blocks of Delta, the first one declared; one of its sibling; one of another partner."""
    declare(hold(FIRST, FIRST + 9), SAINTES)
    hold(FIRST + 10, FIRST + 19)
    hold(FIRST + 20, FIRST + 29, client_id=SIBLING)
    hold(FIRST + 30, FIRST + 39, schema=BETA, client_id=BETA_CLIENT)


def listed(member: Member, query: str = "") -> str:
    mount = "/at/alpha" if member is ERIK else ""
    response = client_for(member).get(f"{mount}/numbers/{query}")
    assert response.status_code == 200
    return words(response)


def shown(page: str) -> list[str]:
    return [block for block in (FIRST_BLOCK, SECOND_BLOCK, SIBLINGS_BLOCK, "88 30") if block in page]


@pytest.mark.parametrize(
    ("member", "seen"),
    [
        (ALICE, [FIRST_BLOCK, SECOND_BLOCK, SIBLINGS_BLOCK]),
        (FATOU, [FIRST_BLOCK, SECOND_BLOCK, SIBLINGS_BLOCK]),
        (DORA, [FIRST_BLOCK, SECOND_BLOCK]),
        (DENIS, [FIRST_BLOCK, SECOND_BLOCK]),
        (EMIL, [SIBLINGS_BLOCK]),
        (CHARLIE, ["88 30"]),
        (ERIK, [FIRST_BLOCK, SECOND_BLOCK, SIBLINGS_BLOCK]),
    ],
)
def test_everybody_sees_their_own_blocks_only(member: Member, seen: list[str]) -> None:
    assert shown(listed(member)) == seen


def test_what_has_no_address_is_counted_and_marked() -> None:
    page = listed(ALICE)
    assert "20 numéros n’ont pas d’adresse pour les secours." in page
    assert "Déclarée ne veut pas dire transmise" in page
    assert page.count("Sans adresse</span>") >= 2
    assert "Avenue Léon Champagne 3, 1480 Saintes" in page


@pytest.mark.parametrize(
    ("query", "seen"),
    [
        ("?show=uncovered", [SECOND_BLOCK, SIBLINGS_BLOCK]),
        ("?show=declared", [FIRST_BLOCK]),
        ("?show=coming", []),
        ("?show=nonsense", [FIRST_BLOCK, SECOND_BLOCK, SIBLINGS_BLOCK]),
        ("?words=02+226+88+15", [SECOND_BLOCK]),
        ("?words=leon+CHAMPAGNE", [FIRST_BLOCK]),
        ("?words=champagne+3,+1480", [FIRST_BLOCK]),
        ("?words=saintes", [FIRST_BLOCK]),
        ("?words=epsilon", [SIBLINGS_BLOCK]),
        ("?words=rien+de+tel", []),
        ("?words=delta&show=uncovered", [SECOND_BLOCK]),
    ],
)
def test_it_is_narrowed_by_state_number_address_or_client(query: str, seen: list[str]) -> None:
    assert shown(listed(ALICE, query)) == seen


def test_a_coming_change_is_said() -> None:
    declare(hold(FIRST + 50, FIRST + 50), BRUSSELS, effective=clock() + timedelta(days=9))
    page = listed(ALICE, "?show=coming")
    assert "Change le" in page
    assert "+32 2 226 88 50" in page


def test_it_is_sorted_as_asked() -> None:
    page = listed(ALICE, "?sort=-block")
    assert page.index(SECOND_BLOCK) < page.index(FIRST_BLOCK)
    page = listed(ALICE, "?sort=missing")
    assert page.index(FIRST_BLOCK) < page.index(SECOND_BLOCK)


def test_who_may_not_declare_gets_no_button() -> None:
    assert "declare-address" in listed(DORA)
    assert "declare-address" not in listed(DENIS)


def test_the_export_holds_what_the_list_shows_and_no_formula() -> None:
    evil = hold(FIRST + 60, FIRST + 60)
    declare(evil, type(BRUSSELS)("Rue Haute", "1", "1000", "Bruxelles", access_note='=HYPERLINK("http://x")'))
    response = client_for(ALICE).get("/numbers/export/?words=haute")
    rows = list(csv.DictReader(StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
    (row,) = rows
    assert row["Premier numéro"].startswith("'+32")
    assert row["Accès pour les secours"].startswith("'=HYPERLINK")
    assert (row["Nombre de numéros"], row["Sans adresse"], row["Client"], row["Déclarée par"]) == (
        "1",
        "0",
        "Delta Conseil",
        ALICE.name,
    )


def test_the_export_of_a_client_holds_its_own_blocks() -> None:
    content = client_for(EMIL).get("/numbers/export/").content.decode()
    assert "Epsilon Édition" in content
    assert "Delta Conseil" not in content


def test_the_list_costs_the_same_however_many_there_are(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    browser = client_for(ALICE)
    with django_assert_num_queries(QUERIES):
        browser.get("/numbers/")
    for number in range(5):
        declare(hold(FIRST + 70 + number, FIRST + 70 + number))
    with django_assert_num_queries(QUERIES):
        browser.get("/numbers/")
