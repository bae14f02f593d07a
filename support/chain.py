"""The chain over the entries of a ticket: pure. Whoever keeps the last digest can tell later that nothing was undone.

Terms: general.7
Source: SHA-256 over canonical JSON (sorted keys, no spaces, UTF-8). The text enters through a salted digest of its
own: when a law asks for a text to go, it goes, and the chain still verifies.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

# What the first entry of a ticket follows.
BEGINNING: Final = "0" * 64


@dataclass(frozen=True)
class Link:
    """One entry as the chain sees it. `facts`: everything said of it but its text."""

    position: int
    facts: Mapping[str, object]
    text: str
    salt: str
    text_digest: str
    previous_digest: str
    digest: str


def canonical(facts: Mapping[str, object]) -> bytes:
    """Return facts as bytes, the same whatever the order of their keys.

    Raises ValueError for a number that JSON has no word for.
    """
    written = json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return written.encode()


def digest_of_text(salt: str, text: str) -> str:
    """Return the digest that stands for a text: the salt keeps a short one from being guessed."""
    return sha256(f"{salt}\0{text}".encode()).hexdigest()


def digest_of(previous: str, facts: Mapping[str, object]) -> str:
    """Return the digest of an entry that follows the one with the digest `previous`."""
    return sha256(previous.encode() + b"\0" + canonical(facts)).hexdigest()


def verify(entries: Iterable[Link]) -> int | None:
    """Return the position at which the chain first breaks; None when it is intact.

    An entry that was changed, put in, taken out or moved breaks it there. An empty text whose digest is another's
    was blanked by law: the chain holds.

    Terms: general.7
    """
    previous = BEGINNING
    for position, entry in enumerate(entries, start=1):
        if entry.position != position or entry.previous_digest != previous or not _is_whole(entry):
            return position
        previous = entry.digest
    return None


def is_blanked(entry: Link) -> bool:
    """Return whether the text of an entry was taken out by law."""
    return not entry.text and entry.text_digest != digest_of_text(entry.salt, "")


def _is_whole(entry: Link) -> bool:
    if entry.digest != digest_of(entry.previous_digest, {**entry.facts, "text_digest": entry.text_digest}):
        return False
    return is_blanked(entry) or entry.text_digest == digest_of_text(entry.salt, entry.text)
