"""The answers of the routes of emergency; the letters are those of `expected.py`."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from extranet.numbering.models import Sheet
from tests.routes.cells import Cell, Route


def block(cell: Cell) -> dict[str, UUID]:
    """Name the owner's block."""
    return {"holding_id": cell.world.blocks[cell.owner.name]}


def address(cell: Cell) -> dict[str, Any]:
    """Post an address that is right, confirmed, from the page as it stands."""
    revision = Sheet.objects.values_list("revision", flat=True).get(pk=cell.world.blocks[cell.owner.name])
    return {
        "street": "Rue de l’Essai",
        "house_number": "9",
        "postal_code": "1000",
        "municipality": "Bruxelles",
        "country": "BE",
        "language": "fr",
        "revision": revision,
        "confirmed": "1",
    }


def decision(cell: Cell) -> dict[str, Any]:
    """Accept the address that waits for the owner's block."""
    return {"review": cell.world.reviews[cell.owner.name], "accept": "1"}


EMERGENCY: Final[Mapping[str, Route]] = {
    "emergency:list-numbers": Route(get="YYY YYY YYY", post="MMM MMM MMM"),
    "emergency:export-numbers": Route(get="YYY YYY YYY", post="MMM MMM MMM"),
    "emergency:show-block": Route(get="YYY YYY YYY", post="MMM MMM MMM", of=block),
    # A client's administrator declares for their own client, a partner for its clients, staff for the operator.
    "emergency:declare-address": Route(get="YYN YNY YNY", post="YYN YNY YNY", of=block, posts=address),
    # What waits is decided by staff who look after addresses; nobody accepts their own.
    "emergency:decide-review": Route(get="NNN NNN YNY", post="NNN NNN YNY", of=block, posts=decision),
}
