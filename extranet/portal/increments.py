"""The increment of work billed by time, as finance chose it: tickets announce it, billing counts with it.

Terms: general.3, general.6
"""

from datetime import date

from billing.ledger.readings import chosen_readings, readings_on


def increment_minutes_on(day: date) -> int:
    """Return how many minutes an increment of billed work lasts on a Brussels day. Stand as the operator.

    Terms: general.3, general.6
    """
    return readings_on(chosen_readings(), day).increment_minutes
