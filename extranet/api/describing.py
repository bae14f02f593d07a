"""How calls are described in the OpenAPI document."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse

from extranet.api.shapes import ProblemOut

PROBLEM: Final = "application/problem+json"
REASONS: Final[Mapping[int, str]] = {
    400: "Something that was sent is wrong; `errors` names the fields.",
    401: "No key, or one that opens nothing (any more).",
    403: "The key lacks the scope, or its role the right.",
    404: "Nothing here for this key.",
    405: "Another method.",
    409: "What it is about is not in a state that allows it.",
    412: "It changed since the revision in `If-Match`.",
    413: "Too much for one call.",
    415: "Another media type.",
    422: "The key of idempotency served for something else.",
    428: "`If-Match` is missing.",
    429: "Too many calls; `Retry-After` says when to go on.",
}
IDEMPOTENT: Final = OpenApiParameter(
    "Idempotency-Key",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description="At most 100 printable ASCII characters, yours to choose. The same call again does nothing again.",
)
IDEMPOTENT_NEEDED: Final = OpenApiParameter(
    "Idempotency-Key",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    required=True,
    description="At most 100 printable ASCII characters, yours to choose. The same call again answers the same.",
)
IF_MATCH: Final = OpenApiParameter(
    "If-Match", OpenApiTypes.STR, OpenApiParameter.HEADER, description='The revision you read, as `"3"`; or `*`.'
)
IF_MATCH_NEEDED: Final = OpenApiParameter(
    "If-Match",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    required=True,
    description='The revision you read, as `"3"`; or `*` to act whatever happened since.',
)
IF_MATCH_READ: Final = OpenApiParameter(
    "If-Match",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    required=True,
    description='The revision you read, as `"3"`. Never `*`: this act is not done unread.',
)


def answers(
    shape: Any,
    *,
    status: int = 200,
    also: Iterable[int] = (),
    media: str = "application/json",
    reasons: Mapping[int, str] = REASONS,
    or_else: Mapping[int, Any] | None = None,
) -> dict[tuple[int, str], Any]:
    """Return the answers of a call: the right one, others that are right too, and the problems it may tell."""
    told = sorted({400, 401, 403, 405, 429, *also})
    right = OpenApiTypes.BINARY if shape is bytes else shape
    others = {(code, media): one for code, one in (or_else or {}).items()}
    return (
        {(status, media): right}
        | others
        | {(code, PROBLEM): OpenApiResponse(ProblemOut, description=reasons[code]) for code in told}
    )
