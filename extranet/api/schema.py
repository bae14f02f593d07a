"""The OpenAPI document of a partner's host: made from the calls of all departments, so that none is left out.

A department names its calls by its routes alone; what its lists of values are called it says with `name_values`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, cast

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.urls import URLPattern, URLResolver, get_resolver
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.settings import patched_settings

from extranet.accounts.permissions import Access, anonymous
from extranet.partners.request import HouseRequest

TITLE: Final = "Extranet"
VERSION: Final = "1"
DESCRIPTION: Final = (
    "Tickets, numbers and emergency addresses of one house. Every call carries `Authorization: Bearer <key>`; a key "
    "acts as a role of the house and sees what that role sees. Refusals are `application/problem+json` (RFC 9457) "
    "with a stable `code`. Instants carry their offset. No response time is promised, and nothing here says that "
    "the emergency side knows an address unless it confirmed it."
)
_SETTINGS: Final[dict[str, Any]] = {
    "OAS_VERSION": "3.1.0",
    "TITLE": TITLE,
    "VERSION": VERSION,
    "DESCRIPTION": DESCRIPTION,
    "SECURITY": [{"key": []}],
    "APPEND_COMPONENTS": {"securitySchemes": {"key": {"type": "http", "scheme": "bearer"}}},
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "COMPONENT_SPLIT_REQUEST": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
}
_values: dict[str, Sequence[str]] = {}


def name_values(named: Mapping[str, Sequence[str]]) -> None:
    """Give lists of values their names in the document; a department calls it beside its routes."""
    _values.update(named)


@lru_cache(maxsize=1)
def document() -> dict[str, Any]:
    """Return the document. It says nothing of any house: the same on every host."""
    patterns = get_resolver(settings.ROOT_URLCONF).url_patterns  # departments have named their values then
    with patched_settings({**_SETTINGS, "ENUM_NAME_OVERRIDES": dict(_values)}):
        made: dict[str, Any] = cast("Any", SchemaGenerator)(patterns=patterns).get_schema(public=True)
    for path, access in _declared(patterns, "/"):
        for method, said in made["paths"].get(path, {}).items():
            said["x-scope"] = access.scope_for(method.upper())
    return made


def _declared(patterns: Iterable[URLPattern | URLResolver], prefix: str) -> Iterator[tuple[str, Access]]:
    """Yield the paths that are declared for keys, as the document writes them, each with its declaration."""
    for entry in patterns:
        path = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _declared(entry.url_patterns, path)
        elif isinstance(access := getattr(entry.callback, "access", None), Access) and access.scope:
            yield re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", path), access


@anonymous
@require_safe
def openapi(request: HouseRequest) -> HttpResponse:
    """Send the OpenAPI document, to anybody."""
    return JsonResponse(document(), headers={"Cache-Control": "public, max-age=300"})
