"""The OpenAPI document of a partner's host: made from the calls themselves, so that none is left out."""

from functools import lru_cache
from typing import Any, Final, cast

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.settings import patched_settings

from extranet.accounts.permissions import anonymous
from extranet.partners.request import HouseRequest
from support.api.serializers import CRITICAL_GROUNDS
from support.api.urls import described
from support.models import Entry, Side, Ticket
from support.rules import Ground, Result

TITLE: Final = "Extranet: tickets"
VERSION: Final = "1"
DESCRIPTION: Final = (
    "Tickets of one house. Every call carries `Authorization: Bearer <key>`; a key acts as a role of the house and "
    "sees what that role sees. Refusals are `application/problem+json` (RFC 9457) with a stable `code`. Instants "
    "carry their offset. No response time is promised."
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
    "ENUM_NAME_OVERRIDES": {
        "Ground": Ground.values,
        "CriticalGround": CRITICAL_GROUNDS,
        "EntryKind": Entry.Kind.values,
        "TicketKind": Ticket.Kind.values,
        "Result": Result.values,
        "Side": Side.values,
    },
}


@lru_cache(maxsize=1)
def document() -> dict[str, Any]:
    """Return the document. It says nothing of any house: the same on every host."""
    with patched_settings(_SETTINGS):
        made: dict[str, Any] = cast("Any", SchemaGenerator)(patterns=described("api/v1/support/")).get_schema(
            public=True
        )
    return made


@anonymous
@require_safe
def openapi(request: HouseRequest) -> HttpResponse:
    """Send the OpenAPI document, to anybody."""
    return JsonResponse(document(), headers={"Cache-Control": "public, max-age=300"})
