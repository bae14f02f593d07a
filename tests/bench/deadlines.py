"""How many deadlines a second one core works out: of clocks that start over a year, with and without pauses."""

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Final

from support.desk.rules.explaining import explain
from support.desk.rules.hours import MINUTE, Calendar, Day, DayKind, Pause, deadline
from support.desk.rules.windows import read_windows

AIM_A_SECOND: Final = 10_000
HOW_MANY: Final = 20_000
EXPLAINED: Final = 2_000
LONG, SHORT = read_windows("08:30-12:00, 13:00-18:00"), read_windows("08:30-16:00")
HOURS: Final = Calendar(
    1,
    (LONG, LONG, LONG, LONG, SHORT, (), ()),
    {date(2026, 7, 21): Day(DayKind.HOLIDAY, "Fête nationale"), date(2026, 5, 15): Day(DayKind.EXCEPTION, "Pont")},
)
FIRST: Final = datetime(2026, 1, 1, tzinfo=UTC)


def clocks(how_many: int) -> Iterator[tuple[datetime, int, list[Pause]]]:
    """Yield starts spread over a year, each with an aim between five minutes and four days, one in three paused."""
    for number in range(how_many):
        start = FIRST + timedelta(minutes=number * 7919 % 525_600)
        pauses: list[Pause] = []
        if number % 3 == 0:
            pauses = [
                (start + 20 * MINUTE, start + 200 * MINUTE),
                (start + 2 * timedelta(days=1), start + 3000 * MINUTE),
            ]
        yield start, 5 + number * 31 % 2280, pauses


def figures() -> list[str]:
    """Return a line for deadlines and one for their explanations."""
    lines = []
    for name, how_many, work in (("deadlines", HOW_MANY, deadline), ("explanations", EXPLAINED, explain)):
        asked = list(clocks(how_many))
        started = time.perf_counter()
        for start, minutes, pauses in asked:
            work(HOURS, start, minutes, pauses)
        rate = how_many / (time.perf_counter() - started)
        said = f" (aim ≥ {AIM_A_SECOND}: {'ok' if rate >= AIM_A_SECOND else 'MISSED'})" if work is deadline else ""
        lines.append(f"{name}: {rate:.0f}/s on one core{said}")
    return lines
