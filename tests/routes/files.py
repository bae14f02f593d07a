"""A file of addresses that every owner's client sent, shown and not yet written; and one to send."""

from hashlib import sha256
from io import BytesIO
from typing import Final
from uuid import UUID, uuid5

from django.utils import timezone

from emergency.models import AddressImport
from extranet.numbering.models import Holding
from tests.cast import DORA

NAMES: Final = UUID("f11e0000-0000-4000-8000-000000000000")


def import_of(client_id: UUID) -> UUID:
    """Return the id of the file of a client."""
    return uuid5(NAMES, str(client_id))


def content_of(block: UUID) -> bytes:
    """Return a file that names a block and says no address for it: it can always be written."""
    holding = Holding.objects.get(pk=block)
    head = "first number;last number;street;postal code;municipality"
    return f"{head}\n+{holding.first};+{holding.last};;;\n".encode()


def write(client_id: UUID, block: UUID) -> None:
    """Write down the file, in the schema we stand in."""
    content = content_of(block)
    AddressImport.objects.create(
        pk=import_of(client_id),
        file_name="adresses.csv",
        sha256=sha256(content).hexdigest(),
        size=len(content),
        content=content,
        encoding="utf-8",
        separator=";",
        rows=1,
        verdicts="e",
        counts={"empty": 1, "faults": 0},
        created_at=timezone.now(),
        created_by_id=DORA.id,
        created_by_name=DORA.name,
        client_id=client_id,
    )


def sent(block: UUID) -> BytesIO:
    """Return the file as a browser sends it."""
    file = BytesIO(content_of(block))
    file.name = "adresses.csv"
    return file
