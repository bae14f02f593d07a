"""Why an account is set aside: it waits for a person, and never stops the others."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class ParkReason(StrEnum):
    """What is missing or wrong in the facts of an account."""

    NOT_REPORTED = "not_reported"
    NO_PRICE = "no_price"
    NO_HOURLY_RATE = "no_hourly_rate"
    NO_OPENING = "no_opening"
    NEGATIVE_COUNT = "negative_count"


@dataclass(frozen=True, slots=True)
class Parked:
    """An account that cannot be billed as it stands: the reason, what it is about, the first day, the clause."""

    reason: ParkReason
    element: str
    day: date
    clause: str


class CannotBill(Exception):
    """Raised inside the rules; `billing.rules.month` turns it into its `parked`."""

    def __init__(self, parked: Parked) -> None:
        super().__init__(f"{parked.reason}: {parked.element} on {parked.day}")
        self.parked = parked
