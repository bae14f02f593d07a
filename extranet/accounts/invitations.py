"""Writes about invitations: into the house one stands in, by a link that works once."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from extranet.accounts.models import Invitation, InvitationState, Membership, User
from extranet.accounts.rules import roles_of_house
from extranet.accounts.selectors import digest_of, invitations_here, user_with_email
from extranet.accounts.services import check_client
from extranet.audit import services as audit
from extranet.errors import IllegalMove, InvalidInput
from extranet.outbox import services as outbox
from extranet.tenancy.context import PUBLIC, current_schema

VALID_FOR = timedelta(days=7)
TOKEN_BYTES = 32


@dataclass(frozen=True)
class Invited:
    """Whom one invites, to what. `client_id` only for the roles of clients."""

    email: str
    name: str
    role: str
    language: str
    client_id: UUID | None = None


@dataclass(frozen=True)
class Issued:
    """An invitation and the token of its link, which is kept nowhere: only a digest is."""

    invitation: Invitation
    token: str


@transaction.atomic
def invite_person(*, invited: Invited, actor: User | None, at: datetime) -> Issued:
    """Invite somebody into the house we stand in, by mail; `actor` None is the operator's command line.

    In `public` the roles are those of staff. Raises InvalidInput when the role is not of this house, the
    person belongs to it already, or an invitation is on its way.
    """
    _check_role(invited)
    email = invited.email.lower()
    _refuse_member(email)
    _make_room(email, at=at)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    schema = current_schema()
    invitation = Invitation.objects.create(
        email=email,
        name=invited.name,
        partner_id=None if schema == PUBLIC else schema,
        role=invited.role,
        client_id=invited.client_id,
        language=invited.language,
        token_digest=digest_of(token),
        invited_by_id=actor.pk if actor else None,
        invited_by_name=actor.name if actor else _("l’opérateur"),
        created_at=at,
        expires_at=at + VALID_FOR,
    )
    facts = {"name": invited.name, "role": invited.role, "client_id": invited.client_id}
    audit.record(actor=actor, act="person.invited", target=invitation, at=at, changes=facts)
    outbox.enqueue("accounts.mail_invitation", str(invitation.pk), token)
    return Issued(invitation, token)


@transaction.atomic
def resend_invitation(*, invitation_id: UUID, actor: User, at: datetime) -> Issued:
    """Send an invitation anew, valid seven days from `at`; the link sent before stops working.

    Raises Invitation.DoesNotExist, IllegalMove when it is accepted or withdrawn.
    """
    invitation = _locked_pending(invitation_id, at=at)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    invitation.token_digest, invitation.expires_at = digest_of(token), at + VALID_FOR
    invitation.save(update_fields=("token_digest", "expires_at"))
    audit.record(actor=actor, act="person.invited_again", target=invitation, at=at)
    outbox.enqueue("accounts.mail_invitation", str(invitation.pk), token)
    return Issued(invitation, token)


@transaction.atomic
def revoke_invitation(*, invitation_id: UUID, actor: User, at: datetime) -> Invitation:
    """Withdraw an invitation; its link stops working. Raises Invitation.DoesNotExist, IllegalMove."""
    invitation = _locked_pending(invitation_id, at=at)
    invitation.revoked_at = at
    invitation.save(update_fields=("revoked_at",))
    audit.record(actor=actor, act="person.invitation_revoked", target=invitation, at=at)
    return invitation


@transaction.atomic
def accept_as_new(*, token: str, name: str, password: str, at: datetime) -> User:
    """Accept an invitation as somebody without an account: it is made with this name and password.

    Raises Invitation.DoesNotExist, IllegalMove when the invitation is not open any more or the address has
    an account by now.
    """
    invitation = _locked_open(token, at=at)
    if user_with_email(invitation.email) is not None:
        raise IllegalMove(_("Cette adresse a un compte entre-temps. Rechargez la page."), code="account_exists")
    user = User.objects.create_user(email=invitation.email, name=name, password=password, language=invitation.language)
    return _let_in(user, invitation, at=at)


@transaction.atomic
def accept_as_known(*, token: str, user: User, at: datetime) -> User:
    """Accept an invitation as somebody who proved to be `user`, the account of the invited address.

    Raises Invitation.DoesNotExist, IllegalMove when the invitation is not open, not theirs, or the account
    is closed.
    """
    invitation = _locked_open(token, at=at)
    if user.email.lower() != invitation.email or not user.is_active:
        raise IllegalMove(_("Cette invitation n’est pas pour ce compte."), code="not_your_invitation")
    return _let_in(user, invitation, at=at)


def _let_in(user: User, invitation: Invitation, *, at: datetime) -> User:
    if invitation.partner_id is None:
        user.staff_role = invitation.role
        user.save(update_fields=("staff_role",))
    else:
        Membership.objects.create(
            user=user, partner_id=invitation.partner_id, role=invitation.role, client_id=invitation.client_id
        )
    invitation.accepted_at = at
    invitation.save(update_fields=("accepted_at",))
    facts = {"role": invitation.role, "client_id": invitation.client_id, "invited_by": invitation.invited_by_name}
    audit.record(actor=user, act="person.joined", target=user, at=at, changes=facts)
    return user


def _check_role(invited: Invited) -> None:
    is_operator = current_schema() == PUBLIC
    if invited.role not in roles_of_house(is_operator=is_operator):
        message = _("Ce rôle n’existe pas ici. Choisissez-en un de la liste.")
        raise InvalidInput(message, code="role_of_house", fields={"role": message})
    check_client(role=invited.role, client_id=invited.client_id)


def _refuse_member(email: str) -> None:
    user, schema = user_with_email(email), current_schema()
    if user is None:
        return
    is_member = (
        bool(user.staff_role) if schema == PUBLIC else Membership.objects.filter(user=user, partner_id=schema).exists()
    )
    if is_member:
        message = _("Cette personne fait déjà partie de l’équipe : changez son rôle.")
        raise InvalidInput(message, code="already_member", fields={"email": message})


def _make_room(email: str, *, at: datetime) -> None:
    """Withdraw an invitation that has expired unanswered. Raises InvalidInput when one is open."""
    pending = invitations_here().filter(email=email, accepted_at__isnull=True, revoked_at__isnull=True)
    for invitation in pending.select_for_update(of=("self",)):
        if invitation.state_at(at) is InvitationState.OPEN:
            message = _("Une invitation est déjà en route pour cette adresse. Renvoyez-la depuis la liste.")
            raise InvalidInput(message, code="invitation_open", fields={"email": message})
        invitation.revoked_at = at
        invitation.save(update_fields=("revoked_at",))


def _locked_pending(invitation_id: UUID, *, at: datetime) -> Invitation:
    invitation = invitations_here().select_for_update(of=("self",)).get(pk=invitation_id)
    if invitation.state_at(at) in (InvitationState.ACCEPTED, InvitationState.REVOKED):
        raise IllegalMove(
            _("Cette invitation est déjà acceptée ou retirée. Rechargez la liste."), code="invitation_over"
        )
    return invitation


def _locked_open(token: str, *, at: datetime) -> Invitation:
    invitation = invitations_here().select_for_update(of=("self",)).get(token_digest=digest_of(token))
    if invitation.state_at(at) is not InvitationState.OPEN:
        raise IllegalMove(
            _("Cette invitation n’est plus valable. Demandez-en une nouvelle à la personne qui vous a invité."),
            code="invitation_not_open",
        )
    return invitation
