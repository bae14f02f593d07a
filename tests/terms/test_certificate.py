"""The certificate of an acceptance: page, PDF, who may see it.

Terms: general.1
"""

import pytest

from extranet.partners.models import Partner
from extranet.terms.certificate import certificate_of, certificate_pdf
from extranet.terms.models import Acceptance, TermsText
from tests.cast import (
    ALICE,
    ALPHA,
    BOB,
    CHARLIE,
    DENIS,
    DIRECT,
    DORA,
    ERIK,
    FATOU,
    GITA,
    Member,
    anonymous,
    client_for,
    place,
)
from tests.terms.acts import accept, shown_for
from tests.terms.test_general_1 import GOOSSENS


@pytest.fixture
def certificate(second_edition: list[TermsText]) -> Acceptance:
    """Alice's acceptance for Alpha."""
    place(ALPHA)
    return accept(ALICE)


def test_the_page_says_who_accepted_which_texts_when_and_how(certificate: Acceptance) -> None:
    html = client_for(ALICE).get(f"/terms/certificates/{certificate.pk}/").content.decode()
    for words in (
        certificate.number,
        certificate.digest,
        "Alpha SRL, BE\N{NO-BREAK SPACE}0199.000.052",
        "Alice Aerts, alice@alpha.example",
        "2001:db8:4f::1c",
        "Firefox 145",
        "C-2024-0001",
        "Maison médicale Les Tilleuls",
        "Business Telephony, SIP Trunking",
        certificate.accepted_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "OpenS (ALLOcloud), BE 0821.802.905",
        certificate.statement,
    ):
        assert words in html
    for document in certificate.documents.all():
        assert document.sha256 in html
        assert f"/terms/{document.part}/?version={document.number}&amp;language=fr" in html


def test_the_certificate_speaks_the_language_of_the_texts(second_edition: list[TermsText]) -> None:
    place(ALPHA)
    accepted = accept(ALICE, shown=shown_for(language="en"))
    html = client_for(ALICE).get(f"/terms/certificates/{accepted.pk}/").content.decode()
    assert '<article class="paper" lang="en"' in html


@pytest.mark.parametrize("suffix", ["", "pdf/"])
@pytest.mark.parametrize(
    ("member", "status"),
    [(ALICE, 200), (BOB, 200), (FATOU, 200), (DORA, 403), (DENIS, 403), (CHARLIE, 404)],
)
def test_the_partners_people_with_the_right_see_it(
    certificate: Acceptance, member: Member, status: int, suffix: str
) -> None:
    assert client_for(member).get(f"/terms/certificates/{certificate.pk}/{suffix}").status_code == status


def test_staff_see_it_under_the_partners_mount_only(certificate: Acceptance) -> None:
    client = client_for(ERIK)
    assert client.get(f"/at/alpha/terms/certificates/{certificate.pk}/").status_code == 200
    assert client.get(f"/at/beta/terms/certificates/{certificate.pk}/").status_code == 404


def test_a_stranger_is_sent_to_sign_in(certificate: Acceptance) -> None:
    assert anonymous(ALPHA).get(f"/terms/certificates/{certificate.pk}/").status_code == 302


def test_a_direct_client_sees_its_own(second_edition: list[TermsText]) -> None:
    place(DIRECT)
    own = accept(GITA, organisation=GOOSSENS)
    client = client_for(GITA)
    assert client.get(f"/terms/certificates/{own.pk}/").status_code == 200
    other = Acceptance.objects.get(pk=own.pk)
    other.pk, other.number, other.organisation_id, other.order_id = None, "A-1999-000001", "another", None
    other.save(force_insert=True)
    assert client.get(f"/terms/certificates/{other.pk}/").status_code == 404


def test_the_pdf_is_the_same_each_time(certificate: Acceptance) -> None:
    response = client_for(ALICE).get(f"/terms/certificates/{certificate.pk}/pdf/")
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"] == f'attachment; filename="{certificate.number}.pdf"'
    place(ALPHA)
    again = certificate_pdf(certificate_of(certificate, Partner.objects.get(schema_name=ALPHA)))
    assert response.content == again
    assert again.startswith(b"%PDF-1.7")


@pytest.mark.parametrize("language", ["fr", "nl", "de", "en"])
def test_the_pdf_is_made_in_every_language(second_edition: list[TermsText], language: str) -> None:
    place(ALPHA)
    accepted = accept(ALICE, shown=shown_for(language=language))
    assert certificate_pdf(certificate_of(accepted, Partner.objects.get(schema_name=ALPHA)))
