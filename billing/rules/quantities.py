"""Quantities, never money: money is rounded by `extranet.money.to_cents` only."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Final

THOUSANDTH: Final = Decimal("0.001")
ONE: Final = Decimal(1)


def to_thousandths(quantity: Decimal) -> Decimal:
    """Return a quantity with three decimals, halves away from zero.

    Terms: bt.11g
    """
    return quantity.quantize(THOUSANDTH, rounding=ROUND_HALF_UP)


def plain(number: Decimal) -> Decimal:
    """Return the same number without trailing zeros, so that equal numbers are written alike."""
    short = number.normalize()
    return short.quantize(ONE) if isinstance(exponent := short.as_tuple().exponent, int) and exponent > 0 else short
