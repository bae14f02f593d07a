"""Instants are aware UTC; a day is a Brussels day. The clock is read only in views, tasks and commands."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

BRUSSELS = ZoneInfo("Europe/Brussels")


def brussels_day(at: datetime) -> date:
    """Return the calendar day in Brussels at the aware instant `at`. Raises ValueError when naive."""
    if at.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return at.astimezone(BRUSSELS).date()


def day_start(day: date) -> datetime:
    """Return the UTC instant at which the Brussels day `day` begins."""
    return datetime.combine(day, time.min, tzinfo=BRUSSELS).astimezone(UTC)
