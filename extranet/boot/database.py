"""One clear sentence about a database that is named in the environment and cannot be used."""

import psycopg
from psycopg.conninfo import conninfo_to_dict

from extranet.boot.errors import BootError


def require_database(name: str, url: str) -> None:
    """Connect once to the database that the variable `name` names; raise BootError with the reason."""
    if not url.startswith(("postgres://", "postgresql://")):
        raise BootError(f"{name} must be a postgres://login@host/database address.")
    try:
        conninfo_to_dict(url)
    except psycopg.Error as refusal:
        raise BootError(f"{name} cannot be read as a postgres:// address: {_one_line(refusal)}.") from None
    try:
        psycopg.connect(url, connect_timeout=5).close()
    except psycopg.Error as refusal:
        raise BootError(f"{name} does not lead into a database: {_one_line(refusal)}.") from None


def _one_line(refusal: psycopg.Error) -> str:
    """Return the server's or libpq's first line; what follows are hints about TCP."""
    return str(refusal).strip().splitlines()[0].strip().rstrip(".")
