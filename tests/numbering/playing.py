"""Blocks given and taken back by the services, as staff would."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.utils import timezone

from extranet.numbering.models import Holding
from extranet.numbering.services import allocate_block, release_block
from extranet.ordering.models import Subscription
from extranet.tenancy.context import OPERATOR, acting
from tests.cast import ALPHA, ERIK, user_of
from tests.contracts import SINCE, subscribe

FIRST: Final = "02 226 88 00"
LAST: Final = "02 226 88 99"
HOUR: Final = timedelta(hours=1)


def allocate(
    first: str = FIRST,
    last: str = LAST,
    *,
    schema: str = ALPHA,
    subscription: Subscription | None = None,
    since: datetime = SINCE,
    holding_id: UUID | None = None,
) -> Holding:
    """Give a block as Erik would, at the partner `schema`."""
    subscription = subscription or subscribe(schema)
    with acting(schema, OPERATOR):
        return allocate_block(
            subscription=subscription,
            first=first,
            last=last,
            since=since,
            actor=user_of(ERIK),
            at=timezone.now(),
            holding_id=holding_id,
        )


def release(holding: Holding, *, schema: str = ALPHA) -> Holding:
    """Take a block back as Erik would."""
    with acting(schema, OPERATOR):
        return release_block(holding_id=holding.pk, actor=user_of(ERIK), at=timezone.now())
