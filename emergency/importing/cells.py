"""From the cells of a row to a block, an address and an instant, pure; what cannot be read says how to correct it.

Terms: telavox.7, bt.14, sip.4
Reading: the rules are those of the page. A file adds only its own accidents: an apostrophe that an export put before
a formula, a range in one cell, a day as a spreadsheet writes it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from emergency.importing.columns import PLACE, Column
from emergency.importing.decoding import Record, Table
from emergency.registry.facts import AddressFacts
from emergency.registry.instants import InstantRefused, read_instant
from emergency.registry.spelling import folded, plain
from extranet.clients.export import without_guard
from extranet.look.parts import Text
from extranet.numbering.errors import NumberRefused
from extranet.numbering.reading import WARNINGS, ReadBlock, read_block, read_number

LONGEST_VALUE: Final = 100
DAY_READ: Final = "day_first"
REMARKS: Final[Mapping[str, Text]] = {
    **WARNINGS,
    DAY_READ: gettext_lazy("La date est lue jour, mois, année."),
}
# Between two numbers in one cell; a lone hyphen also stands within a number.
_TO: Final = re.compile(r"\.\.+|[–—…]|\s[-‐-‑]\s|\s(?:à|a|tot|bis|to|t/m)\s", re.I)
_DAY: Final = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:[ T,]+(\d{1,2})[:.h](\d{2})(?::\d{2})?)?")
_LANGUAGES: Final[Mapping[str, str]] = {
    **dict.fromkeys(("fr", "francais", "frans", "franzosisch", "french"), "fr"),
    **dict.fromkeys(("nl", "neerlandais", "nederlands", "niederlandisch", "dutch"), "nl"),
    **dict.fromkeys(("de", "allemand", "duits", "deutsch", "german"), "de"),
}


@dataclass(frozen=True)
class Fault:
    """What is wrong with a row: its line, the column, the value that stands there, a stable code, how to fix it."""

    line: int
    column: str
    value: str
    code: str
    sentence: str


@dataclass(frozen=True)
class Row:
    """A row that was read. `facts` None: it says no address, and changes nothing."""

    line: int
    block: ReadBlock | None
    facts: AddressFacts | None
    effective: datetime | None = None
    faults: tuple[Fault, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def remark_labels(self) -> list[str]:
        """What was understood differently from what stands there, in words."""
        return [str(REMARKS[remark]) for remark in self.remarks]


def read_rows(table: Table, records: Sequence[Record], *, language: str) -> list[Row]:
    """Return rows of a table as they are understood. `language`: of addresses that name none.

    Terms: telavox.7, bt.14, sip.4
    """
    return [_read(table.columns, record, language) for record in records]


def fault(row: Row, column: Column | str, value: str, code: str, sentence: str) -> Fault:
    """Return a fault of a row; a long value is cut."""
    return Fault(row.line, str(column), value[:LONGEST_VALUE], code, sentence)


def _read(columns: Sequence[Column | None], record: Record, language: str) -> Row:
    cells = dict.fromkeys(Column, "")
    for column, cell in zip(columns, record.cells, strict=False):
        if column is not None:
            cells[column] = without_guard(cell.strip())
    row = Row(record.line, None, _facts(cells, language))
    faults: list[Fault] = []
    remarks: tuple[str, ...] = ()
    beyond = [cell for cell in record.cells[len(columns) :] if cell.strip()]
    if beyond:
        sentence = _("Cette ligne a plus de cellules que de colonnes. Vérifiez le séparateur et les guillemets.")
        faults.append(fault(row, "", beyond[0], "too_many_cells", sentence))
    try:
        block = _block(cells)
        row, remarks = replace(row, block=block), block.warnings
    except NumberRefused as refusal:
        column = Column.LAST if "last" in refusal.fields and cells[Column.LAST] else Column.FIRST
        faults.append(fault(row, column, cells[column], refusal.code, refusal.message))
    try:
        row = replace(row, effective=_instant(cells[Column.EFFECTIVE]))
        remarks = (*remarks, DAY_READ) if _DAY.fullmatch(cells[Column.EFFECTIVE]) else remarks
    except InstantRefused as refusal:
        faults.append(fault(row, Column.EFFECTIVE, cells[Column.EFFECTIVE], refusal.code, refusal.message))
    faults += _alone(row, cells)
    return replace(row, faults=tuple(faults), remarks=remarks)


def _alone(row: Row, cells: Mapping[Column, str]) -> Iterator[Fault]:
    """Yield the fault of an instant without an address: nothing could hold from then on."""
    if row.facts is None and cells[Column.EFFECTIVE]:
        sentence = _("Cette ligne a une date et pas d’adresse. Donnez l’adresse, ou videz la date.")
        yield fault(row, Column.EFFECTIVE, cells[Column.EFFECTIVE], "address_missing", sentence)


def _facts(cells: Mapping[Column, str], language: str) -> AddressFacts | None:
    """Return the address of a row; None when no cell says where."""
    said = {column.value: cells[column] for column in PLACE}
    if not any(said[column] for column in PLACE if column not in (Column.COUNTRY, Column.LANGUAGE)):
        return None
    written = folded(plain(said[Column.LANGUAGE]))
    said["language"] = _LANGUAGES.get(written, written) or language
    return AddressFacts(**said)


# ---------- Numbers ----------
def _block(cells: Mapping[Column, str]) -> ReadBlock:
    """Return the block of a row, its ends in two cells or in one. Raises NumberRefused."""
    first, last = cells[Column.FIRST], cells[Column.LAST]
    parts = [part.strip() for part in _TO.split(first)]
    if len(parts) == 2 and not last:
        return read_block(parts[0], parts[1])
    if not last and "-" in first:
        return _hyphenated(first)
    return read_block(first, last)


def _hyphenated(text: str) -> ReadBlock:
    """Return what a cell with hyphens says: one number, else the only two that it can be parted in."""
    try:
        return read_block(text)
    except NumberRefused:
        ways = [(text[:place], text[place + 1 :]) for place, letter in enumerate(text) if letter == "-"]
        found = [block for block in (_tried(*way) for way in ways) if block is not None]
        if len(found) != 1:
            raise
        return found[0]


def _tried(first: str, last: str) -> ReadBlock | None:
    try:
        read_number(first)
        return read_block(first, last) if last.strip() else None
    except NumberRefused:
        return None


# ---------- From when ----------
def _instant(text: str) -> datetime | None:
    """Return the instant of a cell, None for an empty one. Raises InstantRefused.

    A day as spreadsheets of this country write it, 1/07/2026, is read day first; nothing else is turned around.
    """
    if not text:
        return None
    match = _DAY.fullmatch(text)
    if match is None:
        return read_instant(text)
    day, month, year, hour, minute = match.groups()
    return read_instant(f"{year}-{month:0>2}-{day:0>2} {hour or '0':0>2}:{minute or '0':0>2}")
