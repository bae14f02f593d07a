"""Money: `Decimal` euros. The only rounding of the house is `to_cents`."""

from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


def to_cents(amount: Decimal) -> Decimal:
    """Round euros to the cent, halves away from zero."""
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)
