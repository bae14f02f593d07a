"""A file of ten thousand addresses, from its bytes to the registry, against COPY of the same rows in the same run."""

import time
from collections.abc import Iterator
from typing import Any, Final

from django.db import connection, transaction
from django.utils import timezone

from emergency.importing.services import SentFile, preview, write_import
from emergency.models import AddressImport
from extranet.tenancy.context import OWNER, PARTNER, PUBLIC, acting
from tests.bench.registry import write
from tests.cast import ALICE, ALPHA, person_of
from tests.emergency.importing.files import cells, written
from tests.registry.listing import load

ROWS: Final = 10_000
# +32 2 226 00 00: numbers that exist in the plan, and that no other measurement uses.
FIRST: Final = 3_222_260_000
SHEETS: Final = """
    INSERT INTO numbering_sheet (holding_id, partner, revision)
    SELECT id, partner, 1 FROM numbering_holding WHERE lower(numbers) >= %s AND lower(numbers) < %s
"""
KNOWN: Final = """
    SELECT * FROM registry_registration WHERE upper_inf(recorded) AND upper_inf(valid)
        AND lower(numbers) >= {first} AND lower(numbers) < {end}
"""


def figures() -> Iterator[str]:
    """Yield the lines to print."""
    load()
    values: dict[str, Any] = {"partner": ALPHA, "first": FIRST, "size": 1}
    write(0, ROWS, values)
    with acting(PUBLIC, OWNER), connection.cursor() as cursor:
        cursor.execute(SHEETS, [FIRST, FIRST + ROWS])
    connection.close()
    for name, street in (("ten thousand new addresses", "Rue Haute"), ("all of them changed", "Rue Neuve")):
        shown, done, worked = _imported(street)
        copied = _copied()
        whole = shown + done
        yield (
            f"import of {ROWS:,} rows, {name}: shown in {shown:.1f} s, written in {done:.1f} s ({worked:.1f} s of them "
            f"here), together {whole:.1f} s; COPY of the rows {copied:.2f} s, ratio {whole / copied:.0f}"
        )
    yield f"the same file again: shown in {_shown('Rue Neuve')[1]:.1f} s, nothing changes"


def _imported(street: str) -> tuple[float, float, float]:
    """Send and write a file; return the seconds of each, and those of this process in writing."""
    kept, shown = _shown(street)
    assert kept.state == AddressImport.State.SHOWN, kept.faults[:3]
    began, working = time.perf_counter(), time.process_time()
    with acting(ALPHA, PARTNER):
        done = write_import(import_id=kept.pk, person=person_of(ALICE), at=timezone.now())
    taken, worked = time.perf_counter() - began, time.process_time() - working
    assert (done.state, done.changed) == (AddressImport.State.WRITTEN, ROWS)
    return shown, taken, worked


def _shown(street: str) -> tuple[AddressImport, float]:
    rows = [cells(FIRST + turn, street=street, house_number=str(1 + turn)) for turn in range(ROWS)]
    content = written(rows)
    person = person_of(ALICE)
    began = time.perf_counter()
    with acting(ALPHA, PARTNER):
        kept = preview(file=SentFile("bench.csv", content), person=person, at=timezone.now())
    return kept, time.perf_counter() - began


def _copied() -> float:
    """Return the seconds that COPY takes for the same rows, with the same indexes and constraints."""
    with acting(PUBLIC, OWNER), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE copied (LIKE registry_registration INCLUDING ALL) ON COMMIT DROP")
        known = KNOWN.format(first=FIRST, end=FIRST + ROWS)
        with cursor.copy(f"COPY ({known}) TO STDOUT") as out:
            content = b"".join(bytes(part) for part in out)
        began = time.perf_counter()
        with cursor.copy("COPY copied FROM STDIN") as into:
            into.write(content)
        taken = time.perf_counter() - began
        cursor.execute("SELECT count(*) FROM copied")
        assert cursor.fetchone()[0] == ROWS
    return taken
