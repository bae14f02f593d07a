"""The language of the pages, and one's own profile."""

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory, override_settings

from extranet.accounts.middleware import declared_access
from extranet.tenancy.context import PUBLIC
from tests.cast import ALPHA, BOB, ERIK, anonymous, client_for, user_of

pytestmark = pytest.mark.django_db

SET = "/language/"


@pytest.mark.parametrize("schema", [ALPHA, PUBLIC])
def test_a_stranger_keeps_the_language_in_a_cookie(schema: str) -> None:
    client = anonymous(schema)
    response = client.post(SET, {"language": "nl", "next": "/account/login/"})
    assert response.headers["Location"] == "/account/login/"
    assert client.cookies[settings.LANGUAGE_COOKIE_NAME].value == "nl"
    assert client.get("/account/login/").headers["Content-Language"] == "nl"


def test_somebody_signed_in_keeps_it_with_the_account() -> None:
    client_for(BOB).post(SET, {"language": "de"})
    assert user_of(BOB).language == "de"
    assert client_for(BOB).get("/people/").headers["Content-Language"] == "de"


@pytest.mark.parametrize("language", ["", "xx", "fr-be", "../nl"])
def test_a_language_we_do_not_speak_changes_nothing(language: str) -> None:
    client = anonymous(ALPHA)
    client.post(SET, {"language": language})
    assert settings.LANGUAGE_COOKIE_NAME not in client.cookies


@pytest.mark.parametrize("elsewhere", ["", "https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_it_never_leads_to_another_host(elsewhere: str) -> None:
    assert anonymous(ALPHA).post(SET, {"language": "nl", "next": elsewhere}).headers["Location"] == "/"


def test_under_a_mount_one_stays_there() -> None:
    response = client_for(ERIK).post("/at/alpha/language/", {"language": "nl", "next": "//evil.example"})
    assert response.headers["Location"] == "/at/alpha/"


def test_it_is_a_post() -> None:
    assert anonymous(ALPHA).get(SET).status_code == 405


def test_ones_own_name_and_language() -> None:
    client = client_for(BOB)
    assert "Bob Bastin" in client.get("/people/profile/").content.decode()
    posted = {"name": "Bob B. Bastin", "language": "en"}
    assert client.post("/people/profile/", posted).headers["Location"] == "/people/profile/"
    assert (user_of(BOB).name, user_of(BOB).language) == ("Bob B. Bastin", "en")
    assert client.post("/people/profile/", {"name": "", "language": "en"}).status_code == 200


def test_a_view_without_a_declaration_does_not_run() -> None:
    def view(_request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    with pytest.raises(Exception, match="declares no access"):
        declared_access(_resolved(RequestFactory().get("/")), view)


def _resolved(request: HttpRequest) -> HttpRequest:
    request.resolver_match = None
    return request


@override_settings(SESSION_COOKIE_SECURE=True)
def test_production_cookies_are_for_secure_connections() -> None:
    response = anonymous(ALPHA).post(SET, {"language": "nl"})
    assert response.cookies[settings.LANGUAGE_COOKIE_NAME]["secure"]
