"""The style sheet of one line, and the logo."""

from io import BytesIO

import pytest
from PIL import Image

from extranet.errors import InvalidInput
from extranet.partners.models import Partner
from extranet.partners.services import change_branding
from extranet.tenancy.context import OPERATOR, PUBLIC, acting
from tests.accounts.times import NOW
from tests.cast import ALICE, ALPHA, BETA, ERIK, anonymous, client_for, place, user_of

pytestmark = pytest.mark.django_db

CSS = "/brand.css"
LOGO = "/brand/logo/"


def picture(kind: str = "PNG", size: tuple[int, int] = (300, 260), **options: object) -> bytes:
    """Return a picture file."""
    out = BytesIO()
    Image.new("RGB", size, "#336699").save(out, format=kind, **options)
    return out.getvalue()


def set_logo(content: bytes) -> Partner:
    """Give Alpha a logo."""
    place(ALPHA)
    alpha = Partner.objects.get(schema_name=ALPHA)
    return change_branding(partner=alpha, changes={}, logo=content, actor=user_of(ALICE), at=NOW)


def test_each_host_has_its_partners_colour_in_one_line() -> None:
    with acting(PUBLIC, OPERATOR):
        Partner.objects.filter(schema_name=BETA).update(brand_colour="#aa0033")
    beta = anonymous(BETA).get(CSS)
    assert beta.content == b":root { --brand: #aa0033; }\n"
    assert beta.headers["Content-Type"] == "text/css"
    assert anonymous(ALPHA).get(CSS).content == b":root { --brand: #0b5cad; }\n"
    assert anonymous(PUBLIC).get(CSS).status_code == 200
    assert client_for(ERIK).get(f"/at/beta{CSS}").content == beta.content


def test_a_browser_that_has_it_is_told_so() -> None:
    first = anonymous(ALPHA).get(CSS)
    again = anonymous(ALPHA).get(CSS, headers={"if-none-match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    with acting(PUBLIC, OPERATOR):
        Partner.objects.filter(schema_name=ALPHA).update(brand_colour="#aa0033")
    changed = anonymous(ALPHA).get(CSS, headers={"if-none-match": first.headers["ETag"]})
    assert changed.status_code == 200


def test_there_is_no_logo_before_one_is_given() -> None:
    assert anonymous(ALPHA).get(LOGO).status_code == 404
    assert anonymous(PUBLIC).get(LOGO).status_code == 404


def test_of_an_upload_only_the_pixels_survive() -> None:
    trap = picture() + b"<script>alert(1)</script>"
    set_logo(trap)
    sent = anonymous(ALPHA).get(LOGO)
    assert sent.headers["Content-Type"] == "image/png"
    assert sent.headers["X-Content-Type-Options"] == "nosniff"
    assert b"script" not in sent.content
    with Image.open(BytesIO(sent.content)) as shown:
        assert (shown.format, shown.height) == ("PNG", 104)
    again = anonymous(ALPHA).get(LOGO, headers={"if-none-match": sent.headers["ETag"]})
    assert again.status_code == 304
    assert "/brand/logo/" in anonymous(ALPHA).get("/account/login/").content.decode()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_three_kinds_of_picture_are_taken(kind: str) -> None:
    assert set_logo(picture(kind)).logo_type == "image/png"


@pytest.mark.parametrize(
    "content",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"GIF89a\x01\x00\x01\x00\x00\x00\x00;",
        picture("BMP"),
        picture()[:200],
        b"\x89PNG\r\n\x1a\n" + b"\0" * 200_001,
    ],
    ids=["svg", "gif", "bmp", "cut short", "too large"],
)
def test_anything_else_is_refused(content: bytes) -> None:
    with pytest.raises(InvalidInput) as refused:
        set_logo(content)
    assert refused.value.fields.keys() == {"logo"}
    place(ALPHA)
    assert Partner.objects.get(schema_name=ALPHA).logo is None


def test_a_picture_that_unpacks_to_a_wall_is_refused() -> None:
    with pytest.raises(InvalidInput):
        set_logo(picture(size=(5000, 5000), optimize=True))


def test_a_logo_can_be_taken_away() -> None:
    set_logo(picture())
    assert set_logo(b"").logo_type == ""
    assert anonymous(ALPHA).get(LOGO).status_code == 404
