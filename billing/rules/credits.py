"""Credits: none is ever computed."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class CreditDecision:
    """The credit that follows from an outage by itself, in euros."""

    amount: Decimal
    clause: str = "general.8"


def automatic_credit(outage_minutes: int) -> CreditDecision:
    """Return the credit that an outage makes by itself: none, however long. Raises ValueError when negative.

    Terms: general.8
    Reading: an obligation of means; a goodwill credit is a credit note that a person writes and signs.
    """
    if outage_minutes < 0:
        raise ValueError("an outage lasts some minutes, or none")
    return CreditDecision(Decimal("0.00"))
