"""Keys of machines: made, recognised, withdrawn."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import uuid4

import pytest

from extranet.accounts.models import ApiToken
from extranet.accounts.tokens import Issued, Unrecognised, create_token, recognise_token, revoke_token
from extranet.audit.models import AuditEvent
from extranet.errors import InvalidInput, NotAllowed, Stale
from extranet.tenancy.context import OPERATOR, PARTNER, PUBLIC, acting
from tests.cast import ALICE, ALPHA, ANNA, ERIK, SOFIE, Member, place, user_of

pytestmark = pytest.mark.django_db
AT: Final = datetime(2026, 3, 20, 11, tzinfo=UTC)
SCOPE: Final = ApiToken.Scope.PLATFORM_SNAPSHOTS
MINUTE: Final = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _at_the_operator(db: None) -> None:
    place(PUBLIC, OPERATOR)


def create(by: Member = ANNA, **other: Any) -> Issued:
    """Make a key."""
    asked: dict[str, Any] = {
        "name": "Plateforme",
        "scopes": [SCOPE],
        "expires_at": None,
        "actor": user_of(by),
        "at": AT,
    }
    return create_token(**{**asked, **other})


def recognise(secret: str, *, at: datetime = AT, scope: str = SCOPE, home: str = PUBLIC) -> ApiToken:
    """Recognise a key."""
    return recognise_token(secret=secret, scope=scope, home=home, at=at)


def again(issued: Issued) -> ApiToken:
    """Read a key anew."""
    return ApiToken.objects.get(pk=issued.token.pk)


def test_a_key_is_made_and_its_secret_kept_nowhere() -> None:
    issued = create()
    kept = ApiToken.objects.filter(pk=issued.token.pk).values().get()
    assert issued.secret.startswith(kept["prefix"])
    assert len(issued.secret) > 40
    assert not [value for value in kept.values() if issued.secret in str(value)]
    event = AuditEvent.objects.get(act="token.created")
    assert (event.partner, event.actor_name) == (PUBLIC, ANNA.name)
    assert issued.secret not in str(event.changes)
    assert recognise(issued.secret).pk == issued.token.pk


def test_two_keys_are_never_the_same() -> None:
    assert create().secret != create().secret


@pytest.mark.parametrize("somebody", [ERIK, SOFIE, ALICE])
def test_only_administrators_make_and_withdraw_keys(somebody: Member) -> None:
    with pytest.raises(NotAllowed):
        create(somebody)
    issued = create()
    with pytest.raises(NotAllowed):
        revoke_token(token_id=issued.token.pk, actor=user_of(somebody), at=AT)
    assert again(issued).revoked_at is None


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ({"scopes": []}, "token_scopes"),
        ({"scopes": ["everything"]}, "token_scopes"),
        ({"scopes": ["tickets.read"]}, "token_scopes"),
        ({"expires_at": AT}, "token_expiry"),
        ({"expires_at": AT - MINUTE}, "token_expiry"),
    ],
)
def test_a_key_that_makes_no_sense_is_refused(other: dict[str, Any], code: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        create(**other)
    assert caught.value.code == code
    assert not ApiToken.objects.exists()


def test_a_page_makes_one_key() -> None:
    token_id = uuid4()
    create(token_id=token_id)
    with pytest.raises(Stale):
        create(token_id=token_id)
    assert ApiToken.objects.count() == 1


def test_a_key_is_withdrawn_once() -> None:
    issued = create()
    for minutes in (1, 2):
        revoke_token(token_id=issued.token.pk, actor=user_of(ANNA), at=AT + minutes * MINUTE)
    assert again(issued).revoked_at == AT + MINUTE
    assert AuditEvent.objects.filter(act="token.revoked").count() == 1
    with pytest.raises(Unrecognised) as caught:
        recognise(issued.secret, at=AT + MINUTE)
    assert caught.value.code == "token_revoked"


def test_a_key_ends_at_its_very_instant() -> None:
    issued = create(expires_at=AT + MINUTE)
    recognise(issued.secret, at=AT + MINUTE - timedelta(microseconds=1))
    with pytest.raises(Unrecognised) as caught:
        recognise(issued.secret, at=AT + MINUTE)
    assert caught.value.code == "token_expired"


def test_a_key_opens_what_it_names_in_its_own_house() -> None:
    issued = create()
    with pytest.raises(NotAllowed) as caught:
        recognise(issued.secret, scope="platforms.everything")
    assert caught.value.code == "scope_missing"
    with pytest.raises(Unrecognised):
        recognise(issued.secret, home=ALPHA)


@pytest.mark.parametrize("secret", ["", "xn_", "xn_unknown", "xn_" + "a" * 200, "other"])
def test_anything_else_is_not_known(secret: str) -> None:
    create()
    with pytest.raises(Unrecognised) as caught:
        recognise(secret)
    assert caught.value.code == "token_unknown"


def test_a_use_is_noted_at_most_once_a_minute() -> None:
    issued = create()
    noted = []
    for seconds in (0, 1, 59, 60, 61, 119, 120):
        recognise(issued.secret, at=AT + timedelta(seconds=seconds))
        noted.append((again(issued).last_used_at or AT) - AT)
    assert [one.total_seconds() for one in noted] == [0, 0, 0, 60, 60, 60, 120]


def test_a_partners_role_does_not_read_keys_of_the_operator() -> None:
    create()
    for schema in (ALPHA, PUBLIC):
        with acting(schema, PARTNER):
            assert not ApiToken.objects.exists()
