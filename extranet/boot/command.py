"""What every `manage.py` command needs before Django looks at its settings."""

import os
from collections.abc import Sequence
from typing import Final

from extranet.boot.database import require_database
from extranet.boot.environment import fill_in, is_production, require_production_values
from extranet.boot.errors import BootError
from extranet.boot.servers import ensure_environment

# They change tables or fill them from outside a request, so they log in as extranet_deploy.
OWNER_COMMANDS: Final = frozenset({"migrate", "migrate_schemas", "makemigrations", "provision", "demo"})
# They read and write files only.
SERVERLESS_COMMANDS: Final = frozenset(
    {"help", "version", "check", "diffsettings", "makemessages", "compilemessages"} | {"findstatic", "collectstatic"}
)


def prepare(arguments: Sequence[str]) -> None:
    """Fill in the environment for one command and have its servers running until it ends.

    `arguments`: the command's name and what follows it. Raises BootError.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "extranet.settings")
    if arguments and arguments[0] in OWNER_COMMANDS:
        os.environ.setdefault("EXTRANET_AS", "owner")
    is_given = bool(os.environ.get("DATABASE_URL"))
    is_started = needs_servers(arguments)
    if is_production():
        require_production_values()
    else:
        fill_in("run", os.environ)
        ensure_environment("run", is_started=is_started)
    if is_given and is_started:
        _require_given_database()


def needs_servers(arguments: Sequence[str]) -> bool:
    """Say whether a command talks to the database or to Redis."""
    name = arguments[0] if arguments else "help"
    if name.startswith("-") or {"--help", "-h", "--version"} & set(arguments):
        return False
    return name not in SERVERLESS_COMMANDS or any(argument.startswith("--database") for argument in arguments)


def _require_given_database() -> None:
    variable = "DEPLOY_DATABASE_URL" if os.environ.get("EXTRANET_AS") == "owner" else "DATABASE_URL"
    url = os.environ.get(variable)
    if not url:
        raise BootError(f"{variable} is not set: this command acts as the owner and logs in through it.")
    require_database(variable, url)
