"""Packs of traffic: bought, not consumed."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from billing.rules.days import Days, overlap

CLAUSE: Final = "bt.11i"


class PackKind(StrEnum):
    """How often a pack is billed."""

    MONTHLY = "monthly"
    ONCE = "once"


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack bought from `start` until `end`; None: without bound. Raises ValueError for a negative number.

    `channel_limit`: simultaneous calls of one pack; None: it limits nothing.
    """

    product: str
    quantity: int
    channel_limit: int | None
    start: date | None
    end: date | None
    kind: PackKind = PackKind.MONTHLY

    def __post_init__(self) -> None:
        if self.quantity < 0 or (self.channel_limit or 0) < 0:
            raise ValueError("packs and channels are counted from zero")

    def is_active_on(self, day: date) -> bool:
        """Whether the pack runs on `day`."""
        return (self.start is None or self.start <= day) and (self.end is None or day < self.end)


def billed_days(pack: Pack, service_days: Days) -> Days | None:
    """Return the days of a pack that this month's invoice carries; None where it carries none.

    `service_days`: those of the month.

    Terms: bt.11i
    Reading: a monthly pack is billed in full in every month it is active at least one service day; a one-off
    pack once, in the month it was bought; one bought outside the service, never.
    """
    if pack.quantity == 0:
        return None
    if pack.kind is PackKind.ONCE and (pack.start is None or pack.start not in service_days):
        return None
    return overlap(service_days, pack.start, pack.end)
