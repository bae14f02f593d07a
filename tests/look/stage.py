"""Requests and people for tests of the look, without a database."""

from typing import Any, cast
from uuid import UUID

from django.http import HttpRequest
from django.template import engines
from django.test import RequestFactory

from extranet.accounts.models import Role, User
from extranet.accounts.people import Person
from extranet.accounts.permissions import rights_of
from extranet.partners.models import Partner
from extranet.partners.request import HouseRequest

CLIENT = UUID("c11e0000-0000-4000-8000-00000000000a")


def alpha(**given: Any) -> Partner:
    """Partner Alpha, as it is before it is saved."""
    fields: dict[str, Any] = {
        "schema_name": "alpha",
        "display_name": "Alpha Télécom",
        "support_phone": "02 555 01 00",
    }
    return Partner(**(fields | given))


def person(role: Role = Role.PARTNER_ADMIN, name: str = "Alice Aerts") -> Person:
    """Somebody of Alpha, or somebody of the operator's staff visiting it."""
    is_staff = role.value.startswith("staff_")
    user = User(name=name, language="fr", staff_role=role if is_staff else "")
    client = CLIENT if role.value.startswith("client_") else None
    return Person(user, role, "alpha", client, rights_of(role, is_direct=False))


def request_for(
    path: str = "/",
    *,
    person: Person | None = None,
    partner: Partner | None = None,
    mount: str = "",
    cookies: dict[str, str] | None = None,
) -> HttpRequest:
    """A GET as it stands after the middleware."""
    request = cast("HouseRequest", RequestFactory().get(path))
    request.person, request.partner, request.mount = person, partner, mount
    request.COOKIES.update(cookies or {})
    return request


def rendered(source: str, request: HttpRequest | None = None, **context: Any) -> str:
    """A piece of template, with the tags of the look loaded, its white space single."""
    template = engines["django"].from_string("{% load i18n look %}" + source)
    return " ".join(template.render(context, request).split())
