"""Keys of partners and clients: who makes which, what their pages show, and what a key then is."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, ProgrammingError, transaction

from extranet.accounts.keys import KEY_SCOPES, Wanted, create_key, keys_for, person_of_key, revoke_key, roles_of_keys
from extranet.accounts.limits import TooMany, count_call
from extranet.accounts.models import ApiToken, Role
from extranet.accounts.permissions import Right
from extranet.accounts.tokens import Issued, Unrecognised, recognise_token
from extranet.audit.models import AuditEvent
from extranet.errors import InvalidInput, NotAllowed, Stale
from extranet.partners.models import Partner
from extranet.tenancy.context import OPERATOR, PARTNER, PUBLIC, acting
from tests.cast import (
    ALICE,
    ALPHA,
    ANNA,
    BOB,
    CHARLIE,
    CLIENT,
    DENIS,
    DIRECT,
    DIRECT_CLIENT,
    DORA,
    FATOU,
    GITA,
    SIBLING,
    Member,
    client_for,
    person_of,
    place,
)

pytestmark = pytest.mark.django_db
AT: Final = datetime(2026, 3, 20, 11, tzinfo=UTC)
LIST: Final = "/people/keys/"
NEW: Final = "/people/keys/new/"


@pytest.fixture(autouse=True)
def _at_alpha(db: None) -> None:
    place(ALPHA)


def make(by: Member = ALICE, *, role: str = Role.TECHNICIAN, client_id: UUID | None = None, **more: Any) -> Issued:
    """Make a key."""
    facts: dict[str, Any] = {"token_id": uuid4(), "name": "CRM", "scopes": KEY_SCOPES, "expires_at": None, **more}
    with acting(by.schema, PARTNER):
        return create_key(wanted=Wanted(role=role, client_id=client_id, **facts), person=person_of(by), at=AT)


def posted(**more: Any) -> dict[str, Any]:
    """Return what the page of a new key posts."""
    facts = {"token_id": str(uuid4()), "name": "CRM", "role": "technician", "client": "", "expires_on": ""}
    return {**facts, "scopes": ["tickets.read"], **more}


# ---------- Who gives what ----------
@pytest.mark.parametrize(
    ("maker", "role", "client_id"),
    [
        (ALICE, Role.TECHNICIAN, None),
        (ALICE, Role.FINANCE, None),
        (ALICE, Role.CLIENT_ADMIN, CLIENT),
        (ALICE, Role.CLIENT_USER, SIBLING),
        (DORA, Role.CLIENT_ADMIN, CLIENT),
        (DORA, Role.CLIENT_USER, CLIENT),
        (GITA, Role.CLIENT_ADMIN, DIRECT_CLIENT),
    ],
)
def test_administrators_make_keys_of_a_role_below_or_like_their_own(
    maker: Member, role: Role, client_id: UUID | None
) -> None:
    issued = make(maker, role=role, client_id=client_id)
    with acting(PUBLIC, OPERATOR):
        kept = ApiToken.objects.get(pk=issued.token.pk)
        event = AuditEvent.objects.get(act="token.created")
    assert (kept.partner, kept.role, kept.client_id, kept.created_by_id) == (maker.schema, role, client_id, maker.id)
    assert (event.partner, event.actor_id, event.changes["role"]) == (maker.schema, maker.id, role)
    assert issued.secret not in str(event.changes)


@pytest.mark.parametrize(
    ("maker", "role", "client_id"),
    [
        (ALICE, Role.PARTNER_ADMIN, None),
        (ALICE, Role.STAFF_ADMIN, None),
        (BOB, Role.TECHNICIAN, None),
        (FATOU, Role.FINANCE, None),
        (DORA, Role.TECHNICIAN, None),
        (DORA, Role.CLIENT_USER, SIBLING),
        (DENIS, Role.CLIENT_USER, CLIENT),
    ],
)
def test_nobody_makes_a_key_above_their_role_or_for_another_client(
    maker: Member, role: Role, client_id: UUID | None
) -> None:
    with pytest.raises(NotAllowed):
        make(maker, role=role, client_id=client_id)
    with acting(PUBLIC, OPERATOR):
        assert not ApiToken.objects.exists()


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"scopes": []}, "token_scopes"),
        ({"scopes": ["platforms.snapshots"]}, "token_scopes"),
        ({"expires_at": AT}, "token_expiry"),
        ({"name": "  "}, "key_name"),
        ({"role": Role.CLIENT_USER}, "client_of_role"),
        ({"client_id": CLIENT}, "client_of_role"),
    ],
)
def test_a_key_that_makes_no_sense_is_refused(more: dict[str, Any], code: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        make(**more)
    assert caught.value.code == code


def test_a_page_makes_one_key() -> None:
    token_id = uuid4()
    make(token_id=token_id)
    with pytest.raises(Stale):
        make(token_id=token_id)


def test_keys_are_seen_by_the_house_and_by_the_client_they_are_for() -> None:
    partners, clients = make(), make(DORA, role=Role.CLIENT_USER, client_id=CLIENT)
    siblings = make(role=Role.CLIENT_USER, client_id=SIBLING)
    make(CHARLIE)
    assert {one.pk for one in keys_for(person_of(ALICE))} == {one.token.pk for one in (partners, clients, siblings)}
    assert {one.pk for one in keys_for(person_of(DORA))} == {clients.token.pk}
    with pytest.raises(ApiToken.DoesNotExist):
        revoke_key(token_id=siblings.token.pk, person=person_of(DORA), at=AT)
    with pytest.raises(NotAllowed):
        revoke_key(token_id=partners.token.pk, person=person_of(BOB), at=AT)


def test_a_key_is_withdrawn_once() -> None:
    issued = make()
    for minutes in (1, 2):
        revoke_key(token_id=issued.token.pk, person=person_of(ALICE), at=AT + timedelta(minutes=minutes))
    issued.token.refresh_from_db()
    assert issued.token.revoked_at == AT + timedelta(minutes=1)
    with pytest.raises(Unrecognised):
        recognise_token(secret=issued.secret, scope="tickets.read", home=ALPHA, at=AT + timedelta(minutes=3))


# ---------- As whom it acts ----------
@pytest.mark.parametrize("role", roles_of_keys(Role.PARTNER_ADMIN))
def test_a_key_is_a_person_of_its_role_and_makes_no_keys_itself(role: Role) -> None:
    client_id = CLIENT if role in (Role.CLIENT_ADMIN, Role.CLIENT_USER) else None
    issued = make(role=role, client_id=client_id)
    person = person_of_key(issued.token, Partner.objects.get(schema_name=ALPHA))
    assert person is not None
    assert (person.role, person.client_id, person.schema) == (role, client_id, ALPHA)
    assert (person.user.pk, person.user.name) == (issued.token.pk, "CRM (API)")
    assert not person.is_staff
    assert not person.rights & {Right.EDIT_KEYS, Right.EDIT_PEOPLE}
    assert person.rights <= person_of(ALICE).rights


def test_calls_are_counted_by_the_minute_and_by_key() -> None:
    first, second = make().token, make().token
    for _time in range(2):
        count_call(first, at=AT, most=2)
    with pytest.raises(TooMany) as caught:
        count_call(first, at=AT + timedelta(seconds=20), most=2)
    assert (caught.value.status, caught.value.retry_after) == (429, 40)
    count_call(second, at=AT, most=2)
    count_call(first, at=AT + timedelta(minutes=1), most=2)


# ---------- The database ----------
def test_a_partners_role_touches_no_key_of_another_house_and_changes_none_of_its_own() -> None:
    issued = make(CHARLIE)
    own = make()
    assert not ApiToken.objects.filter(pk=issued.token.pk).exists()
    for changed in ({"scopes": ["platforms.snapshots"]}, {"role": "partner_admin"}, {"partner": "beta"}):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            ApiToken.objects.filter(pk=own.token.pk).update(**changed)
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        ApiToken.objects.filter(pk=own.token.pk).delete()


@pytest.mark.parametrize("wrong", [{"client_id": uuid4()}, {"created_by_id": None}, {"role": "client_user"}])
def test_the_database_knows_what_a_key_is(wrong: dict[str, Any]) -> None:
    issued = make()
    with acting(PUBLIC, OPERATOR), pytest.raises(DatabaseError), transaction.atomic():
        ApiToken.objects.filter(pk=issued.token.pk).update(**wrong)


# ---------- Pages ----------
def test_a_secret_is_shown_once_in_the_answer_that_made_it() -> None:
    browser = client_for(ALICE)
    page = browser.post(NEW, posted())
    place(ALPHA)
    issued = page.context["issued"]
    assert page.status_code == 200
    assert issued.secret in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    listed = browser.get(LIST).content.decode()
    assert issued.secret not in listed
    assert issued.token.prefix in listed
    assert recognise_token(secret=issued.secret, scope="tickets.read", home=ALPHA, at=AT).pk == issued.token.pk


def test_a_double_click_on_the_page_makes_one_key() -> None:
    browser, answers = client_for(ALICE), posted()
    browser.post(NEW, answers)
    again = browser.post(NEW, answers)
    place(ALPHA)
    assert "a déjà créé sa clé" in again.content.decode()
    assert ApiToken.objects.count() == 1


def test_a_clients_page_offers_its_own_client_only() -> None:
    browser = client_for(DORA)
    page = browser.get(NEW).content.decode()
    assert 'name="client"' not in page
    assert "technician" not in page
    browser.post(NEW, posted(role="client_user", client=str(SIBLING)))
    place(ALPHA)
    assert ApiToken.objects.get().client_id == CLIENT


def test_a_key_is_withdrawn_after_a_question() -> None:
    issued, browser = make(), client_for(ALICE)
    path = f"/people/keys/{issued.token.pk}/revoke/"
    assert "n’ouvre plus rien" in browser.get(path).content.decode()
    assert browser.post(path).status_code == 302
    place(ALPHA)
    issued.token.refresh_from_db()
    assert issued.token.revoked_at is not None
    assert client_for(DORA).post(path).status_code == 404


def test_the_list_says_when_a_keys_maker_is_gone() -> None:
    issued = make()
    with acting(PUBLIC, OPERATOR):
        ApiToken.objects.filter(pk=issued.token.pk).update(created_by_id=ANNA.id)
    assert "Sans créateur" in client_for(ALICE).get(LIST).content.decode()


def test_a_direct_clients_administrator_has_keys_too() -> None:
    browser = client_for(GITA)
    browser.post(NEW, posted(role="client_admin"))
    with acting(PUBLIC, OPERATOR):
        assert ApiToken.objects.get().partner == DIRECT


@pytest.mark.parametrize("role", ["finance", "client_user"])
def test_the_page_does_not_give_a_scope_that_the_role_could_not_use(role: str) -> None:
    more = {"client": str(CLIENT)} if role == "client_user" else {}
    browser = client_for(ALICE)
    page = browser.post(NEW, posted(role=role, scopes=["emergency.read", "emergency.write"], **more))
    assert "Décochez, ou choisissez un autre rôle." in page.content.decode()
    assert not ApiToken.objects.exists()
    browser.post(NEW, posted(role=role, scopes=["emergency.read", "emergency.lookup"], **more))
    assert ApiToken.objects.get().scopes == ["emergency.read", "emergency.lookup"]
