"""The page of one client: facts, services, orders, people."""

import pytest
from pytest_django import DjangoAssertNumQueries

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
    EMIL,
    ERIK,
    FATOU,
    GITA,
    SIBLING,
    Member,
    client_for,
    place,
)
from tests.ordering.answers import text
from tests.ordering.playing import placed, with_lines

# Host, session, user, membership, second factor; client, services, drafts, orders placed, people,
# texts accepted for the client, acknowledgements, texts read; its last invoice; its sites.
QUERIES = 19


@pytest.fixture
def at_alpha(db: None) -> None:
    """Stand in Alpha's schema as a request on its host does."""
    place(ALPHA)


def test_it_shows_facts_services_orders_and_people(at_alpha: None) -> None:
    order, draft, other = placed(), with_lines(), placed(client_id=SIBLING)
    page = text(client_for(ALICE).get(f"/clients/{CLIENT}/"))
    for words in ("BE 0199.000.349", "Anderlecht", "Business Telephony", order.number, draft.number):
        assert words in page
    for member in (DORA, DENIS):
        assert member.name in page
    assert EMIL.name not in page
    assert other.number not in page


@pytest.mark.parametrize(
    ("member", "may_order", "may_edit"), [(ALICE, True, True), (BOB, True, True), (FATOU, False, False)]
)
def test_its_buttons_follow_the_rights(at_alpha: None, member: Member, may_order: bool, may_edit: bool) -> None:
    page = text(client_for(member).get(f"/clients/{CLIENT}/"))
    assert ("Commander</button>" in page) is may_order
    assert ("Modifier le client" in page) is may_edit


def test_staff_see_it_under_their_mount_without_ordering(at_alpha: None) -> None:
    page = text(client_for(ERIK).get(f"/at/{ALPHA}/clients/{CLIENT}/"))
    assert "Delta Conseil" in page
    assert "Commander</button>" not in page


def test_nothing_is_ordered_for_an_inactive_client(at_alpha: None) -> None:
    Client.objects.filter(pk=CLIENT).update(is_active=False)
    page = text(client_for(ALICE).get(f"/clients/{CLIENT}/"))
    assert "Inactif" in page
    assert "Commander</button>" not in page


@pytest.mark.parametrize(
    ("member", "client_id", "status"),
    [
        (ALICE, BETA_CLIENT, 404),
        (CHARLIE, CLIENT, 404),
        (DORA, CLIENT, 403),
        (DORA, SIBLING, 403),
        (GITA, CLIENT, 403),
    ],
)
def test_what_is_not_yours_is_not_there(db: None, member: Member, client_id: object, status: int) -> None:
    assert client_for(member).get(f"/clients/{client_id}/").status_code == status


def test_it_costs_the_same_queries_whatever_it_shows(
    at_alpha: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    placed()
    browser = client_for(ALICE)
    with django_assert_num_queries(QUERIES):
        browser.get(f"/clients/{CLIENT}/")
    for _ in range(3):
        placed()
        with_lines()
    with django_assert_num_queries(QUERIES):
        browser.get(f"/clients/{CLIENT}/")
