"""Publishing a calendar: what a version takes over, what is refused, what is kept of it. general.7, S4."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from typing import Any, Final

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from extranet.audit.models import AuditEvent
from extranet.errors import InvalidInput, NotAllowed, Stale
from extranet.tenancy.context import OPERATOR, PUBLIC, acting
from support.desk import tasks
from support.desk.calendars import calendar_in_force
from support.desk.holidays import legal_holidays
from support.desk.models import CalendarVersion
from support.desk.publishing import changed_days, next_calendar
from support.desk.rules.hours import Day, DayKind
from support.desk.rules.windows import Window, read_windows
from support.desk.services import load_holidays, publish_calendar
from tests.cast import ANNA, ERIK, SOFIE, Member, user_of
from tests.desk.hours.stage import CALENDAR, WEEKLY

pytestmark = pytest.mark.django_db
AT: Final = datetime(2026, 6, 1, 9, tzinfo=UTC)
DAY: Final = date(2026, 6, 12)
CLOSED: Final = Day(DayKind.EXCEPTION, "Déménagement")
TRAINING: Final = Day(DayKind.EXCEPTION, "Formation", read_windows("08:30-12:00"))


@pytest.fixture(autouse=True)
def _operator() -> Iterator[None]:
    with acting(PUBLIC, OPERATOR):
        yield


def publish(**given: Any) -> CalendarVersion:
    """Publish as the administrator, with some facts changed."""
    facts: dict[str, Any] = {"note": "essai", "actor": user_of(ANNA), "at": AT, "days": {DAY: CLOSED}}
    return publish_calendar(**(facts | given))


def test_a_version_takes_over_everything_that_does_not_change() -> None:
    before = calendar_in_force(AT - timedelta(seconds=1))
    version = publish(days={DAY: TRAINING})
    after = calendar_in_force(AT)
    assert (version.number, version.published_at, version.published_by_name) == (2, AT, ANNA.name)
    assert after.weekly == before.weekly
    assert after.days == {**before.days, DAY: TRAINING}
    assert CalendarVersion.objects.get(number=1).days.count() == 60


def test_a_day_becomes_an_ordinary_one_again() -> None:
    publish()
    publish(days={DAY: None}, at=AT + timedelta(minutes=1))
    assert DAY not in calendar_in_force(AT + timedelta(minutes=1)).days
    assert DAY in calendar_in_force(AT).days


def test_another_week_is_published_whole() -> None:
    weekly = (read_windows("08:30-12:00, 13:00-18:00"), *WEEKLY[1:])
    publish(weekly=weekly, days=None)
    assert calendar_in_force(AT).weekly == weekly


def test_the_audit_trail_keeps_what_changed() -> None:
    publish(weekly=(WEEKLY[4], *WEEKLY[1:]))
    event = AuditEvent.objects.get(act="calendar.published")
    assert event.actor_name == ANNA.name
    assert event.changes["2026-06-12"] == [None, ["exception", "Déménagement", ""]]
    assert event.changes["weekly"][1][0] == "08:30-16:00"
    assert event.changes["note"] == "essai"


@pytest.mark.parametrize(
    ("given", "field", "words"),
    [
        ({"note": "  "}, "note", "pourquoi"),
        ({"days": {AT.date() - timedelta(days=1): CLOSED}}, "days", "passé"),
        ({"days": {date(2062, 6, 12): CLOSED}}, "days", "vérifiez l’année"),
        ({"days": {DAY: Day(DayKind.EXCEPTION, " ")}}, "days", "Nommez"),
        ({"days": {DAY: Day(DayKind.HOLIDAY, "Fête", read_windows("09:00-10:00"))}}, "days", "exception"),
        ({"days": {DAY: Day(DayKind.EXCEPTION, "x", (Window(0, 60), Window(30, 90)))}}, "days", "recouvrent"),
        ({"days": {DAY: Day(DayKind.EXCEPTION, "x", (Window(60, 90), Window(0, 30)))}}, "days", "ordre"),
        ({"weekly": ((),) * 7}, "weekly", "au moins"),
        ({"weekly": WEEKLY, "days": {}}, "days", "Rien ne change"),
        ({"days": {DAY: None}}, "days", "Rien ne change"),
    ],
)
def test_what_cannot_be_a_calendar_is_refused_and_nothing_is_written(
    given: dict[str, Any], field: str, words: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        publish(**given)
    assert words in refused.value.fields[field]
    assert CalendarVersion.objects.count() == 1


def test_today_may_still_change() -> None:
    publish(days={AT.date(): CLOSED})
    assert calendar_in_force(AT).days[AT.date()] == CLOSED


@pytest.mark.parametrize("member", [ERIK, SOFIE])
def test_administrators_publish_nobody_else(member: Member) -> None:
    with pytest.raises(NotAllowed):
        publish(actor=user_of(member))


def test_whoever_saw_an_older_version_reads_again() -> None:
    publish(shown=1)
    with pytest.raises(Stale):
        publish(shown=1, days={DAY: None}, at=AT + timedelta(minutes=1))


def test_versions_follow_each_other_in_time() -> None:
    publish()
    with pytest.raises(Stale):
        publish(days={DAY: None}, at=AT - timedelta(minutes=1))


# ---------- Holidays ----------


def test_the_holidays_of_a_year_are_loaded_once() -> None:
    version = load_holidays(year=2031, actor=None, at=AT)
    assert version is not None
    listed = {day: entry.name for day, entry in calendar_in_force(AT).days.items() if day.year == 2031}
    assert listed == legal_holidays(2031)
    assert load_holidays(year=2031, actor=None, at=AT) is None
    assert load_holidays(year=2030, actor=None, at=AT) is None
    assert CalendarVersion.objects.count() == 2


def test_a_holiday_that_staff_took_out_stays_out() -> None:
    christmas = date(2031, 12, 25)
    load_holidays(year=2031, actor=None, at=AT)
    publish(days={christmas: None}, at=AT + timedelta(minutes=1))
    assert load_holidays(year=2031, actor=None, at=AT + timedelta(minutes=2)) is None


def test_an_exception_on_a_holiday_stays() -> None:
    christmas = date(2031, 12, 25)
    publish(days={christmas: TRAINING})
    load_holidays(year=2031, actor=None, at=AT + timedelta(minutes=1))
    days = calendar_in_force(AT + timedelta(minutes=1)).days
    assert days[christmas] == TRAINING
    assert sum(day.year == 2031 for day in days) == 10


def test_days_that_are_over_are_not_loaded() -> None:
    assert load_holidays(year=2024, actor=None, at=AT) is None


def test_the_command_tells_what_it_did() -> None:
    told = StringIO()
    call_command("load_holidays", "2032", stdout=told)
    call_command("load_holidays", "2032", stdout=told)
    assert told.getvalue().splitlines() == ["Calendrier v2 publié.", "Rien de nouveau : ces jours y sont déjà."]
    with pytest.raises(CommandError):
        call_command("load_holidays", "99999", stdout=told)


def test_beat_loads_the_next_two_years(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: datetime(2029, 10, 1, 2, tzinfo=UTC))
    tasks.load_coming_holidays(PUBLIC)
    tasks.load_coming_holidays(PUBLIC)
    newest = CalendarVersion.objects.latest("number")
    assert newest.number == 2
    assert newest.days.filter(day__year=2031).count() == 10


# ---------- What changes ----------


def test_a_preview_lists_the_changed_days_of_eight_weeks_and_entries_beyond() -> None:
    far = date(2027, 3, 1)
    weekly = (WEEKLY[4], *WEEKLY[1:])
    following = next_calendar(CALENDAR, weekly=weekly, days={far: CLOSED, date(2026, 6, 10): None})
    changed = changed_days(CALENDAR, following, since=date(2026, 6, 9))
    mondays = [date(2026, 6, 15) + timedelta(weeks=number) for number in range(8)]
    listed = [one.day for one in changed]
    assert listed == sorted([date(2026, 6, 10), *[day for day in mondays if day < date(2026, 8, 4)], far])
    ordinary = next(one for one in changed if one.day == date(2026, 6, 10))
    assert (ordinary.before.name, ordinary.after.name) == ("Formation", "")
    assert ordinary.after.written == "08:30-18:00"
