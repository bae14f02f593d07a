"""Writes of the registry: declare the address of a block's numbers.

Stand in the partner's schema. Every write locks the block's sheet; the instant read after the lock, never the
clock of the application, is the boundary between the old knowledge and the new.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from emergency.registry.declaring import Declaring, checked, declare_all, known_already, refused
from emergency.registry.facts import AddressFacts
from emergency.registry.judging import Judgement
from emergency.registry.models import Reason, Registration, Review
from emergency.registry.places import judged
from emergency.registry.telling import tell_other_side
from emergency.registry.writing import side_of
from extranet.accounts.people import Person
from extranet.accounts.permissions import Right
from extranet.errors import NotAllowed, Stale
from extranet.numbering.selectors import visible_holdings
from extranet.numbering.services import Locked, lock_sheet

__all__ = ["check_declarer", "checked", "declare_address", "declare_on", "refused", "side_of"]


@transaction.atomic
def declare_address(
    *, holding_id: UUID, revision: int, facts: AddressFacts, effective: datetime | None, person: Person, at: datetime
) -> Registration | Review:
    """Declare the address of all numbers of a block, from now (`effective` None) or from a coming instant on.

    What was to follow from that instant on is replaced. What people must look at first becomes a review, and the
    previous address stays in force. The same address again changes nothing: what is known already is returned,
    whatever revision the page showed, so that a double click is harmless. The other party is told once committed.
    Raises Holding.DoesNotExist, NotAllowed, InvalidInput, IllegalMove for a block taken back, Stale.

    Terms: telavox.7, bt.14, sip.4
    """
    check_declarer(person)
    holding = visible_holdings(person, at).get(pk=holding_id)
    judgement = checked(judged(facts, holding))
    try:
        locked = lock_sheet(holding_id=holding_id, revision=revision)
    except Stale:
        locked = lock_sheet(holding_id=holding_id, revision=None)
        known = known_already(Declaring(locked, judgement, effective))
        if known is None:
            raise
        return known
    return declare_on(locked=locked, judgement=judgement, effective=effective, person=person, at=at)


def declare_on(
    *,
    locked: Locked,
    judgement: Judgement,
    effective: datetime | None,
    person: Person,
    at: datetime,
    reason: Reason = Reason.DECLARED,
) -> Registration | Review:
    """Declare on a block whose sheet is locked; `locked.instant` is the boundary. Raises InvalidInput, IllegalMove.

    Terms: telavox.7, bt.14, sip.4
    """
    wanted = Declaring(locked, judgement, effective)
    (said,) = declare_all(declaring=[wanted], person=person, at=at, reason=reason)
    if said.is_new and isinstance(said.row, Registration):
        tell_other_side(said.row)
    return said.row


def check_declarer(person: Person) -> None:
    """Raise NotAllowed unless the person may declare addresses here."""
    if not person.may(Right.DECLARE_ADDRESSES):
        sentence = _("Demandez à un administrateur ou à un technicien de déclarer cette adresse.")
        raise NotAllowed(sentence, code="may_not_declare")
