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

from emergency.registry.facts import AddressFacts
from extranet.tenancy.context import ask_prepared


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


# The function joins nothing: each of its steps goes through one index, and its answer is always one row.
_QUESTION: Final = "SELECT * FROM public.registry_lookup(%s::bigint, %s::timestamptz, %s::timestamptz)"
_HOLDER: Final = slice(2, 12)
_DECLARED: Final = slice(12, 26)
_PLACE: Final = slice(26, None)


def lookup(number: int, at: datetime | None = None, known_at: datetime | None = None) -> Found:
    """Return what the registry says about a number, in one statement.

    `at`: the instant asked about, `known_at`: the knowledge it is answered from; None is the instant at which the
    database takes the question, the same for both.

    Terms: telavox.7, bt.14, sip.4
    """
    (row,) = ask_prepared(_QUESTION, (number, at, known_at))
    return Found(number, row[0], row[1], _holder(row[_HOLDER]), _declared(row[_DECLARED], row[_PLACE]))


def _holder(row: Any) -> Holder | None:
    return None if row[0] is None else Holder(*row)


def _declared(row: Any, place: Any) -> Declared | None:
    return None if row[0] is None else Declared(row[0], AddressFacts(*place), *row[1:])
