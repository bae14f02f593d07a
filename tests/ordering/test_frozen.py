"""What the database refuses by itself: changing what was placed or given up."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from extranet.catalogue.models import Product
from extranet.ordering.models import Order, OrderLine
from extranet.tenancy.context import OPERATOR, OWNER, PARTNER
from tests.cast import ALPHA, place
from tests.ordering.playing import discarded, placed, with_lines


def change_order(order: Order) -> None:
    Order.objects.filter(pk=order.pk).update(monthly_total=1)


def delete_order(order: Order) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM ordering_order WHERE id = %s", [order.pk])


def change_line(order: Order) -> None:
    OrderLine.objects.filter(order=order).update(quantity=1)


def delete_line(order: Order) -> None:
    order.lines.all()[0].delete()


def add_line(order: Order) -> None:
    line = order.lines.all()[0]
    line.pk, line.product = uuid4(), Product.objects.get(code="meeting-host")
    line.save(force_insert=True)


@pytest.mark.parametrize("role", [PARTNER, OPERATOR, OWNER])
@pytest.mark.parametrize("attempt", [change_order, delete_order, change_line, delete_line, add_line])
def test_a_placed_order_does_not_change(at_alpha: None, role: str, attempt: Callable[[Order], None]) -> None:
    order = placed()
    place(ALPHA, role)
    with pytest.raises(DatabaseError, match="not change any more"), transaction.atomic():
        attempt(order)


def test_a_discarded_order_does_not_come_back(at_alpha: None) -> None:
    order = discarded()
    with pytest.raises(DatabaseError, match="does not change any more"), transaction.atomic():
        Order.objects.filter(pk=order.pk).update(status=Order.Status.DRAFT, discarded_at=None)


def test_a_draft_changes(at_alpha: None) -> None:
    order = with_lines()
    assert OrderLine.objects.filter(order=order).update(quantity=2) == 2
    assert order.lines.all().delete()[0] == 2
