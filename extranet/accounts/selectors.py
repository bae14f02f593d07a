"""Reads about people: always those of the house one stands in, narrowed to what the person may see."""

from datetime import datetime
from hashlib import sha256

from allauth.mfa.models import Authenticator
from django.db.models import CharField, Exists, F, Func, OuterRef, Q, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Lower

from extranet.accounts.models import Invitation, InvitationState, Membership, User
from extranet.accounts.people import Person
from extranet.tenancy.context import PUBLIC, current_schema


def members_for(person: Person, *, sought: str = "") -> QuerySet[Membership]:
    """Return the memberships `person` may see, by name; people of a client see that client's only.

    Each has `has_second_factor`. `sought`: part of a name or an address, whatever case and accents.
    """
    totp = Authenticator.objects.filter(user=OuterRef("user"), type=Authenticator.Type.TOTP)
    members = (
        Membership.objects.filter(partner_id=person.schema)
        .select_related("user")
        .annotate(has_second_factor=Exists(totp), plain_name=_plain(F("user__name")))
        .order_by("plain_name", "pk")
    )
    if person.is_client:
        members = members.filter(client_id=person.client_id)
    if sought:
        members = members.filter(Q(plain_name__contains=_plain(Value(sought))) | Q(user__email__icontains=sought))
    return members


def _plain(text: Combinable) -> Lower:
    """Return `text` without case and accents, in the database."""
    return Lower(Func(text, function="unaccent", output_field=CharField()))


def pending_invitations_for(person: Person) -> QuerySet[Invitation]:
    """Return the invitations that wait or have expired, newest first, narrowed like members."""
    invitations = Invitation.objects.filter(partner_id=person.schema, accepted_at__isnull=True, revoked_at__isnull=True)
    if person.is_client:
        invitations = invitations.filter(client_id=person.client_id)
    return invitations


def digest_of(token: str) -> str:
    """Return what is kept of a token."""
    return sha256(token.encode()).hexdigest()


def invitations_here() -> QuerySet[Invitation]:
    """Return the invitations into the house we stand in: a partner's, or the operator's own."""
    schema = current_schema()
    if schema == PUBLIC:
        return Invitation.objects.filter(partner__isnull=True)
    return Invitation.objects.filter(partner_id=schema)


def is_open(invitation: Invitation, *, at: datetime) -> bool:
    """Whether an invitation may be accepted at `at`."""
    return invitation.state_at(at) is InvitationState.OPEN


def user_with_email(email: str) -> User | None:
    """Return the person who signs in with `email`, in whatever house."""
    return User.objects.filter(email__iexact=email).first()
