"""The answers of the routes of files of addresses; the letters are those of `expected.py`."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from tests.routes.cells import Cell, Route
from tests.routes.files import import_of, sent

# A client's administrator sends for their own client, a partner for its clients, staff for the operator.
WRITE: Final = "YYN YNY YNY"
NOT_SO: Final = "MMN MNM MNM"


def file(cell: Cell) -> dict[str, UUID]:
    """Name the owner's file."""
    return {"import_id": import_of(cell.owner.client_id)}


def upload(cell: Cell) -> dict[str, Any]:
    """Send a file about the owner's block."""
    return {"file": sent(cell.world.blocks[cell.owner.name])}


def reading(_cell: Cell) -> dict[str, Any]:
    """Post how the file is to be read."""
    return {"encoding": "utf-8", "separator": ";"}


FILES: Final[Mapping[str, Route]] = {
    "emergency:list-imports": Route(get=WRITE, post=NOT_SO),
    "emergency:send-file": Route(get=WRITE, post=WRITE, posts=upload),
    "emergency:show-import": Route(get=WRITE, post=NOT_SO, of=file),
    "emergency:read-again": Route(get=NOT_SO, post=WRITE, of=file, posts=reading),
    "emergency:write-import": Route(get=NOT_SO, post=WRITE, of=file),
    "emergency:drop-import": Route(get=NOT_SO, post=WRITE, of=file),
    "emergency:export-faults": Route(get=WRITE, post=NOT_SO, of=file),
}
