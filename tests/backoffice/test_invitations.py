"""Invitations: administrators invite staff, send an invitation again, withdraw one."""

from typing import Any, Final

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME

from extranet.accounts.models import Invitation, Role
from extranet.audit.models import AuditEvent
from extranet.outbox.models import Message
from extranet.tenancy.context import OPERATOR, PUBLIC, acting
from tests.backoffice.things import open_invitation
from tests.cast import ANNA, ERIK, SOFIE, Member, client_for

pytestmark = pytest.mark.django_db
LIST: Final = "/admin/accounts/invitation/"
NINA: Final = {"email": "nina@public.example", "name": "Nina Noël", "role": Role.STAFF_SUPPORT, "language": "nl"}


def invite(**changes: str) -> Any:
    """Post the form of inviting as an administrator."""
    return client_for(ANNA).post(f"{LIST}add/", {**NINA, **changes}, follow=True)


def act(member: Member, action: str, invitation: Invitation) -> str:
    """Run an action of the list on one invitation."""
    posted = {"action": action, ACTION_CHECKBOX_NAME: [str(invitation.pk)]}
    return str(client_for(member).post(LIST, posted, follow=True).content.decode())


def stored() -> list[Invitation]:
    """Return the invitations as they stand."""
    with acting(PUBLIC, OPERATOR):
        return list(Invitation.objects.all())


def last_act() -> tuple[str, str, str]:
    """Return the last act of the journal: what, who, for which house."""
    with acting(PUBLIC, OPERATOR):
        event = AuditEvent.objects.latest("id")
    return event.act, event.actor_name, event.partner


def test_an_administrator_invites_staff_by_mail() -> None:
    page = invite().content.decode()
    assert "L’invitation part à nina@public.example." in page
    (invitation,) = stored()
    assert (invitation.role, invitation.partner_id, invitation.language) == (Role.STAFF_SUPPORT, None, "nl")
    assert last_act() == ("person.invited", ANNA.name, PUBLIC)
    with acting(PUBLIC, OPERATOR):
        assert Message.objects.get().name == "accounts.mail_invitation"


@pytest.mark.parametrize("role", [Role.PARTNER_ADMIN, Role.CLIENT_USER, "owner", ""])
def test_only_roles_of_staff_are_given_here(role: str) -> None:
    assert invite(role=role).status_code == 200
    assert stored() == []


def test_somebody_of_staff_is_not_invited_again() -> None:
    page = invite(email=SOFIE.email).content.decode()
    assert "fait déjà partie de l’équipe" in page
    assert 'value="Nina Noël"' in page
    assert stored() == []


def test_a_second_invitation_to_an_address_is_refused() -> None:
    open_invitation()
    assert "déjà en route" in invite().content.decode()
    assert len(stored()) == 1


def test_an_invitation_is_sent_again_with_another_link() -> None:
    invitation = open_invitation()
    assert "1 invitation repart." in act(ANNA, "resend", invitation)
    assert stored()[0].token_digest != invitation.token_digest
    assert last_act() == ("person.invited_again", ANNA.name, PUBLIC)


def test_an_invitation_is_withdrawn_once() -> None:
    invitation = open_invitation()
    assert "1 invitation est retirée." in act(ANNA, "revoke", invitation)
    assert stored()[0].revoked_at is not None
    assert "déjà acceptée ou retirée" in act(ANNA, "revoke", invitation)


@pytest.mark.parametrize("action", ["resend", "revoke"])
def test_support_has_no_such_action(action: str) -> None:
    invitation = open_invitation()
    act(ERIK, action, invitation)
    assert (stored()[0].token_digest, stored()[0].revoked_at) == (invitation.token_digest, None)


def test_the_digest_of_a_link_is_not_shown() -> None:
    invitation = open_invitation()
    page = client_for(ANNA).get(f"{LIST}{invitation.pk}/change/").content.decode()
    assert invitation.token_digest not in page
