"""The database every test starts from: built once for each state of the migrations and of the cast.

A template is kept while somebody uses it, so that a run in another terminal never loses its own.
"""

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Final
from urllib.parse import urlsplit, urlunsplit

import environ
import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from psycopg import sql
from psycopg.conninfo import make_conninfo

from extranet.boot.places import ROOT, VAR
from extranet.tenancy.context import OWNER, PUBLIC, acting
from tests import rows

DEPLOY_URL: Final = os.environ["DEPLOY_DATABASE_URL"]
IDLE: Final = timedelta(hours=1)
# What a template is made of. A change of any of these files makes a new one.
INGREDIENTS: Final = (
    "deploy/*.sql",
    "extranet/tenancy/sql.py",
    "extranet/*/migrations/*.py",
    "support/**/migrations/*.py",
    "emergency/**/migrations/*.py",
    "extranet/*/services*",
    "support/**/services*",
    "emergency/**/services*",
    "extranet/*/models*",
    "support/**/models*",
    "support/**/rules*",
    "emergency/**/models*",
    "billing/**/migrations/*.py",
    "billing/**/models*",
    "billing/**/services*",
    "extranet/terms/*.py",
    "tests/cast.py",
    "tests/rows.py",
    "tests/template.py",
)


@contextmanager
def server(dbname: str = "postgres") -> Iterator[psycopg.Connection]:
    """Open a connection of our own as owner, outside Django."""
    with psycopg.connect(make_conninfo(DEPLOY_URL, dbname=dbname), autocommit=True) as session:
        session.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(OWNER)))
        yield session


@contextmanager
def alone() -> Iterator[None]:
    """Be the only run that makes or drops databases."""
    with (VAR / "test-databases.lock").open("w") as gate:
        fcntl.flock(gate, fcntl.LOCK_EX)
        yield


@cache
def fingerprint() -> str:
    """Return a name for the state of everything a template is made of, as this process first found it.

    A file saved while tests run makes no new template under them.
    """
    digest = hashlib.sha256(settings.SECRET_KEY.encode())
    for path in sorted({path for pattern in INGREDIENTS for path in ROOT.glob(pattern) if path.is_file()}):
        digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def make_database(name: str) -> None:
    """Make the database `name` anew from the template, building the template if it is not there."""
    template = f"extranet_template_{fingerprint()}"
    with alone(), server() as session:
        if not _is_finished(session, template):
            _drop(session, template)
            _build(session, template)
        _note_use(session, template)
        _drop_leftovers(session, template)
        _drop(session, name)
        order = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        session.execute(order.format(sql.Identifier(name), sql.Identifier(template)))


def create_database(name: str) -> None:
    """Make an empty database that is ready for migrations."""
    with alone(), server() as session:
        _drop(session, name)
        _create(session, name)


def url_of(variable: str, name: str) -> str:
    """Return the address in an environment variable, for the database `name`."""
    parts = urlsplit(os.environ[variable])
    return urlunsplit(parts._replace(path=f"/{name}"))


def drop_database(name: str) -> None:
    """Drop the database `name`, whoever is still connected to it."""
    with alone(), server() as session:
        _drop(session, name)


def use_database(name: str) -> None:
    """Point Django, in every thread, at the database `name`, logging in as the deploy login."""
    connection.close()
    login = environ.Env.db_url_config(DEPLOY_URL)
    connection.settings_dict.update({key: login[key] for key in ("HOST", "PORT", "USER", "PASSWORD")})
    connection.settings_dict["NAME"] = name


def _is_finished(session: psycopg.Connection, name: str) -> bool:
    question = "SELECT FROM pg_database WHERE datname = %s AND datistemplate"
    return session.execute(question, [name]).fetchone() is not None


def _create(session: psycopg.Connection, name: str) -> None:
    session.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    with server(name) as inside:
        inside.execute((ROOT / "deploy" / "database.sql").read_bytes())


def _build(session: psycopg.Connection, name: str) -> None:
    _create(session, name)
    use_database(name)
    with acting(PUBLIC, OWNER):
        call_command("migrate_schemas", "--shared", verbosity=0)
        rows.write()
    connection.close()
    # Last: only a finished one is ever copied.
    session.execute(sql.SQL("ALTER DATABASE {} IS_TEMPLATE true").format(sql.Identifier(name)))


def _note_use(session: psycopg.Connection, name: str) -> None:
    order = sql.SQL("COMMENT ON DATABASE {} IS {}")
    session.execute(order.format(sql.Identifier(name), sql.Literal(datetime.now(UTC).isoformat())))


def _drop_leftovers(session: psycopg.Connection, ours: str) -> None:
    """Drop templates nobody used for an hour and the databases of runs that were killed."""
    question = (
        "SELECT datname, shobj_description(oid, 'pg_database') FROM pg_database"
        " WHERE datname LIKE 'extranet\\_template\\_%' OR datname LIKE 'extranet\\_test\\_%'"
    )
    for name, used_at in session.execute(question).fetchall():
        if name == ours:
            continue
        if name.startswith("extranet_test_"):
            is_left = not _is_alive(int(name.split("_")[2]))
        else:
            is_left = used_at is None or datetime.now(UTC) - datetime.fromisoformat(used_at) > IDLE
        if is_left:
            _drop(session, name)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _drop(session: psycopg.Connection, name: str) -> None:
    if session.execute("SELECT FROM pg_database WHERE datname = %s", [name]).fetchone() is None:
        return
    identifier = sql.Identifier(name)
    session.execute(sql.SQL("ALTER DATABASE {} IS_TEMPLATE false").format(identifier))
    session.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(identifier))
