"""The registry on the operator's own host: one question with its answer, two lists to read, one box of the cockpit.

Terms: telavox.7, bt.14, sip.4
"""

from urllib.parse import urlencode

import pytest

from emergency.registry.models import Address, Registration
from extranet.tenancy.context import OPERATOR, PUBLIC, acting
from tests.cast import ALPHA, BETA, BETA_CLIENT, ERIK, SOFIE, client_for
from tests.contracts import FIRST, hold
from tests.emergency.test_declare_address import words
from tests.registry.acts import BRUSSELS, SAINTES, declare

pytestmark = pytest.mark.django_db
LOOKUP = "/admin/registry/lookup/"


def ask(**asked: str) -> str:
    response = client_for(SOFIE).get(f"{LOOKUP}?{urlencode(asked)}")
    assert response.status_code == 200
    return words(response)


def test_a_declared_address_is_shown_with_every_fact() -> None:
    """EC-71"""
    block = hold()
    declared = declare(block)
    page = ask(number="02 226 88 42")
    for said in (
        "Rue Haute 10, 1000 Bruxelles",
        "alice@alpha.example",
        "Delta Conseil",
        "Business Telephony, version 1",
    ):
        assert said in page, said
    assert declared.terms_sha256 in page
    assert "ni transmise, ni confirmée" in page
    assert f'href="/at/{ALPHA}/numbers/{block.pk}/"' in page


def test_both_instants_may_be_asked() -> None:
    block = hold()
    declare(block, BRUSSELS)
    changed = declare(block, SAINTES)
    instant = changed.declared_at.isoformat()
    assert "1480 Saintes" in ask(number="+32 2 226 88 42", at=instant)
    old = ask(number="+32 2 226 88 42", at=instant, known_at="2026-01-06 09:00")
    assert "Aucune adresse déclarée" in old


def test_none_declared_and_not_hosted_are_said_plainly() -> None:
    """EC-69, EC-70"""
    hold()
    assert "Aucune adresse déclarée" in ask(number="02 226 88 42")
    assert "Numéro non hébergé" in ask(number="067 12 34 56")


def test_what_cannot_be_read_says_what_to_correct() -> None:
    assert "Vouliez-vous écrire" in ask(number="O2 226 88 88")
    assert "n’est pas un instant" in ask(number="02 226 88 42", at="hier")
    assert "existe deux fois" in ask(number="02 226 88 42", at="2026-10-25 02:30")


def test_the_question_is_the_operators_own() -> None:
    assert client_for(ERIK).get(f"/at/{ALPHA}{LOOKUP}").status_code == 404


def test_the_lists_are_read_and_never_changed() -> None:
    declare(hold())
    declare(hold(FIRST + 100, FIRST + 109, schema=BETA, client_id=BETA_CLIENT), SAINTES, by=ERIK)
    browser = client_for(ERIK)
    listed = words(browser.get("/admin/registry/registration/"))
    assert "Rue Haute 10, 1000 Bruxelles" in listed
    assert "Avenue Léon Champagne 3, 1480 Saintes" in listed
    assert "Rue Haute" not in words(browser.get("/admin/registry/registration/?partner=beta"))
    with acting(PUBLIC, OPERATOR):
        row, place = Registration.objects.earliest("declared_at"), Address.objects.earliest("created_at")
    page = words(browser.get(f"/admin/registry/registration/{row.pk}/change/"))
    assert 'name="_save"' not in page
    assert "Alice Aerts" in page
    assert words(browser.get(f"/admin/registry/address/{place.pk}/change/"))
    assert browser.post(f"/admin/registry/address/{place.pk}/change/", {"street": "x"}).status_code == 403


def test_the_list_does_not_grow_in_queries(django_assert_max_num_queries: object) -> None:
    browser = client_for(ERIK)
    for number in range(4):
        declare(hold(FIRST + number, FIRST + number))
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        assert browser.get("/admin/registry/registration/").status_code == 200


def test_the_cockpit_counts_uncovered_numbers_partner_by_partner() -> None:
    hold(FIRST, FIRST + 11)
    declare(hold(FIRST + 20, FIRST + 29))
    hold(FIRST + 30, FIRST + 30, schema=BETA, client_id=BETA_CLIENT)
    page = words(client_for(ERIK).get("/admin/"))
    assert "Numéros sans adresse" in page
    assert "13 numéros sans adresse en tout." in page
    assert 'href="/at/alpha/numbers/?show=uncovered"' in page
    assert 'href="/at/beta/numbers/?show=uncovered"' in page


def test_the_cockpit_says_when_nothing_is_missing() -> None:
    declare(hold())
    assert "Chaque numéro détenu a une adresse déclarée." in words(client_for(ERIK).get("/admin/"))
