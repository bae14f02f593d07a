"""The calls of the API on partners' hosts: no session opens them, whoever's. `tests/*/api` play their keys."""

from collections.abc import Callable, Mapping
from typing import Any, Final
from uuid import UUID

from tests.routes.cells import Cell, Route
from tests.routes.expected_emergency import block
from tests.routes.expected_support import ticket
from tests.routes.sites import device_of, site_of

FILE: Final = UUID("f11e0000-0000-4000-8000-000000000001")
# No key comes along: nobody gets so far as to learn that there is none of this id.
NOTHING: Final = UUID("f11e0000-0000-4000-8000-000000000002")


def file(cell: Cell) -> dict[str, UUID]:
    """Name a file of the owner's ticket."""
    return {**ticket(cell), "file_id": FILE}


def site(cell: Cell) -> dict[str, UUID]:
    """Name a site of the owner."""
    return {"site_id": site_of(cell.owner.client_id)}


def device(cell: Cell) -> dict[str, UUID]:
    """Name a device of the owner."""
    return {"device_id": device_of(cell.owner.client_id)}


def named(**ids: Any) -> Callable[[Cell], Mapping[str, Any]]:
    """Name the same thing for everybody."""
    return lambda _cell: ids


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
    "emergency-api:lookup": closed(),
    "emergency-api:blocks": closed(),
    "emergency-api:block": closed(block),
    "emergency-api:history": closed(block),
    "emergency-api:validate": closed(block),
    "emergency-api:declare": closed(block),
    "emergency-api:split": closed(block),
    "emergency-api:carve": closed(block),
    "emergency-api:merge": closed(),
    "emergency-api:move": closed(),
    "emergency-api:registrations": closed(),
    "emergency-api:registration": closed(named(registration_id=NOTHING)),
    "emergency-api:address": closed(named(address_id=NOTHING)),
    "emergency-api:coverage": closed(),
    "emergency-api:places": closed(),
    "emergency-api:streets": closed(),
    "emergency-api:sites": closed(),
    "emergency-api:site": closed(site),
    "emergency-api:devices": closed(),
    "emergency-api:device": closed(device),
    "emergency-api:caller-id-checks": closed(),
    "emergency-api:ownership": closed(named(number="+3222268800")),
    "emergency-api:imports": closed(),
    "emergency-api:evidence": closed(),
    "emergency-api:acknowledgements": closed(),
    "emergency-api:reconfirmations": closed(),
    "emergency-api:answer-reconfirmation": closed(named(reconfirmation_id=NOTHING)),
    "emergency-api:import": closed(named(import_id=NOTHING)),
    "emergency-api:confirm-import": closed(named(import_id=NOTHING)),
    "emergency-api:import-report": closed(named(import_id=NOTHING)),
}
# The document that describes them is for anybody.
DOCUMENT: Final = {"openapi": Route(get="YYY YYY YYY", post="MMM MMM MMM", stranger="YM")}
