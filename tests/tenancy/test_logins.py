"""The login of web and workers can become a partner's role or the operator's, and nothing else."""

import os
from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection
from psycopg.conninfo import make_conninfo

from extranet.tenancy.context import OPERATOR, OWNER, PARTNER


@pytest.fixture
def web(db: None) -> Iterator[psycopg.Connection]:
    """A connection as the web makes it, to the database of this test."""
    address = make_conninfo(os.environ["DATABASE_URL"], dbname=connection.settings_dict["NAME"])
    with psycopg.connect(address, autocommit=True) as session:
        yield session


def test_it_is_not_the_login_of_deployment(web: psycopg.Connection) -> None:
    assert web.execute("SELECT session_user::text").fetchone() == ("extranet_web",)


@pytest.mark.parametrize("role", [OWNER, "extranet_deploy", "postgres"])
def test_it_never_becomes_the_owner(web: psycopg.Connection, role: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        web.execute(f"SET ROLE {role}")


def test_without_a_role_it_reads_nothing(web: psycopg.Connection) -> None:
    for statement in ("SELECT * FROM public.accounts_user", "SELECT * FROM alpha.clients_client"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            web.execute(statement)


@pytest.mark.parametrize("role", [PARTNER, OPERATOR])
@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE public.mine (id int)",
        "CREATE TABLE alpha.mine (id int)",
        "CREATE SCHEMA mine",
        "ALTER TABLE public.audit_auditevent DISABLE ROW LEVEL SECURITY",
        "DROP POLICY partner_own_rows ON public.audit_auditevent",
        "ALTER TABLE public.audit_auditevent DISABLE TRIGGER ALL",
        "TRUNCATE public.audit_auditevent",
        "INSERT INTO public.django_migrations (app, name, applied) VALUES ('a', 'b', now())",
    ],
)
def test_no_role_of_a_request_moves_a_wall(web: psycopg.Connection, role: str, statement: str) -> None:
    web.execute(f"SET ROLE {role}")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        web.execute(statement)
