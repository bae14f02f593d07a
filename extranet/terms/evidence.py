"""The digest of a piece of evidence: the same facts give the same 64 characters, for ever. Pure."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

Fact = str | int | None | Sequence["Fact"] | Mapping[str, "Fact"]


def instant(at: datetime) -> str:
    """Return an aware instant the one way it stands in evidence: UTC, microseconds, `Z`."""
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def canonical(facts: Fact) -> bytes:
    """Return facts as JSON with sorted keys, no spaces and no escapes: one form only."""
    return json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest_of(facts: Fact) -> str:
    """Return the SHA-256 of the canonical form.

    Terms: general.1
    """
    return hashlib.sha256(canonical(facts)).hexdigest()
