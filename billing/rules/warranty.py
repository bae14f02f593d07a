"""The year of warranty on products supplied, and who pays for carriage."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

CLAUSE: Final = "general.8"


class Payer(StrEnum):
    """Who pays."""

    OPERATOR = "operator"
    CUSTOMER = "customer"


@dataclass(frozen=True, slots=True)
class WarrantyDecision:
    """Whether a product is in warranty, until when, and who pays for repair and for carriage back.

    Carriage to the operator is not said by the terms: nobody is billed for it.
    """

    is_in_warranty: bool
    last_day: date
    carriage_back: Payer
    repair: Payer
    clause: str = CLAUSE


def last_warranty_day(delivered: date) -> date:
    """Return the last day of warranty of a product delivered on a day.

    Terms: general.8
    Reading: the day before the same day of the next year; delivered on 29 February: 28 February.
    """
    is_leap_day = (delivered.month, delivered.day) == (2, 29)
    same_day = date(delivered.year + 1, 3, 1) if is_leap_day else delivered.replace(year=delivered.year + 1)
    return same_day - timedelta(days=1)


def warranty(delivered: date, ticket_opened: date) -> WarrantyDecision:
    """Return whether a ticket opened on a day is in warranty, and who pays.

    Terms: general.8
    Reading: one year from delivery; the ticket's date decides.
    """
    last_day = last_warranty_day(delivered)
    is_in = delivered <= ticket_opened <= last_day
    payer = Payer.OPERATOR if is_in else Payer.CUSTOMER
    return WarrantyDecision(is_in, last_day, carriage_back=payer, repair=payer)
