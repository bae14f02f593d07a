"""The shell around every page: brand, person, visit, theme, language."""

import pytest
from django.template.loader import render_to_string

from extranet.accounts.models import Role
from tests.look.stage import alpha, person, request_for

pytestmark = pytest.mark.urls("tests.look.urls")
LEGAL = "Services fournis par ALLOcloud"


def test_a_partner_works_in_its_own_house() -> None:
    page = render_to_string("base.html", request=request_for(person=person(), partner=alpha()))
    assert "– Alpha Télécom</title>" in page
    assert '<link rel="stylesheet" href="/brand.css">' in page
    assert 'class="brand-mark"' in page
    assert "02 555 01 00" in page
    assert "AA</span>" in page


def test_a_logo_takes_the_place_of_the_mark() -> None:
    page = render_to_string(
        "base.html", request=request_for(person=person(), partner=alpha(logo=b"png", logo_type="image/png"))
    )
    assert '<img src="/brand/logo/" alt="">' in page
    assert 'class="brand-mark"' not in page


def test_the_operators_own_pages_carry_the_operators_name() -> None:
    assert "– ALLOcloud</title>" in render_to_string("gate.html", request=request_for())


@pytest.mark.parametrize(("role", "is_told"), [(Role.PARTNER_ADMIN, True), (Role.CLIENT_ADMIN, False)])
def test_an_end_client_does_not_read_the_operators_name(role: Role, is_told: bool) -> None:
    page = render_to_string("base.html", request=request_for(person=person(role), partner=alpha()))
    assert (LEGAL in page) is is_told


def test_staff_in_a_partners_house_are_told_so_and_can_leave() -> None:
    visit = request_for(person=person(Role.STAFF_SUPPORT), partner=alpha(), mount="/at/alpha")
    page = render_to_string("base.html", request=visit)
    assert "Vous agissez chez <b>Alpha Télécom</b>" in page
    assert '<a href="/admin/">Revenir au poste de pilotage</a>' in page


def test_nobody_else_is_told_so() -> None:
    page = render_to_string("base.html", request=request_for(person=person(), partner=alpha()))
    assert "Vous agissez chez" not in page


@pytest.mark.parametrize(
    ("cookie", "attribute"), [("dark", ' data-theme="dark"'), ("light", ' data-theme="light"'), ("x", "")]
)
def test_the_theme_is_the_one_the_person_chose(cookie: str, attribute: str) -> None:
    page = render_to_string("gate.html", request=request_for(cookies={"theme": cookie}))
    assert f'<html lang="fr"{attribute}>' in page


def test_the_language_is_chosen_by_a_form_that_comes_back() -> None:
    page = render_to_string("gate.html", request=request_for("/login/?next=/orders/"))
    assert 'action="/language/"' in page
    assert 'name="next" value="/login/?next=/orders/"' in page
    assert [code for code in ("fr", "nl", "de", "en") if f'name="language" value="{code}"' in page] == [
        "fr",
        "nl",
        "de",
        "en",
    ]


def test_scripts_carry_the_nonce_and_htmx_adds_no_style() -> None:
    request = request_for(person=person(), partner=alpha())
    setattr(request, "csp_nonce", "n0nce")  # noqa: B010 - set by django-csp, unknown to the type
    page = render_to_string("base.html", request=request)
    assert page.count("<script") == page.count('nonce="n0nce"') > 0
    assert '"includeIndicatorStyles":false' in page
    assert '"allowEval":false' in page


@pytest.mark.urls("tests.look.no_urls")
def test_what_a_host_does_not_have_is_left_out() -> None:
    page = render_to_string("gate.html", request=request_for())
    assert "brand.css" not in page
    assert "<form" not in page
