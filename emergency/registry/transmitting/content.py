"""A message as it is sent: plain JSON, frozen when it is queued.

Terms: telavox.7, bt.14, sip.4
"""

from typing import Any
from uuid import UUID

from emergency.registry.facts import AddressFacts
from emergency.registry.models import Registration, Transmission
from emergency.registry.transmitting.changes import Told

Json = dict[str, Any]


def content_of(told: Told, row: Registration | None) -> Json:
    """Return what a message says: kind, numbers in E.164, from when; the address and who declared it, or nothing.

    Shape: `kind`, `numbers` {first, last}, `holds_from`, `address`, `declared` {registration, by, role, for, at}.
    """
    content: Json = {
        "kind": Transmission.Kind.SET.value if row else Transmission.Kind.WITHDRAW.value,
        "numbers": {"first": f"+{told.first}", "last": f"+{told.end - 1}"},
        "holds_from": told.holds_from.isoformat(),
        "address": None,
        "declared": None,
    }
    if row is not None:
        content["address"] = dict(vars(row.address.facts))
        content["declared"] = {
            "registration": str(row.pk),
            "by": row.author_name,
            "role": row.author_role,
            "for": row.author_side,
            "at": row.declared_at.isoformat(),
        }
    return content


def message_of(transmission: Transmission) -> Json:
    """Return the message with its identity: `id` is the same however often it is sent, `sequence` orders."""
    return {"id": str(transmission.pk), "sequence": transmission.sequence, **transmission.content}


def told_of(transmission: Transmission) -> Told:
    """Return what a message says, to be replayed."""
    address = transmission.content["address"]
    return Told(
        first=int(transmission.numbers.lower),
        end=int(transmission.numbers.upper),
        holds_from=transmission.holds_from,
        facts=AddressFacts(**address) if address else None,
        row_id=transmission.registration_id,
        holding_id=transmission.holding_id,
    )


def read_id(value: object) -> UUID | None:
    """Return the identity that an answer names; None for anything else."""
    try:
        return UUID(value) if isinstance(value, str) else None
    except ValueError:
        return None
