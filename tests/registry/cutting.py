"""Blocks cut, joined and given away as pages would do it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from django.utils import timezone

from emergency.registry.cuts import Part, carve_out, merge_blocks, port_out, split_block, transfer_numbers
from emergency.registry.facts import AddressFacts
from emergency.registry.handover import HandedOver, hand_over
from emergency.registry.models import Registration, Review
from emergency.registry.moving import correct_address, move_addresses
from emergency.registry.selectors import lookup
from extranet.numbering.models import Holding
from extranet.ordering.models import Subscription
from extranet.tenancy.context import OPERATOR, PARTNER, PUBLIC, acting
from tests.cast import ALICE, BETA, ERIK, STAFF, Member, person_of
from tests.contracts import FIRST
from tests.registry.acts import SAINTES, revision_of

MIDDLE: Final = FIRST + 50
LAST: Final = FIRST + 99
OTHER: Final = replace(SAINTES, house_number="7")


def called(by: Member, block: Holding) -> tuple[Any, Any]:
    """Return the person, and the place they act from: staff under the partner's mount."""
    schema = block.partner if by in STAFF else by.schema
    return person_of(by, schema=schema), acting(schema, OPERATOR if by in STAFF else PARTNER)


def split(
    block: Holding,
    parts: Sequence[Part] | None = None,
    *,
    by: Member = ALICE,
    effective: datetime | None = None,
    revision: int | None = None,
) -> list[Holding]:
    """Split as `by`: by default in the middle, the right half to Saintes."""
    shown = parts or [Part(block.first, MIDDLE - 1, keeps=True), Part(MIDDLE, block.last, SAINTES)]
    person, there = called(by, block)
    with there:
        return split_block(
            holding_id=block.pk,
            revision=revision_of(block) if revision is None else revision,
            parts=shown,
            effective=effective,
            person=person,
            at=timezone.now(),
        )


def carve(block: Holding, number: int, facts: AddressFacts = SAINTES, *, by: Member = ALICE) -> list[Holding]:
    """Carve one number out."""
    person, there = called(by, block)
    with there:
        return carve_out(
            holding_id=block.pk,
            revision=revision_of(block),
            first=number,
            last=number,
            facts=facts,
            effective=None,
            person=person,
            at=timezone.now(),
        )


def merge(*blocks: Holding, facts: AddressFacts | None = None, by: Member = ALICE) -> Holding:
    """Join blocks."""
    person, there = called(by, blocks[0])
    revisions = {block.pk: revision_of(block) for block in blocks}
    with there:
        return merge_blocks(revisions=revisions, facts=facts, person=person, at=timezone.now())


def port(block: Holding, first: int, last: int, *, by: Member = ERIK, recipient: str = "Telefoon NV") -> list[Holding]:
    """Let numbers leave for another operator."""
    person, there = called(by, block)
    with there:
        return port_out(
            holding_id=block.pk,
            revision=revision_of(block),
            first=first,
            last=last,
            recipient=recipient,
            person=person,
            at=timezone.now(),
        )


def transfer(block: Holding, first: int, last: int, to: Subscription, *, by: Member = ERIK) -> list[Holding]:
    """Give numbers to another client."""
    person, there = called(by, block)
    with there:
        return transfer_numbers(
            holding_id=block.pk,
            revision=revision_of(block),
            first=first,
            last=last,
            subscription=to,
            person=person,
            at=timezone.now(),
        )


def give(
    block: Holding, first: int, last: int, to: Subscription, *, partner: str = BETA, by: Member = ERIK
) -> HandedOver:
    """Give numbers to a client of another partner."""
    person, there = called(by, block)
    with there:
        return hand_over(
            holding_id=block.pk,
            revision=revision_of(block),
            first=first,
            last=last,
            to_partner=partner,
            subscription_id=to.pk,
            person=person,
            at=timezone.now(),
        )


def move(
    *blocks: Holding, facts: AddressFacts = SAINTES, by: Member = ALICE, effective: datetime | None = None
) -> list[Registration | Review]:
    """Move the place of blocks."""
    person, there = called(by, blocks[0])
    revisions = {block.pk: revision_of(block) for block in blocks}
    with there:
        return move_addresses(revisions=revisions, facts=facts, effective=effective, person=person, at=timezone.now())


def correct(
    block: Holding,
    facts: AddressFacts,
    since: datetime,
    until: datetime | None = None,
    *,
    note: str = "Relevé de l’installateur",
    by: Member = ERIK,
) -> Registration:
    """Correct the past."""
    person, there = called(by, block)
    with there:
        return correct_address(
            holding_id=block.pk,
            revision=revision_of(block),
            facts=facts,
            since=since,
            until=until,
            note=note,
            person=person,
            at=timezone.now(),
        )


def town_of(number: int, at: datetime | None = None, known_at: datetime | None = None) -> str:
    """Return the town that the registry answers, or its word when there is none."""
    with acting(PUBLIC, OPERATOR):
        found = lookup(number, at, known_at)
    return found.declared.facts.municipality if found.declared else str(found.status)


def towns(*numbers: int, at: datetime | None = None) -> list[str]:
    """Return the towns of several numbers."""
    return [town_of(number, at) for number in numbers]
