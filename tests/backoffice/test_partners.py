"""Partners: their look is changed through the service, in their own schema; the way in is on the page."""

from io import BytesIO
from typing import Any, Final

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from extranet.audit.models import AuditEvent
from extranet.partners.models import Partner
from extranet.tenancy.context import OPERATOR, PUBLIC, acting
from tests.cast import ALPHA, ANNA, client_for

pytestmark = pytest.mark.django_db
LOOK: Final = {
    "display_name": "Alpha Télécom",
    "brand_colour": "#0b5cad",
    "support_email": "aide@alpha.example",
    "support_phone": "02 199 01 00",
    "language": "nl",
    "domains-TOTAL_FORMS": "1",
    "domains-INITIAL_FORMS": "1",
}


def alpha() -> Partner:
    """Return Alpha as it stands."""
    with acting(PUBLIC, OPERATOR):
        partner: Partner = Partner.objects.get(schema_name=ALPHA)
        return partner


def post(browser: Client, **changes: Any) -> Any:
    """Post Alpha's form."""
    return browser.post(f"/admin/partners/partner/{alpha().pk}/change/", {**LOOK, **changes})


def test_an_administrator_changes_the_look_and_it_is_in_the_partners_journal() -> None:
    response = post(client_for(ANNA))
    assert response.status_code == 302
    assert (alpha().display_name, alpha().language) == ("Alpha Télécom", "nl")
    with acting(PUBLIC, OPERATOR):
        event = AuditEvent.objects.get(act="partner.branding_changed")
    assert (event.partner, event.actor_name) == (ALPHA, ANNA.name)
    assert event.changes["display_name"] == ["Alpha", "Alpha Télécom"]


def test_a_logo_is_taken_and_removed() -> None:
    picture = BytesIO()
    Image.new("RGB", (60, 26), "navy").save(picture, format="PNG")
    browser = client_for(ANNA)
    post(browser, new_logo=SimpleUploadedFile("logo.png", picture.getvalue()))
    assert alpha().logo_type == "image/png"
    assert (
        f'src="/at/{ALPHA}/brand/logo/"'
        in browser.get(f"/admin/partners/partner/{alpha().pk}/change/").content.decode()
    )
    post(browser, is_logo_removed="on")
    assert alpha().logo is None


def test_a_logo_that_is_no_picture_is_refused_beside_what_was_typed() -> None:
    response = post(client_for(ANNA), new_logo=SimpleUploadedFile("logo.png", b"no picture"))
    html = response.content.decode()
    assert response.status_code == 200
    assert "200 ko au plus" in html
    assert 'value="Alpha Télécom"' in html
    assert alpha().display_name == "Alpha"


def test_what_the_page_does_not_offer_cannot_be_posted() -> None:
    post(client_for(ANNA), legal_name="Autre SA", enterprise_number="0199000151", schema_name="beta", is_house="on")
    assert (alpha().legal_name, alpha().schema_name, alpha().is_house) == ("Alpha SRL", ALPHA, False)


def test_the_list_says_how_a_partner_is_made_and_leads_into_each() -> None:
    html = client_for(ANNA).get("/admin/partners/partner/").content.decode()
    assert "manage.py provision" in html
    assert f'href="/at/{ALPHA}/"' in html
    assert f'href="/at/{ALPHA}/admin/"' in html
