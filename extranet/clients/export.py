"""Lists as CSV that a spreadsheet opens and that no cell can turn into a formula."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import StringIO

from django.http import HttpResponse

from extranet.times import BRUSSELS

# Source: a cell that begins with one of these is run as a formula by spreadsheets.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
Cell = str | int | Decimal | date | None


def safe_cell(cell: Cell) -> str:
    """Return a cell as text; an apostrophe before what a spreadsheet would run. Numbers stay numbers."""
    if cell is None:
        return ""
    if isinstance(cell, int | Decimal):
        return str(cell)
    if isinstance(cell, datetime):
        return f"{cell.astimezone(BRUSSELS):%Y-%m-%d %H:%M}"
    if isinstance(cell, date):
        return cell.isoformat()
    return f"'{cell}" if _is_guarded(cell) else cell


def without_guard(cell: str) -> str:
    """Return a cell as it was before `safe_cell` put an apostrophe in front: whatever was written comes back."""
    return cell[1:] if cell.startswith("'") and _is_guarded(cell[1:]) else cell


def _is_guarded(cell: str) -> bool:
    # Behind apostrophes too, so that one of a person's own is not taken for ours when the file comes back.
    return cell.lstrip(" '").startswith(_FORMULA_STARTS)


def csv_response(name: str, head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> HttpResponse:
    """Return rows as a file to download: UTF-8 with its mark and semicolons, as spreadsheets here expect."""
    written = StringIO(newline="")
    writer = csv.writer(written, delimiter=";")
    writer.writerow([safe_cell(cell) for cell in head])
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return HttpResponse("\ufeff" + written.getvalue(), content_type="text/csv; charset=utf-8", headers=headers)
