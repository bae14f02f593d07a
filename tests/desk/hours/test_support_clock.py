"""The support clock: its words, and that it stands on every page, whatever breaks. general.7, S4."""

import re
from datetime import UTC, datetime
from typing import Any, NoReturn

import pytest
from django.core.exceptions import PermissionDenied
from django.db import OperationalError, connection
from django.template import Context
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override

from extranet.errors import Refusal
from extranet.look import views
from support.desk.rules.hours import ALWAYS_OPEN, Calendar
from support.desk.templatetags import support_clock
from support.desk.wording import clock_at, moment, short_time
from tests.cast import ALICE, ALPHA, DORA, ERIK, Member, anonymous, client_for
from tests.desk.hours.stage import CALENDAR, brussels


def words(text: str) -> str:
    """Return the text with ordinary spaces."""
    return text.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("wall", "expected"),
    [
        ("2026-06-05 10:00", "Support ouvert – ferme aujourd’hui à 16 h"),
        ("2026-06-04 17:59:59", "Support ouvert – ferme aujourd’hui à 18 h"),
        ("2026-06-10 09:00", "Support ouvert – ferme aujourd’hui à 12 h"),
        ("2026-06-05 16:00", "Fermé – urgences critiques seulement, reprise lundi 8 h 30"),
        ("2026-06-04 07:00", "Fermé – urgences critiques seulement, reprise aujourd’hui à 8 h 30"),
        ("2026-06-10 12:30", "Fermé – Formation, urgences critiques seulement, reprise aujourd’hui à 13 h"),
        ("2026-07-21 10:00", "Fermé – Fête nationale, urgences critiques seulement, reprise mercredi 8 h 30"),
        ("2026-05-15 10:00", "Fermé – Pont de l’Ascension, urgences critiques seulement, reprise lundi 8 h 30"),
        ("2026-03-28 10:00", "Fermé – urgences critiques seulement, reprise lundi 8 h 30"),
    ],
)
def test_the_clock_says_what_the_rule_says(wall: str, expected: str) -> None:
    assert words(str(clock_at(CALENDAR, brussels(wall)))) == expected


def test_a_long_closing_gives_the_date() -> None:
    closed = {day: entry for day, entry in CALENDAR.days.items() if not entry.windows}
    calendar = Calendar(1, CALENDAR.weekly[:1] + ((),) * 6, closed)
    assert words(clock_at(calendar, brussels("2026-06-01 18:00")).rest).endswith("reprise lundi 8 juin à 8 h 30")


def test_hours_without_end_say_only_that_support_is_open() -> None:
    assert str(clock_at(ALWAYS_OPEN, brussels("2026-06-01 18:00"))) == "Support ouvert"
    never = clock_at(Calendar(1, ((),) * 7), brussels("2026-06-01 18:00"))
    assert str(never) == "Fermé – urgences critiques seulement"


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("fr", ["à 14 h 12", "lundi 1er juin à 8 h 30", "vendredi 1er janvier 2027 à 18 h"]),
        ("nl", ["om 14.12 uur", "maandag 1 juni om 8.30 uur", "vrijdag 1 januari 2027 om 18 uur"]),
        ("de", ["um 14.12 Uhr", "am Montag, 1. Juni um 8.30 Uhr", "am Freitag, 1. Januar 2027 um 18 Uhr"]),
        ("en", ["at 14:12", "Monday 1 June at 8:30", "Friday 1 January 2027 at 18:00"]),
    ],
)
def test_an_instant_in_a_sentence_is_written_as_each_language_does(language: str, expected: list[str]) -> None:
    now = brussels("2026-05-29 12:00")
    walls = ("2026-05-29 14:12", "2026-06-01 08:30", "2027-01-01 18:00")
    with override(language):
        assert [words(moment(brussels(wall), now=now)) for wall in walls] == expected


def test_a_full_hour_has_no_minutes() -> None:
    assert words(short_time(brussels("2026-06-01 16:00"))) == "16 h"
    assert words(short_time(brussels("2026-06-01 16:05"))) == "16 h 05"


# ---------- On the pages ----------


@pytest.fixture
def _holiday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 7, 21, 8, tzinfo=UTC))


def broken(error: Exception) -> Any:
    """Return a calendar that fails with `error`."""

    def fails(_at: datetime) -> NoReturn:
        raise error

    return fails


@pytest.mark.django_db
@pytest.mark.usefixtures("_holiday")
@pytest.mark.parametrize(("member", "path"), [(ALICE, "/"), (DORA, "/"), (ERIK, "/admin/"), (ERIK, "/at/alpha/admin/")])
def test_every_page_carries_the_clock_of_the_calendar_in_force(member: Member, path: str) -> None:
    page = words(client_for(member).get(path, follow=True).content.decode())
    assert page.count('class="clock"') == 1
    assert 'data-state="closed"' in page
    assert "<b>Fermé</b> – Fête nationale, urgences critiques seulement, reprise mercredi 8 h 30" in page


@pytest.mark.django_db
@pytest.mark.usefixtures("_holiday")
def test_the_sign_in_carries_it_too() -> None:
    page = anonymous(ALPHA).get("/", follow=True).content.decode()
    assert '<span class="clock" data-state="closed">' in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("member", "path", "target"),
    [
        (ERIK, "/admin/", "/admin/desk/calendarversion/"),
        (ERIK, "/at/alpha/admin/", "/at/alpha/tickets/"),
        (ALICE, "/", "/tickets/"),
    ],
)
def test_the_clock_leads_to_where_one_reads_more(member: Member, path: str, target: str) -> None:
    page = client_for(member).get(path, follow=True).content.decode()
    found = re.search(r'class="clock" data-state="\w+" href="([^"]*)"', page)
    assert found is not None
    assert found[1] == target


@pytest.mark.django_db
def test_the_clock_costs_one_query() -> None:
    support_clock.support_clock(Context())
    with CaptureQueriesContext(connection) as queries:
        support_clock.support_clock(Context())
    assert len(queries) == 1


@pytest.mark.parametrize("error", [OperationalError("away"), Refusal("none", code="no_calendar")])
def test_an_error_page_comes_without_database(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    monkeypatch.setattr(support_clock, "calendar_in_force", broken(error))
    response = views.permission_denied(RequestFactory().get("/"), PermissionDenied())
    assert response.status_code == 403
    assert 'class="clock"' not in response.content.decode()
