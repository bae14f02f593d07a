"""Keys of machines: made and withdrawn by the operator's administrators, recognised on every call.

The secret is shown once, when the key is made; only a digest and its first characters are kept.
"""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from extranet.accounts.models import ApiToken, Role, User
from extranet.accounts.selectors import digest_of
from extranet.audit import services as audit
from extranet.errors import InvalidInput, NotAllowed, Refusal, Stale
from extranet.tenancy.context import OPERATOR, PUBLIC, acting, current_schema

# Whoever finds one in a file or a log sees what it is a key of.
MARK: Final = "xn_"
SECRET_BYTES: Final = 32
PREFIX_LENGTH: Final = 10
# Nothing of ours is longer: what is, is not looked up.
SECRET_LENGTH: Final = 100
# What the operator's own keys may do; those of partners and clients are made in `keys`.
OPERATOR_SCOPES: Final = frozenset({ApiToken.Scope.PLATFORM_SNAPSHOTS})
NOTED_EVERY: Final = timedelta(minutes=1)


class Unrecognised(Refusal):
    """No key came along, or one that does not open anything (any more)."""

    status = 401


@dataclass(frozen=True)
class Issued:
    """A key that was just made, and its secret, which is kept nowhere."""

    token: ApiToken
    secret: str


# ---------- Making and withdrawing ----------
@transaction.atomic
def create_token(
    *,
    name: str,
    scopes: Sequence[str],
    expires_at: datetime | None,
    actor: User,
    at: datetime,
    token_id: UUID | None = None,
) -> Issued:
    """Make a key of the house we stand in. `token_id` comes from the page, so that it makes one key only.

    Raises NotAllowed, InvalidInput, Stale when the page has made its key.
    """
    _require_administrator(actor)
    check_key(scopes, OPERATOR_SCOPES, expires_at, at)
    unsaved = ApiToken(
        pk=token_id or uuid4(),
        name=name,
        scopes=list(scopes),
        created_at=at,
        created_by_name=actor.name,
        expires_at=expires_at,
    )
    return issue(unsaved, actor=actor)


def issue(token: ApiToken, *, actor: User) -> Issued:
    """Give a key of the house we stand in its secret, and keep it. Raises Stale when the page has made its key."""
    if ApiToken.objects.filter(pk=token.pk).exists():
        raise Stale(_("Cette page a déjà créé sa clé. Pour une autre, recommencez depuis la liste."), code="token_made")
    secret = f"{MARK}{secrets.token_urlsafe(SECRET_BYTES)}"
    token.partner = current_schema()
    token.prefix, token.digest = secret[:PREFIX_LENGTH], digest_of(secret)
    token.save(force_insert=True)
    facts: dict[str, object] = {
        "prefix": token.prefix,
        "scopes": list(token.scopes),
        "expires_at": token.expires_at,
        **({"role": token.role, "client_id": token.client_id} if token.role else {}),
    }
    audit.record(actor=actor, act="token.created", target=token, at=token.created_at, changes=facts)
    return Issued(token, secret)


@transaction.atomic
def revoke_token(*, token_id: UUID, actor: User, at: datetime) -> ApiToken:
    """Withdraw a key: from this instant on it opens nothing. Raises ApiToken.DoesNotExist, NotAllowed."""
    _require_administrator(actor)
    return withdraw(ApiToken.objects.select_for_update().get(pk=token_id), actor=actor, at=at)


def withdraw(token: ApiToken, *, actor: User, at: datetime) -> ApiToken:
    """Withdraw a key that is locked. Twice is once."""
    if token.revoked_at is not None:
        return token
    token.revoked_at = at
    token.save(update_fields=["revoked_at"])
    audit.record(actor=actor, act="token.revoked", target=token, at=at, changes={"prefix": token.prefix})
    return token


def _require_administrator(actor: User) -> None:
    if actor.staff_role != Role.STAFF_ADMIN:
        sentence = _("Seul un administrateur de l’opérateur crée ou retire une clé d’API. Adressez-vous à l’un d’eux.")
        raise NotAllowed(sentence, code="tokens_are_for_administrators")


def check_key(scopes: Sequence[str], known: Collection[str], expires_at: datetime | None, at: datetime) -> None:
    """Refuse a key that may do nothing, or not that, or that ends before it begins. Raises InvalidInput."""
    if not scopes or not set(scopes) <= set(known):
        sentence = _("Choisissez ce que la clé permet.")
        raise InvalidInput(sentence, code="token_scopes", fields={"scopes": sentence})
    if expires_at is not None and expires_at <= at:
        sentence = _("Choisissez un dernier jour qui n’est pas passé.")
        raise InvalidInput(sentence, code="token_expiry", fields={"expires_on": sentence})


# ---------- Recognising ----------
def recognise_token(*, secret: str, scope: str, home: str, at: datetime) -> ApiToken:
    """Return the key that `secret` is, of the house `home` and with `scope`; note that it was used.

    Raises Unrecognised, NotAllowed.
    """
    token = _token_of(secret, home)
    if token is None:
        raise Unrecognised(_("Cette clé n’est pas connue ici. Vérifiez-la, ou demandez-en une."), code="token_unknown")
    if token.revoked_at is not None:
        raise Unrecognised(_("Cette clé est retirée. Demandez-en une autre."), code="token_revoked")
    if token.expires_at is not None and token.expires_at <= at:
        raise Unrecognised(_("Cette clé est échue. Demandez-en une autre."), code="token_expired")
    _note_use(token, at)
    if scope not in token.scopes:
        sentence = _("Cette clé ne permet pas « %(scope)s ». Demandez-en une qui le permet.")
        raise NotAllowed(sentence % {"scope": scope}, code="scope_missing")
    return token


def _token_of(secret: str, home: str) -> ApiToken | None:
    if not secret.startswith(MARK) or len(secret) > SECRET_LENGTH:
        return None
    # On a partner's host too: its own role does not read keys.
    with acting(PUBLIC, OPERATOR):
        return ApiToken.objects.filter(digest=digest_of(secret), partner=home).first()


def _note_use(token: ApiToken, at: datetime) -> None:
    """Note the use, at most once a minute: whoever reports many accounts would write one row over and over."""
    noted_before = at - NOTED_EVERY
    if token.last_used_at is not None and token.last_used_at > noted_before:
        return
    with acting(PUBLIC, OPERATOR):
        unnoted = Q(last_used_at__isnull=True) | Q(last_used_at__lte=noted_before)
        ApiToken.objects.filter(unnoted, pk=token.pk).update(last_used_at=at)
