"""The answers of the routes of re-confirmation and evidence; the letters are those of `expected.py`."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from extranet.numbering.models import Holding
from tests.routes.asking import question_of, stamp_of
from tests.routes.cells import Cell, Route
from tests.routes.expected_emergency import block


def question(cell: Cell) -> dict[str, UUID]:
    """Name the question about the owner's block."""
    return {"reconfirmation_id": question_of(cell.owner.client_id)}


def confirmed(cell: Cell) -> dict[str, Any]:
    """Say that the address is still right, from the page as it stands."""
    return {"outcome": "confirmed", "shown": stamp_of(cell.owner.client_id)}


def number(cell: Cell) -> dict[str, Any]:
    """Ask for the first number of the owner's block."""
    holding = Holding.objects.get(pk=cell.world.blocks[cell.owner.name])
    return {"number": f"+{holding.first}", "form": "json"}


ASKING: Final[Mapping[str, Route]] = {
    "emergency:list-reconfirmations": Route(get="YYY YYY YYY", post="MMM MMM MMM"),
    "emergency:show-reconfirmation": Route(get="YYY YYY YYY", post="MMM MMM MMM", of=question),
    # Whoever has the duty answers: a client's administrator, its partner, staff who look after addresses.
    "emergency:answer-reconfirmation": Route(get="MMN MNM MNM", post="YYN YNY YNY", of=question, posts=confirmed),
    "emergency:evidence": Route(get="YYY YYY YYY", post="YYY YYY YYY", of=block, posts=number),
    "emergency:check-evidence": Route(get="YYY YYY YYY", post="FFF FFF FFF"),
}
