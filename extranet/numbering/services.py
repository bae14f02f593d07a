"""Writes about blocks: give one to a subscription, take one back, lock one.

Stand in the partner's schema; giving and taking back are the operator's.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange, NumericRange
from django.db.models import F
from django.utils.translation import gettext as _

from extranet.accounts.models import User
from extranet.audit import services as audit
from extranet.errors import IllegalMove, Stale
from extranet.numbering.formats import written_block
from extranet.numbering.hooks import Locked, run_before_release
from extranet.numbering.models import Holding, Sheet
from extranet.numbering.reading import ReadBlock, read_block
from extranet.numbering.rules import check_subscription
from extranet.ordering.models import Subscription
from extranet.tenancy.context import current_schema
from extranet.times import brussels_day

__all__ = [
    "Claim",
    "Locked",
    "allocate_block",
    "allocate_blocks",
    "clock",
    "lock_blocks",
    "lock_sheet",
    "raise_revision",
    "raise_revisions",
    "release_block",
    "stand_beside_allocations",
]

HELD_ONCE: Final = "number_held_once"
DEADLOCK: Final = "40P01"
# Any number that no other advisory lock of the house uses.
ALLOCATING: Final = 7_115_001


@dataclass(frozen=True)
class Claim:
    """A block as somebody typed it. `holding_id` comes from the page, so that a double click allocates once."""

    first: str
    last: str
    holding_id: UUID


# ---------- Giving ----------
def allocate_block(
    *,
    subscription: Subscription,
    first: str,
    last: str,
    since: datetime,
    actor: User | None,
    at: datetime,
    holding_id: UUID | None = None,
) -> Holding:
    """Give a block of numbers to a subscription from `since` on. An empty `last`: one number.

    Raises NumberRefused, IllegalMove (`block_unavailable` without saying whose), Subscription.DoesNotExist.

    Terms: telavox.7, bt.14, sip.4
    """
    claim = Claim(first, last, holding_id or uuid4())
    return allocate_blocks(subscription=subscription, claims=[claim], since=since, actor=actor, at=at)[0]


def allocate_blocks(
    *, subscription: Subscription, claims: Sequence[Claim], since: datetime, actor: User | None, at: datetime
) -> list[Holding]:
    """Give several blocks, all or none, in the order of their numbers; the answer is in the order of the claims.

    Raises as `allocate_block`.

    Terms: telavox.7, bt.14, sip.4
    """
    read = [(read_block(claim.first, claim.last), claim) for claim in claims]
    # Ascending, so that whoever claims the same blocks meets them in the same order.
    read.sort(key=lambda pair: pair[0].first)

    @transaction.atomic
    def give() -> dict[UUID, Holding]:
        locked = _locked_subscription(subscription, since)
        return {
            claim.holding_id: _allocated(locked, block, claim.holding_id, since, actor, at) for block, claim in read
        }

    given = _twice_on_deadlock(give)
    return [given[claim.holding_id] for claim in claims]


def _twice_on_deadlock(give: Callable[[], dict[UUID, Holding]]) -> dict[UUID, Holding]:
    """Return what `give` returns; try once more when the database broke a deadlock by undoing it."""
    try:
        return give()
    except OperationalError as error:
        if _code(error) != DEADLOCK:
            raise
    try:
        return give()
    except OperationalError as error:
        if _code(error) != DEADLOCK:
            raise
        sentence = _("D’autres personnes attribuent ces numéros en ce moment. Réessayez dans un instant.")
        raise IllegalMove(sentence, code="block_busy") from None


def _locked_subscription(subscription: Subscription, since: datetime) -> Subscription:
    with connection.cursor() as cursor:
        # Two overlapping inserts at once wait for each other in the exclusion constraint: a deadlock. One at a time.
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ALLOCATING])
    # Read again in the schema we stand in: an object from another partner's schema is not found here.
    locked = Subscription.objects.select_related("client").select_for_update(of=("self",)).get(pk=subscription.pk)
    check_subscription(locked.family, ends_on=locked.ends_on, day=brussels_day(since))
    return locked


def _allocated(
    subscription: Subscription, block: ReadBlock, holding_id: UUID, since: datetime, actor: User | None, at: datetime
) -> Holding:
    known = Holding.objects.filter(pk=holding_id).first()
    if known is not None:
        return _same(known, subscription, block, since)
    try:
        with transaction.atomic():
            holding = Holding.objects.create(
                pk=holding_id,
                partner=current_schema(),
                client_id=subscription.client_id,
                client_name=subscription.client.name,
                subscription_id=subscription.pk,
                family=subscription.family,
                kind=block.kind,
                numbers=NumericRange(block.first, block.last + 1),
                held=DateTimeTZRange(since, None),
                allocated_at=at,
                allocated_by_id=actor.pk if actor else None,
                allocated_by_name=actor.name if actor else audit.SYSTEM,
            )
    except IntegrityError as error:
        if _constraint(error) != HELD_ONCE:
            raise
        # Neither whose nor which of them: the holder may be another partner. Cut from its cause for the same reason.
        sentence = _(
            "%(block)s : un de ces numéros n’est pas libre à cette date. Vérifiez-les, ou demandez à ALLOcloud."
        )
        raise IllegalMove(
            sentence % {"block": written_block(block.first, block.last)}, code="block_unavailable"
        ) from None
    Sheet.objects.create(holding=holding, partner=holding.partner)
    changes = {"numbers": str(holding), "client": holding.client_name, "service": holding.family, "since": since}
    audit.record(actor=actor, act="numbers.allocated", target=holding, at=at, changes=changes)
    return holding


def _same(known: Holding, subscription: Subscription, block: ReadBlock, since: datetime) -> Holding:
    wanted = (subscription.pk, block.first, block.last, since)
    if (known.subscription_id, known.first, known.last, known.held.lower) != wanted:
        raise Stale(_("Cette page a déjà servi. Recommencez l’attribution."), code="holding_id_used")
    return known


def stand_beside_allocations() -> None:
    """Wait until no block is being allocated, and let none be until the transaction ends.

    What cuts blocks ends some and begins others: an allocation of the same numbers in between would wait for the cut,
    and the cut for it. Cuts do not wait for each other here. After the sheets, which no allocation asks for; before a
    subscription, which each does.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [ALLOCATING])


# ---------- Taking back ----------
@transaction.atomic
def release_block(*, holding_id: UUID, actor: User | None, at: datetime) -> Holding:
    """Take a block back now: its numbers can be given again from this instant on.

    A block that has not begun is withdrawn: it was held at no instant. Raises Holding.DoesNotExist, IllegalMove
    for a block taken back already, and whatever a department registered in `hooks` refuses.

    Terms: telavox.7, bt.14, sip.4
    """
    locked = lock_sheet(holding_id=holding_id, revision=None)
    holding = locked.holding
    if holding.released_at is not None:
        sentence = _("Le bloc %(block)s est déjà repris. Rien n’est à faire.") % {"block": holding}
        raise IllegalMove(sentence, code="block_released")
    run_before_release(locked, actor)
    since = holding.held.lower
    has_begun = since < locked.instant
    holding.held = DateTimeTZRange(since, locked.instant) if has_begun else DateTimeTZRange(empty=True)
    holding.released_at = locked.instant
    holding.released_by_name = actor.name if actor else audit.SYSTEM
    holding.save(update_fields=["held", "released_at", "released_by_name"])
    raise_revision(locked.sheet)
    changes = {"numbers": str(holding), "client": holding.client_name, "since": since, "until": locked.instant}
    audit.record(actor=actor, act="numbers.released", target=holding, at=at, changes=changes)
    return holding


# ---------- Locking ----------
def lock_sheet(*, holding_id: UUID, revision: int | None) -> Locked:
    """Lock a block of the partner we stand in until the transaction ends; read it and the clock after the lock.

    `revision`: the one the page showed, None when the act does not depend on it. Raises Holding.DoesNotExist, Stale.
    """
    # The lock first: a clock read before it could be earlier than what the transaction we waited for has written.
    sheet = Sheet.objects.select_for_update().filter(holding_id=holding_id, partner=current_schema()).first()
    if sheet is None:
        raise Holding.DoesNotExist
    if revision is not None and sheet.revision != revision:
        sentence = _("Ce bloc a changé depuis que vous avez ouvert la page. Relisez-le, puis recommencez.")
        raise Stale(sentence, code="block_changed")
    return Locked(Holding.objects.get(pk=holding_id), sheet, clock())


def lock_blocks(holding_ids: Iterable[UUID]) -> list[Locked]:
    """Lock many blocks of the partner we stand in, in the order of their ids, then read them and the clock once.

    Blocks that are not the partner's are left out; nothing is checked.
    """
    sheets = Sheet.objects.select_for_update().filter(holding_id__in=list(holding_ids), partner=current_schema())
    locked = {sheet.pk: sheet for sheet in sheets.order_by("holding_id")}
    holdings = Holding.objects.in_bulk(list(locked))
    instant = clock()
    return [Locked(holdings[pk], sheet, instant) for pk, sheet in locked.items()]


def raise_revision(sheet: Sheet) -> None:
    """Note that the block or its addresses changed: whoever has an older page must read again."""
    Sheet.objects.filter(pk=sheet.pk).update(revision=F("revision") + 1)
    sheet.refresh_from_db(fields=["revision"])


def raise_revisions(sheets: Iterable[Sheet]) -> None:
    """Raise the revisions of blocks that are locked, each by one, with one statement."""
    raised = list(sheets)
    Sheet.objects.filter(pk__in=[sheet.pk for sheet in raised]).update(revision=F("revision") + 1)
    for sheet in raised:
        sheet.revision += 1


def clock() -> datetime:
    """Return the database's clock at this very moment; read it after the lock, never before."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        row = cursor.fetchone()
    instant: datetime = row[0]
    return instant


def _code(error: Exception) -> str:
    return str(getattr(error.__cause__, "sqlstate", ""))


def _constraint(error: Exception) -> str:
    return str(getattr(getattr(error.__cause__, "diag", None), "constraint_name", ""))
