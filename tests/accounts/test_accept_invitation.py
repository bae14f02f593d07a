"""The page behind the link of an invitation."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from extranet.accounts.invitations import Invited, Issued, invite_person, revoke_invitation
from extranet.accounts.models import Invitation, Membership, Role, User
from extranet.tenancy.context import OPERATOR, PUBLIC, acting
from tests.accounts.doors import LOGIN, SECOND_FACTOR, post_code, sign_in
from tests.cast import ALICE, ALPHA, BETA, BOB, CHARLIE, CLIENT, DENIS, PASSWORD, anonymous, place, user_of

pytestmark = pytest.mark.django_db

HUGO = Invited(email="hugo@new.example", name="Hugo Maes", role=Role.TECHNICIAN, language="fr")
NEW = {"name": "Hugo M.", "password": "a-new-password-of-hugo-3"}


@pytest.fixture
def issued() -> Issued:
    """An invitation of Hugo to Alpha, sent now."""
    return invite(HUGO)


def invite(invited: Invited) -> Issued:
    """Invite to Alpha, as Alice, now."""
    place(ALPHA)
    return invite_person(invited=invited, actor=user_of(ALICE), at=timezone.now())


def path(issued: Issued) -> str:
    """Where the link leads."""
    return f"/invitations/{issued.token}/"


def test_reading_shows_who_invites_to_what_and_changes_nothing(issued: Issued) -> None:
    page = anonymous(ALPHA).get(path(issued))
    text = page.content.decode()
    assert page.status_code == 200
    for fact in ("Hugo Maes", "Alice Aerts", "Alpha", "technicien", "hugo@new.example", 'autocomplete="new-password"'):
        assert fact in text
    place(ALPHA)
    assert Invitation.objects.get().accepted_at is None
    assert not User.objects.filter(email=HUGO.email).exists()


def test_somebody_new_is_in_at_once(issued: Issued) -> None:
    client = anonymous(ALPHA)
    assert client.post(path(issued), NEW).headers["Location"] == "/"
    assert client.get("/people/").status_code == 200
    assert client.get(path(issued)).status_code == 410


def test_a_new_administrator_sets_up_the_second_factor_first() -> None:
    client = anonymous(ALPHA)
    client.post(path(invite(replace(HUGO, role=Role.PARTNER_ADMIN))), NEW)
    assert client.get("/").headers["Location"] == "/account/2fa/totp/activate/"
    assert client.get("/account/2fa/totp/activate/").status_code == 200


@pytest.mark.parametrize("password", ["short", "123456789012", "hugo maes hugo", "password1234"])
def test_a_weak_password_is_refused(issued: Issued, password: str) -> None:
    page = anonymous(ALPHA).post(path(issued), {"name": "Hugo Maes", "password": password})
    assert page.status_code == 200
    assert page.context["form"].errors["password"]
    place(ALPHA)
    assert Invitation.objects.get().accepted_at is None


def test_an_account_of_another_partner_comes_in_by_its_own_password_and_second_factor() -> None:
    issued = invite(replace(HUGO, email=CHARLIE.email, name=CHARLIE.name))
    client = anonymous(ALPHA)
    page = client.get(path(issued))
    assert "name" not in page.context["form"].fields
    wrong = client.post(path(issued), {"password": "not-the-password-1"})
    assert wrong.context["form"].errors["password"]
    assert client.post(path(issued), {"password": PASSWORD}).headers["Location"] == SECOND_FACTOR
    assert client.get("/people/").headers["Location"].startswith(LOGIN)
    assert post_code(client, SECOND_FACTOR).headers["Location"] == "/"
    place(ALPHA)
    assert Membership.objects.get(user_id=CHARLIE.id).role == Role.TECHNICIAN


def test_a_closed_account_does_not_come_back_this_way() -> None:
    issued = invite(replace(HUGO, email=CHARLIE.email))
    with acting(PUBLIC, OPERATOR):
        User.objects.filter(pk=CHARLIE.id).update(is_active=False)
    page = anonymous(ALPHA).post(path(issued), {"password": PASSWORD})
    assert page.context["form"].errors["password"]


@pytest.mark.parametrize("schema", [BETA, PUBLIC])
def test_on_another_host_there_is_no_such_page(issued: Issued, schema: str) -> None:
    assert anonymous(schema).get(path(issued)).status_code == 404
    assert anonymous(schema).post(path(issued), NEW).status_code == 404
    assert anonymous(ALPHA).get("/invitations/made-up/").status_code == 404


def test_a_link_that_has_ended_says_so_and_names_the_way_out(issued: Issued) -> None:
    place(ALPHA)
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    expired = anonymous(ALPHA).get(path(issued))
    assert (expired.status_code, "Demandez à Alice Aerts" in expired.content.decode()) == (410, True)
    place(ALPHA)
    revoke_invitation(invitation_id=issued.invitation.pk, actor=user_of(ALICE), at=timezone.now())
    revoked = anonymous(ALPHA).post(path(issued), NEW)
    assert (revoked.status_code, "demandez-en une autre" in revoked.content.decode()) == (410, True)


def test_whoever_is_signed_in_already_signs_out_first(issued: Issued) -> None:
    client = sign_in(BOB)
    page = client.get(path(issued)).content.decode()
    assert "Vous êtes connecté comme Bob Bastin" in page
    assert client.post(path(issued), NEW).status_code == 200
    place(ALPHA)
    assert Invitation.objects.get().accepted_at is None


def test_the_client_is_named_to_the_person_of_a_client() -> None:
    issued = invite(replace(HUGO, role=Role.CLIENT_USER, client_id=CLIENT))
    assert "Delta Conseil" in anonymous(ALPHA).get(path(issued)).content.decode()
    client = anonymous(ALPHA)
    client.post(path(issued), NEW)
    place(ALPHA)
    hugo = Membership.objects.get(user__email=HUGO.email)
    assert (hugo.role, hugo.client_id) == (Role.CLIENT_USER, DENIS.client_id)
