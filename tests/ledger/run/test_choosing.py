"""Discounts and readings: dated, for today or later, once a day, by finance."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from billing.ledger.choosing import choose_reading, give_discount
from billing.ledger.models import Discount, Reading
from extranet.audit.models import AuditEvent
from extranet.errors import InvalidInput, NotAllowed
from extranet.tenancy.context import OPERATOR, PUBLIC, acting
from tests.cast import ALPHA, ERIK, SOFIE, Member, user_of
from tests.ledger.run.playing import NOW

pytestmark = pytest.mark.django_db
TODAY = date(2026, 8, 4)


def give(by: Member = SOFIE, **other: Any) -> Discount:
    """Give Alpha five per cent from today on."""
    facts = {"partner": ALPHA, "percentage": Decimal("5.00"), "valid_from": TODAY, "actor": user_of(by), "at": NOW}
    with acting(PUBLIC, OPERATOR):
        return give_discount(**{**facts, **other})


def choose(by: Member = SOFIE, **other: Any) -> Reading:
    """Choose the strict reading from today on."""
    facts = {"name": "decrease", "value": "strict", "valid_from": TODAY, "actor": user_of(by), "at": NOW}
    with acting(PUBLIC, OPERATOR):
        return choose_reading(**{**facts, **other})


def test_a_discount_is_noted_with_who_gave_it() -> None:
    given = give()
    assert (given.partner, given.percentage, given.created_by_name) == (ALPHA, Decimal("5.00"), SOFIE.name)
    with acting(PUBLIC, OPERATOR):
        assert AuditEvent.objects.get(act="discount.given").partner == ALPHA


def test_a_reading_is_noted_with_who_chose_it() -> None:
    assert choose(valid_from=TODAY + timedelta(days=30)).created_by_name == SOFIE.name
    with acting(PUBLIC, OPERATOR):
        assert AuditEvent.objects.filter(act="reading.chosen").count() == 1


@pytest.mark.parametrize(
    ("act", "wrong", "field"),
    [
        (give, {"valid_from": TODAY - timedelta(days=1)}, "valid_from"),
        (choose, {"valid_from": TODAY - timedelta(days=1)}, "valid_from"),
        (give, {"percentage": Decimal("100.01")}, "percentage"),
        (give, {"percentage": Decimal("-1")}, "percentage"),
        (give, {"partner": "nobody"}, "partner"),
        (choose, {"name": "nothing"}, "name"),
        (choose, {"value": "perhaps"}, "value"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(act: Any, wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        act(**wrong)
    assert list(refused.value.fields) == [field]


@pytest.mark.parametrize("act", [give, choose])
def test_a_day_has_one(act: Any) -> None:
    act()
    with pytest.raises(InvalidInput, match="autre jour"):
        act()


@pytest.mark.parametrize("act", [give, choose])
def test_support_chooses_nothing(act: Any) -> None:
    with pytest.raises(NotAllowed):
        act(by=ERIK)


@pytest.mark.parametrize("act", [give, choose])
def test_the_database_itself_lets_nobody_edit_one(act: Any) -> None:
    row = act()
    with acting(PUBLIC, OPERATOR), pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        type(row).objects.filter(pk=row.pk).update(valid_from=TODAY + timedelta(days=9))
