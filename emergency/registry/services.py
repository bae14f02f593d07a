"""Writes of the registry: declare the address of a block's numbers.

Stand in the partner's schema. Every write locks the block's sheet; the instant read after the lock, never the
clock of the application, is the boundary between the old knowledge and the new.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from emergency.registry.facts import AddressFacts
from emergency.registry.judging import Judgement
from emergency.registry.keeping import known_within
from emergency.registry.models import Reason, Registration, Review
from emergency.registry.places import judged
from emergency.registry.reviewing import ask_for_review, replace_waiting, waiting_for
from emergency.registry.rules import Objection, check_effective
from emergency.registry.telling import tell_other_side
from emergency.registry.timeline import Area, covers
from emergency.registry.writing import after_all_known, authorship, kept_address, register, side_of
from extranet.accounts.people import Person
from extranet.accounts.permissions import Right
from extranet.audit import services as audit
from extranet.errors import IllegalMove, InvalidInput, NotAllowed, Stale
from extranet.numbering.selectors import visible_holdings
from extranet.numbering.services import Locked, lock_sheet, raise_revision

__all__ = ["check_declarer", "declare_address", "declare_on", "refused", "side_of"]


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
        known = _same(locked, judgement, effective)
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
    holding = locked.holding
    if holding.released_at is not None:
        sentence = _("Le bloc %(block)s a été repris : il n’a plus d’adresse à déclarer.") % {"block": holding}
        raise IllegalMove(sentence, code="block_released")
    checked(judgement)
    known = _same(locked, judgement, effective)
    if known is not None:
        return known
    instant = after_all_known([holding], locked.instant)
    since = _since(locked, effective, instant)
    author = authorship(holding, person, instant)
    address = kept_address(holding, judgement.facts, instant)
    replace_waiting(holding, instant=instant)
    if judgement.doubts:
        review = ask_for_review(
            holding=holding, address=address, author=author, doubts=judgement.doubts, effective=effective,
            actor=person.user, at=at,
        )  # fmt: skip
        raise_revision(locked.sheet)
        return review
    taken = Area(holding.first, holding.last + 1, since)
    registration, before = register(holding, taken, address, author, instant=instant, reason=reason)
    raise_revision(locked.sheet)
    _record(registration, before, person, at)
    tell_other_side(registration)
    return registration


def check_declarer(person: Person) -> None:
    """Raise NotAllowed unless the person may declare addresses here."""
    if not person.may(Right.DECLARE_ADDRESSES):
        sentence = _("Demandez à un administrateur ou à un technicien de déclarer cette adresse.")
        raise NotAllowed(sentence, code="may_not_declare")


def checked(judgement: Judgement) -> Judgement:
    """Return the judgement of an address that may be kept. Raises InvalidInput, every objection beside its field."""
    if judgement.objections:
        raise refused(judgement.objections)
    return judgement


def refused(objections: Sequence[Objection]) -> InvalidInput:
    """Return the refusal of an address, with every objection beside its field."""
    fields = {objection.field: str(objection.sentence) for objection in objections}
    return InvalidInput(_("L’adresse n’est pas déclarée."), code=objections[0].code, fields=fields)


def _since(locked: Locked, effective: datetime | None, instant: datetime) -> datetime:
    """Return from when the address holds. Raises InvalidInput."""
    held_since: datetime = locked.holding.held.lower
    if effective is None:
        return max(instant, held_since)
    objections = check_effective(effective, now=instant, held_since=held_since)
    if objections:
        raise refused(objections)
    return effective


def _same(locked: Locked, judgement: Judgement, effective: datetime | None) -> Registration | Review | None:
    """Return what is known already when it says exactly this: the first row of those that cover it all.

    What waits for staff is known too, when the same is declared again.
    """
    holding, facts = locked.holding, judgement.facts
    waiting = waiting_for(holding)
    if waiting is not None:
        is_it = waiting.address.facts == facts and waiting.effective == effective
        return waiting if is_it else None
    wanted = Area(holding.first, holding.last + 1, max(effective or locked.instant, holding.held.lower))
    rows = known_within(holding, wanted)
    if not rows or any(row.address.facts != facts for row in rows):
        return None
    is_whole = sum(row.count for row in rows) == holding.count
    # Rows of one instant never share a number: as many numbers as the block has are all of them.
    is_for_good = all(covers(row.area, replace(row.area, since=wanted.since, until=None)) for row in rows)
    return rows[0] if is_whole and is_for_good else None


def _record(registration: Registration, before: Sequence[Registration], person: Person, at: datetime) -> None:
    """Keep the act in the audit trail, as something that happened to the block."""
    changes = {
        "address": [[str(row.address) for row in before], str(registration.address)],
        "details": registration.address.facts.details,
        "from": registration.valid.lower,
        "side": registration.author_side,
        "registration": registration.pk,
    }
    if registration.reason != Reason.DECLARED:
        changes["reason"] = registration.reason
    block = registration.holding
    if before:
        audit.record(actor=person.user, act="address.changed", target=block, at=at, changes=changes)
    else:
        audit.record(actor=person.user, act="address.declared", target=block, at=at, changes=changes)
