"""Acts that change blocks and their addresses together: split, carve out, merge, port out, transfer.

Stand in the partner's schema. Each is one transaction: the sheets are locked in the order of their ids, the instant
is read after that, the old blocks end at it and the new ones begin at it, and so do their addresses.

Terms: telavox.7, bt.14, sip.4
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from emergency.registry.division import Neighbour, Part, addresses_differ, carved, check_neighbours, check_parts
from emergency.registry.facts import AddressFacts
from emergency.registry.judging import Judgement
from emergency.registry.keeping import carry, known_within
from emergency.registry.models import Reason, Registration
from emergency.registry.places import judged
from emergency.registry.rules import check_effective
from emergency.registry.services import check_declarer, checked, declare_on, refused
from emergency.registry.timeline import Area
from emergency.registry.transmitting.queueing import together
from emergency.registry.writing import after_all_known
from extranet.accounts.people import Person
from extranet.accounts.permissions import Right
from extranet.errors import IllegalMove, InvalidInput, NotAllowed
from extranet.numbering.cutting import Piece, check_within, lock_sheets, recut
from extranet.numbering.hooks import Locked
from extranet.numbering.models import Holding
from extranet.numbering.rules import check_subscription
from extranet.numbering.selectors import visible_holdings
from extranet.numbering.services import stand_beside_allocations
from extranet.ordering.models import Subscription
from extranet.times import brussels_day

__all__ = ["Part", "carve_out", "merge_blocks", "port_out", "split_block", "transfer_numbers"]

LONGEST_NAME: Final = 80


@dataclass(frozen=True)
class Act:
    """Who does it, for which reason, from when its addresses hold (None: at once), and the instant of the request."""

    person: Person
    at: datetime
    reason: Reason
    effective: datetime | None = None


# ---------- Split ----------
@transaction.atomic
@together()
def split_block(
    *,
    holding_id: UUID,
    revision: int,
    parts: Sequence[Part],
    effective: datetime | None,
    person: Person,
    at: datetime,
) -> list[Holding]:
    """Make several blocks of one. `parts` follow each other and are the whole block; each has or keeps an address.

    The cut is made now; addresses given hold from now (`effective` None) or from a coming instant on, until then the
    present one goes on. An address that people must look at waits on its new block, which keeps the present one.
    Raises Holding.DoesNotExist, NotAllowed, Stale, IllegalMove, InvalidInput with code `number_outside_block` or
    `would_leave_numbers_without_address`.

    Terms: telavox.7, bt.14, sip.4
    """
    holding = visible(holding_id, person, at)
    _check_whole(holding, parts)
    return _divided(holding, revision, parts, Act(person, at, Reason.SPLIT, effective), is_strict=True)


@transaction.atomic
@together()
def carve_out(
    *,
    holding_id: UUID,
    revision: int,
    first: int,
    last: int,
    facts: AddressFacts,
    effective: datetime | None,
    person: Person,
    at: datetime,
) -> list[Holding]:
    """Make blocks of one number, or a few, and of what is around it; only these numbers get another address.

    What is around keeps what it has, be it nothing. Raises as `split_block`.

    Terms: telavox.7, bt.14, sip.4
    """
    holding = visible(holding_id, person, at)
    check_within(holding, first, last)
    parts = carved(holding.first, holding.last, taken=(first, last), facts=facts)
    return _divided(holding, revision, parts, Act(person, at, Reason.SPLIT, effective), is_strict=False)


def _check_whole(holding: Holding, parts: Sequence[Part]) -> None:
    for part in parts:
        check_within(holding, part.first, part.last)
    ends = [(part.last + 1, follower.first) for part, follower in pairwise(parts)]
    is_whole = bool(parts) and parts[0].first == holding.first and parts[-1].last == holding.last
    if len(parts) < 2 or not is_whole or any(end != begin for end, begin in ends):
        sentence = _("Dites ce que devient chaque numéro du bloc %(block)s, en deux parties ou plus.")
        raise InvalidInput(sentence % {"block": holding}, code="parts_not_whole")


def _divided(holding: Holding, revision: int, parts: Sequence[Part], act: Act, *, is_strict: bool) -> list[Holding]:
    judgements = [checked(judged(part.facts, holding)) if part.facts else None for part in parts]
    (locked,) = locked_of({holding.pk: revision})
    if act.effective is not None:
        objections = check_effective(act.effective, now=locked.instant, held_since=locked.holding.held.lower)
        if objections:
            raise refused(objections)
    rows = from_now_on(locked)
    if is_strict:
        covered = [(row.area.first, row.area.end) for row in rows if row.area.since <= locked.instant]
        faults = check_parts(parts, covered)
        if faults:
            raise refused(faults)
    pieces = [Piece(part.first, part.last, locked.holding) for part in parts]
    made = recut(locked=[locked], pieces=pieces, act="numbers.split", actor=act.person.user, at=act.at)
    for piece, judgement in zip(made, judgements, strict=True):
        _address(piece, rows, judgement, act)
    return [piece.holding for piece in made]


def _address(piece: Locked, rows: Sequence[Registration], judgement: Judgement | None, act: Act) -> None:
    """Carry over what a new block keeps, if only for a while, and declare what it is to have."""
    if judgement is None or act.effective is not None or judgement.doubts:
        carry(rows, piece.holding, instant=piece.instant)
    if judgement is not None:
        declare_on(
            locked=piece,
            judgement=judgement,
            effective=act.effective,
            person=act.person,
            at=act.at,
            reason=act.reason,
        )


# ---------- Merge ----------
@transaction.atomic
@together()
def merge_blocks(*, revisions: Mapping[UUID, int], facts: AddressFacts | None, person: Person, at: datetime) -> Holding:
    """Make one block of neighbours of one subscription. Where addresses differ one is chosen: `facts`.

    `revisions`: of each block, as its page showed it. What is chosen is declared for the whole by who chose it.
    Raises Holding.DoesNotExist, NotAllowed, Stale, IllegalMove `blocks_not_neighbours`, InvalidInput
    `merge_addresses_differ`.

    Terms: telavox.7, bt.14, sip.4
    """
    for holding_id in revisions:
        visible(holding_id, person, at)
    locked = sorted(locked_of(revisions), key=lambda one: one.holding.first)
    blocks = [one.holding for one in locked]
    check_neighbours([Neighbour(one.first, one.last, one.client_id, one.subscription_id) for one in blocks])
    rows = [from_now_on(one) for one in locked]
    judgement = checked(judged(facts, blocks[0])) if facts else None
    if judgement is None and len({_said(known, locked[0].instant) for known in rows}) > 1:
        raise refused([addresses_differ([(one.first, one.last) for one in blocks])])
    piece = Piece(blocks[0].first, blocks[-1].last, blocks[0])
    (made,) = recut(locked=locked, pieces=[piece], act="numbers.merged", actor=person.user, at=at)
    _address(made, [row for known in rows for row in known], judgement, Act(person, at, Reason.MERGE))
    return made.holding


def _said(rows: Sequence[Registration], instant: datetime) -> frozenset[tuple[AddressFacts, datetime, datetime | None]]:
    """Return what is known of a block from an instant on, to compare it with its neighbour."""
    return frozenset((row.address.facts, max(row.area.since, instant), row.area.until) for row in rows)


# ---------- Given away ----------
@transaction.atomic
@together()
def port_out(
    *,
    holding_id: UUID,
    revision: int,
    first: int,
    last: int,
    recipient: str,
    person: Person,
    at: datetime,
    reference: str = "",
    left_at: datetime | None = None,
) -> list[Holding]:
    """Let numbers of a block leave for another operator; what remains goes on with its addresses, without a gap.

    They are held until now; `left_at`, when they changed operator according to `recipient`, and its `reference` are
    kept in the trail. Returns the blocks that remain. Staff only. Raises Holding.DoesNotExist, NotAllowed, Stale,
    IllegalMove, InvalidInput.

    Terms: telavox.7, bt.14, sip.4
    """
    check_staff(person)
    if not recipient.strip() or len(recipient) > LONGEST_NAME:
        sentence = _("Nommez l’opérateur qui reprend ces numéros.")
        raise InvalidInput(sentence, code="recipient_missing", fields={"recipient": sentence})
    holding = visible(holding_id, person, at)
    check_within(holding, first, last)
    _check_left(holding, left_at, at)
    (locked,) = locked_of({holding_id: revision})
    rows = from_now_on(locked)
    made = recut(
        locked=[locked],
        pieces=remains_of(locked.holding, first, last),
        act="numbers.ported_out",
        actor=person.user,
        at=at,
        gone=f"{first}–{last}",
        recipient=recipient.strip(),
        reference=" ".join(reference.split())[:LONGEST_NAME],
        left=left_at or locked.instant,
    )
    for piece in made:
        carry(rows, piece.holding, instant=piece.instant)
    return [piece.holding for piece in made]


def _check_left(holding: Holding, left_at: datetime | None, at: datetime) -> None:
    """Refuse a departure that is to come, or before the numbers were here."""
    if left_at is not None and not holding.held.lower <= left_at <= at:
        sentence = _("Donnez un instant passé, depuis que ces numéros sont ici : un départ se note quand il a eu lieu.")
        raise InvalidInput(sentence, code="departure_not_past", fields={"left_at": sentence})


@transaction.atomic
@together()
def transfer_numbers(
    *,
    holding_id: UUID,
    revision: int,
    first: int,
    last: int,
    subscription: Subscription,
    person: Person,
    at: datetime,
) -> list[Holding]:
    """Give numbers of a block to another client of the partner. Their addresses are not inherited: none is declared.

    What remains goes on with its addresses. Returns the block of the other client first, then what remains. Staff
    only. Raises Holding.DoesNotExist, NotAllowed, Stale, IllegalMove, InvalidInput.

    Terms: telavox.7, bt.14, sip.4
    Reading: an address is a fact of one client: it says nothing of where another has its telephones.
    """
    check_staff(person)
    holding = visible(holding_id, person, at)
    check_within(holding, first, last)
    # Read again in the schema we stand in: an object from another partner's schema is not found here.
    taker = Subscription.objects.select_related("client").get(pk=subscription.pk)
    check_subscription(taker.family, ends_on=taker.ends_on, day=brussels_day(at))
    if taker.client_id == holding.client_id:
        sentence = _("Ces numéros sont déjà à %(client)s. Choisissez l’abonnement d’un autre client.")
        raise IllegalMove(sentence % {"client": holding.client_name}, code="same_client")
    (locked,) = locked_of({holding_id: revision})
    rows = from_now_on(locked)
    pieces = [Piece(first, last, locked.holding, taker), *remains_of(locked.holding, first, last)]
    made = recut(
        locked=[locked],
        pieces=pieces,
        act="numbers.transferred",
        actor=person.user,
        at=at,
        to=taker.client.name,
    )
    for piece in made[1:]:
        carry(rows, piece.holding, instant=piece.instant)
    return [piece.holding for piece in made]


def remains_of(holding: Holding, first: int, last: int) -> list[Piece]:
    """Return what is left of a block beside the numbers from `first` to `last`."""
    parts = [(holding.first, first - 1), (last + 1, holding.last)]
    return [Piece(begin, end, holding) for begin, end in parts if begin <= end]


# ---------- Shared ----------
def visible(holding_id: UUID, person: Person, at: datetime) -> Holding:
    """Return a block the person sees and may declare for. Raises Holding.DoesNotExist, NotAllowed."""
    check_declarer(person)
    return visible_holdings(person, at).get(pk=holding_id)


def check_staff(person: Person) -> None:
    """Raise NotAllowed unless the person is one of the staff who look after numbers."""
    if not person.may(Right.REVIEW_ADDRESSES):
        sentence = _("Les numéros partent et changent de client par l’opérateur. Demandez-le-lui par un ticket.")
        raise NotAllowed(sentence, code="staff_only")


def locked_of(revisions: Mapping[UUID, int]) -> list[Locked]:
    """Lock blocks that are to be cut; their instant is later than anything that is known of them."""
    locked = lock_sheets(revisions)
    stand_beside_allocations()
    instant = after_all_known([one.holding for one in locked], locked[0].instant) if locked else None
    return [replace(one, instant=instant or one.instant) for one in locked]


def from_now_on(locked: Locked) -> list[Registration]:
    """Return what is known of a block from the instant of its lock on."""
    return known_within(locked.holding, Area(locked.holding.first, locked.holding.last + 1, locked.instant))
