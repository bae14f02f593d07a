"""Orders brought to a step, by the services as a page would call them. Stand in a partner's schema first."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.utils import timezone

from extranet.ordering.models import Order
from extranet.ordering.rules import Answers, FaxUse, YesNo
from extranet.ordering.services import (
    accept_order_terms,
    choose_lines,
    declare,
    discard_order,
    place_order,
    start_order,
)
from extranet.terms.models import Acceptance
from extranet.terms.rules import required_parts
from extranet.terms.selectors import texts_in_force
from extranet.terms.services import ShownText
from extranet.times import brussels_day
from tests.cast import ALICE, CLIENT, Member, user_of

NOTHING_SPECIAL = Answers(YesNo.NO, YesNo.NO, FaxUse.NONE)
USERS_AND_CHANNELS: Mapping[str, int] = {"bt-user": 14, "sip-channel": 1}


def started(by: Member = ALICE, client_id: UUID = CLIENT, *, at: datetime | None = None) -> Order:
    """Return a new draft."""
    return start_order(order_id=uuid4(), client_id=client_id, actor=user_of(by), at=at or timezone.now())


def with_lines(
    by: Member = ALICE,
    client_id: UUID = CLIENT,
    *,
    quantities: Mapping[str, int] = USERS_AND_CHANNELS,
    at: datetime | None = None,
) -> Order:
    """Return a draft with products; it starts in a week."""
    at = at or timezone.now()
    order = started(by, client_id, at=at)
    return choose_lines(
        order_id=order.pk,
        revision=order.revision,
        quantities=quantities,
        starts_on=brussels_day(at) + timedelta(days=7),
        actor=user_of(by),
        at=at,
    )


def declared(
    by: Member = ALICE,
    client_id: UUID = CLIENT,
    *,
    quantities: Mapping[str, int] = USERS_AND_CHANNELS,
    answers: Answers = NOTHING_SPECIAL,
    at: datetime | None = None,
) -> Order:
    """Return a draft whose declarations are made."""
    at = at or timezone.now()
    order = with_lines(by, client_id, quantities=quantities, at=at)
    return declare(order_id=order.pk, revision=order.revision, answers=answers, actor=user_of(by), at=at)


def shown_for(order: Order, *, at: datetime | None = None, language: str = "fr") -> list[ShownText]:
    """Return what the acceptance page shows for an order."""
    day = brussels_day(at or timezone.now())
    texts = texts_in_force(required_parts(order.families), day, language).texts
    return [ShownText(text.pk, text.sha256) for text in texts]


def accept(
    order: Order,
    by: Member = ALICE,
    *,
    shown: list[ShownText] | None = None,
    revision: int | None = None,
    at: datetime | None = None,
) -> Acceptance:
    """Accept the terms for an order as it stands."""
    return accept_order_terms(
        order_id=order.pk,
        revision=order.revision if revision is None else revision,
        shown=shown_for(order, at=at) if shown is None else shown,
        ip="192.0.2.7",
        user_agent="Browser of the tests",
        actor=user_of(by),
        at=at or timezone.now(),
    )


def place(
    order: Order, by: Member = ALICE, *, revision: int | None = None, price_list: int = 1, at: datetime | None = None
) -> Order:
    """Place an order as the recap shows it."""
    return place_order(
        order_id=order.pk,
        revision=order.revision if revision is None else revision,
        price_list=price_list,
        actor=user_of(by),
        at=at or timezone.now(),
    )


def placed(
    by: Member = ALICE,
    client_id: UUID = CLIENT,
    *,
    quantities: Mapping[str, int] = USERS_AND_CHANNELS,
    answers: Answers = NOTHING_SPECIAL,
) -> Order:
    """Return a placed order."""
    order = declared(by, client_id, quantities=quantities, answers=answers)
    accept(order, by)
    return place(order, by)


def discarded(by: Member = ALICE, client_id: UUID = CLIENT) -> Order:
    """Return a draft that was given up."""
    order = started(by, client_id)
    return discard_order(order_id=order.pk, revision=order.revision, actor=user_of(by), at=timezone.now())
