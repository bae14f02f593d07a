"""Invitations: into one house, by a link that works once, seven days, and is kept nowhere."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest
from django.core.mail import EmailMessage

from extranet.accounts.invitations import (
    Invited,
    Issued,
    accept_as_known,
    accept_as_new,
    invite_person,
    resend_invitation,
    revoke_invitation,
)
from extranet.accounts.models import Invitation, InvitationState, Membership, Role, User
from extranet.audit.models import AuditEvent
from extranet.errors import IllegalMove, InvalidInput
from extranet.outbox.models import Message
from extranet.tenancy.context import OPERATOR, PARTNER, PUBLIC, acting
from tests.accounts.doors import link_in
from tests.accounts.times import INSTANT, NOW, WEEK
from tests.cast import ALICE, ALPHA, ANNA, BETA, BOB, CHARLIE, CLIENT, ERIK, HOSTS, place, user_of
from tests.outbox.postman import deliver_everything

pytestmark = pytest.mark.django_db

HUGO = Invited(email="Hugo@New.example", name="Hugo Maes", role=Role.TECHNICIAN, language="fr")
PASSWORD = "a-new-password-of-hugo-3"


@pytest.fixture(autouse=True)
def _in_alpha() -> None:
    place(ALPHA)


def invite(invited: Invited = HUGO, at: datetime = NOW) -> Issued:
    """Invite as Alice."""
    return invite_person(invited=invited, actor=user_of(ALICE), at=at)


def accept(token: str, at: datetime = NOW) -> User:
    """Accept as somebody new."""
    return accept_as_new(token=token, name="Hugo M.", password=PASSWORD, at=at)


def code_of(error: pytest.ExceptionInfo[IllegalMove] | pytest.ExceptionInfo[InvalidInput]) -> str:
    """The stable code of a refusal."""
    return error.value.code


# ---------- Inviting ----------
def test_only_a_digest_is_kept_and_the_mail_carries_the_link(mailoutbox: list[EmailMessage]) -> None:
    issued = invite()
    kept = Invitation.objects.get()
    assert len(issued.token) >= 43
    assert issued.token not in str(vars(kept))
    assert (kept.email, kept.partner_id, kept.expires_at) == ("hugo@new.example", ALPHA, NOW + WEEK)
    deliver_everything()
    host, path = link_in(str(mailoutbox[0].body))
    assert (host, path) == (HOSTS[ALPHA], f"/invitations/{issued.token}/")
    assert mailoutbox[0].to == ["hugo@new.example"]
    assert "Alice Aerts" in str(mailoutbox[0].body)
    assert "technicien" in str(mailoutbox[0].body)
    assert Message.objects.get().args == []  # the link does not outlive its delivery
    assert AuditEvent.objects.get(act="person.invited").changes["role"] == "technician"


def test_the_mail_is_in_the_language_chosen_for_the_invited(mailoutbox: list[EmailMessage]) -> None:
    invite(replace(HUGO, language="nl"))
    deliver_everything()
    assert mailoutbox[0].extra_headers["Content-Language"] == "nl"


@pytest.mark.parametrize(
    ("invited", "code"),
    [
        (replace(HUGO, role=Role.STAFF_ADMIN), "role_of_house"),
        (replace(HUGO, role="emperor"), "role_of_house"),
        (replace(HUGO, role=Role.CLIENT_USER), "client_of_role"),
        (replace(HUGO, client_id=CLIENT), "client_of_role"),
        (replace(HUGO, email=BOB.email.upper()), "already_member"),
    ],
)
def test_what_does_not_fit_is_refused(invited: Invited, code: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        invite(invited)
    assert code_of(refused) == code
    assert not Invitation.objects.exists()


def test_one_invitation_at_a_time_until_it_expires() -> None:
    first = invite().invitation
    with pytest.raises(InvalidInput) as refused:
        invite(replace(HUGO, email="HUGO@new.example"), at=NOW + WEEK - INSTANT)
    assert code_of(refused) == "invitation_open"
    second = invite(at=NOW + WEEK).invitation
    first.refresh_from_db()
    assert (first.revoked_at, second.state_at(NOW + WEEK)) == (NOW + WEEK, InvitationState.OPEN)


def test_two_partners_may_invite_the_same_person() -> None:
    invite()
    place(BETA)
    invite_person(invited=HUGO, actor=user_of(CHARLIE), at=NOW)
    with acting(PUBLIC, OPERATOR):
        assert Invitation.objects.count() == 2


def test_staff_are_invited_in_the_operators_house(mailoutbox: list[EmailMessage]) -> None:
    place(PUBLIC, OPERATOR)
    invited = replace(HUGO, role=Role.STAFF_SUPPORT)
    issued = invite_person(invited=invited, actor=user_of(ANNA), at=NOW)
    assert issued.invitation.partner_id is None
    with pytest.raises(InvalidInput):
        invite_person(invited=replace(invited, email="other@new.example", role=Role.TECHNICIAN), actor=None, at=NOW)
    with pytest.raises(InvalidInput):
        invite_person(invited=replace(invited, email=ERIK.email), actor=user_of(ANNA), at=NOW)
    deliver_everything()
    assert link_in(str(mailoutbox[0].body))[0] == HOSTS[PUBLIC]
    assert accept(issued.token).staff_role == Role.STAFF_SUPPORT
    place(ALPHA)
    assert not Invitation.objects.exists()  # a partner sees none of the operator's


# ---------- Accepting ----------
def test_somebody_new_gets_an_account_and_the_membership() -> None:
    user = accept(invite(replace(HUGO, language="de")).token)
    assert (user.email, user.name, user.language) == ("hugo@new.example", "Hugo M.", "de")
    assert user.check_password(PASSWORD)
    assert Membership.objects.get(user=user).role == Role.TECHNICIAN
    joined = AuditEvent.objects.get(act="person.joined")
    assert (joined.actor_id, joined.changes["invited_by"]) == (user.pk, "Alice Aerts")


def test_somebody_with_an_account_elsewhere_keeps_it() -> None:
    token = invite(replace(HUGO, email=CHARLIE.email)).token
    with pytest.raises(IllegalMove) as refused:
        accept(token)
    assert code_of(refused) == "account_exists"
    accept_as_known(token=token, user=user_of(CHARLIE), at=NOW)
    assert Membership.objects.get(user_id=CHARLIE.id, partner_id=ALPHA).role == Role.TECHNICIAN
    with acting(BETA, PARTNER):
        assert Membership.objects.get(user_id=CHARLIE.id).role == Role.PARTNER_ADMIN


def test_it_is_for_the_invited_account_only() -> None:
    token = invite(replace(HUGO, email=CHARLIE.email)).token
    with pytest.raises(IllegalMove) as refused:
        accept_as_known(token=token, user=user_of(ERIK), at=NOW)
    assert code_of(refused) == "not_your_invitation"


def used(issued: Issued) -> datetime:
    """Accept it."""
    accept(issued.token)
    return NOW


def revoked(issued: Issued) -> datetime:
    """Withdraw it."""
    revoke_invitation(invitation_id=issued.invitation.pk, actor=user_of(ALICE), at=NOW)
    return NOW


def expired(_issued: Issued) -> datetime:
    """Wait until its last instant has passed."""
    return NOW + WEEK


def sent_again(issued: Issued) -> datetime:
    """Replace its link."""
    resend_invitation(invitation_id=issued.invitation.pk, actor=user_of(ALICE), at=NOW)
    return NOW


@pytest.mark.parametrize("end", [used, revoked, expired])
def test_a_link_ends(end: Callable[[Issued], datetime]) -> None:
    issued = invite()
    with pytest.raises(IllegalMove) as refused:
        accept(issued.token, at=end(issued))
    assert code_of(refused) == "invitation_not_open"


def test_it_holds_until_its_last_instant() -> None:
    accept(invite().token, at=NOW + WEEK - INSTANT)


def test_a_link_sent_again_replaces_the_first() -> None:
    issued = invite()
    sent_again(issued)
    with pytest.raises(Invitation.DoesNotExist):
        accept(issued.token)


@pytest.mark.parametrize("end", [used, revoked])
def test_what_has_ended_is_neither_sent_again_nor_withdrawn(end: Callable[[Issued], datetime]) -> None:
    issued = invite()
    end(issued)
    for act in (resend_invitation, revoke_invitation):
        with pytest.raises(IllegalMove):
            act(invitation_id=issued.invitation.pk, actor=user_of(ALICE), at=NOW)


@pytest.mark.parametrize(("schema", "role"), [(BETA, PARTNER), (BETA, OPERATOR), (PUBLIC, OPERATOR)])
def test_a_link_is_nothing_in_another_house(schema: str, role: str) -> None:
    token = invite().token
    place(schema, role)
    with pytest.raises(Invitation.DoesNotExist):
        accept(token)
