"""When a page is repeated, when a step is tried again, and what a link is still good for. Pure.

Terms: general.7
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

# A worker that claimed a step has this long to send it; after that anybody may send it again.
LEASE: Final = timedelta(seconds=60)
# A link answers for this long after its message left.
LINK_LIFE: Final = timedelta(minutes=30)
FIRST_RETRY: Final = timedelta(seconds=5)
LAST_RETRY: Final = timedelta(seconds=30)


def retry_after(attempts: int) -> timedelta:
    """Return how long a step waits after its failure number `attempts` (1 or more): 5, 10, 20, then 30 seconds.

    Terms: general.7
    Reading: short, because somebody waits at night; a provider that is down is asked twice a minute.
    """
    return min(FIRST_RETRY * (1 << min(max(attempts - 1, 0), 8)), LAST_RETRY)


class Standing(StrEnum):
    """What a link in a message is good for, at an instant."""

    OPEN = "open"
    MINE = "mine"
    TAKEN = "taken"
    CLOSED = "closed"
    EXPIRED = "expired"
    LEFT = "left"


@dataclass(frozen=True)
class Link:
    """What decides about a link. `sent_at` None: the message may be out while its row does not know yet."""

    status: str
    sent_at: datetime | None
    is_answered: bool
    is_taken_by_reader: bool
    is_reader_staff: bool


def standing_of(link: Link, at: datetime) -> Standing:
    """Return what the link is good for at `at`: only `Standing.OPEN` acknowledges.

    Terms: general.7
    Reading: a link answers once, for its person and its page, within thirty minutes after it was sent. What
    became of the page is told before the age of the link: it is what the reader must know.
    """
    if not link.is_reader_staff:
        return Standing.LEFT
    if link.is_answered or (link.status == "acknowledged" and link.is_taken_by_reader):
        return Standing.MINE
    if link.status == "acknowledged":
        return Standing.TAKEN
    if link.status == "closed":
        return Standing.CLOSED
    if link.sent_at is not None and at >= link.sent_at + LINK_LIFE:
        return Standing.EXPIRED
    return Standing.OPEN
