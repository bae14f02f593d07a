"""The person behind a request: who, in which role, where, with which rights."""

from dataclasses import dataclass
from uuid import UUID

from extranet.accounts.models import CLIENT_ROLES, SECOND_FACTOR_ROLES, Membership, Role, User
from extranet.accounts.permissions import Right, rights_of
from extranet.partners.models import Partner
from extranet.tenancy.context import PUBLIC


@dataclass(frozen=True)
class Person:
    """A signed-in user in this house. `schema` is "public" on the operator's own pages."""

    user: User
    role: str
    schema: str
    client_id: UUID | None
    rights: frozenset[Right]

    def may(self, right: Right) -> bool:
        """Whether the person holds `right` here."""
        return right in self.rights

    @property
    def is_staff(self) -> bool:
        """Whether the person works for the operator."""
        return self.user.is_staff

    @property
    def is_client(self) -> bool:
        """Whether the person belongs to an end client: they see that client's rows only."""
        return self.role in CLIENT_ROLES

    @property
    def role_label(self) -> str:
        """The role as people read it."""
        return str(Role(self.role).label)

    @property
    def needs_second_factor(self) -> bool:
        """Whether the role may not be used without a second factor."""
        return self.role in SECOND_FACTOR_ROLES


def person_in(user: User, *, home: str, partner: Partner | None) -> Person | None:
    """Return who `user` is in the house `home`, or None when they do not belong to it.

    `home` "public" is the operator's host, where staff may stand in any `partner`.
    """
    if not user.is_active:
        return None
    if home == PUBLIC:
        if not user.is_staff:
            return None
        schema = partner.schema_name if partner else PUBLIC
        is_direct = bool(partner and partner.is_house)
        return Person(user, user.staff_role, schema, None, rights_of(user.staff_role, is_direct=is_direct))
    if partner is None:
        return None
    membership = Membership.objects.filter(user=user, partner_id=partner.schema_name).first()
    if membership is None:
        return None
    rights = rights_of(membership.role, is_direct=partner.is_house)
    return Person(user, membership.role, partner.schema_name, membership.client_id, rights)
