"""Who learns of an import: the other party, once, however many blocks changed.

Terms: telavox.7, bt.14, sip.4
"""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from emergency.models import AddressImport
from emergency.registry.models import Registration, Side
from emergency.registry.telling import Reader, readers_of
from extranet.outbox.services import enqueue

MAIL: Final = "emergency.mail_import"


def tell_readers(kept: AddressImport, declared: Sequence[Registration]) -> None:
    """Ask for one mail to each reader, about the blocks of the clients they read for."""
    told: dict[str, tuple[Reader, list[UUID]]] = {}
    for client_id, row in {row.client_id: row for row in declared}.items():
        for reader in readers_of(row.holding, Side(row.author_side)):
            told.setdefault(reader.email.lower(), (reader, []))[1].append(client_id)
    instant = declared[0].recorded.lower.isoformat() if declared else ""
    for reader, client_ids in told.values():
        clients = [str(client_id) for client_id in client_ids]
        enqueue(
            MAIL, str(kept.pk), instant, list(clients), reader.email, reader.name, reader.language, reader.side.value
        )
