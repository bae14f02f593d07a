"""Error pages: for anybody, on any host, without saying too much."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import RequestFactory

from extranet.accounts.models import Role
from extranet.errors import IllegalMove, NotAllowed, Stale
from extranet.look import navigation, views
from extranet.look.middleware import RefusalMiddleware
from extranet.look.navigation import NavItem, register
from extranet.look.parts import Difference
from extranet.requests import Origin, originating
from tests.look.stage import alpha, person, request_for

pytestmark = pytest.mark.urls("tests.look.urls")


@pytest.fixture(autouse=True)
def _places(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(navigation, "_items", {})
    register(NavItem("home", "home", "home", "Accueil", place=10))


def text(response: HttpResponse) -> str:
    return " ".join(response.content.decode().split())


def test_a_person_is_told_inside_the_shell_with_ways_out() -> None:
    request = request_for("/nope/", person=person(), partner=alpha())
    response = views.page_not_found(request, Exception("Order 12 of Beta"))
    assert response.status_code == 404
    assert 'class="sidebar"' in text(response)
    assert '<li><a href="/">Accueil</a></li>' in text(response)


def test_what_was_looked_for_is_not_repeated() -> None:
    response = views.page_not_found(request_for("/nope/", person=person()), Exception("Order 12 of Beta"))
    assert "Beta" not in text(response)


@pytest.mark.parametrize(
    ("view", "status"),
    [(views.bad_request, 400), (views.permission_denied, 403), (views.page_not_found, 404)],
)
def test_a_stranger_is_told_on_a_page_of_its_own(view: object, status: int) -> None:
    assert callable(view)
    response = view(request_for("/nope/"), PermissionDenied())
    assert response.status_code == status
    assert 'class="gate"' in text(response)
    assert '<a href="/">Revenir à l’accueil</a>' in text(response)


def test_a_request_that_no_middleware_has_seen_is_answered_too() -> None:
    assert views.page_not_found(RequestFactory().get("/nope/"), Exception()).status_code == 404


def test_staff_are_answered_in_a_partners_house() -> None:
    request = request_for("/nope/", person=person(Role.STAFF_SUPPORT), partner=alpha(), mount="/at/alpha")
    assert "Vous agissez chez" in text(views.page_not_found(request, Exception()))


def test_an_error_names_its_reference() -> None:
    with originating(Origin(request_id="8f21c40e")):
        assert "8f21c40e" in text(views.page_not_found(request_for(), Exception()))
        assert "Référence 8f21c40e" in text(views.server_error(request_for()))


def test_a_breakdown_asks_neither_person_nor_place() -> None:
    response = views.server_error(request_for(person=person(), partner=alpha()))
    assert response.status_code == 500
    assert "Alpha" not in text(response)


def test_a_form_of_another_session_leads_back_to_its_page() -> None:
    request = request_for("/clients/", person=person())
    request.META["HTTP_REFERER"] = "http://testserver/clients/"
    response = views.csrf_failure(request, reason="token")
    assert response.status_code == 403
    assert "Votre session a changé" in text(response)
    assert 'href="http://testserver/clients/"' in text(response)


def test_a_foreign_page_is_not_a_way_out() -> None:
    request = request_for("/clients/")
    request.META["HTTP_REFERER"] = "https://elsewhere.example/"
    assert "elsewhere" not in text(views.csrf_failure(request))


def test_a_stale_form_shows_both_versions() -> None:
    refusal = Stale("Bob a changé ce brouillon.", code="stale_draft")
    differences = [Difference("Utilisateurs", yours="14", now="16")]
    response = views.stale_page(request_for(person=person()), refusal, differences=differences)
    assert response.status_code == 409
    for word in ("Bob a changé ce brouillon.", "Utilisateurs", "14", "16"):
        assert word in text(response)


@pytest.mark.parametrize(
    ("refusal", "status"),
    [
        (NotAllowed("Seul un administrateur invite.", code="x"), 403),
        (IllegalMove("Déjà passée.", code="y"), 409),
    ],
)
def test_a_refusal_that_a_view_lets_through_is_told_in_its_own_words(refusal: NotAllowed, status: int) -> None:
    middleware = RefusalMiddleware(lambda _request: HttpResponse())
    response = middleware.process_exception(request_for(person=person()), refusal)
    assert response is not None
    assert response.status_code == status
    assert str(refusal) in text(response)


def test_what_is_not_a_refusal_goes_its_way() -> None:
    middleware = RefusalMiddleware(lambda _request: HttpResponse())
    assert middleware.process_exception(request_for(), ValueError()) is None


def test_a_theme_is_kept_and_the_person_comes_back() -> None:
    response = views.set_theme(RequestFactory().post("/theme/", {"theme": "dark", "next": "/clients/"}))
    assert response["Location"] == "/clients/"
    assert response.cookies["theme"].value == "dark"


@pytest.mark.parametrize("following", ["https://elsewhere.example/", ""])
def test_nobody_is_led_elsewhere(following: str) -> None:
    response = views.set_theme(RequestFactory().post("/theme/", {"theme": "auto", "next": following}))
    assert response["Location"] == "/"
    assert response.cookies["theme"].value == ""
