"""Price lists: published once, in force from a day, never edited."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from extranet.audit.models import AuditEvent
from extranet.catalogue.families import Family
from extranet.catalogue.models import Price, PriceList, Product
from extranet.catalogue.selectors import price_list_in_force, prices_on
from extranet.catalogue.services import publish_price_list
from extranet.errors import InvalidInput, NotAllowed
from extranet.tenancy.context import OPERATOR, OWNER, PARTNER, PUBLIC
from extranet.times import brussels_day
from tests.cast import ALICE, ANNA, ERIK, SOFIE, Member, place, user_of

FIRST_DAY = date(2026, 1, 5)
AT = datetime(2026, 11, 24, 10, tzinfo=UTC)
TODAY = date(2026, 11, 24)


@pytest.fixture
def as_operator(db: None) -> None:
    """Stand where staff do."""
    place(PUBLIC, OPERATOR)


def prices() -> dict[str, Decimal]:
    """Return the prices in force, by code."""
    return {price.product.code: price.unit_price for price in prices_on(TODAY)}


def publish(valid_from: date = TODAY, *, by: Member | None = ANNA, **changed: str) -> PriceList:
    """Publish today's prices again, some of them changed."""
    wanted = prices() | {code.replace("_", "-"): Decimal(price) for code, price in changed.items()}
    return publish_price_list(prices=wanted, valid_from=valid_from, actor=user_of(by) if by else None, at=AT)


def test_the_list_in_force_is_the_latest_begun(as_operator: None) -> None:
    """Terms: bt.11k"""
    publish(TODAY + timedelta(days=7), bt_user="9.0000")
    numbers = {
        day: price_list.number if price_list else None
        for day in (FIRST_DAY - timedelta(days=1), FIRST_DAY, TODAY + timedelta(days=6), TODAY + timedelta(days=7))
        for price_list in [price_list_in_force(day)]
    }
    assert list(numbers.values()) == [None, 1, 1, 2]
    assert prices_on(FIRST_DAY - timedelta(days=1)) == []


def test_products_come_by_service_and_place(as_operator: None) -> None:
    Product.objects.filter(code="sip-channel").update(is_retired=True)
    codes = [price.product.code for price in prices_on(TODAY)]
    assert codes == ["telavox-plus", "bt-user", "bt-fax", "meeting-host"]


@pytest.mark.parametrize("by", [ANNA, SOFIE, None])
def test_finance_and_administrators_publish(as_operator: None, by: Member | None) -> None:
    price_list = publish(bt_user="8.1234", by=by)
    assert (price_list.number, price_list.valid_from, price_list.published_at) == (2, TODAY, AT)
    assert price_list.published_by_name == (by.name if by else "")
    assert prices()["bt-user"] == Decimal("8.1234")
    assert AuditEvent.objects.get(act="prices.published", target_id=str(price_list.pk)).changes["valid_from"] == str(
        TODAY
    )


@pytest.mark.parametrize("by", [ERIK, ALICE])
def test_others_do_not(as_operator: None, by: Member) -> None:
    with pytest.raises(NotAllowed):
        publish(by=by)


@pytest.mark.parametrize("valid_from", [TODAY - timedelta(days=1), FIRST_DAY, FIRST_DAY - timedelta(days=1)])
def test_prices_of_the_past_do_not_change(as_operator: None, valid_from: date) -> None:
    """Terms: bt.11k"""
    with pytest.raises(InvalidInput) as refused:
        publish(valid_from)
    assert set(refused.value.fields) == {"valid_from"}


def test_a_list_begins_after_the_one_before(as_operator: None) -> None:
    publish(TODAY + timedelta(days=7))
    for days in (6, 7):
        with pytest.raises(InvalidInput):
            publish(TODAY + timedelta(days=days))


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"fibre": "1"}, "prices"), ({"bt_user": "-0.01"}, "bt-user"), ({"bt_user": "1.00001"}, "bt-user")],
)
def test_a_price_that_cannot_stand_is_refused(as_operator: None, changed: dict[str, str], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        publish(TODAY, by=ANNA, **changed)
    assert set(refused.value.fields) == {field}


def test_everything_on_sale_has_a_price(as_operator: None) -> None:
    with pytest.raises(InvalidInput) as refused:
        publish_price_list(prices={"bt-user": Decimal(8)}, valid_from=TODAY, actor=None, at=AT)
    assert "sip-channel" in refused.value.message
    Product.objects.exclude(code="bt-user").update(is_retired=True)
    assert publish_price_list(prices={"bt-user": Decimal(8)}, valid_from=TODAY, actor=None, at=AT).number == 2


@pytest.mark.parametrize("role", [PARTNER, OPERATOR, OWNER])
@pytest.mark.parametrize("table", [PriceList, Price])
def test_nobody_edits_a_published_list(db: None, role: str, table: type[PriceList | Price]) -> None:
    """Terms: bt.11k"""
    place(PUBLIC, role)
    row = table._default_manager.all()[0]
    with (
        pytest.raises(DatabaseError, match=r"append-only|permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"DELETE FROM {table._meta.db_table} WHERE id = %s", [row.pk])
    with pytest.raises(DatabaseError, match=r"append-only|permission denied"), transaction.atomic():
        row.save()


def test_a_partner_writes_no_catalogue(db: None) -> None:
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        PriceList.objects.create(number=9, valid_from=brussels_day(timezone.now()), published_at=timezone.now())
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        Product.objects.update(family=Family.SIP)
