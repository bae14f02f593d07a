"""The one question of the registry: which address had a number at an instant, as far as was known at another.

Terms: telavox.7, bt.14, sip.4
Reading: the answer is what was declared for that number, or that nothing was declared, or that the operator did
not host it. Never the nearest block, a head office or a billing address.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from django.db import connection

from emergency.registry.facts import AddressFacts


class Status(StrEnum):
    """The three answers."""

    DECLARED = "declared"
    NONE_DECLARED = "none_declared"
    NOT_HOSTED = "not_hosted"


@dataclass(frozen=True)
class Holder:
    """Who held the number at the instant asked about."""

    holding_id: UUID
    first: int
    last: int
    family: str
    client_id: UUID
    client_name: str
    partner: str
    partner_name: str
    held_since: datetime
    held_until: datetime | None


@dataclass(frozen=True)
class Declared:
    """What was declared: the place, by whom and when, for which time, and since when it was known.

    `recorded_until`: when newer knowledge replaced it; None while it is what is known. `is_terms_accepted`: the
    organisation had accepted that version; else it was the one in force.
    """

    registration_id: UUID
    facts: AddressFacts
    author_name: str
    author_email: str
    author_role: str
    author_side: str
    declared_at: datetime
    valid_from: datetime
    valid_until: datetime | None
    recorded_since: datetime
    recorded_until: datetime | None
    terms_part: str
    terms_number: int | None
    terms_sha256: str
    is_terms_accepted: bool


@dataclass(frozen=True)
class Found:
    """The answer, with both instants it is about. `holder` is there when hosted, `declared` when declared."""

    number: int
    at: datetime
    known_at: datetime
    holder: Holder | None = None
    declared: Declared | None = None

    @property
    def status(self) -> Status:
        """Which of the three answers it is."""
        if self.holder is None:
            return Status.NOT_HOSTED
        return Status.NONE_DECLARED if self.declared is None else Status.DECLARED


_ADDRESS: Final = tuple(AddressFacts.__dataclass_fields__)

# Both joins go through their exclusion index: at most one row of each can hold number and instants. The block of a
# registration is compared IS TRUE so that the planner does not read the whole history of a block instead.
_QUESTION: Final = """
    SELECT asked.at, asked.known_at,
        block.id, lower(block.numbers), upper(block.numbers) - 1, block.family, block.client_id, block.client_name,
        block.partner, coalesce(partner.display_name, block.partner), lower(block.held), upper(block.held),
        said.id, said.author_name, said.author_email, said.author_role, said.author_side, said.declared_at,
        lower(said.valid), upper(said.valid), lower(said.recorded), upper(said.recorded),
        said.terms_part, said.terms_number, said.terms_sha256, said.is_terms_accepted,
        {address}
    FROM (
        SELECT coalesce(%(at)s::timestamptz, statement_timestamp()) AS at,
            coalesce(%(known_at)s::timestamptz, statement_timestamp()) AS known_at
    ) AS asked
    LEFT JOIN public.numbering_holding AS block
        ON block.numbers @> %(number)s::bigint AND block.held @> asked.at
    LEFT JOIN public.registry_registration AS said
        ON said.numbers @> %(number)s::bigint AND said.valid @> asked.at AND said.recorded @> asked.known_at
        AND (said.holding_id = block.id) IS TRUE
    LEFT JOIN public.registry_address AS place ON place.id = said.address_id
    LEFT JOIN public.partners_partner AS partner ON partner.schema_name = block.partner
""".format(address=", ".join(f"place.{name}" for name in _ADDRESS))  # noqa: S608 - names of our own columns


def lookup(number: int, at: datetime | None = None, known_at: datetime | None = None) -> Found:
    """Return what the registry says about a number, in one statement.

    `at`: the instant asked about, `known_at`: the knowledge it is answered from; None is the instant at which the
    database takes the question, the same for both.

    Terms: telavox.7, bt.14, sip.4
    """
    with connection.cursor() as cursor:
        cursor.execute(_QUESTION, {"number": number, "at": at, "known_at": known_at})
        rows = cursor.fetchall()
    if len(rows) != 1:
        raise LookupError(f"{len(rows)} answers about +{number}")
    (row,) = rows
    return Found(number, row[0], row[1], _holder(row[2:12]), _declared(row[12:26], row[26:]))


def _holder(row: Any) -> Holder | None:
    return None if row[0] is None else Holder(*row)


def _declared(row: Any, place: Any) -> Declared | None:
    return None if row[0] is None else Declared(row[0], AddressFacts(*place), *row[1:])
