"""The environment of a development machine, filled in where the person has not set it."""

import os
import secrets
from collections.abc import MutableMapping
from pathlib import Path

from extranet.boot.errors import BootError
from extranet.boot.places import VAR, Kind, prepare_var


def is_production() -> bool:
    """Say whether this process must find everything it needs in its environment."""
    return os.environ.get("EXTRANET_ENV") == "production"


def require_production_values() -> None:
    """Raise BootError for the first value that production must be given and is not."""
    for name, meaning in (
        ("SECRET_KEY", "50 random characters or more"),
        ("DATABASE_URL", "the web's database login"),
        ("REDIS_URL", "the broker and cache"),
    ):
        if not os.environ.get(name):
            raise BootError(f"{name} is not set, and production does not make one up: {meaning}.")


def fill_in(kind: Kind, environment: MutableMapping[str, str]) -> None:
    """Set what a development machine can choose for itself; a value that is there stays."""
    environment.setdefault("DJANGO_SETTINGS_MODULE", "extranet.settings")
    if not environment.get("SECRET_KEY"):
        environment["SECRET_KEY"] = secret_key(VAR)
    if kind == "run":
        environment.setdefault("DEMO", "1")


def secret_key(var: Path) -> str:
    """Return this checkout's own key, made once, readable by its account only."""
    prepare_var(var)
    path = var / "secret_key"
    if not path.exists():
        fresh = var / f"secret_key.{os.getpid()}"
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(60))
        try:
            os.link(fresh, path)
        except FileExistsError:
            # Another command was first; its key is the key.
            pass
        finally:
            fresh.unlink()
    return path.read_text()
