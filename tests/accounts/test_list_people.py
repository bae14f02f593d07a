"""The people of a house: who sees whom, and what they may do."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from extranet.accounts.invitations import Invited, invite_person
from extranet.accounts.models import Invitation, Membership, Role, User
from extranet.tenancy.context import OPERATOR, PUBLIC, acting
from tests.cast import (
    ALICE,
    ALPHA,
    ANNA,
    BOB,
    CHARLIE,
    CLIENT,
    DENIS,
    DORA,
    EMIL,
    ERIK,
    FATOU,
    SIBLING,
    Member,
    client_for,
    place,
    user_of,
)

pytestmark = pytest.mark.django_db

PEOPLE = "/people/"
INVITE = "/people/invite/"
# host, session, user, membership, second factor; clients, count, page, invitations; tickets that wait, clock
QUERIES = 11
HUGO = {"name": "Hugo Maes", "email": "hugo@new.example", "language": "nl"}


def names_seen_by(member: Member, query: str = "", mount: str = "") -> list[str]:
    """The names on the page, in its order."""
    page = client_for(member).get(f"{mount}{PEOPLE}{query}")
    assert page.status_code == 200, page.status_code
    return [line.membership.user.name.split()[0] for line in page.context["members"]]


def sent_invitation(client_id: UUID | None = None) -> Invitation:
    """An invitation to Alpha that waits."""
    place(ALPHA)
    role = Role.CLIENT_USER if client_id else Role.TECHNICIAN
    invited = Invited(email=HUGO["email"], name=HUGO["name"], role=role, language="fr", client_id=client_id)
    return invite_person(invited=invited, actor=user_of(ALICE), at=timezone.now()).invitation


# ---------- Seeing ----------
@pytest.mark.parametrize(
    ("member", "names"),
    [
        (ALICE, ["Alice", "Bob", "Denis", "Dora", "Emil", "Fatou"]),
        (FATOU, ["Alice", "Bob", "Denis", "Dora", "Emil", "Fatou"]),
        (DORA, ["Denis", "Dora"]),
        (EMIL, ["Emil"]),
        (CHARLIE, ["Charlie"]),
    ],
)
def test_people_see_those_of_their_house_and_clients_their_own(member: Member, names: list[str]) -> None:
    assert names_seen_by(member) == names


def test_a_clients_user_sees_nobody() -> None:
    assert client_for(DENIS).get(PEOPLE).status_code == 403


def test_staff_see_the_people_of_the_partner_they_stand_at() -> None:
    assert names_seen_by(ERIK, mount="/at/beta") == ["Charlie"]


def test_case_and_accents_do_not_count_in_searching_nor_in_sorting() -> None:
    with acting(PUBLIC, OPERATOR):
        User.objects.filter(pk=EMIL.id).update(name="Émile Evers")
    assert names_seen_by(ALICE, "?words=EMILE") == ["Émile"]
    assert names_seen_by(ALICE)[-2:] == ["Émile", "Fatou"]
    assert names_seen_by(ALICE, "?words=bob@") == ["Bob"]
    assert names_seen_by(ALICE, "?words=100%") == []


def test_the_page_takes_as_many_queries_whoever_is_on_it(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    sent_invitation()
    client = client_for(ALICE)
    with django_assert_num_queries(QUERIES):
        client.get(PEOPLE)


def test_a_long_list_is_cut_into_pages() -> None:
    place(ALPHA)
    for number in range(30):
        user = User.objects.create(email=f"n{number}@alpha.example", name=f"Zoé {number:02}")
        Membership.objects.create(user=user, partner_id=ALPHA, role=Role.TECHNICIAN)
    assert len(names_seen_by(ALICE)) == 25
    assert len(names_seen_by(ALICE, "?page=2")) == 11


def test_it_says_who_has_a_second_factor_and_who_is_still_invited() -> None:
    sent_invitation()
    place(ALPHA)
    Membership.objects.filter(user_id=BOB.id).update(role=Role.PARTNER_ADMIN)
    page = client_for(ALICE).get(PEOPLE)
    factors = {line.membership.user_id: str(line.second_factor.label) for line in page.context["members"]}
    assert (factors[ALICE.id], factors[BOB.id], factors[DORA.id]) == ("Actif", "À activer", "Non")
    assert [str(line.state.label) for line in page.context["invitations"]] == ["En route"]
    place(ALPHA)
    Invitation.objects.update(expires_at=timezone.now() - timedelta(days=1))
    page = client_for(ALICE).get(PEOPLE)
    assert [str(line.state.label) for line in page.context["invitations"]] == ["Échue"]
    assert "Seul le support d’ALLOcloud le réinitialise" in page.content.decode()


def test_a_client_sees_only_invitations_of_its_own_people() -> None:
    sent_invitation(CLIENT)
    assert len(client_for(DORA).get(PEOPLE).context["invitations"]) == 1
    assert client_for(EMIL).get(PEOPLE).context["invitations"] == []
    assert "ALLOcloud le réinitialise" not in client_for(DORA).get(PEOPLE).content.decode()


# ---------- Inviting ----------
@pytest.mark.parametrize(
    ("member", "answers", "client_id"),
    [
        (ALICE, {"role": "finance"}, None),
        (ALICE, {"role": "client_user", "client": str(SIBLING)}, SIBLING),
        (ALICE, {"role": "technician", "client": str(SIBLING)}, None),
        (DORA, {"role": "client_admin"}, CLIENT),
        (DORA, {"role": "client_user", "client": str(SIBLING)}, CLIENT),
    ],
)
def test_an_invitation_is_sent(member: Member, answers: dict[str, str], client_id: UUID | None) -> None:
    response = client_for(member).post(INVITE, HUGO | answers)
    assert response.headers["Location"] == PEOPLE
    place(ALPHA)
    invitation = Invitation.objects.get()
    assert (invitation.role, invitation.client_id) == (answers["role"], client_id)
    assert (invitation.language, invitation.invited_by_name) == ("nl", member.name)


@pytest.mark.parametrize(
    ("member", "answers", "field"),
    [
        (ALICE, {"role": "client_user"}, "client"),
        (ALICE, {"role": "client_user", "client": str(UUID(int=1))}, "client"),
        (ALICE, {"role": "staff_admin"}, "role"),
        (ALICE, {"role": "finance", "email": BOB.email}, "email"),
        (DORA, {"role": "technician"}, "role"),
        (DORA, {"role": "partner_admin"}, "role"),
    ],
)
def test_what_one_may_not_give_is_not_given(member: Member, answers: dict[str, str], field: str) -> None:
    page = client_for(member).post(INVITE, HUGO | answers)
    assert page.status_code == 200
    assert page.context["form"].errors[field]
    place(ALPHA)
    assert not Invitation.objects.exists()


def test_an_administrator_of_the_operator_invites_a_partners_first_people() -> None:
    client = client_for(ANNA)
    assert client.post(f"/at/beta{INVITE}", HUGO | {"role": "partner_admin"}).status_code == 302
    with acting(PUBLIC, OPERATOR):
        assert Invitation.objects.get().partner_id == "beta"


def test_at_the_operators_own_house_only_clients_people_are_invited() -> None:
    form = client_for(ANNA).get(f"/at/direct{INVITE}").context["form"]
    assert {value for value, _label in form.fields["role"].choices} == {"client_admin", "client_user"}
    assert form.fields["client"].required


# ---------- Changing ----------
def test_an_administrator_changes_a_role() -> None:
    response = client_for(ALICE).post(f"/people/{BOB.id}/role/", {"role": "client_admin", "client": str(CLIENT)})
    assert response.headers["Location"] == PEOPLE
    place(ALPHA)
    bob = Membership.objects.get(user_id=BOB.id)
    assert (bob.role, bob.client_id) == ("client_admin", CLIENT)


def test_an_administrator_of_a_client_changes_roles_of_its_own_people() -> None:
    assert client_for(DORA).post(f"/people/{DENIS.id}/role/", {"role": "client_admin"}).status_code == 302
    assert client_for(DORA).post(f"/people/{DENIS.id}/role/", {"role": "technician"}).status_code == 200


@pytest.mark.parametrize("act", ["role", "remove"])
@pytest.mark.parametrize(("member", "other"), [(DORA, EMIL), (DORA, BOB), (ALICE, CHARLIE), (ALICE, ERIK)])
def test_who_is_not_yours_is_not_there(member: Member, other: Member, act: str) -> None:
    client = client_for(member)
    assert client.get(f"/people/{other.id}/{act}/").status_code == 404
    assert client.post(f"/people/{other.id}/{act}/", {"role": "client_user"}).status_code == 404


def test_the_last_administrator_is_kept_and_the_page_says_why() -> None:
    client = client_for(ANNA)
    page = client.post(f"/at/alpha/people/{ALICE.id}/remove/")
    assert (page.status_code, "dernier administrateur" in page.content.decode()) == (200, True)
    page = client.post(f"/at/alpha/people/{ALICE.id}/role/", {"role": "finance"})
    assert "dernier administrateur" in page.content.decode()


def test_nobody_changes_or_removes_oneself() -> None:
    client = client_for(ALICE)
    for page in (
        client.post(f"/people/{ALICE.id}/remove/"),
        client.post(f"/people/{ALICE.id}/role/", {"role": "finance"}),
    ):
        assert "propre rôle" in page.content.decode()


def test_removal_asks_first_and_then_works_at_once() -> None:
    bob, alice = client_for(BOB), client_for(ALICE)
    assert "Bob Bastin" in alice.get(f"/people/{BOB.id}/remove/").content.decode()
    assert bob.get(PEOPLE).status_code == 200
    assert alice.post(f"/people/{BOB.id}/remove/").headers["Location"] == PEOPLE
    assert bob.get(PEOPLE).headers["Location"].startswith("/account/login/")


# ---------- Invitations ----------
@pytest.mark.parametrize("act", ["resend", "revoke"])
def test_an_invitation_is_sent_again_or_withdrawn(act: str) -> None:
    invitation = sent_invitation()
    before = invitation.token_digest
    response = client_for(ALICE).post(f"/people/invitations/{invitation.pk}/{act}/")
    assert response.headers["Location"] == PEOPLE
    place(ALPHA)
    invitation.refresh_from_db()
    assert (invitation.token_digest != before, invitation.revoked_at is not None) == (act == "resend", act == "revoke")


@pytest.mark.parametrize("act", ["resend", "revoke"])
def test_only_by_those_whose_people_they_are(act: str) -> None:
    path = f"/people/invitations/{sent_invitation(CLIENT).pk}/{act}/"
    assert client_for(EMIL).post(path).status_code == 404
    assert client_for(CHARLIE).post(path).status_code == 404
    assert client_for(BOB).post(path).status_code == 403
    assert client_for(DORA).get(path).status_code == 405
    assert client_for(DORA).post(path).status_code == 302
