"""A place is a schema and a role: set lazily, checked by the same round trip, left again whatever happens."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.db import DatabaseError, connection, transaction
from django.http import StreamingHttpResponse
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from extranet.accounts.models import Invitation, Membership, Role
from extranet.celery import app
from extranet.clients.models import Client
from extranet.outbox.services import enqueue
from extranet.partners.middleware import _stream_in_place
from extranet.partners.models import Host, Partner
from extranet.requests import Origin, originating
from extranet.tenancy.backend.base import MissingSchema
from extranet.tenancy.context import OPERATOR, OWNER, PARTNER, PUBLIC, acting, current_role, current_schema
from tests.cast import ALPHA, BETA, BOB, CHARLIE, DIRECT, place

pytestmark = pytest.mark.django_db


def where() -> tuple[str, str]:
    """Return where the database says we stand, and as whom."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()::text, current_user::text")
        schema, role = cursor.fetchone()
    return schema, role


# ---------- Standing somewhere ----------
@pytest.mark.parametrize(("schema", "role"), [(ALPHA, PARTNER), (BETA, OPERATOR), (PUBLIC, OPERATOR), (ALPHA, OWNER)])
def test_schema_and_role_travel_together(schema: str, role: str) -> None:
    with acting(schema, role):
        assert where() == (schema, role) == (current_schema(), current_role())
    assert where() == (PUBLIC, PARTNER)


def test_one_goes_back_whatever_happened() -> None:
    with pytest.raises(ZeroDivisionError), acting(ALPHA, PARTNER), acting(BETA, OPERATOR):
        1 / 0  # noqa: B018
    assert where() == (PUBLIC, PARTNER)


def test_a_schema_that_is_not_there_raises_at_the_first_query_and_at_every_later_one() -> None:
    with acting("gamma", PARTNER):
        for _again in range(2):
            with pytest.raises(MissingSchema), transaction.atomic():
                Client.objects.count()
    assert where() == (PUBLIC, PARTNER)


def test_a_refused_role_never_runs_the_next_statement_in_the_old_one() -> None:
    with (
        acting(ALPHA, "pg_write_all_data"),
        pytest.raises(DatabaseError, match="permission denied to set role"),
        transaction.atomic(),
    ):
        where()


def test_a_savepoint_rolled_back_does_not_leave_us_elsewhere() -> None:
    with acting(ALPHA, PARTNER):
        with (
            pytest.raises(DatabaseError),
            transaction.atomic(),
            acting(BETA, PARTNER),
            connection.cursor() as cursor,
        ):
            cursor.execute("SELECT 1 / 0")
        assert where() == (ALPHA, PARTNER)


def test_asking_where_one_stands_is_no_query_of_the_page(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1), acting(ALPHA, PARTNER):
        Client.objects.count()


def test_what_follows_a_commit_runs_where_it_was_asked(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    seen = []
    with django_capture_on_commit_callbacks(execute=True):
        with acting(ALPHA, PARTNER):
            transaction.on_commit(lambda: seen.append(where()))
        with acting(BETA, OPERATOR):
            transaction.on_commit(lambda: seen.append(where()))
    assert seen == [(ALPHA, PARTNER), (BETA, OPERATOR)]
    assert where() == (PUBLIC, PARTNER)


def test_a_streamed_body_is_produced_in_the_place_of_its_request() -> None:
    def rows() -> Iterator[bytes]:
        yield repr(where()).encode()
        yield repr(where()).encode()

    response = StreamingHttpResponse(rows())
    _stream_in_place(response, ALPHA, PARTNER)
    for chunk in response:
        assert chunk == repr((ALPHA, PARTNER)).encode()
        assert where() == (PUBLIC, PARTNER)


# ---------- Rows ----------
def test_a_partner_sees_its_own_memberships_and_staff_all() -> None:
    place(ALPHA)
    assert {member.partner_id for member in Membership.objects.all()} == {ALPHA}
    place(ALPHA, OPERATOR)
    assert {member.partner_id for member in Membership.objects.all()} == {ALPHA, BETA, DIRECT}
    place(PUBLIC)
    assert not Membership.objects.exists()


def test_a_partner_neither_changes_nor_adds_rows_of_another() -> None:
    place(ALPHA)
    assert Membership.objects.filter(user_id=CHARLIE.id).update(role=Role.FINANCE) == 0
    assert Membership.objects.filter(user_id=CHARLIE.id).delete()[0] == 0
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        Membership.objects.create(user_id=CHARLIE.id, partner_id=BETA, role=Role.FINANCE)
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        Membership.objects.filter(user_id=BOB.id).update(partner_id=BETA)
    assert not Invitation.objects.exists()


def test_partners_and_hosts_are_seen_while_a_host_is_looked_up_and_else_ones_own() -> None:
    place(PUBLIC)
    assert Partner.objects.count() == 3
    assert Host.objects.count() == 3
    place(ALPHA)
    assert [partner.schema_name for partner in Partner.objects.all()] == [ALPHA]
    assert [host.domain for host in Host.objects.all()] == ["alpha.test"]
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        Host.objects.filter(domain="alpha.test").update(domain="mine.test")
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        Partner.objects.filter(schema_name=ALPHA).delete()


def test_the_index_on_partner_is_used() -> None:
    place(ALPHA)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN SELECT * FROM audit_auditevent ORDER BY id DESC LIMIT 5")
        plan = " ".join(row[0] for row in cursor.fetchall())
    assert "audit_partner" in plan


# ---------- Cache and tasks ----------
def test_a_key_of_one_place_is_not_a_key_of_another() -> None:
    with acting(ALPHA, PARTNER):
        cache.set("who", "alpha")
    with acting(BETA, PARTNER):
        assert cache.get("who") is None
    with acting(ALPHA, OPERATOR), originating(Origin(mount="/at/alpha")):
        assert cache.get("who") is None
    with acting(ALPHA, PARTNER):
        assert cache.get("who") == "alpha"


@app.task(name="tests.where")  # type: ignore[untyped-decorator]
def tell(schema: str) -> tuple[str, str, str]:
    """Say where a task runs."""
    return (schema, *where())


def test_a_task_runs_where_its_first_argument_says() -> None:
    assert tell(ALPHA) == (ALPHA, ALPHA, PARTNER)
    assert tell(PUBLIC) == (PUBLIC, PUBLIC, OPERATOR)
    with pytest.raises(MissingSchema), transaction.atomic():
        tell("gamma")
    assert where() == (PUBLIC, PARTNER)


@pytest.mark.parametrize("arguments", [[], [7], [None]])
def test_a_task_without_its_schema_never_reaches_the_broker(arguments: list[object]) -> None:
    with pytest.raises(ValueError, match="first argument is the schema"):
        tell.apply_async(arguments)


def test_a_message_keeps_where_it_was_asked() -> None:
    with acting(BETA, PARTNER):
        assert enqueue("tests.nothing").partner == BETA
