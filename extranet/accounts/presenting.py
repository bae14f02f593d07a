"""People as the list shows them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from extranet.accounts.models import SECOND_FACTOR_ROLES, Invitation, InvitationState, Membership
from extranet.accounts.people import Person
from extranet.accounts.permissions import Right
from extranet.look.parts import Badge, Tone

STATES = {
    InvitationState.OPEN: Badge(_("En route"), Tone.INFO),
    InvitationState.EXPIRED: Badge(_("Échue"), Tone.WARN),
}


@dataclass(frozen=True)
class MemberLine:
    """One member. `client` is empty for the partner's own people; `may_change`: not for oneself."""

    membership: Membership
    client: str
    second_factor: Badge
    is_oneself: bool
    may_change: bool


@dataclass(frozen=True)
class InvitationLine:
    """One invitation that nobody has answered."""

    invitation: Invitation
    client: str
    state: Badge


def member_lines(members: Iterable[Membership], *, person: Person, clients: Mapping[UUID, str]) -> list[MemberLine]:
    """Return the lines of members; `members` come from `members_for`."""
    may_edit = person.may(Right.EDIT_PEOPLE)
    return [
        MemberLine(
            membership=member,
            client=_client(member.client_id, clients),
            second_factor=_second_factor(member),
            is_oneself=member.user_id == person.user.pk,
            may_change=may_edit and member.user_id != person.user.pk,
        )
        for member in members
    ]


def invitation_lines(
    invitations: Iterable[Invitation], *, at: datetime, clients: Mapping[UUID, str]
) -> list[InvitationLine]:
    """Return the lines of invitations that wait or have expired."""
    return [InvitationLine(one, _client(one.client_id, clients), STATES[one.state_at(at)]) for one in invitations]


def _client(client_id: UUID | None, clients: Mapping[UUID, str]) -> str:
    return clients.get(client_id, str(_("client retiré"))) if client_id else ""


def _second_factor(member: Membership) -> Badge:
    if getattr(member, "has_second_factor", False):
        return Badge(_("Actif"), Tone.OK)
    if member.role in SECOND_FACTOR_ROLES:
        return Badge(_("À activer"), Tone.WARN)
    return Badge(_("Non"))
