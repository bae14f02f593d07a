"""Cuts and joins of blocks: the old ones end at an instant, the new ones begin at it; no number is without a holder.

Stand in the partner's schema. Departments that keep things about numbers carry them over themselves, in the same
transaction.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange, NumericRange
from django.utils.translation import gettext as _

from extranet.accounts.models import User
from extranet.audit import services as audit
from extranet.errors import IllegalMove, InvalidInput
from extranet.numbering.formats import written, written_block
from extranet.numbering.hooks import Locked, run_before_release
from extranet.numbering.models import Holding, Sheet
from extranet.numbering.services import clock, lock_sheet, raise_revision
from extranet.ordering.models import Subscription

__all__ = ["Piece", "begin_elsewhere", "check_within", "lock_sheets", "recut"]


@dataclass(frozen=True)
class Piece:
    """Numbers first to last that go on being held, as those of `source`; by another subscription when it is given."""

    first: int
    last: int
    source: Holding
    subscription: Subscription | None = None


def lock_sheets(revisions: Mapping[UUID, int | None]) -> list[Locked]:
    """Lock several blocks, always in the order of their ids, then read the clock once; in the order asked for.

    Each with the revision its page showed, None when the act does not depend on it. Raises Holding.DoesNotExist,
    Stale, IllegalMove for a block that is taken back or has not begun.
    """
    locked = {pk: lock_sheet(holding_id=pk, revision=revisions[pk]) for pk in sorted(revisions)}
    instant = clock()
    for one in locked.values():
        _check_held(one.holding, instant)
    return [replace(locked[pk], instant=instant) for pk in revisions]


def check_within(holding: Holding, first: int, last: int) -> None:
    """Raise InvalidInput unless the numbers from `first` to `last` are some of the block's."""
    if not holding.first <= first <= last <= holding.last:
        facts = {"numbers": written_block(first, last) if first <= last else written(first), "block": holding}
        sentence = _("%(numbers)s n’est pas dans le bloc %(block)s. Donnez des numéros de ce bloc.") % facts
        raise InvalidInput(sentence, code="number_outside_block", fields={"number": sentence})


def recut(
    *, locked: Sequence[Locked], pieces: Sequence[Piece], act: str, actor: User | None, at: datetime, **facts: object
) -> list[Locked]:
    """End blocks at the instant of their lock and let the pieces begin at it; return the pieces, locked.

    Numbers in no piece are held by nobody from then on. What is registered in `hooks` runs for each block that
    ends. `act`: the word of the audit trail. The caller has checked that the pieces are within the blocks.

    Terms: telavox.7, bt.14, sip.4
    """
    instant = locked[0].instant
    who = actor.name if actor else audit.SYSTEM
    for one in locked:
        run_before_release(one, actor)
        one.holding.held = DateTimeTZRange(one.holding.held.lower, instant)
        one.holding.released_at, one.holding.released_by_name = instant, who
        one.holding.save(update_fields=["held", "released_at", "released_by_name"])
        raise_revision(one.sheet)
    made = [_made(piece, instant, actor, who) for piece in pieces]
    into = [str(one.holding) for one in made]
    for one in locked:
        changes = {"numbers": str(one.holding), "into": into, "until": instant, **facts}
        audit.record(actor=actor, act=act, target=one.holding, at=at, changes=changes)
    for new in made:
        source = [str(one.holding) for one in locked]
        changes = {"numbers": str(new.holding), "from": source, "since": instant, **facts}
        audit.record(actor=actor, act=act, target=new.holding, at=at, changes=changes)
    return made


def begin_elsewhere(
    piece: Piece, *, partner: str, instant: datetime, actor: User, at: datetime, **facts: object
) -> Locked:
    """Let numbers that end here begin at `instant` at another partner, for `piece.subscription` of that partner.

    In that partner's audit trail it is an allocation: nothing says who held them before. The operator's alone.

    Terms: telavox.7, bt.14, sip.4
    """
    made = _made(piece, instant, actor, actor.name, partner)
    holding = made.holding
    changes = {"numbers": str(holding), "client": holding.client_name, "service": holding.family, "since": instant}
    audit.record(
        actor=actor, act="numbers.allocated", target=holding, at=at, changes={**changes, **facts}, partner=partner
    )
    return made


def _made(piece: Piece, instant: datetime, actor: User | None, who: str, partner: str = "") -> Locked:
    source, taken_by = piece.source, piece.subscription
    holder: dict[str, Any] = {"client_id": source.client_id, "client_name": source.client_name}
    holder |= {"subscription_id": source.subscription_id, "family": source.family}
    if taken_by is not None:
        holder = {"client_id": taken_by.client_id, "client_name": taken_by.client.name}
        holder |= {"subscription_id": taken_by.pk, "family": taken_by.family}
    holding = Holding.objects.create(
        pk=uuid4(),
        partner=partner or source.partner,
        kind=source.kind,
        numbers=NumericRange(piece.first, piece.last + 1),
        held=DateTimeTZRange(instant, None),
        allocated_at=instant,
        allocated_by_id=actor.pk if actor else None,
        allocated_by_name=who,
        **holder,
    )
    return Locked(holding, Sheet.objects.create(holding=holding, partner=holding.partner), instant)


def _check_held(holding: Holding, instant: datetime) -> None:
    if holding.released_at is not None:
        sentence = _("Le bloc %(block)s n’est plus détenu. Ouvrez celui qui a ces numéros maintenant.")
        raise IllegalMove(sentence % {"block": holding}, code="block_released")
    if holding.held.lower >= instant:
        sentence = _("Le bloc %(block)s n’a pas encore commencé. Attendez son premier jour, ou retirez-le.")
        raise IllegalMove(sentence % {"block": holding}, code="block_not_begun")
