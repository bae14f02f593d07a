"""Plays the demo's numbers: blocks allocated by staff, addresses declared by partners and clients over months.

Only the owner of the tables, which loads the demo, may write what was known in the past; requests cannot.
"""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import zip_longest
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from emergency.registry.models import Address, Registration, Side
from extranet.accounts.models import CLIENT_ROLES, Membership, User
from extranet.audit import services as audit
from extranet.demo import days
from extranet.demo.scenes import Block, Declared
from extranet.numbering.models import Holding
from extranet.numbering.services import allocate_block
from extranet.ordering.models import Subscription
from extranet.terms.models import AcceptedDocument


@dataclass(frozen=True)
class Declaration:
    """One declaration with its instant and its author."""

    at: datetime
    author: User
    told: Declared


def play_block(block: Block, *, client_id: UUID, staff: User, people: dict[str, User], today: date) -> Holding:
    """Allocate a block on its subscription's first day and declare its addresses. Stand in the partner's schema."""
    subscription = Subscription.objects.filter(client_id=client_id, family=block.family).order_by("starts_on")[0]
    since = days.instant(subscription.starts_on, 8)
    holding = allocate_block(
        subscription=subscription,
        first=block.first,
        last=block.last,
        since=since,
        actor=staff,
        at=since,
        holding_id=uuid5(NAMESPACE_URL, f"extranet-demo:{block.at}:{block.first}"),
    )
    declarations = [
        Declaration(
            max(days.instant(days.working_day(today, one.days), 9, 10 + one.days % 45), since), people[one.by], one
        )
        for one in block.addresses
    ]
    for declaration, following in zip_longest(declarations, declarations[1:]):
        _declare(holding, declaration, following)
    if declarations:
        holding.sheet.revision += len(declarations)
        holding.sheet.save(update_fields=["revision"])
    return holding


def _declare(holding: Holding, declaration: Declaration, following: Declaration | None) -> None:
    """Write what was known from a declaration on, and what has been known of it since the next one."""
    address = Address.objects.create(
        id=uuid5(holding.pk, f"address {declaration.told.days}"),
        partner=holding.partner,
        client_id=holding.client_id,
        created_at=declaration.at,
        **declaration.told.address,
    )
    changed_at = following.at if following else None
    periods: list[tuple[datetime | None, datetime, datetime | None]] = [(None, declaration.at, changed_at)]
    if changed_at:
        periods.append((changed_at, changed_at, None))
    for valid_until, known_from, known_until in periods:
        Registration.objects.create(
            holding=holding,
            partner=holding.partner,
            client_id=holding.client_id,
            numbers=holding.numbers,
            valid=DateTimeTZRange(declaration.at, valid_until),
            recorded=DateTimeTZRange(known_from, known_until),
            address=address,
            declared_at=declaration.at,
            **_author(holding, declaration.author, declaration.at),
        )
    audit.record(
        actor=declaration.author,
        act="address.declared",
        target=holding,
        at=declaration.at,
        changes={"address": str(address)},
        partner=holding.partner,
    )


def _author(holding: Holding, author: User, at: datetime) -> dict[str, Any]:
    """Return who declared, for whom, under which version of the service's terms."""
    membership = Membership.objects.get(user=author, partner_id=holding.partner)
    is_client = membership.role in CLIENT_ROLES
    accepted = AcceptedDocument.objects.filter(
        acceptance__partner=holding.partner, part=holding.family, acceptance__accepted_at__lte=at
    ).order_by("-number")[0]
    return {
        "author_id": author.pk,
        "author_name": author.name,
        "author_email": author.email,
        "author_role": membership.role,
        "author_side": Side.CLIENT if is_client else Side.PARTNER,
        "terms_part": holding.family,
        "terms_number": accepted.number,
        "terms_sha256": accepted.sha256,
        "is_terms_accepted": True,
    }
