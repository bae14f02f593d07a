"""The revision that a page showed, as it comes back: whatever was sent, never a breakdown."""

from collections.abc import Iterable, Mapping
from typing import Final
from uuid import UUID

# No block has it: whoever posts no revision has read no page, and must read one.
NO_REVISION: Final = 0
# The database keeps revisions in four bytes; Python itself breaks down over very long digits.
_MOST_DIGITS: Final = 9


def read_revision(text: str) -> int:
    """Return the revision that `text` says; `NO_REVISION` when it says none."""
    is_one = text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS
    return int(text) if is_one else NO_REVISION


def read_revisions(posted: Mapping[str, str], holding_ids: Iterable[UUID]) -> dict[UUID, int]:
    """Return the revisions of several blocks, each posted as `revision-<id>`."""
    return {one: read_revision(posted.get(f"revision-{one}", "")) for one in holding_ids}
