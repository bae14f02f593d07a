"""The states of an order."""

from datetime import UTC, datetime
from itertools import product

import pytest
from django.db import IntegrityError, transaction

from extranet.errors import IllegalMove
from extranet.ordering.models import Order
from tests.ordering.playing import started

AT = datetime(2026, 11, 24, 9, tzinfo=UTC)
Status = Order.Status


@pytest.mark.parametrize(("before", "after"), list(product(Status, Status)))
def test_an_order_knows_two_moves(before: Status, after: Status) -> None:
    order = Order(number="C-2026-0001", status=before)
    if (before, after) in {(Status.DRAFT, Status.PLACED), (Status.DRAFT, Status.DISCARDED)}:
        order.move_to(after, at=AT)
        dates = (order.placed_at, order.discarded_at)
        assert (order.status, order.changed_at) == (after, AT)
        assert dates == ((AT, None) if after is Status.PLACED else (None, AT))
    else:
        with pytest.raises(IllegalMove) as refused:
            order.move_to(after, at=AT)
        assert refused.value.code == f"order_{before}"
        assert "C-2026-0001" in refused.value.message
        assert order.status == before


@pytest.mark.parametrize(
    "wrong",
    [
        {"status": Status.PLACED},
        {"status": Status.DISCARDED},
        {"placed_at": AT},
        {"discarded_at": AT},
        {"status": Status.DISCARDED, "discarded_at": AT, "placed_at": AT},
    ],
)
def test_the_database_knows_that_state_and_dates_agree(at_alpha: None, wrong: dict[str, object]) -> None:
    order = started()
    with pytest.raises(IntegrityError), transaction.atomic():
        Order.objects.filter(pk=order.pk).update(**wrong)
