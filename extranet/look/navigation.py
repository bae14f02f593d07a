"""The places of the extranet: each app registers its own; the shell shows those a person may enter.

An item appears only when its URL exists in the URLconf of the request, so the operator's host, a
partner's host and a mount each show what they have.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import get_script_prefix

from extranet.look.addresses import address
from extranet.look.parts import Text


@dataclass(frozen=True)
class NavItem:
    """A place. `right`: who may enter, None for everybody signed in; `count`: how many things wait there."""

    name: str
    url_name: str
    icon: str
    label: Text
    place: int = 100
    right: str | None = None
    count: Callable[[HttpRequest], int] | None = None


@dataclass(frozen=True)
class NavLink:
    """A place as one person sees it. `current` is the value of aria-current, empty elsewhere."""

    name: str
    url: str
    icon: str
    label: Text
    count: int
    current: str


_items: dict[str, NavItem] = {}


def register(item: NavItem) -> None:
    """Add a place; called once by an app in `ready()`. Registering a name again replaces it."""
    _items[item.name] = item


def links(request: HttpRequest) -> list[NavLink]:
    """Return the places this request's person may enter, in their order; none for a stranger."""
    person = getattr(request, "person", None)
    if person is None:
        return []
    allowed = [item for item in _items.values() if item.right is None or person.may(item.right)]
    urls = {item.name: address(item.url_name) for item in allowed}
    current = _current(request.path, [url for url in urls.values() if url])
    return [
        NavLink(
            name=item.name,
            url=urls[item.name],
            icon=item.icon,
            label=item.label,
            count=item.count(request) if item.count else 0,
            current=_mark(urls[item.name], current, request.path),
        )
        for item in sorted(allowed, key=lambda item: item.place)
        if urls[item.name]
    ]


def _current(path: str, urls: list[str]) -> str:
    """Return the longest address that begins `path`; the root, which begins all, counts only when equal."""
    root = get_script_prefix()
    return max((url for url in urls if path == url or (url != root and path.startswith(url))), key=len, default="")


def _mark(url: str, current: str, path: str) -> str:
    if url != current:
        return ""
    return "page" if url == path else "true"
