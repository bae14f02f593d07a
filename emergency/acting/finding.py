"""Reads for acts on blocks: the block itself even when it has ended, what became of it, what it came from.

Terms: telavox.7, bt.14, sip.4
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import NumericRange
from django.http import Http404
from django.utils import timezone

from emergency.registry.facts import AddressFacts
from emergency.registry.models import Registration, Review
from emergency.registry.selectors import live
from extranet.accounts.people import Person
from extranet.numbering.formats import written_block
from extranet.numbering.models import Holding
from extranet.numbering.selectors import known_holdings, visible_holdings


def found(person: Person, holding_id: UUID, at: datetime) -> Holding:
    """Return a block that the person sees, or saw while it was held. Raises Http404."""
    holding = known_holdings(person, at).filter(pk=holding_id).first()
    if holding is None:
        raise Http404
    return holding


@dataclass(frozen=True)
class Kin:
    """The blocks of the same client with numbers of one: those it came from, those it became.

    `held_since`: when the client began to hold these numbers without a break, in whichever blocks.
    """

    parents: tuple[Holding, ...]
    children: tuple[Holding, ...]
    held_since: datetime


def kin_of(holding: Holding) -> Kin:
    """Return what a block was cut from or joined of, and what it became; another client's blocks are never among it.

    Cuts and joins end and begin at one instant, which is how they are told from numbers given anew.

    Terms: telavox.7, bt.14, sip.4
    """
    own = Holding.objects.filter(
        partner=holding.partner, client_id=holding.client_id, numbers__overlap=holding.numbers, held__isempty=False
    )
    others = list(own.exclude(pk=holding.pk).order_by("numbers", "held"))
    parents = tuple(one for one in others if one.held.upper == holding.held.lower)
    ended = holding.held.upper
    children = tuple(one for one in others if ended is not None and one.held.lower == ended)
    since: datetime = holding.held.lower
    for one in sorted(others, key=lambda block: block.held.lower, reverse=True):
        if one.held.upper == since:
            since = one.held.lower
    return Kin(parents, children, since)


def neighbours_of(holding: Holding, person: Person, at: datetime) -> list[Holding]:
    """Return the blocks that follow each other without a gap around `holding`, itself in its place: what may be one.

    Of the same subscription and kind, in the order of their numbers.

    Terms: telavox.7, bt.14, sip.4
    """
    own = visible_holdings(person, at).filter(
        partner=holding.partner,
        client_id=holding.client_id,
        subscription_id=holding.subscription_id,
        kind=holding.kind,
    )
    blocks = list(own.order_by("numbers"))
    place = next((index for index, one in enumerate(blocks) if one.pk == holding.pk), None)
    if place is None:
        return [holding]
    low = high = place
    while low > 0 and blocks[low - 1].last + 1 == blocks[low].first:
        low -= 1
    while high + 1 < len(blocks) and blocks[high].last + 1 == blocks[high + 1].first:
        high += 1
    return blocks[low : high + 1]


# ---------- What is there now ----------
@dataclass(frozen=True)
class Wanted:
    """What somebody wants of the numbers from `first` to `last`: this address, or (None) the one they have."""

    first: int
    last: int
    facts: AddressFacts | None


def blocks_now(holding: Holding, first: int, last: int, at: datetime) -> list[Holding]:
    """Return the blocks of the same client that hold one of these numbers at `at`."""
    rows = Holding.objects.filter(
        partner=holding.partner,
        client_id=holding.client_id,
        numbers__overlap=NumericRange(first, last + 1),
        held__contains=at,
    )
    return list(rows.order_by("numbers"))


def addresses_now(holding: Holding, first: int, last: int) -> list[str]:
    """Return the different addresses that these numbers of the client have now, in one line each."""
    rows = live().filter(
        partner=holding.partner, client_id=holding.client_id, numbers__overlap=NumericRange(first, last + 1)
    )
    return list(dict.fromkeys(str(row.address) for row in rows.select_related("address").order_by("numbers")))


def is_there(holding: Holding, wanted: Sequence[Wanted], at: datetime) -> bool:
    """Return whether what is wanted is there already: a second click, or two people who want the same.

    The blocks are exactly those, and each address wanted is known of its block, or waits for staff.

    Terms: telavox.7, bt.14, sip.4
    """
    ranges = [(one.first, one.last) for one in wanted]
    blocks = blocks_now(holding, min(ranges)[0], max(ranges)[1], at)
    if [(one.first, one.last) for one in blocks] != ranges:
        return False
    return all(one.facts is None or one.facts in known_facts(block) for one, block in zip(wanted, blocks, strict=True))


def known_facts(holding: Holding) -> set[AddressFacts]:
    """Return the addresses that hold for a block now, are to follow, or wait for staff."""
    rows = Registration.objects.filter(holding=holding, recorded__upper_inf=True).select_related("address")
    waiting = Review.objects.filter(holding=holding, state=Review.State.WAITING).select_related("address")
    return {row.address.facts for row in (*rows, *waiting)}


def written_blocks(blocks: Iterable[Holding]) -> str:
    """Return blocks in one line."""
    return ", ".join(written_block(one.first, one.last) for one in blocks)


def ended_or_held(person: Person, holding_id: UUID) -> Holding:
    """Return a block for the page of an act, held or not: what was posted about one that ended is answered too."""
    return found(person, holding_id, timezone.now())


def own_blocks(person: Person, holding: Holding, at: datetime) -> list[Holding]:
    """Return the blocks of the client of `holding` that the person sees."""
    own = visible_holdings(person, at).filter(partner=holding.partner, client_id=holding.client_id)
    return list(own.order_by("numbers"))


def once_of(person: Person, holding: Holding, at: datetime) -> list[Holding]:
    """Return the blocks of the client of `holding` that the person sees or saw, by number."""
    own = known_holdings(person, at).filter(partner=holding.partner, client_id=holding.client_id)
    return list(own.order_by("numbers"))


def address_said(holding: Holding, registration_id: str) -> AddressFacts | None:
    """Return the address that a registration of the same client says; None when there is no such one."""
    try:
        wanted = UUID(registration_id)
    except ValueError:
        return None
    rows = Registration.objects.filter(partner=holding.partner, client_id=holding.client_id, pk=wanted)
    row = rows.select_related("address").first()
    return row.address.facts if row is not None else None
