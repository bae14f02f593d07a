"""The audit trail: who, for which partner, when, from where, what changed; for ever."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction

from extranet.audit.models import AuditEvent
from extranet.audit.services import record
from extranet.requests import Origin, originating
from extranet.tenancy.context import OPERATOR, OWNER, PARTNER, PUBLIC, acting
from tests.accounts.times import NOW
from tests.cast import ALICE, ALPHA, BETA, BOB, place, user_of

pytestmark = pytest.mark.django_db


def write(schema: str = ALPHA, role: str = PARTNER, **facts: object) -> AuditEvent:
    """Record an act in a place."""
    with acting(schema, role):
        return record(actor=user_of(ALICE), act="test.done", target=user_of(BOB), at=NOW, changes=facts)


def test_names_are_copied_so_that_the_row_outlives_them() -> None:
    event = write()
    alice = user_of(ALICE)
    alice.name, alice.email = "anonyme", "gone@invalid.example"
    alice.save()
    place(ALPHA)
    event.refresh_from_db()
    assert (event.actor_name, event.actor_email, event.actor_id) == (ALICE.name, ALICE.email, ALICE.id)
    assert (event.target_type, event.target_id, event.target_label) == ("accounts.user", str(BOB.id), BOB.name)
    assert (event.at, event.partner) == (NOW, ALPHA)
    assert event.recorded_at is not None


def test_changes_are_kept_as_plain_values() -> None:
    event = write(
        price=Decimal("9.40"), on=date(2026, 11, 24), at=NOW, id=UUID(int=7), both=[None, True], inner={"a": (1, "b")}
    )
    place(ALPHA)
    event.refresh_from_db()
    assert event.changes == {
        "price": "9.40",
        "on": "2026-11-24",
        "at": "2026-11-24T09:30:00+00:00",
        "id": str(UUID(int=7)),
        "both": [None, True],
        "inner": {"a": [1, "b"]},
    }


def test_where_it_came_from_is_kept() -> None:
    origin = Origin(request_id="abc123", ip="192.0.2.7", user_agent="Browser", mount="/at/alpha")
    with originating(origin):
        event = write()
    assert (event.ip, event.user_agent, event.mount, event.request_id) == (
        "192.0.2.7",
        "Browser",
        "/at/alpha",
        "abc123",
    )
    assert write().ip is None


def test_the_system_acts_under_its_own_name() -> None:
    with acting(PUBLIC, OPERATOR):
        event = record(actor=None, act="test.done", target=user_of(BOB), at=datetime.now(UTC))
    assert (event.actor_id, event.actor_name, event.partner) == (None, "système", PUBLIC)


def test_an_act_of_staff_under_a_mount_is_in_the_partners_journal() -> None:
    event = write(ALPHA, OPERATOR)
    place(ALPHA)
    assert AuditEvent.objects.get().pk == event.pk


@pytest.mark.parametrize("statement", ["UPDATE audit_auditevent SET act = ''", "DELETE FROM audit_auditevent"])
@pytest.mark.parametrize(("schema", "role"), [(ALPHA, PARTNER), (PUBLIC, OPERATOR), (PUBLIC, OWNER)])
def test_nobody_changes_or_deletes_it_the_owner_included(schema: str, role: str, statement: str) -> None:
    write()
    place(schema, role)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    place(ALPHA)
    assert AuditEvent.objects.get().act == "test.done"


def test_a_partner_reads_its_own_acts_and_writes_no_others() -> None:
    write(ALPHA)
    write(BETA)
    place(ALPHA)
    assert [event.partner for event in AuditEvent.objects.all()] == [ALPHA]
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        record(actor=None, act="test.done", target=user_of(BOB), at=NOW, partner=BETA)
    place(PUBLIC, OPERATOR)
    assert AuditEvent.objects.filter(act="test.done").count() == 2


def test_the_operators_own_acts_are_not_the_partner_roles_even_in_public() -> None:
    with acting(PUBLIC, OPERATOR):
        record(actor=None, act="test.done", target=user_of(BOB), at=NOW)
    place(PUBLIC, PARTNER)
    assert not AuditEvent.objects.exists()
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        record(actor=None, act="test.done", target=user_of(BOB), at=NOW)
