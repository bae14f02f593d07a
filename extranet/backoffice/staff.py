"""Which member of staff asks, in which role, and from which floor."""

from typing import cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from extranet.accounts.models import STAFF_ROLES, Role, User
from extranet.accounts.people import Person
from extranet.partners.request import HouseRequest

STAFF = frozenset(STAFF_ROLES)
ADMINISTRATORS = frozenset({Role.STAFF_ADMIN})
NOBODY: frozenset[Role] = frozenset()


def staff_of(request: HttpRequest) -> Person | None:
    """Return the member of staff behind a request on the operator's host or a mount; None for others."""
    person = cast("HouseRequest", request).person
    return person if isinstance(person, Person) and person.is_staff else None


def actor_of(request: HttpRequest) -> User:
    """Return who acts. Raises PermissionDenied when nobody of staff does."""
    person = staff_of(request)
    if person is None:
        raise PermissionDenied
    return person.user


def is_mounted(request: HttpRequest) -> bool:
    """Whether the request stands in a partner's schema, under `/at/<partner>/`."""
    return bool(cast("HouseRequest", request).mount)


def role_is_among(request: HttpRequest, roles: frozenset[Role]) -> bool:
    """Whether staff of one of these roles asks."""
    person = staff_of(request)
    return person is not None and person.role in roles
