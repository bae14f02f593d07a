"""The hours of support as published: which version was in force, and whole as the rules read it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _

from extranet.errors import Refusal
from support.desk.models import CalendarDay, CalendarVersion
from support.desk.rules.hours import Calendar, Day, DayKind
from support.desk.rules.windows import windows_from_json

VERSIONS_REMEMBERED: Final = 50
# Versions and their days never change: what was read once is right for as long as the process lives. Keyed by the
# row and its instant, not by the number: a restored or rolled back database may give a number again.
_known: dict[tuple[int, datetime], Calendar] = {}


def calendar_in_force(at: datetime) -> Calendar:
    """Return the hours in force at `at`: the newest version published until then. One query, seen at once.

    Raises Refusal before the first version.

    Terms: general.7
    Reading: a decision is made by the hours published at its own instant, and keeps their number.
    """
    version = version_in_force(at)
    if version is None:
        raise Refusal(_("Aucun calendrier n’est publié : publiez les heures du support."), code="no_calendar")
    return calendar_of(version)


def version_in_force(at: datetime) -> CalendarVersion | None:
    """Return the newest version published at or before `at`."""
    return CalendarVersion.objects.filter(published_at__lte=at).order_by("-number").first()


def newest_version() -> CalendarVersion | None:
    """Return the version published last."""
    return CalendarVersion.objects.order_by("-number").first()


def calendar_of(version: CalendarVersion) -> Calendar:
    """Return a version as the rules read it; its days are asked for once a process."""
    key = (version.pk, version.published_at)
    known = _known.get(key)
    if known is None or known.number != version.number:
        if len(_known) >= VERSIONS_REMEMBERED:
            _known.clear()
        known = _known[key] = as_calendar(version, CalendarDay.objects.filter(version=version))
    return known


def as_calendar(version: CalendarVersion, days: Iterable[CalendarDay]) -> Calendar:
    """Return the rows of a version as the rules read them."""
    return Calendar(
        number=version.number,
        weekly=tuple(windows_from_json(windows) for windows in version.weekly),
        days={one.day: Day(DayKind(one.kind), one.name, windows_from_json(one.windows)) for one in days},
    )
