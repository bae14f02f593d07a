"""The answers of the routes of acts on blocks; the letters are those of `expected.py`."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from extranet.numbering.formats import written
from extranet.numbering.models import Holding, Sheet
from extranet.tenancy.context import OPERATOR, PUBLIC, acting
from tests.routes.cells import Cell, Route
from tests.routes.expected_emergency import address, block

PORT_IN_DAY: Final = "2099-01-01"


def port_in(cell: Cell) -> dict[str, UUID]:
    """Name the owner's request."""
    return {"port_in_id": cell.world.port_ins[cell.owner.name]}


def _block(cell: Cell) -> Holding:
    return Holding.objects.get(pk=cell.world.blocks[cell.owner.name])


def _first(cell: Cell) -> dict[str, Any]:
    """Post the first number of the block, confirmed, from the page as it stands."""
    return {**address(cell), "first": written(_block(cell).first)}


def split(cell: Cell) -> dict[str, Any]:
    """Cut the block in two that keep what they have."""
    begins = written(_block(cell).first + 5)
    return {**address(cell), "begins": begins, "part0-choice": "keep", "part1-choice": "keep"}


def move(cell: Cell) -> dict[str, Any]:
    """Move the block."""
    pk = cell.world.blocks[cell.owner.name]
    revision = Sheet.objects.values_list("revision", flat=True).get(pk=pk)
    return {**address(cell), "blocks": [str(pk)], f"revision-{pk}": revision}


def correct(cell: Cell) -> dict[str, Any]:
    """Correct February."""
    return {**address(cell), "since_day": "2026-02-01", "until_day": "2026-03-01", "note": "Relevé"}


def leave(cell: Cell) -> dict[str, Any]:
    """Let the first number leave."""
    return {**_first(cell), "recipient": "Telefoon NV"}


def transfer(cell: Cell) -> dict[str, Any]:
    """Give the first number to the sibling."""
    own = _block(cell)
    other = Holding.objects.filter(partner=own.partner).exclude(client_id=own.client_id).first()
    return {**_first(cell), "subscription": other.subscription_id if other else ""}


def hand_over(cell: Cell) -> dict[str, Any]:
    """Give the first number to a client of another partner."""
    own = _block(cell).partner
    with acting(PUBLIC, OPERATOR):
        other = Holding.objects.exclude(partner=own).first()
    there = {"partner": other.partner, "subscription": other.subscription_id} if other else {}
    return {**_first(cell), **there}


STAFF: Final = "NNN NNN YNY"
WRITERS: Final = "YYN YNY YNY"
READERS: Final = "YYY YYY YYY"

ACTING: Final[Mapping[str, Route]] = {
    "emergency:suggest-places": Route(get=WRITERS, post="MMN MNM MNM"),
    "emergency:split-block": Route(get=WRITERS, post=WRITERS, of=block, posts=split),
    "emergency:carve-out": Route(get=WRITERS, post=WRITERS, of=block, posts=_first),
    # The world's blocks have no neighbour to be joined with.
    "emergency:merge-blocks": Route(get=WRITERS, post="FFN FNF FNF", of=block),
    "emergency:move-addresses": Route(get=WRITERS, post=WRITERS, of=block, posts=move),
    # Numbers go, and the past is corrected, by the operator alone.
    "emergency:correct-address": Route(get=STAFF, post=STAFF, of=block, posts=correct),
    "emergency:port-out": Route(get=STAFF, post=STAFF, of=block, posts=leave),
    "emergency:transfer-numbers": Route(get=STAFF, post=STAFF, of=block, posts=transfer),
    "emergency:hand-over-numbers": Route(get=STAFF, post=STAFF, of=block, posts=hand_over),
    "emergency:list-port-ins": Route(get=READERS, post="MMM MMM MMM"),
    "emergency:show-port-in": Route(get=READERS, post="MMM MMM MMM", of=port_in),
    "emergency:download-letter": Route(get=READERS, post="MMM MMM MMM", of=port_in),
    # A partner asks for its clients, a direct client's administrator for itself; an empty form comes back.
    "emergency:request-port-in": Route(get="YYN NNY NNN", post="FFN NNF NNN"),
    "emergency:decide-port-in": Route(
        get="NNN NNN MNM",
        post=STAFF,
        of=port_in,
        posts=lambda _cell: {"confirm": "1", "planned_on": PORT_IN_DAY},
    ),
}
