"""The page of one part of the terms.

Terms: general.1
"""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext

from extranet.accounts.models import User
from extranet.terms.models import TermsText
from tests.cast import ALICE, ALPHA, DENIS, ERIK, GITA, Member, anonymous, client_for
from tests.terms.acts import FIRST_DAY, SECOND_DAY, publish, today


def _html(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("member", [ALICE, DENIS, GITA])
def test_everybody_signed_in_reads_the_text_in_force(second_edition: list[TermsText], member: Member) -> None:
    html = _html(client_for(member), "/terms/bt/")
    assert "<h1>Business Telephony</h1>" in html
    assert 'id="bt-11d"' in html
    assert 'href="#bt-11d">bt.11d</a>' in html
    assert "attribué ou non" in html
    text = next(t for t in second_edition if str(t.version) == "Business Telephony v2" and t.language == "fr")
    assert f"{text.sha256[:32]}<wbr>{text.sha256[32:]}" in html


def test_staff_read_them_under_a_mount(second_edition: list[TermsText]) -> None:
    assert 'id="general-7"' in _html(client_for(ERIK), f"/at/{ALPHA}/terms/general/")


def test_a_stranger_is_sent_to_sign_in(second_edition: list[TermsText]) -> None:
    assert anonymous(ALPHA).get("/terms/bt/").status_code == 302


def test_the_text_is_in_the_readers_language_or_the_one_asked(second_edition: list[TermsText]) -> None:
    User.objects.filter(pk=ALICE.id).update(language="nl")
    client = client_for(ALICE)
    assert "Noodoproepen" in _html(client, "/terms/sip/")
    assert "Notrufe" in _html(client, "/terms/sip/?language=de")
    assert "Appels d&#x27;urgence" in _html(client, "/terms/sip/?language=fr")


@pytest.mark.usefixtures("empty_register")
def test_a_text_missing_in_the_readers_language_is_shown_in_french_and_says_so() -> None:
    publish("2026-05", FIRST_DAY, languages=("fr",))
    User.objects.filter(pk=ALICE.id).update(language="en")
    html = _html(client_for(ALICE), "/terms/meeting/")
    assert "salle de réunion en ligne" in html
    with translation.override("en"):
        assert gettext("Cette version n’existe pas dans votre langue : voici le texte français.") in html


def test_other_versions_are_listed_and_read(second_edition: list[TermsText]) -> None:
    coming = (today() + timedelta(days=40)).replace(day=1) + timedelta(days=31)
    publish("2026-05", coming, languages=("fr",))
    client = client_for(ALICE)
    html = _html(client, "/terms/general/?version=1")
    assert "pare-feu" not in html
    assert "ancienne" in html
    assert "en vigueur" in html
    assert "à venir" in html
    assert "pare-feu" in _html(client, "/terms/general/")
    assert str(SECOND_DAY.year) in html


@pytest.mark.parametrize("address", ["/terms/fax/", "/terms/bt/?version=9", "/terms/bt/?version=x"])
def test_what_does_not_exist_is_not_found(second_edition: list[TermsText], address: str) -> None:
    assert client_for(ALICE).get(address).status_code == 404


@pytest.mark.usefixtures("empty_register")
def test_before_anything_is_published_there_is_nothing_to_read() -> None:
    assert client_for(ALICE).get("/terms/general/").status_code == 404
