"""Who sees which places, and where they are told to be."""

import pytest

from extranet.accounts.models import Role
from extranet.accounts.permissions import Right
from extranet.look import navigation
from extranet.look.navigation import NavItem, links, register
from tests.look.stage import person, request_for

pytestmark = pytest.mark.urls("tests.look.urls")


@pytest.fixture(autouse=True)
def _places(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three places of our own; those of the apps come back afterwards."""
    monkeypatch.setattr(navigation, "_items", {})
    register(NavItem("orders", "ordering:list-orders", "order", "Commandes", place=30, right=Right.READ_ORDERS))
    register(NavItem("home", "home", "home", "Accueil", place=10, count=lambda _request: 6))
    register(NavItem("clients", "clients:list-clients", "clients", "Clients", place=20, right=Right.READ_CLIENTS))
    register(NavItem("away", "support:list-tickets", "ticket", "Tickets", place=40))


def names(role: Role) -> list[str]:
    return [link.name for link in links(request_for(person=person(role)))]


def test_places_stand_in_their_order_whatever_the_order_of_the_apps() -> None:
    assert names(Role.PARTNER_ADMIN) == ["home", "clients", "orders"]


def test_a_place_is_shown_only_to_those_who_may_enter() -> None:
    assert names(Role.CLIENT_USER) == ["home"]


def test_a_stranger_sees_no_place() -> None:
    assert links(request_for()) == []


def test_a_place_without_address_here_is_left_out() -> None:
    assert "away" not in names(Role.PARTNER_ADMIN)


@pytest.mark.parametrize(
    ("path", "current"),
    [
        ("/", {"home": "page"}),
        ("/clients/", {"clients": "page"}),
        ("/clients/12/edit/", {"clients": "true"}),
        ("/elsewhere/", {}),
    ],
)
def test_the_current_place_is_the_longest_beginning(path: str, current: dict[str, str]) -> None:
    found = links(request_for(path, person=person()))
    assert {link.name: link.current for link in found if link.current} == current


def test_what_waits_is_counted() -> None:
    assert [link.count for link in links(request_for(person=person()))] == [6, 0, 0]


def test_registering_again_replaces() -> None:
    register(NavItem("home", "home", "home", "Début", place=10))
    assert [str(link.label) for link in links(request_for(person=person()))] == [
        "Début",
        "Clients",
        "Commandes",
    ]
