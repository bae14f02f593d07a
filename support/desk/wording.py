"""The support clock and instants near by, in words: "Support ouvert – ferme aujourd’hui à 16 h".

Terms: general.7
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from babel.dates import format_date
from django.utils.translation import gettext as _

from extranet.look import formats
from extranet.times import BRUSSELS, brussels_day
from support.desk.rules.hours import Calendar, DayKind, closed_day, is_open, next_closing, next_opening

NO_BREAK: Final = formats.NO_BREAK
FULL_HOURS: Final = {"fr": "{0:%-H} h", "nl": "{0:%-H} uur", "de": "{0:%-H} Uhr", "en": "{0:%-H}:00"}
WEEKDAYS: Final = {"de": "EEEE, d. MMMM", "": "EEEE d MMMM"}
# German says "on" before a day where the other languages say nothing.
BEFORE_DAY: Final = {"de": "am "}
# A weekday alone means the next one of that name; from a week on it would mean another.
NEAR: Final = timedelta(days=6)


@dataclass(frozen=True)
class Clock:
    """The support clock of a page: what it says first, and the rest of the sentence."""

    is_open: bool
    state: str
    rest: str

    def __str__(self) -> str:
        return f"{self.state} – {self.rest}" if self.rest else self.state


def clock_at(calendar: Calendar, at: datetime) -> Clock:
    """Return what the support clock says at an instant, the name of a closing included.

    Terms: general.7
    """
    if is_open(calendar, at):
        closes_at = next_closing(calendar, at)
        rest = "" if closes_at is None else _("ferme %(moment)s") % {"moment": soon(closes_at, now=at)}
        return Clock(True, _("Support ouvert"), rest)
    parts = [closing_name(calendar, at), _("urgences critiques seulement")]
    opens_at = next_opening(calendar, at)
    if opens_at is not None:
        parts.append(_("reprise %(moment)s") % {"moment": soon(opens_at, now=at)})
    return Clock(False, _("Fermé"), ", ".join(part for part in parts if part))


def closing_name(calendar: Calendar, at: datetime) -> str:
    """Return what closes support at an instant, a holiday in the reader's language; empty on an ordinary day."""
    day = closed_day(calendar, at)
    if day is None or not day.name:
        return ""
    return _(day.name) if day.kind is DayKind.HOLIDAY else day.name


def soon(at: datetime, *, now: datetime) -> str:
    """Return an instant as the clock says it: "aujourd’hui à 16 h", "mardi 8 h 30", later with its date."""
    day, today = brussels_day(at), brussels_day(now)
    if day == today:
        return _("aujourd’hui %(time)s") % {"time": _at(at)}
    if timedelta(0) < day - today <= NEAR:
        return f"{format_date(day, 'EEEE', locale=_locale())}{NO_BREAK}{short_time(at)}"
    return moment(at, now=now)


def moment(at: datetime, *, now: datetime) -> str:
    """Return an instant inside a sentence: "à 14 h 12" today, else "lundi 30 novembre à 8 h 30".

    Another year is said.
    """
    day, today = brussels_day(at), brussels_day(now)
    if day == today:
        return _at(at)
    if day.year == today.year:
        words = format_date(day, WEEKDAYS.get(formats.language(), WEEKDAYS[""]), locale=_locale())
        if formats.language() == "fr" and day.day == 1:
            words = words.replace(" 1 ", " 1er ", 1)
    else:
        words = formats.day(day, "weekday")
    return f"{BEFORE_DAY.get(formats.language(), '')}{words} {_at(at)}"


def short_time(at: datetime) -> str:
    """Return the time in Brussels, full hours without their minutes."""
    local = at.astimezone(BRUSSELS)
    if local.minute:
        return formats.time_of_day(at)
    return FULL_HOURS[formats.language()].format(local).replace(" ", NO_BREAK)


def _at(at: datetime) -> str:
    return f"{formats.AT[formats.language()]}{NO_BREAK}{short_time(at)}"


def _locale() -> str:
    return formats.LOCALES[formats.language()]
