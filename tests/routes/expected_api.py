"""The calls of the API on partners' hosts: no session opens them, whoever's. `tests/support/api` plays their keys."""

from collections.abc import Callable, Mapping
from typing import Any, Final
from uuid import UUID

from tests.routes.cells import Cell, Route
from tests.routes.expected_support import ticket

FILE: Final = UUID("f11e0000-0000-4000-8000-000000000001")


def file(cell: Cell) -> dict[str, UUID]:
    """Name a file of the owner's ticket."""
    return {**ticket(cell), "file_id": FILE}


def closed(of: Callable[[Cell], Mapping[str, Any]] | None = None) -> Route:
    """Return the answers to everybody who comes without a key."""
    return Route(get="TTT TTT TTT", post="TTT TTT TTT", stranger="TT", of=of)


API: Final = {
    "support-api:tickets": closed(),
    "support-api:preview": closed(),
    "support-api:upload": closed(),
    "support-api:ticket": closed(ticket),
    "support-api:decisions": closed(ticket),
    "support-api:receipt": closed(ticket),
    "support-api:messages": closed(ticket),
    "support-api:acknowledge": closed(ticket),
    "support-api:resolve": closed(ticket),
    "support-api:close": closed(ticket),
    "support-api:reopen": closed(ticket),
    "support-api:escalate": closed(ticket),
    "support-api:raise-ground": closed(ticket),
    "support-api:download": closed(file),
}
# The document that describes them is for anybody.
DOCUMENT: Final = {"openapi": Route(get="YYY YYY YYY", post="MMM MMM MMM", stranger="YM")}
