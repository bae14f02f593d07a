"""Where the terms leave a choice: the settings, with our reading as default, and their names on a line."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

HOURLY_WORK: Final = "time_and_materials"
USERS: Final = "users"


class Decrease(StrEnum):
    """How ten per cent of a small number of users is counted."""

    MIN_ONE = "min_one"
    STRICT = "strict"
    CEIL = "ceil"


class ChannelRounding(StrEnum):
    """What becomes of a part of a channel."""

    UP = "up"
    DOWN = "down"


class Reading(StrEnum):
    """A reading that had a part in a line; pages show its text beside the clause."""

    DAILY_PEAK = "daily_peak"
    ASSUMED_DAYS = "assumed_days"
    SERVICE_DAYS_ONLY = "service_days_only"
    PRICE_OF_THE_DAY = "price_of_the_day"
    ORDER_PRICE_FIRST = "order_price_first"
    ORDER_DISCOUNT_FIRST = "order_discount_first"
    PRICE_OF_EACH_DAYS_COUNT = "price_of_each_days_count"
    FULL_MONTH_AT_PEAK = "full_month_at_peak"
    DISCOUNT_OF_ROUNDED_GROSS = "discount_of_rounded_gross"
    NEVER_DISCOUNTED = "never_discounted"
    AVERAGE_ROUNDED_FIRST = "average_rounded_first"
    PACK_IN_FULL = "pack_in_full"
    STARTED_INCREMENTS = "started_increments"
    DECREASE_MIN_ONE = "decrease_min_one"
    DECREASE_STRICT = "decrease_strict"
    DECREASE_CEIL = "decrease_ceil"


@dataclass(frozen=True, slots=True)
class Readings:
    """The settings in force for one account and month.

    `decrease`: the one in force on the quarter's opening day, as a change takes effect at the next opening.
    `increment_minutes`: above 0. `assumed_days`: how many unreported days in a row are bridged, 0 or more.
    `undiscounted`: elements that no discount touches. Raises ValueError outside these bounds.

    Terms: general.3, telavox.4, bt.11, bt.11d
    """

    decrease: Decrease = Decrease.MIN_ONE
    increment_minutes: int = 15
    assumed_days: int = 3
    channel_rounding: ChannelRounding = ChannelRounding.UP
    undiscounted: frozenset[str] = frozenset({HOURLY_WORK})

    def __post_init__(self) -> None:
        if self.increment_minutes < 1 or self.assumed_days < 0:
            raise ValueError("an increment lasts a minute or more, and no number of days is negative")


DEFAULT: Final = Readings()
DECREASE_READINGS: Final = {
    Decrease.MIN_ONE: Reading.DECREASE_MIN_ONE,
    Decrease.STRICT: Reading.DECREASE_STRICT,
    Decrease.CEIL: Reading.DECREASE_CEIL,
}
