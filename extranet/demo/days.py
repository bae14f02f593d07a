"""The demo's calendar: everything happened before today, on working days, in office hours."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from extranet.times import BRUSSELS

# Days before today: the partners begin, prices and terms change.
FOUNDED: Final = 200
NEW_PRICES: Final = 62
NEW_TERMS: Final = 45
# A change is published this many days before it is in force.
NOTICE: Final = 8


def working_day(today: date, days: int) -> date:
    """Return the day `days` before today, or the Friday before when it falls in a week-end."""
    day = today - timedelta(days=days)
    return day - timedelta(days=max(0, day.isoweekday() - 5))


def instant(day: date, hour: int, minute: int = 0) -> datetime:
    """Return an instant of a Brussels day."""
    return datetime.combine(day, time(hour, minute), tzinfo=BRUSSELS).astimezone(UTC)
