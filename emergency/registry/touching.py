"""What an act would touch, said before anything is saved.

Terms: telavox.7, bt.14, sip.4
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import NumericRange
from django.db.models.functions import Now

from emergency.registry.geography import Likeness, likeness
from emergency.registry.models import Registration, Review
from emergency.registry.selectors import live
from extranet.accounts.people import Person
from extranet.numbering.models import Holding, Sheet
from extranet.numbering.selectors import visible_holdings


@dataclass(frozen=True)
class Touches:
    """The blocks of an act with their revisions, what holds for the numbers now, what is to follow, what waits.

    `revisions` are what the act takes: another editor in between makes it refuse.
    """

    blocks: tuple[Holding, ...]
    revisions: dict[UUID, int]
    present: tuple[Registration, ...]
    coming: tuple[Registration, ...]
    waiting: tuple[Review, ...]
    numbers: int

    @property
    def addresses(self) -> tuple[str, ...]:
        """The different addresses that hold now, in one line each."""
        return tuple(dict.fromkeys(str(row.address) for row in self.present))


def what_it_touches(holdings: Sequence[Holding], *, first: int | None = None, last: int | None = None) -> Touches:
    """Return what an act on blocks touches, or on the numbers from `first` to `last` of one.

    Terms: telavox.7, bt.14, sip.4
    """
    ids = [holding.pk for holding in holdings]
    low = first if first is not None else min((one.first for one in holdings), default=0)
    high = last if last is not None else max((one.last for one in holdings), default=0)
    known = Registration.objects.filter(
        holding__in=ids, recorded__upper_inf=True, numbers__overlap=NumericRange(low, high + 1)
    )
    rows = known.select_related("address").order_by("numbers", "valid")
    waiting = Review.objects.filter(holding__in=ids, state=Review.State.WAITING).select_related("address", "holding")
    revisions = dict(Sheet.objects.filter(pk__in=ids).values_list("pk", "revision"))
    return Touches(
        blocks=tuple(sorted(holdings, key=lambda one: one.first)),
        revisions=revisions,
        present=tuple(rows.filter(valid__contains=Now())),
        coming=tuple(rows.filter(valid__startswith__gt=Now())),
        waiting=tuple(waiting),
        numbers=sum(max(0, min(one.last, high) - max(one.first, low) + 1) for one in holdings),
    )


def blocks_at_place(holding: Holding, person: Person, at: datetime) -> list[Holding]:
    """Return the blocks of the client that are at the same door as `holding` now, itself first: what a move takes.

    Terms: telavox.7, bt.14, sip.4
    """
    rows = live().filter(partner=holding.partner, client_id=holding.client_id).select_related("address")
    doors = {row.holding_id: row.address.facts for row in rows.order_by("-numbers")}
    here = doors.get(holding.pk)
    if here is None:
        return [holding]
    same = {pk for pk, facts in doors.items() if likeness(here, facts, ()) is Likeness.SAME or facts == here}
    others = visible_holdings(person, at).filter(pk__in=same - {holding.pk}).order_by("numbers")
    return [holding, *others]
