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


def readings_of(wall: datetime) -> tuple[datetime, ...]:
    """Return the instants (UTC) at which a clock in Brussels shows `wall`: none, one or two, in their order."""
    found = {wall.replace(tzinfo=BRUSSELS, fold=fold).astimezone(UTC) for fold in (0, 1)}
    shown = wall.replace(tzinfo=None, fold=0)
    return tuple(sorted(at for at in found if at.astimezone(BRUSSELS).replace(tzinfo=None, fold=0) == shown))
