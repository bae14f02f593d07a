"""Numbers of issued documents, and which drafts a run has still to make.

These are the plans only. That two workers never follow the same plan is kept by the database: one counter
row locked while a document is issued, and a unique constraint on what a draft is for.
"""

from collections.abc import Collection, Hashable, Sequence
from typing import Final, TypeVar

DIGITS: Final = 6
Key = TypeVar("Key", bound=Hashable)


def document_number(prefix: str, position: int) -> str:
    """Return the number of a document: 2026-000001. Raises ValueError below 1."""
    if position < 1:
        raise ValueError("a series starts at 1")
    return f"{prefix}-{position:0{DIGITS}d}"


def next_numbers(prefix: str, last: int, documents: int) -> list[str]:
    """Return the numbers of the next documents of a series, in order and without a gap.

    `last`: position of the last document that was issued, 0 before the first. One series per legal entity,
    document kind and year.

    Law: Belgian invoices are numbered in sequence, without a gap.
    Reading: a number is taken only by a document that is issued; what was rolled back never had one.
    """
    return [document_number(prefix, last + offset) for offset in range(1, documents + 1)]


def gaps(positions: Collection[int]) -> list[int]:
    """Return the positions missing below the highest; empty for a series without a gap."""
    return sorted(set(range(1, max(positions, default=0) + 1)) - set(positions))


def still_to_draft(wanted: Sequence[Key], drafted: Collection[Key]) -> list[Key]:
    """Return which drafts a run has still to make: each wanted one once, without those that exist.

    A key is account, period and kind. The same run repeated makes none; a run that was interrupted makes the
    rest.
    """
    return [key for key in dict.fromkeys(wanted) if key not in drafted]
