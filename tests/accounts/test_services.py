"""Roles and removal: never one's own, never the last administrator, at once."""

from collections.abc import Callable
from uuid import UUID

import pytest
from allauth.mfa.models import Authenticator

from extranet.accounts import services
from extranet.accounts.models import CLIENT_ROLES, PARTNER_ROLES, Membership, Role, User
from extranet.accounts.rules import roles_of_house, roles_to_give
from extranet.audit.models import AuditEvent
from extranet.errors import IllegalMove, InvalidInput, NotAllowed
from extranet.outbox.models import Message
from extranet.tenancy.context import OPERATOR, PUBLIC, acting
from tests.accounts.doors import sign_in
from tests.accounts.times import NOW
from tests.cast import ALICE, ALPHA, ANNA, BOB, CHARLIE, CLIENT, DENIS, DORA, ERIK, SIBLING, place, user_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_alpha() -> None:
    place(ALPHA)


def change(user_id: UUID, role: str, client_id: UUID | None = None, *, by: User | None = None) -> Membership:
    """Change a role as Alice, or as somebody else."""
    return services.change_role(user_id=user_id, role=role, client_id=client_id, actor=by or user_of(ALICE), at=NOW)


# ---------- Rules ----------
@pytest.mark.parametrize(
    ("giver", "is_direct", "roles"),
    [
        (Role.PARTNER_ADMIN, False, PARTNER_ROLES + CLIENT_ROLES),
        (Role.STAFF_ADMIN, False, PARTNER_ROLES + CLIENT_ROLES),
        (Role.STAFF_ADMIN, True, CLIENT_ROLES),
        (Role.CLIENT_ADMIN, False, CLIENT_ROLES),
        (Role.CLIENT_ADMIN, True, CLIENT_ROLES),
        (Role.TECHNICIAN, False, ()),
        (Role.STAFF_SUPPORT, False, ()),
    ],
)
def test_who_may_give_which_role(giver: Role, is_direct: bool, roles: tuple[Role, ...]) -> None:
    assert roles_to_give(giver, is_direct=is_direct) == roles


def test_the_operators_house_has_other_roles_than_a_partners() -> None:
    assert not set(roles_of_house(is_operator=True)) & set(roles_of_house(is_operator=False))
    assert set(roles_of_house(is_operator=True)) | set(roles_of_house(is_operator=False)) == set(Role)


# ---------- Roles ----------
def test_a_new_role_holds_from_the_next_request_and_is_recorded() -> None:
    client = sign_in(BOB)
    assert client.get("/people/invite/").status_code == 403
    place(ALPHA)
    change(DORA.id, Role.CLIENT_USER, SIBLING)
    membership = Membership.objects.get(user_id=DORA.id)
    assert (membership.role, membership.client_id) == (Role.CLIENT_USER, SIBLING)
    event = AuditEvent.objects.get(act="person.role_changed")
    assert event.changes["role"] == ["client_admin", "client_user"]
    assert event.changes["client_id"] == [str(CLIENT), str(SIBLING)]
    assert (event.actor_name, event.target_label) == (ALICE.name, DORA.name)


def test_the_same_role_again_is_no_act() -> None:
    change(BOB.id, Role.TECHNICIAN)
    assert not AuditEvent.objects.filter(act="person.role_changed").exists()


def test_nobody_does_it_to_oneself() -> None:
    with pytest.raises(NotAllowed, match="propre rôle"):
        change(ALICE.id, Role.TECHNICIAN)
    with pytest.raises(NotAllowed, match="propre rôle"):
        services.remove_person(user_id=ALICE.id, actor=user_of(ALICE), at=NOW)


@pytest.mark.parametrize(
    ("role", "client_id"), [(Role.CLIENT_USER, None), (Role.TECHNICIAN, CLIENT), (Role.PARTNER_ADMIN, CLIENT)]
)
def test_a_clients_role_names_a_client_and_no_other_does(role: Role, client_id: UUID | None) -> None:
    with pytest.raises(InvalidInput):
        change(BOB.id, role, client_id)


def demote() -> None:
    """Make the only administrator a technician, as staff."""
    change(ALICE.id, Role.TECHNICIAN, by=user_of(ANNA))


def remove() -> None:
    """Remove the only administrator, as staff."""
    services.remove_person(user_id=ALICE.id, actor=user_of(ANNA), at=NOW)


@pytest.mark.parametrize("act", [demote, remove])
def test_the_last_administrator_stays(act: Callable[[], None]) -> None:
    with pytest.raises(IllegalMove, match="Nommez-en d’abord un autre"):
        act()
    change(BOB.id, Role.PARTNER_ADMIN)
    act()
    assert not Membership.objects.filter(user_id=ALICE.id, role=Role.PARTNER_ADMIN).exists()


def test_somebody_of_another_partner_is_not_there() -> None:
    with pytest.raises(Membership.DoesNotExist):
        change(CHARLIE.id, Role.TECHNICIAN)
    with acting(ALPHA, OPERATOR), pytest.raises(Membership.DoesNotExist):
        services.remove_person(user_id=CHARLIE.id, actor=user_of(ANNA), at=NOW)


def test_removal_works_at_once_and_leaves_the_account() -> None:
    client = sign_in(DENIS)
    assert client.get("/account/2fa/").status_code == 200
    place(ALPHA)
    services.remove_person(user_id=DENIS.id, actor=user_of(ALICE), at=NOW)
    assert client.get("/account/2fa/").headers["Location"].startswith("/account/login/")
    assert user_of(DENIS).is_active
    place(ALPHA)
    event = AuditEvent.objects.get(act="person.removed")
    assert (event.target_label, event.changes["role"]) == (DENIS.name, "client_user")


# ---------- Second factor ----------
def test_staff_take_a_lost_second_factor_away_and_the_person_is_told() -> None:
    client = sign_in(ALICE)
    with acting(PUBLIC, OPERATOR):
        services.reset_second_factor(user_id=ALICE.id, actor=user_of(ERIK), at=NOW)
        assert not Authenticator.objects.filter(user_id=ALICE.id).exists()
        assert AuditEvent.objects.get(act="person.second_factor_reset").actor_id == ERIK.id
        message = Message.objects.get(name="accounts.mail_second_factor_reset")
        assert (message.partner, message.args) == (PUBLIC, [str(ALICE.id)])
        with pytest.raises(IllegalMove):
            services.reset_second_factor(user_id=ALICE.id, actor=user_of(ERIK), at=NOW)
    assert client.get("/people/").headers["Location"].startswith("/account/login/")


def test_a_partner_never_does() -> None:
    with pytest.raises(NotAllowed, match="Seul l’opérateur"):
        services.reset_second_factor(user_id=BOB.id, actor=user_of(ALICE), at=NOW)


def test_staff_do_not_reset_their_own() -> None:
    with acting(PUBLIC, OPERATOR), pytest.raises(NotAllowed):
        services.reset_second_factor(user_id=ERIK.id, actor=user_of(ERIK), at=NOW)


# ---------- Profile ----------
def test_only_what_changed_is_recorded() -> None:
    services.change_profile(user=user_of(BOB), name="Bob B. Bastin", language="fr", at=NOW)
    event = AuditEvent.objects.get(act="person.profile_changed")
    assert event.changes == {"name": ["Bob Bastin", "Bob B. Bastin"]}
    services.change_profile(user=user_of(BOB), name="Bob B. Bastin", language="fr", at=NOW)
    assert AuditEvent.objects.filter(act="person.profile_changed").count() == 1
