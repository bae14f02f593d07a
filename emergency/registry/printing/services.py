"""Writing the list: one page for paper that needs nothing else, and the same as CSV. Whole, or not at all.

Terms: telavox.7, bt.14, sip.4
"""

import csv
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, TextIO

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import override

from emergency.registry.printing.rows import Line, lines_at
from extranet.accounts.models import User
from extranet.audit import services as audit
from extranet.catalogue.families import Family
from extranet.clients.export import Cell, safe_cell
from extranet.look import formats
from extranet.numbering.formats import written, written_block
from extranet.tenancy.context import OPERATOR, PUBLIC, acting
from extranet.times import brussels_day

NIGHTS: Final = 14
_BLOCK: Final = 65_536


@dataclass(frozen=True)
class Printed:
    """The files of a list with their hashes, and what they count."""

    html: Path
    csv: Path
    at: datetime
    lines: int
    numbers: int
    uncovered: int
    html_sha256: str
    csv_sha256: str


@dataclass
class _Counts:
    lines: int = 0
    numbers: int = 0
    uncovered: int = 0

    def add(self, line: Line) -> None:
        self.lines += 1
        self.numbers += line.count
        self.uncovered += 0 if line.facts else line.count


def write_list(*, out: Path, at: datetime, language: str = "fr") -> Printed:
    """Write all numbers held at `at` with their addresses to `out`, and the same as `.csv` beside it.

    Each file, and `.sha256` with both hashes, takes its place only once it is whole: a reader sees the old list or
    the new one. Any size is streamed. Raises OSError.

    Terms: telavox.7, bt.14, sip.4
    """
    table = out.with_suffix(".csv")
    new = {path: path.with_name(f".{path.name}.new") for path in (out, table, out.with_suffix(".sha256"))}
    rows = out.with_name(f".{out.name}.rows")
    counts = _Counts()
    out.parent.mkdir(parents=True, exist_ok=True)
    try:
        with acting(PUBLIC, OPERATOR), override(language):
            with rows.open("w", encoding="utf-8") as body, new[table].open("w", encoding="utf-8", newline="") as cells:
                _write_lines(lines_at(at), body, cells, counts)
            csv_sha256 = _hash(new[table])
            facts = {"at": at, "counts": counts, "csv_sha256": csv_sha256, "csv_name": table.name}
            _write_page(new[out], rows, facts)
        html_sha256 = _hash(new[out])
        hashes = f"{html_sha256}  {out.name}\n{csv_sha256}  {table.name}\n"
        new[out.with_suffix(".sha256")].write_text(hashes, encoding="utf-8")
        for path, beside in new.items():
            beside.replace(path)
    finally:
        for beside in (rows, *new.values()):
            beside.unlink(missing_ok=True)
    return Printed(out, table, at, counts.lines, counts.numbers, counts.uncovered, html_sha256, csv_sha256)


def write_tonight(*, at: datetime) -> Printed | None:
    """Write the list of the night into the folder of the settings; None when there is none."""
    if not settings.REGISTRY_PRINT_FOLDER:
        return None
    folder = Path(settings.REGISTRY_PRINT_FOLDER)
    return write_list(out=folder / f"numeros-{brussels_day(at):%Y-%m-%d}.html", at=at)


def nightly_lists() -> list[str]:
    """Return the names of the last lists of the folder, newest first."""
    if not settings.REGISTRY_PRINT_FOLDER:
        return []
    found = Path(settings.REGISTRY_PRINT_FOLDER).glob("numeros-*.html")
    return sorted((path.name for path in found), reverse=True)[:NIGHTS]


def note_download(*, printed: Printed, actor: User, at: datetime) -> None:
    """Keep in the trail who took the list of everybody's addresses."""
    changes = {"numbers": printed.numbers, "html": printed.html_sha256, "csv": printed.csv_sha256}
    audit.record(actor=actor, act="registry.printed", target=actor, at=at, changes=changes)


def _write_lines(lines: Iterable[Line], body: TextIO, cells: TextIO, counts: _Counts) -> None:
    cells.write("\ufeff")
    writer = csv.writer(cells, delimiter=";")
    writer.writerow(_head())
    families = {family.value: str(family.label) for family in Family}
    for line in lines:
        counts.add(line)
        body.write(_row(line, families))
        writer.writerow([safe_cell(cell) for cell in _cells(line, families)])


def _row(line: Line, families: dict[str, str]) -> str:
    facts = line.facts
    place = format_html("<b>{}</b>", facts.line) if facts else format_html("<b class=none>{}</b>", _("AUCUNE ADRESSE"))
    extra = ", ".join(filter(None, (facts.details, facts.no_house_number_reason))) if facts else ""
    return format_html(
        "<tr><th>{}</th><td>{}</td><td>{}<br><small>{}</small></td><td>{}<br><small>{}, {}</small></td></tr>\n",
        written_block(line.first, line.last),
        line.count,
        place,
        extra,
        line.client,
        line.partner,
        families.get(line.family, line.family),
    )


def _head() -> list[str]:
    return [
        _("Premier numéro"),
        _("Dernier numéro"),
        _("Numéros"),
        _("Partenaire"),
        _("Client"),
        _("Service"),
        _("Rue"),
        _("Numéro"),
        _("Boîte"),
        _("Code postal"),
        _("Commune"),
        _("Pays"),
        _("Étage"),
        _("Local"),
        _("Accès pour les secours"),
        _("Pas de numéro"),
        _("Déclarée par"),
        _("Déclarée le"),
    ]


def _cells(line: Line, families: dict[str, str]) -> list[Cell]:
    row: list[Cell] = [written(line.first), written(line.last), line.count, line.partner, line.client]
    row.append(families.get(line.family, line.family))
    if line.facts is None:
        return [*row, *[""] * 12]
    facts = line.facts
    row += [facts.street, facts.house_number, facts.box, facts.postal_code, facts.municipality, facts.country]
    row += [facts.floor, facts.room, facts.access_note, facts.no_house_number_reason]
    return [*row, line.author, line.declared_at]


def _write_page(path: Path, rows: Path, facts: dict[str, Any]) -> None:
    """Write the page around the rows, which are copied block by block."""
    shown = {**facts, "written_at": formats.instant(facts["at"], exact=True), "marker": "@@rows@@"}
    head, foot = render_to_string("registry/printed_list.html", shown).split("@@rows@@")
    with path.open("w", encoding="utf-8") as page, rows.open(encoding="utf-8") as body:
        page.write(head)
        _copy(lambda: body.read(_BLOCK), page)
        page.write(foot)


def _copy(read: Callable[[], str], to: TextIO) -> None:
    while block := read():
        to.write(block)


def _hash(path: Path) -> str:
    digest = sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()
