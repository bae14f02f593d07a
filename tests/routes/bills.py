"""What the routes of billing are played on: a run at work, a discount, a reading, under fixed ids; and an old order."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Final
from uuid import UUID

from billing.ledger.models import BillingRun, Discount, Reading, RunItem
from extranet.orderbook.models import Entry
from extranet.tenancy.context import OPERATOR, OWNER, PUBLIC, acting
from tests.cast import ALPHA

RUN: Final = UUID("0b111000-0000-4000-8000-000000000001")
AT: Final = datetime(2026, 1, 5, 9, tzinfo=UTC)
# A month that is over and has no run.
NEW_RUN: Final = {"month": "2026-02"}
NEW_DISCOUNT: Final = {"partner": ALPHA, "percentage": "5.00", "valid_from": "2099-01-01"}
NEW_READING: Final = {"name": "decrease", "value": "strict", "valid_from": "2099-01-01"}


def write() -> None:
    """Write them."""
    with acting(PUBLIC, OPERATOR):
        run = BillingRun.objects.create(pk=RUN, period=date(2025, 12, 1), started_at=AT, started_by_name="Sofie Smets")
        RunItem.objects.create(run=run, partner=ALPHA)
        written = {"valid_from": date(2026, 1, 1), "created_at": AT, "created_by_name": "Sofie Smets"}
        Discount.objects.create(partner=ALPHA, percentage=Decimal(3), **written)
        Reading.objects.create(name="decrease", value="ceil", **written)
    with acting(PUBLIC, OWNER):
        Entry.objects.create(
            partner=ALPHA,
            order_id=RUN,
            number="C-2025-0001",
            client_name="Delta Conseil",
            monthly_total=Decimal(8),
            status=Entry.Status.PLACED,
            placed_at=AT,
            changed_at=AT,
        )
