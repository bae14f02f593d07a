"""Who may do what: rights by role, declared on every view, enforced in one middleware.

A view without a declaration does not run. 404 is for what is not yours, 403 for what you may not do.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from typing import Any, Protocol, cast

from django.http.response import HttpResponseBase

from extranet.accounts.models import Role


class Right(StrEnum):
    """What a person may do on the site."""

    READ_CLIENTS = "read_clients"
    EDIT_CLIENTS = "edit_clients"
    READ_ORDERS = "read_orders"
    PLACE_ORDERS = "place_orders"
    READ_ACCEPTANCES = "read_acceptances"
    READ_PEOPLE = "read_people"
    EDIT_PEOPLE = "edit_people"
    EDIT_BRANDING = "edit_branding"


_READ = frozenset({Right.READ_CLIENTS, Right.READ_ORDERS, Right.READ_ACCEPTANCES, Right.READ_PEOPLE})
# Staff never place an order nor accept for somebody else. Terms: general.1
_RIGHTS: dict[str, frozenset[Right]] = {
    Role.PARTNER_ADMIN: frozenset(Right),
    Role.TECHNICIAN: _READ | {Right.EDIT_CLIENTS, Right.PLACE_ORDERS},
    Role.FINANCE: _READ,
    Role.CLIENT_ADMIN: frozenset({Right.READ_PEOPLE, Right.EDIT_PEOPLE}),
    Role.CLIENT_USER: frozenset(),
    Role.STAFF_SUPPORT: _READ | {Right.EDIT_CLIENTS},
    Role.STAFF_FINANCE: _READ,
    Role.STAFF_ADMIN: _READ | {Right.EDIT_CLIENTS, Right.EDIT_PEOPLE, Right.EDIT_BRANDING},
}


def rights_of(role: str, *, is_direct: bool) -> frozenset[Right]:
    """Return the rights of `role`; `is_direct`: at the house partner, whose clients have no partner.

    Terms: general.1
    Reading: a partner orders for its clients, a direct client's administrator for itself.
    """
    rights = _RIGHTS[role]
    if role == Role.CLIENT_ADMIN and is_direct:
        return rights | {Right.READ_ORDERS, Right.PLACE_ORDERS, Right.READ_ACCEPTANCES}
    return rights


class Kind(StrEnum):
    """How a view is guarded."""

    ANONYMOUS = "anonymous"
    SIGNED_IN = "signed_in"
    NEEDS = "needs"
    STAFF = "staff"


@dataclass(frozen=True)
class Access:
    """The declaration on a view; `right` only for `Kind.NEEDS`, `roles` only for `Kind.STAFF`."""

    kind: Kind
    right: Right | None = None
    roles: frozenset[str] = frozenset()


class View(Protocol):
    """A Django view function."""

    def __call__(self, *args: Any, **kwargs: Any) -> HttpResponseBase: ...


def declare(view: Callable[..., HttpResponseBase], access: Access) -> Callable[..., HttpResponseBase]:
    """Return `view` with its declaration; the view itself (perhaps a library's) is left as it is."""

    @wraps(view)
    def declared(*args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(*args, **kwargs)

    cast("Any", declared).access = access
    return declared


def anonymous(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Declare a view open to anybody on the host."""
    return declare(view, Access(Kind.ANONYMOUS))


def signed_in(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Declare a view open to everybody who belongs to this house."""
    return declare(view, Access(Kind.SIGNED_IN))


def needs(right: Right) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """Declare a view open to holders of `right`; rows are still narrowed by selectors."""
    return lambda view: declare(view, Access(Kind.NEEDS, right=right))
