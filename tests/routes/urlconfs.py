"""Every route of the three URLconfs, as Django resolves them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

FRONT: Final = settings.ROOT_URLCONF
MOUNTED: Final = settings.MOUNTED_URLCONF
OPERATOR: Final = settings.OPERATOR_URLCONF
URLCONFS: Final = (FRONT, MOUNTED, OPERATOR)


@dataclass(frozen=True)
class Found:
    """A route of a URLconf; `name` carries its namespaces, and is its pattern where it has no name."""

    urlconf: str
    name: str
    pattern: str
    view: Callable[..., Any]

    @property
    def takes(self) -> bool:
        """Whether the route names an object."""
        return "<" in self.pattern

    @property
    def is_admin(self) -> bool:
        """Whether the route belongs to the admin, which is declared as a whole."""
        return self.name.startswith("admin:")


def routes_of(urlconf: str) -> list[Found]:
    """Return the routes of a URLconf in the order they are tried."""
    return list(_walk(urlconf, get_resolver(urlconf), "", ""))


def _walk(urlconf: str, resolver: URLResolver, prefix: str, namespace: str) -> Iterator[Found]:
    for entry in resolver.url_patterns:
        pattern = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _walk(urlconf, entry, pattern, inner)
        elif isinstance(entry, URLPattern):
            yield Found(urlconf, namespace + (entry.name or pattern), pattern, entry.callback)
