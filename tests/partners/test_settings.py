"""The page where a partner's administrator changes the look."""

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction

from extranet.audit.models import AuditEvent
from extranet.partners.models import Partner
from tests.cast import ALICE, ALPHA, ANNA, BETA, BOB, DENIS, DORA, ERIK, FATOU, Member, client_for, place
from tests.partners.test_brand import picture

pytestmark = pytest.mark.django_db

SETTINGS = "/settings/"
LOOK = {
    "display_name": "Alpha Télécom",
    "brand_colour": "#aa0033",
    "support_email": "aide@alpha.example",
    "support_phone": "02 555 02 00",
    "language": "nl",
}


def alpha() -> Partner:
    """Alpha as it stands."""
    place(ALPHA)
    partner: Partner = Partner.objects.get(schema_name=ALPHA)
    return partner


def test_an_administrator_changes_the_look_and_the_next_page_wears_it() -> None:
    client = client_for(ALICE)
    assert client.post(SETTINGS, LOOK).headers["Location"] == SETTINGS
    page = client.get(SETTINGS).content.decode()
    assert "Alpha Télécom" in page
    assert "02 555 02 00" in page
    assert client.get("/brand.css").content == b":root { --brand: #aa0033; }\n"
    place(ALPHA)
    event = AuditEvent.objects.get(act="partner.branding_changed")
    assert event.changes["brand_colour"] == ["#0b5cad", "#aa0033"]
    assert event.partner == ALPHA


def test_nothing_changed_is_no_act() -> None:
    same = {name: getattr(alpha(), name) for name in LOOK}
    client_for(ALICE).post(SETTINGS, same)
    place(ALPHA)
    assert not AuditEvent.objects.filter(act="partner.branding_changed").exists()


def test_a_logo_is_uploaded_and_taken_away() -> None:
    client = client_for(ALICE)
    upload: dict[str, Any] = {**LOOK, "logo": SimpleUploadedFile("logo.png", picture(), "image/png")}
    assert client.post(SETTINGS, upload).status_code == 302
    assert alpha().logo_type == "image/png"
    assert client.post(SETTINGS, {**LOOK, "is_logo_removed": "on"}).status_code == 302
    assert alpha().logo_type == ""


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"brand_colour": "red; } body { display: none"}, "brand_colour"),
        ({"brand_colour": "#fff"}, "brand_colour"),
        ({"display_name": ""}, "display_name"),
        ({"support_email": "nobody"}, "support_email"),
        ({"language": "xx"}, "language"),
        ({"logo": BytesIO(b"not a picture")}, "logo"),
    ],
)
def test_what_does_not_fit_is_refused_beside_its_field(wrong: dict[str, Any], field: str) -> None:
    page = client_for(ALICE).post(SETTINGS, LOOK | wrong)
    assert page.status_code == 200
    assert page.context["form"].errors[field]
    assert alpha().display_name == "Alpha"


@pytest.mark.parametrize("member", [BOB, FATOU])
def test_others_of_the_partner_read_and_do_not_write(member: Member) -> None:
    client = client_for(member)
    page = client.get(SETTINGS)
    assert page.status_code == 200
    assert '<form class="form' not in page.content.decode()
    assert client.post(SETTINGS, LOOK).status_code == 403


@pytest.mark.parametrize("member", [DORA, DENIS])
def test_clients_do_not_come_here(member: Member) -> None:
    assert client_for(member).get(SETTINGS).status_code == 403


def test_staff_read_and_administrators_of_the_operator_write() -> None:
    path = f"/at/alpha{SETTINGS}"
    assert client_for(ERIK).get(path).status_code == 200
    assert client_for(ERIK).post(path, LOOK).status_code == 403
    assert client_for(ANNA).post(path, LOOK).headers["Location"] == path
    place(ALPHA)
    assert AuditEvent.objects.get(act="partner.branding_changed").mount == "/at/alpha"


@pytest.mark.parametrize("column", ["schema_name", "enterprise_number", "legal_name", "is_house"])
def test_name_and_number_are_the_operators_even_for_the_database(column: str) -> None:
    place(ALPHA)
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE partners_partner SET {column} = {column}")


def test_the_database_changes_no_other_partner() -> None:
    place(ALPHA)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE partners_partner SET display_name = 'Mine'")
        assert cursor.rowcount == 1
    place(BETA)
    assert Partner.objects.get().display_name == "Beta"
