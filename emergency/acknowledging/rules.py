"""When a person who has not read the notice is reminded, and what one may ask for. Pure.

Terms: telavox.7, bt.14, sip.4
"""

from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from extranet.times import BRUSSELS, brussels_day

# A week after the mail before, whichever it was: day 7, 14, then weekly.
EVERY: Final = timedelta(days=7)
MOST_REMINDERS: Final = 8
MORNING: Final = time(9)
MORNING_ENDS: Final = time(12)
MOST_PEOPLE: Final = 2000
USUAL_DELAY: Final = timedelta(days=14)
LONGEST_DELAY: Final = timedelta(days=366)


class Standing(StrEnum):
    """Where a person stands with the newest version of the notice."""

    READ = "read"
    WAITING = "waiting"
    AGAIN = "again"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"


def reminder_at(*, asked_at: datetime, reminders: int, reminded_at: datetime | None) -> datetime | None:
    """Return when the next reminder is due: nine in the morning in Brussels; None when all were sent.

    `reminders`: how many were sent; `reminded_at`: when the newest mail since the question went out.

    Terms: telavox.7, bt.14, sip.4
    Reading: days 7 and 14 after the question, then every week, eight times; a late one moves those that follow.
    """
    if reminders >= MOST_REMINDERS:
        return None
    day = brussels_day(reminded_at or asked_at) + EVERY
    return datetime.combine(day, MORNING, tzinfo=BRUSSELS).astimezone(UTC)


def is_reminder_due(*, asked_at: datetime, reminders: int, reminded_at: datetime | None, at: datetime) -> bool:
    """Return whether a reminder goes out at `at`: from its instant on, in the morning only.

    Terms: telavox.7, bt.14, sip.4
    """
    due = reminder_at(asked_at=asked_at, reminders=reminders, reminded_at=reminded_at)
    return due is not None and due <= at and is_morning(at)


def is_morning(at: datetime) -> bool:
    """Return whether it is between nine and noon in Brussels, noon left out."""
    return MORNING <= at.astimezone(BRUSSELS).time() < MORNING_ENDS


def standing_of(*, asked_number: int, is_read: bool, is_withdrawn: bool, is_open: bool, newest: int) -> Standing:
    """Return where a person stands. `asked_number`: the version of the question; `newest`: the one asked for now.

    Whoever read an older version is to be asked again, in whatever language they read it.

    Terms: telavox.7, bt.14, sip.4
    """
    if is_read:
        return Standing.READ if asked_number >= newest else Standing.AGAIN
    if is_withdrawn:
        return Standing.WITHDRAWN
    return Standing.WAITING if is_open else Standing.CLOSED
