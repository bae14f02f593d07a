"""What a pack of evidence says of one number, and whether a pack is still as it was made. Pure: no clock, no tables.

Terms: telavox.7, bt.14, sip.4
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from extranet.terms.evidence import Fact, canonical, digest_of

FORMAT: Final = "allocloud.emergency-evidence"
# Raised when a field is added, renamed or read in another way; `packing.py` and `collecting.py` say what there is.
VERSION: Final = 1
DIGEST: Final = "sha256"


@dataclass(frozen=True)
class Period:
    """From `since` until just before `until`; None has no end."""

    since: datetime
    until: datetime | None

    def holds(self, at: datetime) -> bool:
        """Whether `at` is in it."""
        return self.since <= at and (self.until is None or at < self.until)


class State(StrEnum):
    """What is said of the number at the instant asked about."""

    DECLARED = "declared"
    UNCOVERED = "uncovered"
    NOT_HELD = "not_held"


def gaps(held: Iterable[Period], covered: Iterable[Period], *, until: datetime) -> tuple[Period, ...]:
    """Return when the number was held without an address, until the instant `until`; one still open has no end.

    Terms: telavox.7, bt.14, sip.4
    Reading: what is to follow is no gap; only what has begun at `until` counts.
    """
    known = sorted(covered, key=lambda one: one.since)
    found: list[Period] = []
    for block in sorted(held, key=lambda one: one.since):
        end = block.until if block.until is not None and block.until <= until else None
        found += _gaps_of(Period(block.since, end), known, until)
    return tuple(found)


def _gaps_of(block: Period, covered: Sequence[Period], until: datetime) -> list[Period]:
    found: list[Period] = []
    since = block.since
    for one in covered:
        if one.until is not None and one.until <= since:
            continue
        if (block.until is not None and one.since >= block.until) or one.since > until:
            break
        if one.since > since:
            found.append(Period(since, one.since))
        if one.until is None:
            return found
        since = max(since, one.until)
    ends = block.until
    if since <= until and (ends is None or since < ends):
        found.append(Period(since, ends))
    return found


def state_at(held: Iterable[Period], covered: Iterable[Period], at: datetime) -> State:
    """Return what is said of the number at `at`: never a guess.

    Terms: telavox.7, bt.14, sip.4
    """
    if not any(one.holds(at) for one in held):
        return State.NOT_HELD
    return State.DECLARED if any(one.holds(at) for one in covered) else State.UNCOVERED


# ---------- The file ----------
def document_of(facts: Mapping[str, Fact]) -> bytes:
    """Return the pack as it is kept: canonical JSON, with the digest of everything else in it."""
    return canonical({**facts, DIGEST: digest_of(facts)})


class Fault(StrEnum):
    """Why a file is no pack."""

    NOT_JSON = "not_json"
    NOT_A_PACK = "not_a_pack"
    OTHER_VERSION = "other_version"


@dataclass(frozen=True)
class Verified:
    """What is said of a file. `fault`: why it is no pack; `is_intact`: its digest is that of its facts."""

    fault: Fault | None
    claimed: str = ""
    computed: str = ""
    facts: Mapping[str, Any] | None = None

    @property
    def is_intact(self) -> bool:
        """Whether nothing in it was changed since its digest was written."""
        return self.fault is None and self.claimed == self.computed


def verify(content: bytes) -> Verified:
    """Return what is said of a file. Blanks and the order of keys are not part of what it says, all else is.

    Terms: telavox.7, bt.14, sip.4
    Reading: a digest shows a slip or a change that forgot it; that the house made this very pack is told by its trail.
    """
    try:
        read = json.loads(content, object_pairs_hook=_once, parse_float=_refuse, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return Verified(Fault.NOT_JSON)
    if not isinstance(read, dict) or read.get("format") != FORMAT or not isinstance(read.get(DIGEST), str):
        return Verified(Fault.NOT_A_PACK)
    if read.get("version") != VERSION:
        return Verified(Fault.OTHER_VERSION)
    claimed = read.pop(DIGEST)
    try:
        return Verified(None, claimed, digest_of(read), read)
    except (UnicodeEncodeError, RecursionError):
        return Verified(Fault.NOT_JSON)


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object whose keys stand once: a second one could say something else to another reader."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


def _refuse(text: str) -> Any:
    raise ValueError(f"{text} is no fact of a pack")
