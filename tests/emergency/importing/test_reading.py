"""What a file is read as: bytes, separators, headers, cells; and files that only look like one.

Terms: telavox.7, bt.14, sip.4
"""

from collections.abc import Sequence

import pytest

from emergency.importing.cells import Row, read_rows
from emergency.importing.columns import Column, column_called, header_of
from emergency.importing.decoding import (
    LONGEST_CELL,
    MOST_BYTES,
    MOST_ROWS,
    Encoding,
    Separator,
    check_file,
    decoded,
    encoded,
    guess_encoding,
    guess_separator,
    read_table,
)
from extranet.clients.export import safe_cell, without_guard
from extranet.errors import InvalidInput
from tests.emergency.importing.files import HEAD, cells, written

FIRST = 3222268800
LINE = "+3222268800;;Rue Léon;10;;1000;Bruxelles\r\n"


def read(content: bytes) -> list[Row]:
    """Read a file as it is guessed, if it is one."""
    check_file(content)
    encoding = guess_encoding(content)
    table = read_table(content, encoding, guess_separator(decoded(content, encoding)))
    return read_rows(table, table.records, language="fr")


def one(**changed: str) -> Row:
    """Read one row."""
    (row,) = read(written([cells(changed.pop("first", "+3222268800"), changed.pop("last", ""), **changed)]))
    return row


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (LINE.encode(), Encoding.UTF_8),
        (LINE.encode("utf-8-sig"), Encoding.UTF_8),
        (LINE.encode("cp1252"), Encoding.WINDOWS),
        (LINE.encode("utf-16"), Encoding.UTF_16),
        (LINE.encode("utf-16-le"), Encoding.UTF_16),
        (LINE.encode("utf-16-be"), Encoding.UTF_16),
    ],
)
def test_the_encoding_is_guessed(content: bytes, encoding: Encoding) -> None:
    assert guess_encoding(content) is encoding
    (row,) = read(content)
    assert row.facts is not None
    assert row.facts.street == "Rue Léon"


@pytest.mark.parametrize("separator", list(Separator))
def test_the_separator_is_guessed(separator: Separator) -> None:
    content = written([cells(FIRST, street="Rue Haute, cour; et jardin")], separator=separator.value).decode()
    assert guess_separator(content) is separator
    assert guess_separator(f"sep={separator.value}\r\na") is separator


@pytest.mark.parametrize("encoding", list(Encoding))
def test_what_is_written_in_an_encoding_is_read_in_it(encoding: Encoding) -> None:
    assert decoded(encoded("Léon;é\r\n", encoding), encoding) == "Léon;é\r\n"
    assert guess_encoding(encoded("Léon;é\r\n", encoding)) is encoding


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_lines_end_as_they_like(ending: str) -> None:
    assert [row.line for row in read((ending.join([LINE.strip()] * 2) + ending).encode())] == [1, 2]


@pytest.mark.parametrize(
    "names",
    [
        "Premier numéro;Dernier numéro;Rue;Numéro de maison;Code postal;Commune",
        "Eerste nummer;Laatste nummer;Straat;Huisnummer;Postcode;Gemeente",
        "Erste Nummer;Letzte Nummer;Straße;Hausnummer;Postleitzahl;Gemeinde",
        "first number;last number;street;house number;postal code;municipality",
    ],
)
def test_a_header_is_known_in_four_languages(names: str) -> None:
    assert header_of(names.split(";")) == (
        Column.FIRST,
        Column.LAST,
        Column.STREET,
        Column.HOUSE_NUMBER,
        Column.POSTAL_CODE,
        Column.MUNICIPALITY,
    )


def test_every_column_of_an_export_is_known() -> None:
    assert [column_called(name) for name in HEAD] == list(Column)
    assert header_of(["+3222268800", "", "Rue", "Commune"]) is None


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("+32 2 226 88 00 – 99", ""),
        ("+3222268800..+3222268899", ""),
        ("3222268800-3222268899", ""),
        ("02-226-88-00 - 99", ""),
        ("02/226.88.00 à 02/226.88.99", ""),
        ("'+3222268800", "99"),
        ("32 2 226 88 00", "32 2 226 88 99"),
    ],
)
def test_a_block_is_read_from_one_cell_or_two(first: str, last: str) -> None:
    block = one(first=first, last=last).block
    assert block is not None
    assert (block.first, block.last) == (FIRST, FIRST + 99)


def test_hyphens_within_a_number_are_no_range() -> None:
    block = one(first="02-226-88-00").block
    assert block is not None
    assert block.count == 1


def test_a_plus_that_a_spreadsheet_ate_is_said() -> None:
    assert one(first="32 2 226 88 00").remarks == ("plus_added",)


def test_a_day_as_spreadsheets_write_it_is_read_day_first_and_said() -> None:
    row = one(effective="1/07/2026")
    assert row.effective is not None
    assert (row.effective.isoformat(), row.remarks) == ("2026-06-30T22:00:00+00:00", ("day_first",))


@pytest.mark.parametrize("text", ["31/02/2026", "demain", "2026-03-29 02:30", "13/13/2026"])
def test_an_instant_that_is_none_is_a_fault_of_its_column(text: str) -> None:
    (fault,) = one(effective=text).faults
    assert (fault.column, fault.value, fault.line) == ("effective", text, 2)


@pytest.mark.parametrize("value", ["=1+1", "'=1+1", "''@x", " -3", "+32 2", "l’est", "'t Zand", "\t=x", ""])
def test_what_an_export_guards_comes_back_as_it_was(value: str) -> None:
    assert without_guard(safe_cell(value)) == value


def test_more_cells_than_columns_are_a_fault() -> None:
    (row,) = read(written([[*cells(FIRST), "de trop"]]))
    assert [fault.code for fault in row.faults] == ["too_many_cells"]


# ---------- Files that only look like one ----------
def refusal(content: bytes) -> str:
    """Return the code with which a file is refused."""
    with pytest.raises(InvalidInput) as caught:
        read(content)
    assert str(caught.value)
    return caught.value.code


def rows(count: int) -> Sequence[Sequence[str]]:
    """Return so many rows."""
    return [cells(FIRST)] * count


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b" \r\n", "file_empty"),
        (b"PK\x03\x04rest", "file_not_text"),
        (LINE.encode() + b"\x00", "file_not_text"),
        (b"x" * (MOST_BYTES + 1), "file_too_large"),
        (written([]), "rows_missing"),
        (b"+3222268800\r\n+3222268801\r\n", "columns_missing"),
        (b"Rue;Rue;Premier num\xc3\xa9ro\r\na;b;c", "column_twice"),
        (LINE.encode() + b'"open;;\r\n', "quotes_unbalanced"),
        (LINE.encode() + b'"a"b;;\r\n', "quotes_unbalanced"),
        (LINE.encode() + b"x" * (LONGEST_CELL + 1), "row_too_large"),
        (LINE.encode() + b"x" * 200_000, "quotes_unbalanced"),
        (LINE.encode() + b";" * 500 + b"x", "row_too_large"),
        (written(rows(MOST_ROWS + 1)), "too_many_rows"),
    ],
)
def test_a_hostile_file_is_refused_with_a_sentence(content: bytes, code: str) -> None:
    assert refusal(content) == code


def test_the_mark_of_a_file_in_the_middle_of_another_changes_no_number() -> None:
    found = read(LINE.encode("utf-8-sig") + LINE.encode("utf-8-sig"))
    assert [row.block.first if row.block else None for row in found] == [FIRST, FIRST]


def test_the_wrong_encoding_says_so() -> None:
    with pytest.raises(InvalidInput) as caught:
        read_table(LINE.encode("cp1252"), Encoding.UTF_8, Separator.SEMICOLON)
    assert caught.value.code == "encoding_unreadable"
