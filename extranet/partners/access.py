"""How a view declares who may enter. Rights and roles are the accounts app's, which also enforces this.

A view without a declaration does not run.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from typing import Any, cast

from django.http.response import HttpResponseBase


class Kind(StrEnum):
    """How a view is guarded."""

    ANONYMOUS = "anonymous"
    SIGNED_IN = "signed_in"
    NEEDS = "needs"
    STAFF = "staff"
    TOKEN = "token"  # noqa: S105 - a word


@dataclass(frozen=True)
class Access:
    """The declaration on a view; `right` only for `Kind.NEEDS`, `roles` for `STAFF`, `scope` for `TOKEN`.

    `write_scope`: what a key needs for a method that changes something; empty: the same as for reading.
    """

    kind: Kind
    right: str | None = None
    roles: frozenset[str] = frozenset()
    scope: str | None = None
    write_scope: str | None = None

    def scope_for(self, method: str) -> str:
        """Return what a key needs to use `method`."""
        is_reading = method in ("GET", "HEAD", "OPTIONS")
        return (None if is_reading else self.write_scope) or self.scope or ""


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


def needs(right: str) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """Declare a view open to holders of `right`; rows are still narrowed by selectors."""
    return lambda view: declare(view, Access(Kind.NEEDS, right=right))


def by_token(
    scope: str, *, write: str | None = None
) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """Declare a view for machines: it opens to a key with `scope` and to nothing else, least of all to a session.

    `write`: the scope for methods that change something, where it is another.

    It asks for no CSRF token: a browser adds cookies to another site's form, never an `Authorization` header,
    and this view reads no cookie.
    """

    def declared(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        guarded = declare(view, Access(Kind.TOKEN, scope=scope, write_scope=write))
        cast("Any", guarded).csrf_exempt = True
        return guarded

    return declared
