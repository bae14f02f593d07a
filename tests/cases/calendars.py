"""The calendars that a document of cases describes in words, and times as such documents write them."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, Final

from extranet.times import BRUSSELS
from support.desk.holidays import legal_holidays
from support.desk.rules.hours import ALWAYS_OPEN, Calendar, Day, DayKind, parse_wall
from support.desk.rules.windows import Windows, read_windows

WEEK: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
# A dated entry runs to the next date: "2026-06-10 08:30-12:00 and 13:00-18:00"; without hours it is closed.
ENTRY: Final = re.compile(r"(\d{4}-\d{2}-\d{2})((?:(?!\d{4}-\d{2}-\d{2}).)*)")
WINDOW: Final = re.compile(r"\d{1,2}:\d{2}\s*-\s*\d{1,2}:\d{2}")
# Years for which holidays are worked out where the document has no table of them.
YEARS: Final = range(2020, 2041)


def calendar_of(case: Mapping[str, Any], document: Mapping[str, Any]) -> Calendar:
    """Return the calendar a case names; the hours of the terms where the document describes none."""
    name = case.get("calendar", "BE")
    words = document.get("calendars", {}).get(name, name)
    if name == "24x7" or "always open" in words:
        return ALWAYS_OPEN
    if name == "LETTER" or "only" in words:
        return Calendar(1, _weekly(document))
    holidays = dict(_holidays(document))
    for written, hours in ENTRY.findall(words):
        holidays[date.fromisoformat(written)] = Day(DayKind.EXCEPTION, "exception", _windows(hours))
    return Calendar(1, _weekly(document), holidays)


def instant(text: str) -> datetime:
    """Return the instant of a time of a case: without an offset it is Brussels wall time, the first of two."""
    read = parse_wall(text)
    if isinstance(read, datetime):
        return read
    return datetime.fromisoformat(text).replace(tzinfo=BRUSSELS).astimezone(UTC)


def written(at: datetime | None) -> str | None:
    """Return an instant as cases write it, with the offset of Brussels."""
    return None if at is None else at.astimezone(BRUSSELS).isoformat()


def _weekly(document: Mapping[str, Any]) -> tuple[Windows, ...]:
    hours = document.get("hours") or {"Mon-Thu": "08:30-18:00", "Fri": "08:30-16:00"}
    weekly: list[Windows] = [()] * len(WEEK)
    for days, text in hours.items():
        first, _, last = days.partition("-")
        for weekday in range(WEEK.index(first[:3]), WEEK.index((last or first)[:3]) + 1):
            weekly[weekday] = _windows(text)
    return tuple(weekly)


def _windows(words: str | Sequence[str]) -> Windows:
    """Return the hours that words or a list of them name, lunch breaks between; none means closed."""
    text = words if isinstance(words, str) else ", ".join(words)
    return read_windows(", ".join(WINDOW.findall(text)))


def _holidays(document: Mapping[str, Any]) -> dict[date, Day]:
    table = document.get("belgian_holidays", {})
    days = {}
    for year in YEARS:
        if str(year) in table:
            listed = {date.fromisoformat(day): name for day, name in table[str(year)].items()}
        else:
            listed = _worked_out(year)
        days.update({day: Day(DayKind.HOLIDAY, name) for day, name in listed.items()})
    return days


@cache
def _worked_out(year: int) -> dict[date, str]:
    return legal_holidays(year)
