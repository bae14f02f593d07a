"""Keys of partners and clients: a key acts as a role of the house, and narrows rows as a person of that role does.

Whoever makes one gives a role of the people they may invite, never an administrator's of the partner. A key lives as
long as its maker may give that role: when they leave, lose their role or their client, it opens nothing any more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from extranet.accounts.models import CLIENT_ROLES, ApiToken, Membership, Role, User
from extranet.accounts.people import Person
from extranet.accounts.permissions import Right, rights_of
from extranet.accounts.services import check_client
from extranet.accounts.tokens import Issued, Unrecognised, check_key, issue, withdraw
from extranet.errors import InvalidInput, NotAllowed
from extranet.partners.models import Partner

KEY_SCOPES: Final = (
    ApiToken.Scope.TICKETS_READ,
    ApiToken.Scope.TICKETS_WRITE,
    ApiToken.Scope.EMERGENCY_READ,
    ApiToken.Scope.EMERGENCY_WRITE,
    ApiToken.Scope.EMERGENCY_LOOKUP,
)
# The right that the role of a key must have for a scope to open anything.
_NEEDED: Final[dict[str, Right]] = {
    ApiToken.Scope.TICKETS_READ: Right.READ_TICKETS,
    ApiToken.Scope.TICKETS_WRITE: Right.OPEN_TICKETS,
    ApiToken.Scope.EMERGENCY_READ: Right.READ_NUMBERS,
    ApiToken.Scope.EMERGENCY_WRITE: Right.DECLARE_ADDRESSES,
    ApiToken.Scope.EMERGENCY_LOOKUP: Right.READ_NUMBERS,
}
_GIVEN: Final[dict[str, tuple[Role, ...]]] = {
    Role.PARTNER_ADMIN: (Role.TECHNICIAN, Role.FINANCE, *CLIENT_ROLES),
    Role.CLIENT_ADMIN: CLIENT_ROLES,
}


@dataclass(frozen=True)
class Wanted:
    """A key as its page asks for it. `token_id`: the page's, so that a double click makes one key."""

    token_id: UUID
    name: str
    role: str
    client_id: UUID | None
    scopes: Sequence[str]
    expires_at: datetime | None


def roles_of_keys(maker: str) -> tuple[Role, ...]:
    """Return the roles a person of role `maker` may give to a key."""
    return _GIVEN.get(maker, ())


def scopes_of(role: str) -> tuple[ApiToken.Scope, ...]:
    """Return what a key of a role can be used for: any other scope would open nothing, for want of the right."""
    rights = rights_of(role, is_direct=False)
    return tuple(scope for scope in KEY_SCOPES if _NEEDED[scope] in rights)


def keys_for(person: Person) -> QuerySet[ApiToken]:
    """Return the keys of the house that a person may see, newest first: a client's person its own client's only."""
    keys = ApiToken.objects.filter(partner=person.schema).exclude(role="")
    return keys.filter(client_id=person.client_id) if person.is_client else keys


@transaction.atomic
def create_key(*, wanted: Wanted, person: Person, at: datetime) -> Issued:
    """Make a key that acts as a role of the house.

    Raises NotAllowed for a role the person may not give, InvalidInput, Stale when the page has made its key.
    """
    if not person.may(Right.EDIT_KEYS) or wanted.role not in roles_of_keys(person.role):
        raise NotAllowed(_("Donnez à une clé un rôle que vous pouvez donner."), code="key_role")
    if person.is_client and wanted.client_id != person.client_id:
        raise NotAllowed(_("Une clé de votre organisation n’ouvre qu’elle."), code="key_client")
    name = " ".join(wanted.name.split())
    if not name:
        sentence = _("Nommez la machine qui se servira de la clé.")
        raise InvalidInput(sentence, code="key_name", fields={"name": sentence})
    check_client(role=wanted.role, client_id=wanted.client_id)
    check_key(wanted.scopes, KEY_SCOPES, wanted.expires_at, at)
    unsaved = ApiToken(
        pk=wanted.token_id,
        name=name,
        scopes=list(wanted.scopes),
        role=wanted.role,
        client_id=wanted.client_id,
        created_at=at,
        created_by_id=person.user.pk,
        created_by_name=person.user.name,
        expires_at=wanted.expires_at,
    )
    return issue(unsaved, actor=person.user)


@transaction.atomic
def revoke_key(*, token_id: UUID, person: Person, at: datetime) -> ApiToken:
    """Withdraw a key of the house: from this instant on it opens nothing. Twice is once.

    Raises ApiToken.DoesNotExist for one the person does not see, NotAllowed.
    """
    if not person.may(Right.EDIT_KEYS):
        raise NotAllowed(_("Un administrateur retire les clés."), code="key_role")
    return withdraw(keys_for(person).select_for_update().get(pk=token_id), actor=person.user, at=at)


def person_of_key(token: ApiToken, partner: Partner | None) -> Person | None:
    """Return as whom a key acts in a partner's house; None for a key of the operator's, which acts as nobody.

    The user is the key itself: no row of `User`, the name says that a machine wrote. Raises Unrecognised when its
    maker could not make it today.
    """
    if not token.role or partner is None:
        return None
    if not _is_still_given(token):
        sentence = _("La personne qui a créé cette clé ne peut plus la donner. Demandez-en une autre.")
        raise Unrecognised(sentence, code="token_orphaned")
    user = User(pk=token.pk, name=_("%(name)s (API)") % {"name": token.name}, email="", language=partner.language)
    rights = rights_of(token.role, is_direct=partner.is_house)
    return Person(user, token.role, partner.schema_name, token.client_id, rights - {Right.EDIT_KEYS, Right.EDIT_PEOPLE})


def _is_still_given(token: ApiToken) -> bool:
    if token.created_by_id is None:
        return False
    maker = Membership.objects.filter(
        user_id=token.created_by_id, partner_id=token.partner, user__is_active=True
    ).first()
    if maker is None or token.role not in roles_of_keys(maker.role):
        return False
    return maker.client_id is None or maker.client_id == token.client_id
