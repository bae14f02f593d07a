"""What answers about blocks are made of, in a fixed number of queries, narrowed to what the key's role sees."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import BigIntegerField, Exists, F, Func, Model, OuterRef, QuerySet
from django.db.models.functions import Now

from emergency.listing import narrowed
from emergency.registry.models import Registration, Review
from emergency.registry.transmitting import Sent, state_of
from extranet.accounts.people import Person
from extranet.clients.selectors import own_client_id
from extranet.numbering.models import Holding, Sheet
from extranet.numbering.selectors import visible_holdings

WAITING = "waiting"
Row = TypeVar("Row", bound=Model)


@dataclass
class Gathered:
    """What is known about some blocks, by block: what holds now, what is to follow, what waits, their revisions.

    `sent`: how far their addresses got towards the emergency side.
    """

    present: dict[UUID, list[Registration]] = field(default_factory=dict)
    coming: dict[UUID, list[Registration]] = field(default_factory=dict)
    waiting: dict[UUID, Review] = field(default_factory=dict)
    revisions: dict[UUID, int] = field(default_factory=dict)
    sent: dict[UUID, Sent] = field(default_factory=dict)


def gather(holdings: Sequence[Holding]) -> Gathered:
    """Return what is known about blocks now, by the database's own clock; five queries for all."""
    ids, found = [one.pk for one in holdings], Gathered()
    known = Registration.objects.filter(holding__in=ids, recorded__upper_inf=True).select_related("address")
    for row in known.annotate(asked_at=Now()).order_by("numbers", "valid"):
        if row.valid.lower > row.asked_at:
            found.coming.setdefault(row.holding_id, []).append(row)
        elif row.valid.upper is None or row.asked_at < row.valid.upper:
            found.present.setdefault(row.holding_id, []).append(row)
    waiting = Review.objects.filter(holding__in=ids, state=Review.State.WAITING).select_related("address")
    found.waiting = {row.holding_id: row for row in waiting}
    found.sent = state_of(holdings)
    found.revisions = dict(Sheet.objects.filter(pk__in=ids).values_list("pk", "revision"))
    return found


def blocks_asked(person: Person, asked: Mapping[str, Any], *, number: int | None, at: datetime) -> QuerySet[Holding]:
    """Return the blocks the person sees that a list asks for, each with `missing_count`, by number."""
    blocks = visible_holdings(person, at)
    if asked.get("client"):
        blocks = blocks.filter(client_id=asked["client"])
    if number is not None:
        blocks = blocks.filter(numbers__contains=number)
    state = asked.get("state", "")
    found: QuerySet[Holding] = narrowed(blocks, words=asked.get("words", ""), show="" if state == WAITING else state)
    if state == WAITING:
        found = found.filter(Exists(Review.objects.filter(holding=OuterRef("pk"), state=Review.State.WAITING)))
    return after_number(found, asked.get("after"))


def registrations_of(person: Person) -> QuerySet[Registration]:
    """Return everything that was ever known of the numbers of the partner, or of the client whose person asks.

    Terms: telavox.7, bt.14, sip.4
    """
    rows = Registration.objects.filter(partner=person.schema).select_related("address")
    return rows.filter(client_id=own_client_id(person)) if person.is_client else rows


def held_true(
    rows: QuerySet[Registration], *, as_of: datetime | None, known_at: datetime | None
) -> QuerySet[Registration]:
    """Return what was known at one instant to hold at another; None is now, by the database's own clock.

    Terms: telavox.7, bt.14, sip.4
    """
    return rows.filter(valid__contains=as_of or Now(), recorded__contains=known_at or Now())


def after_number(rows: QuerySet[Row], first: int | None) -> QuerySet[Row]:
    """Return rows of numbers in the order of their first one, behind that of the page before."""
    begins = Func(F("numbers"), function="lower", output_field=BigIntegerField())
    ordered: Any = rows.alias(begins=begins).order_by("begins", "pk")
    page: QuerySet[Row] = ordered if first is None else ordered.filter(begins__gt=first)
    return page
