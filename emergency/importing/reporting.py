"""The same file with a column `error`, to correct it where it was made.

Terms: telavox.7, bt.14, sip.4
"""

import csv
from collections.abc import Sequence
from datetime import datetime
from io import StringIO
from typing import Final

from emergency.importing.assessing import assess, blocks_named
from emergency.importing.cells import Fault
from emergency.importing.columns import Column
from emergency.importing.decoding import Encoding, Record, Table, encoded
from emergency.importing.presenting import column_words
from emergency.importing.selectors import rows_of, table_of
from emergency.models import AddressImport
from extranet.accounts.people import Person
from extranet.clients.export import safe_cell, without_guard
from extranet.numbering.services import clock

ERROR: Final = "error"


def report_of(kept: AddressImport, person: Person, at: datetime) -> bytes:
    """Return a file with what is wrong at the end of each row, in its own encoding and with its own separator.

    A file without a header gets one, so that it can be sent again as it is. No cell can run as a formula. Raises
    InvalidInput for a file that cannot be read.
    """
    table = table_of(kept)
    rows = rows_of(kept, table)
    faults: dict[int, list[Fault]] = {}
    for one in assess(rows, blocks_named(rows, person, at), now=clock()).faults:
        faults.setdefault(one.line, []).append(one)
    head, width, place = _head(table)
    written = StringIO(newline="")
    writer = csv.writer(written, delimiter=kept.separator)
    writer.writerow([safe_cell(cell) for cell in head])
    for record in table.records:
        writer.writerow(_cells(record, width, place, _words(faults.get(record.line, ()))))
    return encoded(written.getvalue(), Encoding(kept.encoding))


def _head(table: Table) -> tuple[list[str], int, int]:
    """Return the header, how many columns there are, and where the errors stand: an earlier report is written over."""
    cells = list(table.header.cells) if table.header else [str(column.label) for column in Column]
    place = next((place for place, cell in enumerate(cells) if cell.strip().lower() == ERROR), len(cells))
    head = [*cells, ERROR] if place == len(cells) else cells
    return head, len(head), place


def _cells(record: Record, width: int, place: int, error: str) -> list[str]:
    cells = [without_guard(cell.strip()) for cell in record.cells]
    cells += [""] * (width - len(cells))
    cells[place] = error
    return [safe_cell(cell) for cell in cells]


def _words(faults: Sequence[Fault]) -> str:
    return " | ".join(f"{column_words(one.column)} [{one.code}] {one.sentence}".strip() for one in faults)
