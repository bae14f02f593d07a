"""Who else learns of a declaration: the duty is joint, so the other party is told.

Terms: telavox.7, bt.14, sip.4
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from emergency.registry.models import Registration, Side
from extranet.accounts.models import Membership, Role
from extranet.clients.models import Client
from extranet.numbering.models import Holding
from extranet.outbox.services import enqueue
from extranet.partners.models import Partner

MAIL = "registry.mail_address"


@dataclass(frozen=True)
class Reader:
    """Somebody who is told, in their language; `side` is the party they belong to."""

    email: str
    name: str
    language: str
    side: Side


def readers_of(holding: Holding, side: Side) -> list[Reader]:
    """Return who is told when `side` declares: the other party, both when the operator does.

    At the house the partner's side is the operator itself, which is not told. Each address is told once.

    Terms: telavox.7, bt.14, sip.4
    """
    partner = Partner.objects.get(schema_name=holding.partner)
    readers: dict[str, Reader] = {}
    if side != Side.CLIENT:
        for reader in _of_client(holding):
            readers.setdefault(reader.email.lower(), reader)
    if side != Side.PARTNER and not partner.is_house:
        for reader in _of_partner(partner):
            readers.setdefault(reader.email.lower(), reader)
    return list(readers.values())


def tell_other_side(registration: Registration) -> None:
    """Ask for one mail to each reader; they leave once the declaration has committed."""
    for reader in readers_of(registration.holding, Side(registration.author_side)):
        enqueue(MAIL, str(registration.pk), reader.email, reader.name, reader.language, reader.side.value)


def _of_client(holding: Holding) -> Iterator[Reader]:
    members = Membership.objects.filter(
        partner_id=holding.partner, client_id=holding.client_id, role=Role.CLIENT_ADMIN, user__is_active=True
    )
    yield from _administrators(members.select_related("user").order_by("user__email"), Side.CLIENT)
    client = Client.objects.get(pk=holding.client_id)
    if client.has_contact:
        yield Reader(client.contact_email, client.contact_name, client.language, Side.CLIENT)


def _of_partner(partner: Partner) -> Iterator[Reader]:
    members = Membership.objects.filter(partner=partner, role=Role.PARTNER_ADMIN, user__is_active=True)
    yield from _administrators(members.select_related("user").order_by("user__email"), Side.PARTNER)
    if partner.support_email:
        yield Reader(partner.support_email, partner.display_name, partner.language, Side.PARTNER)


def _administrators(members: QuerySet[Membership], side: Side) -> Iterator[Reader]:
    for member in members:
        yield Reader(member.user.email, member.user.name, member.user.language, side)
