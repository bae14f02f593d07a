"""How calls are described in the OpenAPI document."""

from collections.abc import Iterable
from typing import Any, Final

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse

from support.api.serializers import ListIn
from support.api.shapes import ProblemOut

PROBLEM: Final = "application/problem+json"
REASONS: Final = {
    400: "Something that was sent is wrong; `errors` names the fields.",
    401: "No key, or one that opens nothing (any more).",
    403: "The key lacks the scope, or its role the right; or support is not open to this client today.",
    404: "Nothing here for this key.",
    405: "Another method.",
    409: "The state of the ticket does not allow it, or the outcome changed.",
    412: "The ticket changed since the revision in `If-Match`.",
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
LIST: Final = [ListIn]


def answers(
    shape: Any, *, status: int = 200, also: Iterable[int] = (), media: str = "application/json"
) -> dict[tuple[int, str], Any]:
    """Return the answers of a call: the right one, and the problems it may tell."""
    told = sorted({400, 401, 403, 405, 429, *also})
    right = OpenApiTypes.BINARY if shape is bytes else shape
    return {(status, media): right} | {
        (code, PROBLEM): OpenApiResponse(ProblemOut, description=REASONS[code]) for code in told
    }
