"""Files of addresses as people send them."""

import csv
from collections.abc import Sequence
from io import StringIO
from typing import Any, Final
from uuid import UUID

from django.utils import timezone

from emergency.importing.columns import Column
from emergency.importing.services import SentFile, preview, write_import
from emergency.models import AddressImport
from extranet.tenancy.context import OPERATOR, PARTNER, acting
from tests.cast import ALICE, ALPHA, STAFF, Member, person_of

HEAD: Final = tuple(str(column.label) for column in Column)
ROW: Final = {"street": "Rue Haute", "house_number": "10", "postal_code": "1000", "municipality": "Bruxelles"}


def cells(first: str | int, last: str | int = "", **changed: str) -> list[str]:
    """Return a row in the order of the columns; the address is Rue Haute 10 but for what is changed."""
    said = {**ROW, **changed, "first": number(first), "last": number(last)}
    return [said.get(column.value, "") for column in Column]


def number(text: str | int) -> str:
    """Return a number with its plus; what is written already as it is."""
    return f"+{text}" if isinstance(text, int) else text


def written(rows: Sequence[Sequence[str]], *, head: Sequence[str] | None = HEAD, separator: str = ";") -> bytes:
    """Return rows as bytes of a file in UTF-8."""
    out = StringIO(newline="")
    writer = csv.writer(out, delimiter=separator)
    writer.writerows([*([head] if head else []), *rows])
    return out.getvalue().encode()


def place_of(by: Member, schema: str = ALPHA) -> tuple[Any, Any]:
    """Return the person, and where they stand: staff under the partner's mount."""
    stands = schema if by in STAFF else by.schema
    return person_of(by, schema=stands), acting(stands, OPERATOR if by in STAFF else PARTNER)


def shown(content: bytes | Sequence[Sequence[str]], *, by: Member = ALICE, name: str = "adresses.csv") -> AddressImport:
    """Send a file as `by`."""
    person, there = place_of(by)
    sent = SentFile(name, content if isinstance(content, bytes) else written(content))
    with there:
        return preview(file=sent, person=person, at=timezone.now())


def write(kept: AddressImport | UUID, *, by: Member = ALICE) -> AddressImport:
    """Write a file that was shown."""
    person, there = place_of(by)
    import_id = kept if isinstance(kept, UUID) else kept.pk
    with there:
        return write_import(import_id=import_id, person=person, at=timezone.now())


def codes(kept: AddressImport) -> list[tuple[int, str]]:
    """Return line and code of each fault."""
    return [(one["line"], one["code"]) for one in kept.faults]
