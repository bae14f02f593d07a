"""From bytes to a table, pure: encoding and separator are guessed, said, and may be chosen by a person.

Source: RFC 4180; spreadsheets here write semicolons, Windows-1252 or UTF-8 with its mark, or UTF-16 with tabs.
Terms: telavox.7, bt.14, sip.4
"""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from emergency.importing.columns import Column, header_of, missing, twice
from extranet.errors import InvalidInput

MOST_BYTES: Final = 8_000_000
MOST_ROWS: Final = 10_000
LONGEST_CELL: Final = 2_000
MOST_CELLS: Final = 60
_SAMPLE: Final = 40
# Hidden to people and meant for programs: no table holds them.
_UNREADABLE: Final = re.compile(r"[\x00-\x08\x0e-\x1f]")
_MARK: Final = "\ufeff"
_SAID_BY_EXCEL: Final = re.compile(r"sep=([;,\t])\r?\n?", re.I)


class Encoding(TextChoices):
    """How letters are written as bytes."""

    UTF_8 = "utf-8", "UTF-8"
    UTF_16 = "utf-16", "UTF-16"
    WINDOWS = "windows-1252", "Windows-1252"


class Separator(TextChoices):
    """What stands between two cells."""

    SEMICOLON = ";", gettext_lazy("point-virgule ( ; )")
    COMMA = ",", gettext_lazy("virgule ( , )")
    TAB = "\t", gettext_lazy("tabulation")


@dataclass(frozen=True)
class Record:
    """A row as it stands in the file, and the line it begins on."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A file that was read. `header`: None when its first row is one of addresses; `columns`: what each says."""

    columns: tuple[Column | None, ...]
    header: Record | None
    records: tuple[Record, ...]


# ---------- Encoding ----------
def guess_encoding(content: bytes) -> Encoding:
    """Return how a file is most likely written: by its mark, by its zeros, as UTF-8 if it is, else as Windows does."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or _has_zeros_by_turns(content):
        return Encoding.UTF_16
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return Encoding.WINDOWS
    return Encoding.UTF_8


def decoded(content: bytes, encoding: Encoding) -> str:
    """Return the text of a file without its mark. Raises InvalidInput with code `encoding_unreadable`."""
    names = {Encoding.UTF_8: "utf-8-sig", Encoding.WINDOWS: "cp1252", Encoding.UTF_16: _utf_16(content)}
    try:
        return content.decode(names[encoding]).removeprefix(_MARK)
    except UnicodeDecodeError as error:
        sentence = _("Ce fichier n’est pas écrit en %(encoding)s. Choisissez un autre codage.")
        raise InvalidInput(sentence % {"encoding": encoding.label}, code="encoding_unreadable") from error


def encoded(text: str, encoding: Encoding) -> bytes:
    """Return a text as bytes, with the mark of the encoding; a letter that it does not have as a question mark."""
    if encoding is Encoding.WINDOWS:
        return text.encode("cp1252", "replace")
    return f"{_MARK}{text}".encode("utf-16-le" if encoding is Encoding.UTF_16 else "utf-8")


def _utf_16(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    return "utf-16-be" if content[:1] == b"\x00" else "utf-16-le"


def _has_zeros_by_turns(content: bytes) -> bool:
    """Whether every other byte is zero: UTF-16 without its mark."""
    sample = content[:200]
    even, odd = sample[::2], sample[1::2]
    return len(sample) >= 4 and any(
        zeros.count(0) > len(zeros) * 0.7 and not letters.count(0) for zeros, letters in ((even, odd), (odd, even))
    )


# ---------- Separator ----------
def guess_separator(text: str) -> Separator:
    """Return what most likely separates cells: names of columns first, then rows of one width."""
    said = _SAID_BY_EXCEL.match(text)
    if said:
        return Separator(said[1])
    return max(Separator, key=lambda separator: _likely(text, separator))


def _likely(text: str, separator: Separator) -> tuple[int, int, int]:
    """Return how well a separator explains the first rows, to compare: names of columns, rows of one width, width."""
    rows: list[list[str]] = []
    try:
        for row in csv.reader(StringIO(text[:20_000], newline=""), delimiter=separator.value):
            rows.append(row)
            if len(rows) >= _SAMPLE:
                break
    except csv.Error:
        pass
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    if not rows:
        return (0, 0, 0)
    header = header_of(rows[0]) or ()
    width, count = Counter(map(len, rows)).most_common(1)[0]
    is_split = width > 1
    return (sum(column is not None for column in header), count if is_split else 0, width)


# ---------- Rows ----------
def check_file(content: bytes) -> None:
    """Raise InvalidInput for a file that is no table of a size we take."""
    if not content.strip():
        raise InvalidInput(_("Ce fichier est vide. Choisissez celui qui a les adresses."), code="file_empty")
    if len(content) > MOST_BYTES:
        sentence = _("Un fichier a au plus 8 Mo. Faites-en plusieurs, par exemple un par client.")
        raise InvalidInput(sentence, code="file_too_large")
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF-")):
        sentence = _("Ce n’est pas du texte. Dans votre tableur, enregistrez la feuille au format CSV.")
        raise InvalidInput(sentence, code="file_not_text")


def read_table(content: bytes, encoding: Encoding, separator: Separator) -> Table:
    """Return the rows of a file; blank ones are left out. Raises InvalidInput, with the line where it can be said."""
    text = decoded(content, encoding)
    hidden = _UNREADABLE.search(text)
    if hidden:
        line = text.count("\n", 0, hidden.start()) + 1
        sentence = _(
            "Ligne %(line)s : un caractère invisible n’a pas sa place dans un tableau. Choisissez un autre codage, ou "
            "enregistrez la feuille de nouveau en CSV."
        )
        raise InvalidInput(sentence % {"line": line}, code="file_not_text")
    records = list(_records(text, separator))
    header = header_of(records[0].cells) if records else None
    if header is not None:
        return _checked(Table(header, records[0], tuple(records[1:])))
    widest = max((len(record.cells) for record in records), default=0)
    return _checked(Table(tuple(Column)[:widest], None, tuple(records)))


def _records(text: str, separator: Separator) -> Iterator[Record]:
    said = _SAID_BY_EXCEL.match(text)
    begin = said.end() if said else 0
    reader = csv.reader(StringIO(text[begin:], newline=""), delimiter=separator.value, strict=True)
    line = 1 + bool(said)
    found = 0
    try:
        for cells in reader:
            if any(cell.strip(f" \t{_MARK}") for cell in cells):
                found += 1
                _check_row(cells, line, found)
                yield Record(line, tuple(cells))
            line = reader.line_num + 1 + bool(said)
    except csv.Error as error:
        sentence = _("Ligne %(line)s : les guillemets ne se ferment pas, ou une cellule est démesurée. Corrigez-la.")
        raise InvalidInput(sentence % {"line": line}, code="quotes_unbalanced") from error


def _check_row(cells: list[str], line: int, found: int) -> None:
    if found > MOST_ROWS + 1:
        sentence = _("Un fichier a au plus 10 000 lignes. Faites-en plusieurs, par exemple un par client.")
        raise InvalidInput(sentence, code="too_many_rows")
    if len(cells) > MOST_CELLS or any(len(cell) > LONGEST_CELL for cell in cells):
        sentence = _(
            "Ligne %(line)s : trop de cellules, ou une cellule de plus de 2 000 signes. Vérifiez les guillemets et le "
            "séparateur."
        )
        raise InvalidInput(sentence % {"line": line}, code="row_too_large")


def _checked(table: Table) -> Table:
    """Return a table whose rows can say addresses. Raises InvalidInput."""
    if len(table.records) > MOST_ROWS:
        sentence = _("Un fichier a au plus 10 000 lignes. Faites-en plusieurs, par exemple un par client.")
        raise InvalidInput(sentence, code="too_many_rows")
    double = twice(table.columns)
    if double:
        sentence = _("Deux colonnes s’appellent « %(column)s ». Gardez-en une, ou renommez l’autre.")
        raise InvalidInput(sentence % {"column": double[0].label}, code="column_twice")
    lacking = missing(table.columns)
    if lacking:
        facts = {"columns": ", ".join(str(column.label) for column in lacking)}
        sentence = _(
            "Il manque : %(columns)s. Choisissez un autre séparateur, ou nommez ces colonnes à la première ligne."
        )
        raise InvalidInput(sentence % facts, code="columns_missing")
    if not table.records:
        sentence = _("Ce fichier n’a que ses titres. Ajoutez une ligne par bloc de numéros.")
        raise InvalidInput(sentence, code="rows_missing")
    return table
