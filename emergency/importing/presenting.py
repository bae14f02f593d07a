"""A file of addresses as its page shows it: each row in words, what it touches, what is wrong."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from emergency.importing.assessing import blocks_named
from emergency.importing.cells import Row
from emergency.importing.columns import Column
from emergency.importing.decoding import Record, Table
from emergency.importing.rules import Blocks, Verdict
from emergency.importing.selectors import rows_of
from emergency.models import AddressImport
from emergency.registry.facts import AddressFacts
from emergency.registry.judging import Judgement
from emergency.registry.places import judged_all
from emergency.registry.selectors import addresses_of
from extranet.accounts.people import Person
from extranet.clients.listing import PAGE_SIZE
from extranet.look import formats
from extranet.look.parts import Badge, Tone
from extranet.numbering.formats import written_block
from extranet.numbering.models import Holding

_TONES = {
    Verdict.FAULT: Tone.DANGER,
    Verdict.REVIEW: Tone.WARN,
    Verdict.NEW: Tone.ACCENT,
    Verdict.CHANGED: Tone.ACCENT,
}


@dataclass(frozen=True)
class Line:
    """One row on the page: numbers in + form, the address as it will be kept, and what it replaces."""

    number: int
    numbers: str
    facts: AddressFacts | None
    effective: datetime | None
    remarks: Sequence[str]
    before: str
    badge: Badge


@dataclass(frozen=True)
class FaultLine:
    """One thing to correct. `line` 0: about the whole file."""

    line: int
    column: str
    value: str
    code: str
    sentence: str


@dataclass(frozen=True)
class Columns:
    """Which columns were understood, and which are not looked at."""

    known: Sequence[str]
    ignored: Sequence[str]
    has_header: bool


def columns_of(table: Table) -> Columns:
    """Return what was understood of the columns."""
    known = [str(column.label) for column in table.columns if column is not None]
    cells = table.header.cells if table.header else ()
    ignored = [cell for column, cell in zip(table.columns, cells, strict=False) if column is None and cell.strip()]
    return Columns(known, ignored, table.header is not None)


def lines_page(request: HttpRequest, kept: AddressImport, table: Table, person: Person, at: datetime) -> Page[Any]:
    """Return the page of rows asked for, narrowed by `?show=` to a verdict; only its rows are read and judged."""
    asked = request.GET.get("show", "")
    letters = kept.verdicts or Verdict.EMPTY.value * len(table.records)
    chosen = [
        (record, Verdict(letter))
        for record, letter in zip(table.records, letters, strict=True)
        if asked not in Verdict.values or letter == asked
    ]
    page: Page[Any] = Paginator(chosen, PAGE_SIZE).get_page(request.GET.get("page"))
    page.object_list = _lines(kept, table, list(page.object_list), person, at)
    return page


def _lines(
    kept: AddressImport, table: Table, chosen: Sequence[tuple[Record, Verdict]], person: Person, at: datetime
) -> list[Line]:
    rows = rows_of(kept, table, [record for record, _verdict in chosen])
    blocks = Blocks(blocks_named(rows, person, at))
    under = [blocks.under(row)[0] for row in rows]
    asked = [(row.facts, found[0]) for row, found in zip(rows, under, strict=True) if row.facts and found]
    judgements = iter(judged_all(asked))
    said = [next(judgements) if row.facts and found else None for row, found in zip(rows, under, strict=True)]
    present = addresses_of([holding for found in under for holding in found])
    return [
        _line(row, found, judgement, [present.get(one.pk, "") for one in found], verdict)
        for row, found, judgement, (_record, verdict) in zip(rows, under, said, chosen, strict=True)
    ]


def _line(
    row: Row, blocks: Sequence[Holding], judgement: Judgement | None, before: Sequence[str], verdict: Verdict
) -> Line:
    numbers = written_block(row.block.first, row.block.last) if row.block else ""
    remarks = [*row.remark_labels, *(judgement.remark_labels if judgement else ())]
    if judgement is not None and verdict is Verdict.REVIEW:
        remarks += judgement.doubt_labels
    if len(blocks) > 1:
        count = ngettext("%(count)s bloc", "%(count)s blocs", len(blocks))
        remarks.append(count % {"count": formats.quantity(len(blocks))})
    return Line(
        number=row.line,
        numbers=numbers,
        facts=judgement.facts if judgement else row.facts,
        effective=row.effective,
        remarks=remarks,
        before="; ".join(dict.fromkeys(filter(None, before))),
        badge=verdict_badge(verdict),
    )


def verdict_badge(verdict: Verdict) -> Badge:
    """Return the word of what a row does."""
    tone = _TONES.get(verdict)
    return Badge(str(verdict.label), tone) if tone else Badge(str(verdict.label))


def fault_lines(kept: AddressImport) -> list[FaultLine]:
    """Return what is to be corrected, each with the column in words."""
    return [FaultLine(**{**one, "column": column_words(one["column"])}) for one in kept.faults]


def column_words(column: str) -> str:
    """Return how a column is called; what is no column of ours stays as it is."""
    return str(Column(column).label) if column in Column.values else column


def button_of(kept: AddressImport) -> str:
    """Return the words of the button that commits."""
    sentence = ngettext(
        "Déclarer les adresses de %(count)s bloc", "Déclarer les adresses de %(count)s blocs", kept.changed
    )
    return sentence % {"count": formats.quantity(kept.changed)} if kept.changed else _("Rien à déclarer")
