"""Writes about people: their roles in a house, and their own account."""

from datetime import datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext as _

from extranet.accounts.models import CLIENT_ROLES, Membership, Role, User
from extranet.accounts.selectors import user_with_email
from extranet.audit import services as audit
from extranet.errors import IllegalMove, InvalidInput, NotAllowed, Stale
from extranet.outbox import services as outbox
from extranet.tenancy.context import current_schema


# ---------- Members of the partner we stand in ----------
@transaction.atomic
def change_role(*, user_id: UUID, role: str, client_id: UUID | None, actor: User, at: datetime) -> Membership:
    """Give a member another role, or a client's member another client. It holds from their next request.

    Raises Membership.DoesNotExist, InvalidInput, NotAllowed for one's own role, IllegalMove for the last
    administrator.
    """
    refuse_oneself(user_id=user_id, actor=actor)
    check_client(role=role, client_id=client_id)
    membership = _locked_membership(user_id)
    if role != Role.PARTNER_ADMIN:
        _keep_an_administrator(membership)
    before = (membership.role, membership.client_id)
    if before == (role, client_id):
        return membership
    membership.role, membership.client_id = role, client_id
    membership.save(update_fields=("role", "client_id"))
    changes = {"role": [before[0], role], "client_id": [before[1], client_id]}
    audit.record(actor=actor, act="person.role_changed", target=membership.user, at=at, changes=changes)
    return membership


@transaction.atomic
def remove_person(*, user_id: UUID, actor: User, at: datetime) -> None:
    """Take a member out of the partner: every session of theirs here ends with its next request.

    The account itself and memberships elsewhere stay. Raises Membership.DoesNotExist, NotAllowed for
    oneself, IllegalMove for the last administrator.
    """
    refuse_oneself(user_id=user_id, actor=actor)
    membership = _locked_membership(user_id)
    _keep_an_administrator(membership)
    facts = {"role": membership.role, "client_id": membership.client_id}
    audit.record(actor=actor, act="person.removed", target=membership.user, at=at, changes=facts)
    membership.delete()


def refuse_oneself(*, user_id: UUID, actor: User) -> None:
    """Raise NotAllowed when somebody is about to change what they themselves may do."""
    if user_id == actor.pk:
        raise NotAllowed(
            _("Personne ne change son propre rôle. Demandez-le à un autre administrateur."), code="own_role"
        )


def check_client(*, role: str, client_id: UUID | None) -> None:
    """Raise InvalidInput unless a client's role names a client and a partner's role none."""
    if (role in CLIENT_ROLES) != (client_id is not None):
        message = _("Choisissez le client de cette personne ; un rôle de partenaire n’en a pas.")
        raise InvalidInput(message, code="client_of_role", fields={"client": message})


def _locked_membership(user_id: UUID) -> Membership:
    """Lock the partner's administrators, then the member: two who remove each other take turns."""
    members = Membership.objects.filter(partner_id=current_schema())
    list(members.filter(role=Role.PARTNER_ADMIN).order_by("pk").select_for_update())
    return members.select_related("user").select_for_update(of=("self",)).get(user_id=user_id)


def _keep_an_administrator(membership: Membership) -> None:
    if membership.role != Role.PARTNER_ADMIN:
        return
    administrators = Membership.objects.filter(partner_id=membership.partner_id, role=Role.PARTNER_ADMIN)
    if not administrators.exclude(pk=membership.pk).exists():
        raise IllegalMove(_("C’est le dernier administrateur. Nommez-en d’abord un autre."), code="last_administrator")


# ---------- A person's own account ----------
@transaction.atomic
def change_profile(*, user: User, name: str, language: str, at: datetime) -> User:
    """Change one's own name and language."""
    user = User.objects.select_for_update().get(pk=user.pk)
    changes = {"name": [user.name, name], "language": [user.language, language]}
    changes = {field: pair for field, pair in changes.items() if pair[0] != pair[1]}
    if not changes:
        return user
    user.name, user.language = name, language
    user.save(update_fields=("name", "language"))
    audit.record(actor=user, act="person.profile_changed", target=user, at=at, changes=changes)
    return user


@transaction.atomic
def change_email(*, user_id: UUID, old_email: str, email: str, actor: User, at: datetime) -> User:
    """Change the address a person signs in with: asked by that person or by staff, nobody else.

    The old address is told. When staff change it, every session of the person ends: the old mailbox may be
    somebody else's. Raises User.DoesNotExist, NotAllowed, Stale when the address is not `old_email` any
    more, InvalidInput when another account has it.
    """
    if actor.pk != user_id and not actor.is_staff:
        raise NotAllowed(_("L’adresse d’un compte est changée par la personne elle-même."), code="own_email")
    user = User.objects.select_for_update().get(pk=user_id)
    if user.email.lower() != old_email.lower():
        raise Stale(_("L’adresse a changé entre-temps. Recommencez."), code="email_changed_since")
    other = user_with_email(email)
    if other is not None and other.pk != user.pk:
        message = _("Cette adresse est déjà celle d’un autre compte. Choisissez-en une autre.")
        raise InvalidInput(message, code="email_taken", fields={"email": message})
    user.email = email.lower()
    user.sessions_epoch += 0 if actor.pk == user.pk else 1
    user.save(update_fields=("email", "sessions_epoch"))
    audit.record(
        actor=actor, act="person.email_changed", target=user, at=at, changes={"email": [old_email, user.email]}
    )
    outbox.enqueue("accounts.mail_email_changed", str(user.pk), old_email)
    return user


@transaction.atomic
def reset_second_factor(*, user_id: UUID, actor: User, at: datetime) -> User:
    """Take a person's second factor and recovery codes away, end their sessions and tell them. Staff only.

    A role that asks for a second factor sets up a new one at the next sign-in. Raises User.DoesNotExist,
    NotAllowed, IllegalMove when there is none.
    """
    if not actor.is_staff:
        raise NotAllowed(
            _("Seul l’opérateur réinitialise un second facteur. Appelez son support."),
            code="second_factor_is_for_staff",
        )
    refuse_oneself(user_id=user_id, actor=actor)
    user = User.objects.select_for_update().get(pk=user_id)
    removed, _kinds = Authenticator.objects.filter(user=user).delete()
    if not removed:
        raise IllegalMove(
            _("Cette personne n’a pas de second facteur : il n’y a rien à réinitialiser."), code="no_second_factor"
        )
    user.sessions_epoch += 1
    user.save(update_fields=("sessions_epoch",))
    audit.record(actor=actor, act="person.second_factor_reset", target=user, at=at)
    outbox.enqueue("accounts.mail_second_factor_reset", str(user.pk))
    return user
