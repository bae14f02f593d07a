"""Publishing the hours of support: every change is a new version, the older ones stay as they were.

Terms: general.7
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from django.db import connection, transaction
from django.utils.translation import gettext as _

from extranet.accounts.models import Role, User
from extranet.audit import services as audit
from extranet.errors import InvalidInput, NotAllowed, Stale
from extranet.look import formats
from extranet.times import brussels_day
from support.desk.calendars import calendar_of, newest_version
from support.desk.holidays import legal_holidays
from support.desk.models import CalendarDay, CalendarVersion
from support.desk.publishing import as_facts, is_holiday_open, next_calendar
from support.desk.rules.hours import Calendar, Day, DayKind
from support.desk.rules.windows import Windows, WindowsRefused, in_order, windows_to_json, written_windows

PUBLISHERS: Final = frozenset({Role.STAFF_ADMIN})
YEARS_AHEAD: Final = 10
LONGEST_NAME: Final = 80
LONGEST_NOTE: Final = 200
# Any number that no other advisory lock of the house uses.
_PUBLISHING: Final = 7_113_001


@transaction.atomic
def publish_calendar(
    *,
    note: str,
    actor: User | None,
    at: datetime,
    weekly: tuple[Windows, ...] | None = None,
    days: Mapping[date, Day | None] | None = None,
    shown: int | None = None,
) -> CalendarVersion:
    """Publish the next version of the calendar: the newest one with another week, or with other days.

    `days`: the entry of each day that changes, None for an ordinary day again. It is in force from `at` on.
    `shown`: the number of the version the person saw; None does not ask. `actor` None is a command or task of
    the operator. Raises NotAllowed, InvalidInput, Stale.

    Terms: general.7
    Reading: exceptions are explicit dated entries. What was decided keeps the version that decided it, and the
    hours of days that are over are not changed.
    """
    if actor is not None and actor.staff_role not in PUBLISHERS:
        raise NotAllowed(
            _("Seuls les administrateurs de l’opérateur publient le calendrier : demandez-le à l’un d’eux."),
            code="publishing_is_for_administrators",
        )
    _alone()
    newest = _newest(shown, at)
    current = calendar_of(newest)
    following = next_calendar(current, weekly=weekly, days=days)
    check_publication(current, following, note=note, changed=days or {}, today=brussels_day(at))
    version = _written(following, note=note, actor=actor, at=at)
    changes = {"note": note, **_changes(current, following)}
    audit.record(actor=actor, act="calendar.published", target=version, at=at, changes=changes)
    return version


@transaction.atomic
def load_holidays(*, year: int, actor: User | None, at: datetime) -> CalendarVersion | None:
    """Publish the legal holidays of a year that the calendar does not have; None when there is nothing to add.

    Safe to repeat. A holiday that staff took out of a version stays out, an exception on that day stays. Days that
    are over are left alone. Raises NotAllowed, and ValueError when the library's list is not the ten.

    Terms: general.7
    """
    _alone()
    newest = newest_version()
    current = calendar_of(newest).days if newest else {}
    once = set(CalendarDay.objects.filter(kind=CalendarDay.Kind.HOLIDAY, day__year=year).values_list("day", flat=True))
    today = brussels_day(at)
    missing: dict[date, Day | None] = {
        day: Day(DayKind.HOLIDAY, name)
        for day, name in legal_holidays(year).items()
        if day >= today and day not in current and day not in once
    }
    if not missing:
        return None
    note = _("Jours fériés légaux de %(year)s") % {"year": year}
    return publish_calendar(note=note, actor=actor, at=at, days=missing)


def check_publication(
    current: Calendar, following: Calendar, *, note: str, changed: Mapping[date, Day | None], today: date
) -> None:
    """Refuse a next version that cannot be published; the preview asks too. Raises InvalidInput."""
    if not note.strip() or len(note) > LONGEST_NOTE:
        raise _refused("note", _("Dites en quelques mots pourquoi le calendrier change."))
    for day, entry in changed.items():
        _check_day(day, entry, today)
    if not any(following.weekly):
        raise _refused("weekly", _("Donnez des heures à un jour de la semaine au moins."))
    for windows in following.weekly:
        _check_windows("weekly", windows)
    if following.weekly == current.weekly and following.days == current.days:
        raise _refused("days", _("Rien ne change : modifiez la semaine ou un jour."))


def _alone() -> None:
    """Wait until nobody else publishes: versions cannot be locked, no request may change them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_PUBLISHING])


def _newest(shown: int | None, at: datetime) -> CalendarVersion:
    newest = newest_version()
    if newest is None:
        raise InvalidInput(
            _("Aucun calendrier n’existe encore : exécutez les migrations, elles publient le premier."),
            code="no_calendar",
        )
    if (shown is not None and shown != newest.number) or at < newest.published_at:
        raise Stale(
            _("La version %(number)s du calendrier a été publiée entre-temps : relisez-la.")
            % {"number": newest.number},
            code="calendar_has_changed",
        )
    return newest


def _check_day(day: date, entry: Day | None, today: date) -> None:
    named = {"day": formats.day(day), "years": YEARS_AHEAD}
    if day < today:
        raise _refused("days", _("Le %(day)s est passé : ses heures ne changent plus.") % named)
    if day.year > today.year + YEARS_AHEAD:
        raise _refused("days", _("Le %(day)s est à plus de %(years)s ans : vérifiez l’année.") % named)
    if entry is None:
        return
    if not entry.name.strip() or len(entry.name) > LONGEST_NAME:
        raise _refused("days", _("Nommez le %(day)s en quelques mots : ce nom se lit sur chaque page.") % named)
    if is_holiday_open(entry):
        sentence = _("Le %(day)s, un jour férié est fermé. Pour ouvrir ce jour-là, faites-en une exception.")
        raise _refused("days", sentence % named)
    _check_windows("days", entry.windows)


def _check_windows(field: str, windows: Windows) -> None:
    try:
        ordered = in_order(windows)
    except WindowsRefused as refused:
        raise _refused(field, _("Ces heures se recouvrent : %(hours)s.") % {"hours": refused.written}) from refused
    if ordered != windows:
        raise _refused(field, _("Donnez les heures dans l’ordre : %(hours)s.") % {"hours": written_windows(ordered)})


def _written(calendar: Calendar, *, note: str, actor: User | None, at: datetime) -> CalendarVersion:
    version = CalendarVersion.objects.create(
        number=calendar.number,
        weekly=[windows_to_json(windows) for windows in calendar.weekly],
        note=note.strip(),
        published_at=at,
        published_by_id=actor.pk if actor else None,
        published_by_name=actor.name if actor else "",
    )
    CalendarDay.objects.bulk_create(
        CalendarDay(
            version=version, day=day, kind=entry.kind, name=entry.name.strip(), windows=windows_to_json(entry.windows)
        )
        for day, entry in calendar.days.items()
    )
    return version


def _changes(current: Calendar, following: Calendar) -> dict[str, Any]:
    """Return what a version changes, before and after, as the audit trail keeps it."""
    changes: dict[str, Any] = {
        day.isoformat(): [as_facts(current.days.get(day)), as_facts(following.days.get(day))]
        for day in sorted({*current.days, *following.days})
        if current.days.get(day) != following.days.get(day)
    }
    if current.weekly != following.weekly:
        changes["weekly"] = [[written_windows(windows) for windows in one.weekly] for one in (current, following)]
    return changes


def _refused(field: str, message: str) -> InvalidInput:
    return InvalidInput(message, code="calendar_refused", fields={field: message})
