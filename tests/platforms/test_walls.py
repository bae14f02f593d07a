"""What the database itself refuses about accounts and counts, whoever asks.

Terms: telavox.4, bt.11
"""

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, ProgrammingError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from extranet.ordering.models import Subscription
from extranet.partners.models import PlatformAccount
from extranet.platforms.models import Count, Delivery, ReportedDay, Source
from extranet.tenancy.context import OPERATOR, PARTNER, PUBLIC, acting
from tests.cast import ALPHA, BETA, BETA_CLIENT
from tests.platforms.acts import ACCOUNT, NOW, on, opened, report

pytestmark = pytest.mark.django_db


def counted(one: Subscription, first: int, after: int, quantity: int = 1, element: str = "bt-user") -> Count:
    """Write a count past the services."""
    return Count.objects.create(
        subscription=one,
        element=element,
        days=DateRange(on(first), on(after)),
        quantity=Decimal(quantity),
        source=Source.API,
        received_at=NOW,
    )


def refused(act: Callable[[], object], error: type[DatabaseError] = IntegrityError) -> str:
    """Return what the database says to an act it refuses."""
    with pytest.raises(error) as caught, transaction.atomic():
        act()
    return str(caught.value)


def test_an_element_has_one_count_a_day() -> None:
    """Terms: telavox.4, bt.11"""
    one = opened()
    with acting(ALPHA, PARTNER):
        counted(one, 1, 5)
        assert "one_count_an_element_and_day" in refused(lambda: counted(one, 4, 6))
        counted(one, 5, 6)
        counted(one, 1, 5, element="bt-fax")


def test_a_count_is_bounded_and_above_zero() -> None:
    one = opened()
    with acting(ALPHA, PARTNER):
        assert "count_days_are_bounded" in refused(lambda: counted(one, 3, 3))
        for quantity in (0, -1):
            assert "count_above_zero" in refused(partial(counted, one, 1, 2, quantity))


def test_a_day_is_noted_once_and_a_key_used_once() -> None:
    one = opened()
    report(one, on(1), {})
    with acting(ALPHA, PARTNER):
        day = {"subscription": one, "day": on(1), "first_received_at": NOW, "last_received_at": NOW}
        assert "account_day_reported_once" in refused(lambda: ReportedDay.objects.create(**day))
        delivery = {"token_id": uuid4(), "key": "k", "answer": {}, "status": 201, "received_at": NOW}
        Delivery.objects.create(**delivery)
        assert "delivery_once" in refused(lambda: Delivery.objects.create(**delivery))


def test_counts_of_a_partner_are_in_its_schema_alone() -> None:
    one = opened()
    report(one, on(1), {"bt-user": 1})
    for schema, count in ((ALPHA, 1), (BETA, 0)):
        with acting(schema, PARTNER):
            assert (Count.objects.count(), ReportedDay.objects.count()) == (count, count)
    with acting(PUBLIC, OPERATOR):
        assert "does not exist" in refused(Count.objects.count, ProgrammingError)


def test_a_partner_reads_its_own_accounts_and_writes_none() -> None:
    opened(), opened("BT-7", schema=BETA, client_id=BETA_CLIENT)
    with acting(BETA, PARTNER):
        assert [one.account for one in PlatformAccount.objects.all()] == ["BT-7"]
        for act in (
            lambda: PlatformAccount.objects.update(account="BT-8"),
            lambda: PlatformAccount.objects.filter(pk="BT-7").delete(),
            lambda: PlatformAccount.objects.create(
                account="BT-8", partner_id=BETA, subscription_id=uuid4(), opened_at=NOW
            ),
        ):
            assert "permission denied" in refused(act, ProgrammingError)
    with acting(ALPHA, PARTNER):
        assert [one.account for one in PlatformAccount.objects.all()] == [ACCOUNT]
