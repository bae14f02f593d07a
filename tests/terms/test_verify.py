"""A certificate somebody holds, compared with the register.

Terms: general.1
"""

import pytest
from django.db import connection

from extranet.tenancy.context import OWNER
from extranet.terms.models import Acceptance, TermsText
from tests.cast import ALICE, ALPHA, CHARLIE, DORA, client_for, place
from tests.terms.acts import accept

FOUND = "est dans le registre et rien n’y a changé"
MISSING = "Ce certificat n’est pas dans ce registre"


@pytest.fixture
def certificate(second_edition: list[TermsText]) -> Acceptance:
    """Alice's acceptance for Alpha."""
    place(ALPHA)
    return accept(ALICE)


def test_its_number_or_its_digest_finds_it(certificate: Acceptance) -> None:
    client = client_for(ALICE)
    spaced = f" {certificate.digest[:32]} {certificate.digest[32:].upper()}\n"
    for words in (certificate.number, certificate.number.lower(), certificate.digest, spaced):
        assert FOUND in client.get("/terms/verify/", {"certificate": words}).content.decode()


def test_what_is_not_in_this_register_is_said_so(certificate: Acceptance) -> None:
    assert MISSING in client_for(ALICE).get("/terms/verify/", {"certificate": "0" * 64}).content.decode()
    assert MISSING in client_for(CHARLIE).get("/terms/verify/", {"certificate": certificate.number}).content.decode()


def test_evidence_that_was_changed_is_told(certificate: Acceptance) -> None:
    place(ALPHA, OWNER)
    connection.check_constraints()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE terms_acceptance DISABLE TRIGGER USER")
        cursor.execute("UPDATE terms_acceptance SET statement = 'autre'")
    html = client_for(ALICE).get("/terms/verify/", {"certificate": certificate.digest}).content.decode()
    assert "ne correspond plus au registre" in html


def test_an_empty_page_only_asks(certificate: Acceptance) -> None:
    html = client_for(ALICE).get("/terms/verify/").content.decode()
    assert FOUND not in html
    assert MISSING not in html


def test_people_without_the_right_may_not(certificate: Acceptance) -> None:
    assert client_for(DORA).get("/terms/verify/").status_code == 403
