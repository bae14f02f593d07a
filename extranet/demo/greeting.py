"""What `make run` prints: where each kind of person signs in, and with what."""

from collections.abc import Iterator
from datetime import datetime

from allauth.mfa import app_settings
from django.conf import settings

from extranet.accounts.models import Role
from extranet.demo.keys import PASSWORD, code_at
from extranet.demo.script import Script, Somebody

WORDS = {
    Role.PARTNER_ADMIN: "partner, administrator",
    Role.TECHNICIAN: "partner, technician",
    Role.FINANCE: "partner, finance",
    Role.CLIENT_ADMIN: "client, administrator",
    Role.CLIENT_USER: "client, user",
    Role.STAFF_SUPPORT: "operator, support",
    Role.STAFF_FINANCE: "operator, finance",
    Role.STAFF_ADMIN: "operator, administrator",
}


def addresses(script: Script) -> str:
    """Return the addresses and, at each, one sign-in for each kind of person."""
    lines = []
    for title, host, people in _doors(script):
        lines.append(f"{title}: {settings.SCHEME}://{host}:{settings.PORT}")
        shown: set[Role] = set()
        for person in people:
            if person.role not in shown:
                shown.add(person.role)
                code = "  + code" if person.has_second_factor else ""
                lines.append(f"    {person.email:<42} {WORDS[person.role]}{code}")
        lines.append("")
    lines.append(f"Password of everybody: {PASSWORD}")
    lines.append("Codes of this moment:  .venv/bin/python manage.py demo --codes")
    return "\n".join(lines)


def codes(script: Script, *, at: datetime) -> str:
    """Return the six figures each person with a second factor would read now, and how long they hold."""
    left = app_settings.TOTP_PERIOD - int(at.timestamp()) % app_settings.TOTP_PERIOD
    lines = [f"For {left} seconds, and each once:"]
    for _title, _host, people in _doors(script):
        lines += [f"    {code_at(person.email, at)}  {person.email}" for person in people if person.has_second_factor]
    return "\n".join(lines)


def _doors(script: Script) -> Iterator[tuple[str, str, tuple[Somebody, ...]]]:
    yield "Operator", settings.OPERATOR_HOST, script.staff
    for house in script.houses:
        yield house.display_name, f"{house.schema}.localhost", house.everybody
