"""Who is asked about addresses, and reminded: those who may declare, in a few statements for a whole partner.

Stand in the partner's schema. Terms: telavox.7, bt.14, sip.4
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from emergency.registry.models import Side
from emergency.registry.telling import Reader
from extranet.accounts.models import Membership, Role
from extranet.clients.models import Client
from extranet.partners.models import Partner
from extranet.tenancy.context import current_schema


@dataclass(frozen=True)
class Duty:
    """The people of a partner and its clients who have the duty. `is_house`: the house of direct clients.

    `answerers`: by client, those who can sign in and declare; `contacts`: by client, its address for mails.
    """

    is_house: bool
    partner: tuple[Reader, ...]
    has_partner: bool
    answerers: dict[UUID, tuple[Reader, ...]] = field(default_factory=dict)
    contacts: dict[UUID, Reader] = field(default_factory=dict)

    def may_answer(self, client_id: UUID) -> bool:
        """Whether somebody at the client may declare addresses."""
        return bool(self.answerers.get(client_id))

    def readers_at(self, side: str, client_id: UUID) -> tuple[Reader, ...]:
        """Return who is reminded of a question of the client that stands at a side; nobody at the operator's."""
        if side == Side.CLIENT:
            return self.answerers.get(client_id, ())
        return self.partner if side == Side.PARTNER else ()

    def everybody(self, client_id: UUID) -> tuple[Reader, ...]:
        """Return whoever is told of the client's numbers without an address, each address once."""
        contact = self.contacts.get(client_id)
        found = (*self.answerers.get(client_id, ()), *((contact,) if contact else ()), *self.partner)
        return tuple({reader.email.lower(): reader for reader in reversed(found)}.values())[::-1]


def duty_of(client_ids: Iterable[UUID]) -> Duty:
    """Return who has the duty for the numbers of clients of the partner we stand in; three statements.

    Terms: telavox.7, bt.14, sip.4
    """
    wanted = set(client_ids)
    partner = Partner.objects.get(schema_name=current_schema())
    members = Membership.objects.filter(
        partner=partner, role__in=(Role.CLIENT_ADMIN, Role.PARTNER_ADMIN, Role.TECHNICIAN), user__is_active=True
    )
    answerers: dict[UUID, list[Reader]] = {}
    at_partner: list[Reader] = []
    has_partner = False
    for member in members.select_related("user").order_by("user__email"):
        side = Side.CLIENT if member.role == Role.CLIENT_ADMIN else Side.PARTNER
        reader = Reader(member.user.email, member.user.name, member.user.language, side)
        if member.role == Role.CLIENT_ADMIN:
            if member.client_id in wanted:
                answerers.setdefault(member.client_id, []).append(reader)
            continue
        has_partner = True
        if member.role == Role.PARTNER_ADMIN:
            at_partner.append(reader)
    if partner.support_email:
        at_partner.append(Reader(partner.support_email, partner.display_name, partner.language, Side.PARTNER))
    contacts = {
        one.pk: Reader(one.contact_email, one.contact_name, one.language, Side.CLIENT)
        for one in Client.objects.filter(pk__in=wanted)
        if one.has_contact
    }
    is_house = partner.is_house
    return Duty(
        is_house=is_house,
        partner=() if is_house else tuple(at_partner),
        has_partner=has_partner and not is_house,
        answerers={client_id: tuple(readers) for client_id, readers in answerers.items()},
        contacts=contacts,
    )
