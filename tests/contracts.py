"""Clients under contract and the numbers they hold, written straight into the tables by the owner.

For tests that are about something else than ordering and allocating.
"""

from datetime import UTC, date, datetime
from typing import Final
from uuid import UUID, uuid4

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange, NumericRange

from extranet.catalogue.families import Family
from extranet.clients.models import Client
from extranet.numbering.kinds import NumberKind
from extranet.numbering.models import Holding, Sheet
from extranet.ordering.models import Order, Subscription
from extranet.tenancy.context import OWNER, acting
from tests.cast import ALPHA, CLIENT

SINCE: Final = datetime(2026, 1, 5, 8, tzinfo=UTC)
FIRST: Final = 3222268800  # +32 2 226 88 00


def subscribe(
    schema: str = ALPHA,
    client_id: UUID = CLIENT,
    family: Family = Family.BT,
    *,
    starts_on: date = date(2026, 1, 1),
    ends_on: date | None = None,
) -> Subscription:
    """Put a client under contract for a service."""
    with acting(schema, OWNER):
        client = Client.objects.get(pk=client_id)
        order = Order.objects.create(
            number=f"C-{uuid4().hex[:12]}",
            client=client,
            client_name=client.name,
            status=Order.Status.PLACED,
            starts_on=starts_on,
            families=[family],
            price_list=1,
            created_at=SINCE,
            created_by_id=uuid4(),
            created_by_name="Camille",
            changed_at=SINCE,
            declared_at=SINCE,
            placed_at=SINCE,
            placed_by_id=uuid4(),
            placed_by_name="Camille",
            acceptance_id=uuid4(),
        )
        return Subscription.objects.create(
            client=client, family=family, order=order, starts_on=starts_on, ends_on=ends_on
        )


def hold(
    first: int = FIRST,
    last: int = FIRST + 99,
    *,
    schema: str = ALPHA,
    client_id: UUID = CLIENT,
    subscription: Subscription | None = None,
    since: datetime = SINCE,
    kind: NumberKind = NumberKind.GEOGRAPHIC,
) -> Holding:
    """Give a client a block of numbers, open-ended."""
    subscription = subscription or subscribe(schema, client_id)
    with acting(schema, OWNER):
        block = Holding.objects.create(
            partner=schema,
            client_id=client_id,
            client_name=subscription.client.name,
            subscription_id=subscription.pk,
            family=subscription.family,
            kind=kind,
            numbers=NumericRange(first, last + 1),
            held=DateTimeTZRange(since, None),
            allocated_at=since,
            allocated_by_name="Erik Eeckhout",
        )
        Sheet.objects.create(holding=block, partner=schema)
    return block
