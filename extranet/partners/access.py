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


@dataclass(frozen=True)
class Access:
    """The declaration on a view; `right` only for `Kind.NEEDS`, `roles` only for `Kind.STAFF`."""

    kind: Kind
    right: str | None = None
    roles: frozenset[str] = frozenset()


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
