"""The clock and the age of a ticket in a few words, for lists.

Terms: general.7, general.8
Reading: the words say when follow-up starts or started, never when it ends: nothing is promised.
"""

from datetime import datetime, timedelta
from typing import Final

from babel.dates import format_date
from django.utils.translation import gettext as _

from extranet.look import formats
from extranet.times import brussels_day
from support.desk.wording import NEAR, short_time, soon

HOUR: Final = timedelta(hours=1)
DAY: Final = timedelta(days=1)


def clock_words(starts_at: datetime | None, *, now: datetime) -> str:
    """Return what a clock says: "suivi depuis lundi 8 h 30", "commence mardi 8 h 30", "ne court pas" for None."""
    if starts_at is None:
        return _("ne court pas")
    if starts_at > now:
        return _("commence %(moment)s") % {"moment": soon(starts_at, now=now)}
    return _("suivi depuis %(moment)s") % {"moment": _past(starts_at, now=now)}


def age_words(since: datetime, *, now: datetime) -> str:
    """Return how long ago something was: "9 min", "3 h 07", "2 j". Real time, not open time."""
    age = max(now - since, timedelta(0))
    minutes = age // timedelta(minutes=1)
    if age < HOUR:
        words = _("%(minutes)s min") % {"minutes": minutes}
    elif age < DAY:
        words = _("%(hours)s h %(minutes)02d") % {"hours": minutes // 60, "minutes": minutes % 60}
    else:
        words = _("%(days)s j") % {"days": age // DAY}
    return words.replace(" ", formats.NO_BREAK)


def _past(at: datetime, *, now: datetime) -> str:
    """Return an instant gone by: the time today, the weekday within six days, else the date."""
    day, today = brussels_day(at), brussels_day(now)
    if day == today:
        return short_time(at)
    if today - day <= NEAR:
        weekday = format_date(day, "EEEE", locale=formats.LOCALES[formats.language()])
        return f"{weekday}{formats.NO_BREAK}{short_time(at)}"
    return formats.day(day, "short")
