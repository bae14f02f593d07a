"""Numbers that go from a client of one partner to a client of another: the block ends there and begins here.

The operator's act alone, standing at the partner that gives. One transaction; neither partner learns of the other.

Terms: telavox.7, bt.14, sip.4
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from emergency.registry.cuts import check_staff, from_now_on, locked_of, remains_of, visible
from emergency.registry.keeping import carry
from emergency.registry.transmitting.queueing import together
from extranet.accounts.people import Person
from extranet.errors import IllegalMove
from extranet.numbering.cutting import Piece, begin_elsewhere, check_within, recut
from extranet.numbering.formats import written_block
from extranet.numbering.models import Holding
from extranet.numbering.rules import check_subscription
from extranet.ordering.models import Subscription
from extranet.partners.models import Partner
from extranet.tenancy.context import OPERATOR, acting, current_schema
from extranet.times import brussels_day


@dataclass(frozen=True)
class HandedOver:
    """The block as it begins at the other partner, and what remains at the one that gave."""

    given: Holding
    remaining: tuple[Holding, ...]


@transaction.atomic
@together()
def hand_over(
    *,
    holding_id: UUID,
    revision: int,
    first: int,
    last: int,
    to_partner: str,
    subscription_id: UUID,
    person: Person,
    at: datetime,
) -> HandedOver:
    """Give numbers of a block to a client of another partner. No address goes along: none is declared there.

    `to_partner`: its schema, `subscription_id`: one of its own. What remains goes on with its addresses, without a
    gap. Staff only. Raises Holding.DoesNotExist, Partner.DoesNotExist, Subscription.DoesNotExist, NotAllowed, Stale,
    IllegalMove, InvalidInput.

    Terms: telavox.7, bt.14, sip.4
    Reading: an address is a fact of one client. Who gave and who took is in the operator's trail only, under one id.
    """
    check_staff(person)
    holding = visible(holding_id, person, at)
    check_within(holding, first, last)
    if to_partner == current_schema():
        sentence = _("Ce client est du même partenaire : choisissez « un autre client de ce partenaire ».")
        raise IllegalMove(sentence, code="same_partner")
    (locked,) = locked_of({holding_id: revision})
    taker = _taker(to_partner, subscription_id, at)
    rows = from_now_on(locked)
    handover = uuid4()
    made = recut(
        locked=[locked],
        pieces=remains_of(locked.holding, first, last),
        act="numbers.handed_over",
        actor=person.user,
        at=at,
        gone=written_block(first, last),
        handover=handover,
    )
    for piece in made:
        carry(rows, piece.holding, instant=piece.instant)
    given = begin_elsewhere(
        Piece(first, last, locked.holding, taker),
        partner=to_partner,
        instant=locked.instant,
        actor=person.user,
        at=at,
        handover=handover,
    )
    return HandedOver(given.holding, tuple(piece.holding for piece in made))


def _taker(partner: str, subscription_id: UUID, at: datetime) -> Subscription:
    """Return the subscription that takes, locked: it does not end meanwhile."""
    there = Partner.objects.get(schema_name=partner).schema_name
    with acting(there, OPERATOR):
        subscriptions = Subscription.objects.select_related("client").select_for_update(of=("self",))
        taker = subscriptions.get(pk=subscription_id)
    check_subscription(taker.family, ends_on=taker.ends_on, day=brussels_day(at))
    return taker
