"""Products and price lists: changed by finance and administrators through services, published for ever."""

from datetime import timedelta
from decimal import Decimal
from typing import Any, Final

import pytest
from django.utils import timezone

from extranet.audit.models import AuditEvent
from extranet.catalogue.models import Price, PriceList, Product
from extranet.tenancy.context import OPERATOR, PUBLIC, acting
from extranet.times import brussels_day
from tests.cast import SOFIE, client_for
from tests.rows import PRODUCTS

pytestmark = pytest.mark.django_db
PRODUCT: Final = "/admin/catalogue/product/"
LIST: Final = "/admin/catalogue/pricelist/"
FACTS: Final = {
    "code": "sip-trunk",
    "family": "sip",
    "position": "9",
    **{f"name_{language}": "Trunk" for language in ("fr", "nl", "de", "en")},
    **{f"unit_{language}": "trunk" for language in ("fr", "nl", "de", "en")},
}


@pytest.fixture(autouse=True)
def _operator() -> Any:
    with acting(PUBLIC, OPERATOR):
        yield


def prices(**changes: str) -> dict[str, str]:
    """Return the form of publishing from tomorrow, with some prices changed."""
    tomorrow = brussels_day(timezone.now()) + timedelta(days=1)
    return {"valid_from": tomorrow.isoformat()} | {code: str(price) for code, _f, price, _x in PRODUCTS} | changes


def test_finance_adds_a_product_that_waits_for_its_price() -> None:
    page = client_for(SOFIE).post(f"{PRODUCT}add/", FACTS, follow=True).content.decode()
    assert "prochaine liste de prix" in page
    assert Product.objects.get(code="sip-trunk").name_nl == "Trunk"
    assert AuditEvent.objects.get(act="product.added").actor_name == SOFIE.name


def test_a_code_that_exists_is_refused_on_the_form() -> None:
    response = client_for(SOFIE).post(f"{PRODUCT}add/", {**FACTS, "code": "bt-user"})
    assert response.status_code == 200
    assert Product.objects.filter(code="bt-user").count() == 1


def test_a_product_is_taken_off_sale_and_keeps_its_code() -> None:
    product = Product.objects.get(code="bt-user")
    posted = {**FACTS, "code": "other", "family": "sip", "is_retired": "on"}
    client_for(SOFIE).post(f"{PRODUCT}{product.pk}/change/", posted)
    product.refresh_from_db()
    assert (product.code, product.family, product.is_retired) == ("bt-user", "bt", True)
    assert AuditEvent.objects.get(act="product.changed").changes["is_retired"] == [False, True]


def test_the_form_of_publishing_starts_from_the_prices_in_force() -> None:
    page = client_for(SOFIE).get(f"{LIST}add/").content.decode()
    assert 'name="bt-user" value="8.00"' in page
    assert 'name="meeting-host" value="7.8125"' in page


def test_finance_publishes_a_list() -> None:
    page = client_for(SOFIE).post(f"{LIST}add/", prices(**{"bt-user": "8.5"}), follow=True).content.decode()
    assert "La liste v2 est publiée." in page
    published = PriceList.objects.get(number=2)
    assert published.published_by_name == SOFIE.name
    assert Price.objects.get(price_list=published, product__code="bt-user").unit_price == Decimal("8.5")
    assert AuditEvent.objects.get(act="prices.published", actor_id=SOFIE.id).changes["prices"]["bt-user"] == "8.5"


def test_a_day_that_is_past_is_refused_and_the_prices_typed_stay() -> None:
    response = client_for(SOFIE).post(f"{LIST}add/", prices(**{"bt-user": "8.5", "valid_from": "2026-02-01"}))
    page = response.content.decode()
    assert response.status_code == 200
    assert "le passé garde ses prix" in page
    assert 'name="bt-user" value="8.5"' in page
    assert PriceList.objects.count() == 1


@pytest.mark.parametrize("wrong", ["", "-1", "1.23456", "abc"])
def test_a_price_that_cannot_stand_is_refused(wrong: str) -> None:
    assert client_for(SOFIE).post(f"{LIST}add/", prices(**{"bt-user": wrong})).status_code == 200
    assert PriceList.objects.count() == 1


def test_a_published_list_shows_its_prices_and_no_form() -> None:
    page = client_for(SOFIE).get(f"{LIST}{PriceList.objects.get().pk}/change/").content.decode()
    assert "7,8125" in page
    assert 'name="_save"' not in page
