"""When blocks may be cut and joined, pure: no number may lose its address by it, none gets one by accident.

Terms: telavox.7, bt.14, sip.4
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from uuid import UUID

from django.utils.translation import gettext as _

from emergency.registry.facts import AddressFacts
from emergency.registry.rules import Objection
from extranet.errors import IllegalMove
from extranet.numbering.formats import written_block
from extranet.numbering.reading import MAX_NUMBERS, zone_of


@dataclass(frozen=True)
class Part:
    """Numbers first to last of a block, and what becomes of them: an address of their own, or the present one."""

    first: int
    last: int
    facts: AddressFacts | None = None
    keeps: bool = False


@dataclass(frozen=True)
class Neighbour:
    """What two blocks must have in common to be one: holder and subscription."""

    first: int
    last: int
    client_id: UUID
    subscription_id: UUID


def carved(first: int, last: int, *, taken: tuple[int, int], facts: AddressFacts) -> list[Part]:
    """Return the parts of a block from `first` to `last` when the numbers `taken` get an address of their own.

    Terms: telavox.7, bt.14, sip.4
    """
    begin, end = taken
    parts = [Part(first, begin - 1, keeps=True), Part(begin, end, facts), Part(end + 1, last, keeps=True)]
    return [part for part in parts if part.first <= part.last]


def check_parts(parts: Sequence[Part], covered: Sequence[tuple[int, int]]) -> tuple[Objection, ...]:
    """Return what is said against cutting a block into `parts`; `covered`: the numbers [first, end) with an address.

    Terms: telavox.7, bt.14, sip.4
    Reading: a part is given an address, or keeps one that it has; else the cut would leave it without.
    """
    return tuple(_without(part) for part in parts if not _is_addressed(part, covered))


def _is_addressed(part: Part, covered: Sequence[tuple[int, int]]) -> bool:
    if part.facts is not None:
        return True
    if not part.keeps:
        return False
    reached = part.first
    for first, end in sorted(covered):
        if first <= reached:
            reached = max(reached, end)
    return reached > part.last


def _without(part: Part) -> Objection:
    sentence = _("%(numbers)s n’aurait plus d’adresse. Gardez l’adresse actuelle pour ces numéros, ou donnez-en une.")
    numbers = written_block(part.first, part.last)
    return Objection("right", "would_leave_numbers_without_address", sentence % {"numbers": numbers})


def check_neighbours(blocks: Sequence[Neighbour]) -> None:
    """Raise IllegalMove unless the blocks, by their numbers, can be one.

    Terms: telavox.7, bt.14, sip.4
    """
    for fault in _not_one(blocks):
        raise IllegalMove(fault, code="blocks_not_neighbours")


def _not_one(blocks: Sequence[Neighbour]) -> Iterator[str]:
    if len(blocks) < 2:
        yield _("Choisissez au moins deux blocs à réunir.")
        return
    for one, other in pairwise(blocks):
        facts = {"one": written_block(one.first, one.last), "other": written_block(other.first, other.last)}
        if one.last + 1 != other.first or zone_of(one.first) != zone_of(other.first):
            yield _("%(one)s et %(other)s ne se suivent pas. Choisissez des blocs voisins, sans trou.") % facts
        if (one.client_id, one.subscription_id) != (other.client_id, other.subscription_id):
            yield _("%(one)s et %(other)s ne sont pas du même abonnement. Transférez d’abord l’un des deux.") % facts
    if blocks[-1].last - blocks[0].first + 1 > MAX_NUMBERS:
        yield _("Un bloc a au plus 10 000 numéros. Réunissez moins de blocs.")


def addresses_differ(numbers: Sequence[tuple[int, int]]) -> Objection:
    """Return the refusal to join blocks whose addresses are not the same.

    Terms: telavox.7, bt.14, sip.4
    Reading: one of them is chosen by a person, and recorded as a change for the others.
    """
    sentence = _("%(blocks)s n’ont pas la même adresse. Choisissez celle du bloc réuni : elle change pour les autres.")
    blocks = ", ".join(written_block(first, last) for first, last in numbers)
    return Objection("street", "merge_addresses_differ", sentence % {"blocks": blocks})
