"""Hours of support for tests without a database: those the terms name, in a calendar built by hand."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Final

from extranet.times import BRUSSELS
from support.desk.rules.hours import Calendar, Day, DayKind
from support.desk.rules.windows import read_windows

LONG, SHORT = read_windows("08:30-18:00"), read_windows("08:30-16:00")
WEEKLY: Final = (LONG, LONG, LONG, LONG, SHORT, (), ())
HOLIDAYS: Final[Mapping[date, Day]] = {
    date(2026, 7, 21): Day(DayKind.HOLIDAY, "Fête nationale"),
    date(2026, 12, 25): Day(DayKind.HOLIDAY, "Noël"),
}
EXCEPTIONS: Final[Mapping[date, Day]] = {
    date(2026, 5, 15): Day(DayKind.EXCEPTION, "Pont de l’Ascension"),
    date(2026, 6, 10): Day(DayKind.EXCEPTION, "Formation", read_windows("08:30-12:00, 13:00-18:00")),
}
CALENDAR: Final = Calendar(1, WEEKLY, {**HOLIDAYS, **EXCEPTIONS})


def brussels(text: str) -> datetime:
    """Return the instant of a wall time in Brussels that happens once: "2026-06-05 16:00"."""
    return datetime.fromisoformat(text).replace(tzinfo=BRUSSELS).astimezone(UTC)
