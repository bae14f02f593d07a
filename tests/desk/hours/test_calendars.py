"""The calendar as data: the first version, the one in force, and that nobody changes it. general.7, S4."""

from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from extranet.errors import Refusal
from extranet.tenancy.context import OPERATOR, PARTNER, PUBLIC, acting
from support.desk.calendars import calendar_in_force
from support.desk.holidays import NAMES, legal_holidays
from support.desk.models import CalendarDay, CalendarVersion
from support.desk.rules.hours import Day, DayKind, is_open
from support.desk.services import publish_calendar
from support.rules import Facts, Ground, Party, Result, route
from tests.cast import ALPHA, ANNA, place, user_of
from tests.desk.hours.stage import WEEKLY, brussels

pytestmark = pytest.mark.django_db
AT: Final = datetime(2026, 6, 1, 9, tzinfo=UTC)
STRIKE: Final = date(2026, 6, 3)


def close(day: date, *, at: datetime) -> CalendarVersion:
    """Publish a version in which `day` is closed."""
    with acting(PUBLIC, OPERATOR):
        entry = Day(DayKind.EXCEPTION, "Grève")
        return publish_calendar(note="grève", days={day: entry}, actor=user_of(ANNA), at=at)


def test_the_first_version_has_the_hours_of_the_terms_and_the_legal_holidays_of_six_years() -> None:
    calendar = calendar_in_force(datetime(2025, 1, 1, tzinfo=UTC))
    assert calendar.number == 1
    assert calendar.weekly == WEEKLY
    expected = {day: name for year in range(2025, 2031) for day, name in legal_holidays(year).items()}
    assert {day: entry.name for day, entry in calendar.days.items()} == expected
    assert {entry.kind for entry in calendar.days.values()} == {DayKind.HOLIDAY}


@pytest.mark.parametrize("year", range(2020, 2050))
def test_a_year_has_ten_legal_holidays(year: int) -> None:
    holidays = legal_holidays(year)
    assert set(holidays.values()) == NAMES
    assert {day.year for day in holidays} == {year}


def test_before_the_first_version_there_are_no_hours() -> None:
    with pytest.raises(Refusal) as refused:
        calendar_in_force(datetime(2024, 12, 31, 22, 59, tzinfo=UTC))
    assert refused.value.code == "no_calendar"


def test_the_calendar_in_force_costs_one_query() -> None:
    calendar_in_force(AT)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        calendar_in_force(AT)
    assert len(queries) == 1


def test_a_new_version_is_seen_at_once_and_the_past_keeps_its_own() -> None:
    calendar_in_force(AT)
    close(STRIKE, at=AT)
    during = brussels("2026-06-03 10:00")
    assert not is_open(calendar_in_force(AT), during)
    assert calendar_in_force(AT).number == 2
    earlier = calendar_in_force(AT - timedelta(microseconds=1))
    assert earlier.number == 1
    assert is_open(earlier, during)


def test_a_decision_is_made_by_the_hours_of_its_own_instant() -> None:
    close(STRIKE, at=AT)
    facts = Facts(Party.PARTNER, True, Ground.NO_INCOMING, "operator", True)
    during = brussels("2026-06-03 10:00")
    now, before = calendar_in_force(during), calendar_in_force(AT - timedelta(seconds=1))
    assert route(facts, "opened", during, now).result == Result.PAGE_ON_CALL
    assert route(facts, "opened", during, before).result == Result.OPERATOR_DESK


def test_a_partner_reads_the_calendar() -> None:
    place(ALPHA)
    assert calendar_in_force(AT).number == 1


@pytest.mark.parametrize("role", [PARTNER, OPERATOR])
@pytest.mark.parametrize("model", [CalendarVersion, CalendarDay])
def test_what_was_published_is_neither_changed_nor_deleted(role: str, model: Any) -> None:
    place(PUBLIC, role)
    table = model._meta.db_table
    for act in (f"UPDATE {table} SET id = 7", f"DELETE FROM {table}"):
        with (
            pytest.raises(DatabaseError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(act)


def test_a_partner_publishes_nothing() -> None:
    place(ALPHA)
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        CalendarVersion.objects.create(number=2, weekly=[[]] * 7, note="x", published_at=AT)
