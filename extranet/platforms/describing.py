"""The OpenAPI document of the operator's host: the one call that platforms make. A test holds it against the route."""

from typing import Any, Final

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from extranet.accounts.permissions import anonymous
from extranet.partners.request import HouseRequest

PATH: Final = "/api/v1/platforms/accounts/{account}/snapshots"
PROBLEMS: Final = {
    400: "No key of idempotency, or not JSON.",
    401: "No key, or one that opens nothing (any more).",
    403: "The key lacks the scope `platforms.snapshots`.",
    404: "No subscription has this account (`account_unknown`).",
    405: "Another method.",
    413: "Too long.",
    415: "Another media type.",
    422: "A count below zero, an unknown element, a day to come or outside the service; or the key of idempotency "
    "served for something else.",
    503: "Many reports of one account at once (`account_busy`): send it again.",
}


def _said(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


_RECORD: Final[dict[str, Any]] = {
    "operationId": "recordSnapshot",
    "description": "Record everything that is configured on an account on one Brussels day; what it does not name is "
    "zero. The same delivery again gets the first answer again, with `Idempotent-Replay: true`.",
    "security": [{"key": []}],
    "parameters": [
        {"name": "account", "in": "path", "required": True, "schema": {"type": "string"}},
        {
            "name": "Idempotency-Key",
            "in": "header",
            "required": True,
            "description": "Of this report; at most 100 printable ASCII characters.",
            "schema": {"type": "string", "maxLength": 100},
        },
    ],
    "requestBody": {"required": True, "content": {"application/json": {"schema": _said("Snapshot")}}},
    "responses": {
        "201": {"description": "Recorded.", "content": {"application/json": {"schema": {"type": "object"}}}},
        **{
            str(status): {"description": why, "content": {"application/problem+json": {"schema": _said("Problem")}}}
            for status, why in PROBLEMS.items()
        },
    },
}
_SNAPSHOT: Final[dict[str, Any]] = {
    "type": "object",
    "required": ["day", "counts"],
    "additionalProperties": False,
    "properties": {
        "day": {"type": "string", "format": "date"},
        "counts": {
            "type": "object",
            "description": "Quantities by product code; text such as `12.5` is a number too.",
            "additionalProperties": {"type": ["number", "string"]},
        },
    },
    "example": {"day": "2026-10-03", "counts": {"bt-user": 12, "bt-number": 30}},
}
_TEXT: Final = {"type": "string"}
_FAULT: Final[dict[str, Any]] = {"type": "object", "properties": {"field": _TEXT, "detail": _TEXT}}
_PROBLEM: Final[dict[str, Any]] = {
    "type": "object",
    "required": ["type", "title", "status", "code", "detail"],
    "properties": {
        **dict.fromkeys(("type", "title", "code", "detail", "request_id"), _TEXT),
        "status": {"type": "integer"},
        "errors": {"type": "array", "items": _FAULT},
    },
}
DOCUMENT: Final[dict[str, Any]] = {
    "openapi": "3.1.0",
    "info": {
        "title": "Extranet: platforms",
        "version": "1",
        "description": "What platforms report to the operator, with a key that the operator's administrators make. "
        "Tickets are described at the same address on each partner's host.",
    },
    "paths": {PATH: {"post": _RECORD}},
    "components": {
        "schemas": {"Snapshot": _SNAPSHOT, "Problem": _PROBLEM},
        "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
    },
}


@anonymous
@require_safe
def openapi(request: HouseRequest) -> HttpResponse:
    """Send the OpenAPI document, to anybody."""
    return JsonResponse(DOCUMENT, headers={"Cache-Control": "public, max-age=300"})
