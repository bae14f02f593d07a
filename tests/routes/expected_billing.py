"""The answers of the routes of invoices; the letters are those of `expected.py`."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from tests.routes.cells import Cell, Route


def invoice(cell: Cell) -> dict[str, UUID]:
    """Name the owner's issued invoice."""
    return {"invoice_id": cell.world.invoices[cell.owner.name]}


READS: Final = "YNY NNY YYY"
REFUSES: Final = "MNM NNM MMM"
BILLING: Final[Mapping[str, Route]] = {
    "billing:list-invoices": Route(get=READS, post=REFUSES),
    "billing:export-invoices": Route(get=READS, post=REFUSES),
    "billing:show-coming": Route(get=READS, post=REFUSES),
    "billing:show-invoice": Route(get=READS, post=REFUSES, of=invoice),
    "billing:print-invoice": Route(get=READS, post=REFUSES, of=invoice),
    "billing:export-lines": Route(get=READS, post=REFUSES, of=invoice),
}
