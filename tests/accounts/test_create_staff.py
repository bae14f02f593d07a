"""`manage.py create_staff`: a link, never a password."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from extranet.accounts.models import Invitation, Role
from extranet.audit.models import AuditEvent
from extranet.tenancy.context import OPERATOR, PUBLIC, acting
from tests.accounts.doors import link_in
from tests.cast import ANNA, HOSTS, anonymous

pytestmark = pytest.mark.django_db


def create(email: str, *options: str) -> str:
    """Run the command; return what it prints."""
    out = StringIO()
    call_command("create_staff", email, "Paul Premier", *options, stdout=out)
    return out.getvalue()


def test_the_link_it_prints_lets_the_first_administrator_in() -> None:
    host, path = link_in(create("paul@operator.example"))
    assert host == HOSTS[PUBLIC]
    client = anonymous(PUBLIC)
    assert client.get(path).status_code == 200
    accepted = client.post(path, {"name": "Paul Premier", "password": "a-new-password-of-paul-4"})
    assert accepted.headers["Location"] == "/"
    assert client.get("/admin/").headers["Location"] == "/account/2fa/totp/activate/"
    with acting(PUBLIC, OPERATOR):
        invitation = Invitation.objects.get()
        assert (invitation.role, invitation.partner_id, invitation.invited_by_id) == (Role.STAFF_ADMIN, None, None)
        assert AuditEvent.objects.get(act="person.invited").actor_id is None


def test_what_does_not_fit_is_told_in_one_sentence() -> None:
    with pytest.raises(CommandError, match="adresse"):
        create("not-an-address")
    with pytest.raises(CommandError, match="fait déjà partie"):
        create(ANNA.email)
    create("paul@operator.example", "--role", "staff_support")
    with pytest.raises(CommandError, match="déjà en route"):
        create("paul@operator.example")
