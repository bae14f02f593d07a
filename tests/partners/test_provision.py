"""`manage.py provision`: row, hosts and schema, all of it or nothing, as the owner only."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from extranet.accounts.models import Membership
from extranet.audit.models import AuditEvent
from extranet.clients.models import Client
from extranet.errors import Refusal
from extranet.partners.models import Partner
from extranet.partners.services import provision_partner
from extranet.tenancy.context import OPERATOR, OWNER, PARTNER, PUBLIC, acting
from tests.accounts.times import NOW
from tests.cast import anonymous, place

pytestmark = pytest.mark.django_db

OPTIONS = {
    "legal_name": "Gamma SRL",
    "enterprise_number": "BE 0199.000.052",
    "street": "Rue de l’Essai 9",
    "postal_code": "1000",
    "municipality": "Bruxelles",
}


def provision(schema: str = "gamma", *hosts: str, **options: object) -> str:
    """Run the command as the owner; return what it prints."""
    out = StringIO()
    with acting(PUBLIC, OWNER):
        call_command("provision", schema, *(hosts or ("gamma.test",)), stdout=out, **(OPTIONS | options))
    return out.getvalue()


def test_a_partner_is_there_with_its_hosts_and_its_tables() -> None:
    said = provision("gamma", "gamma.test", "www.gamma.test", language="nl")
    assert "/at/gamma/people/invite/" in said
    with acting(PUBLIC, OPERATOR):
        gamma = Partner.objects.get(schema_name="gamma")
        assert (gamma.enterprise_number, gamma.display_name, gamma.language) == ("0199000052", "Gamma SRL", "nl")
        assert gamma.primary_host == "gamma.test"
        assert AuditEvent.objects.get(act="partner.provisioned", target_id=str(gamma.pk)).partner == PUBLIC
    for host in ("gamma.test", "www.gamma.test"):
        client = anonymous(PUBLIC)
        client.defaults["SERVER_NAME"] = host
        assert "Gamma SRL" in client.get("/account/login/").content.decode()
    with acting("gamma", PARTNER):
        assert not Client.objects.exists()
        assert not Membership.objects.exists()


def test_requests_never_rewrite_what_was_migrated() -> None:
    provision()
    for schema in ("gamma", PUBLIC):
        for role in (PARTNER, OPERATOR):
            place(schema, role)
            with (
                pytest.raises(DatabaseError, match="permission denied"),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute("DELETE FROM django_migrations")


@pytest.mark.parametrize(
    ("schema", "host", "options", "sentence"),
    [
        ("Gamma", "gamma.test", {}, "schema_name"),
        ("pg_gamma", "gamma.test", {}, "réservé"),
        ("alpha", "gamma.test", {}, "schema_name"),
        ("public", "gamma.test", {}, "réservé"),
        ("gamma", "alpha.test", {}, "domain"),
        ("gamma", "https://gamma.test", {}, "domain"),
        ("gamma", "gamma.test", {"enterprise_number": "0199000053"}, "n’est pas valable"),
        ("gamma", "gamma.test", {"house": True}, "une maison"),
    ],
)
def test_what_does_not_fit_leaves_nothing(schema: str, host: str, options: dict[str, object], sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        provision(schema, host, **options)
    place(PUBLIC, OPERATOR)
    assert Partner.objects.count() == 3
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_namespace WHERE nspname LIKE '%%gamma%%'")
        assert cursor.fetchone() == (0,)


def test_only_the_owner_may() -> None:
    place(PUBLIC, OPERATOR)
    with pytest.raises(Refusal, match="provision"):
        provision_partner(partner=Partner(schema_name="gamma"), hosts=["gamma.test"], actor=None, at=NOW)
