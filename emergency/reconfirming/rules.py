"""When an address is asked about again, whom, and when the question climbs. Pure: no clock, no tables.

Terms: telavox.7, bt.14, sip.4
"""

from calendar import monthrange
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Final

from emergency.registry.models import Side
from extranet.times import BRUSSELS, brussels_day, day_start
from support.desk.rules.hours import Calendar

# Whether a Brussels day is a working day.
WorkingDays = Callable[[date], bool]
DAY: Final = timedelta(days=1)
# Past so many days without a working one, the calendar is wrong: days are then days.
LONGEST_PAUSE: Final = 60
MORNING: Final = 7
SATURDAY: Final = 5


def working_days_of(calendar: Calendar | None) -> WorkingDays:
    """Return the working days: those on which support is open; without a calendar, Monday to Friday.

    Terms: telavox.7, bt.14, sip.4
    Reading: holidays of the calendar of support are holidays of this clock too.
    """
    if calendar is None:
        return lambda day: day.weekday() < SATURDAY
    return lambda day: bool(calendar.windows_of(day))


def said_before(day: date, months: int) -> date:
    """Return the day `months` calendar months before `day`, the last of its month where it has no such day.

    What was said on that day or before is old. Raises ValueError for months below one.

    Terms: telavox.7, bt.14, sip.4
    Reading: twelve months after 29 February is 28 February of the next year.
    """
    if months < 1:
        raise ValueError(f"an address cannot be old after {months} months")
    years, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(years, month + 1, min(day.day, monthrange(years, month + 1)[1]))


def first_side(*, has_client: bool, has_partner: bool) -> Side:
    """Return at whom a question begins: the client, the partner when nobody there may answer, else the operator.

    `has_client`, `has_partner`: somebody there may declare addresses. The house of direct clients has no partner.

    Terms: telavox.7, bt.14, sip.4
    Reading: the duty is joint; whoever is nearer to the place is asked first.
    """
    if has_client:
        return Side.CLIENT
    return Side.PARTNER if has_partner else Side.OPERATOR


def next_side(side: Side, *, has_partner: bool) -> Side | None:
    """Return where an unanswered question climbs to; None from the operator, where it stays until answered.

    Terms: telavox.7, bt.14, sip.4
    """
    if side is Side.OPERATOR:
        return None
    return Side.PARTNER if side is Side.CLIENT and has_partner else Side.OPERATOR


def due_after(since: datetime, days: int, is_working: WorkingDays) -> datetime:
    """Return the end of the last of `days` whole working days after the Brussels day of `since`, as midnight there.

    Raises ValueError for days below one.

    Terms: telavox.7, bt.14, sip.4
    Reading: the day of the question does not count; a day of 23 or 25 hours is a day.
    """
    return day_start(working_day_after(brussels_day(since), days, is_working) + DAY)


def working_day_after(day: date, days: int, is_working: WorkingDays) -> date:
    """Return the last of `days` working days after `day`. Raises ValueError for days below one."""
    if days < 1:
        raise ValueError(f"nobody can answer within {days} days")
    for _number in range(days):
        day = _next_working(day, is_working)
    return day


def reminder_is_due(
    *, level_since: datetime, reminded_at: datetime | None, at: datetime, days: int, is_working: WorkingDays
) -> bool:
    """Return whether whoever a question stands at is reminded: at once, then every `days` working days.

    Terms: telavox.7, bt.14, sip.4
    """
    if reminded_at is None or reminded_at < level_since:
        return True
    return brussels_day(at) >= working_day_after(brussels_day(reminded_at), days, is_working)


def is_time_to_write(at: datetime, is_working: WorkingDays) -> bool:
    """Return whether reminders leave now: on a working day, from seven in the morning of Brussels on.

    Terms: telavox.7, bt.14, sip.4
    """
    return is_working(brussels_day(at)) and is_daytime(at)


def is_daytime(at: datetime) -> bool:
    """Return whether it is seven in the morning of Brussels or later that day."""
    return at.astimezone(BRUSSELS).hour >= MORNING


def _next_working(day: date, is_working: WorkingDays) -> date:
    for ahead in range(1, LONGEST_PAUSE + 1):
        if is_working(day + ahead * DAY):
            return day + ahead * DAY
    return day + DAY
