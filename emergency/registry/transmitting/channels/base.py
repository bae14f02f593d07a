"""What every way to the emergency side has in common.

Terms: telavox.7, bt.14, sip.4
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, Protocol
from uuid import UUID

Json = dict[str, Any]
# Seconds for each exchange with the other side.
TIMEOUT_SECONDS: Final = 10
LONGEST_REFERENCE: Final = 120
LONGEST_ERROR: Final = 300
# Of a text of the other side no more is looked at.
MOST_READ: Final = 10_000


class NotTaken(Exception):
    """The other side could not be reached, or took nothing. Its text says why."""


class Outcome(StrEnum):
    """What the other side says of a message. Only its own word is *acknowledged*."""

    TAKEN = "taken"
    ACKNOWLEDGED = "acknowledged"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Reply:
    """An outcome, with the reference the other side gave, or its reason for a refusal."""

    outcome: Outcome
    reference: str = ""
    error: str = ""


class Channel(Protocol):
    """One way. The same message sent twice is one message to the other side: its `id` says so.

    `way`: its word on the row. `batch`: how many messages go at once.
    """

    way: str
    batch: int

    def send(self, messages: Sequence[Json]) -> Mapping[UUID, Reply]:
        """Hand messages over, in their order; return what was said of each. Raises NotTaken: of none."""

    def answers(self, waiting: Sequence[UUID]) -> Iterator[tuple[UUID, Reply]]:
        """Yield what is said meanwhile of messages that were taken. An answer may come twice. Raises NotTaken."""


def reference_of(body: object) -> str:
    """Return the other side's reference in an answer in JSON; empty when it has none."""
    return _text(body.get("reference"), LONGEST_REFERENCE) if isinstance(body, Mapping) else ""


def reply_of(body: object) -> Reply | None:
    """Return what an answer in JSON says: `status` acknowledged, refused or pending; None when it says nothing."""
    if not isinstance(body, Mapping):
        return None
    reference, error = reference_of(body), _text(body.get("error"), LONGEST_ERROR)
    match body.get("status"):
        case "acknowledged":
            return Reply(Outcome.ACKNOWLEDGED, reference)
        case "refused":
            return Reply(Outcome.REFUSED, reference, error or "refused without a reason")
        case "pending":
            return Reply(Outcome.TAKEN, reference)
    return None


def _text(given: object, longest: int) -> str:
    """Return a text that any database keeps: no sign that is none, as NUL or half a pair."""
    if not isinstance(given, str):
        return ""
    signs = "".join(sign if sign.isprintable() else " " for sign in given[:MOST_READ])
    return " ".join(signs.split())[:longest]
