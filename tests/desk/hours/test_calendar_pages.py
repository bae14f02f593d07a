"""The pages of the calendar: versions are read, administrators publish the next one after a preview. general.7, S4."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final

import pytest
from django.utils import timezone

from extranet.tenancy.context import OPERATOR, PUBLIC, acting
from extranet.times import brussels_day
from support.desk.calendars import calendar_in_force
from support.desk.models import CalendarVersion
from support.desk.rules.hours import Day, DayKind
from support.desk.rules.windows import read_windows
from tests.cast import ALICE, ANNA, ERIK, SOFIE, Member, client_for

pytestmark = pytest.mark.django_db
VERSIONS: Final = "/admin/desk/calendarversion/"
PUBLISH: Final = "/admin/desk/calendar/publish/"
WEEK: Final = ["08:30-18:00"] * 4 + ["08:30-16:00", "", ""]


@pytest.fixture(autouse=True)
def _operator() -> Iterator[None]:
    with acting(PUBLIC, OPERATOR):
        yield


def ahead(days: int = 10) -> date:
    """Return a day to come that no calendar names."""
    day = brussels_day(timezone.now()) + timedelta(days=days)
    while day in calendar_in_force(timezone.now()).days:
        day += timedelta(days=1)
    return day


def form(*rows: tuple[str, str, str, str], act: str = "preview", **changed: str) -> dict[str, str]:
    """Return the form as posted: rows of day, what, hours, name."""
    posted = {"note": "essai", "shown": "1", act: "1", "days-INITIAL_FORMS": "0", "days-TOTAL_FORMS": str(len(rows))}
    posted |= {f"weekday-{number}": hours for number, hours in enumerate(WEEK)}
    for place, row in enumerate(rows):
        posted |= {
            f"days-{place}-{name}": value for name, value in zip(("day", "what", "hours", "name"), row, strict=True)
        }
    return posted | changed


def text_of(response: Any) -> str:
    """Return the page with its white space single."""
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize("member", [ERIK, SOFIE, ANNA])
def test_staff_read_every_version_with_its_days(member: Member) -> None:
    client = client_for(member)
    assert "Heures standard des conditions générales" in text_of(client.get(VERSIONS))
    version = CalendarVersion.objects.get(number=1)
    page = text_of(client.get(f"{VERSIONS}{version.pk}/change/"))
    assert "08:30-16:00" in page
    assert "mardi 21 juillet 2026" in page
    assert "Fête nationale" in page


@pytest.mark.parametrize(("member", "status"), [(ERIK, 403), (SOFIE, 403), (ANNA, 200), (ALICE, 404)])
def test_administrators_publish_nobody_else(member: Member, status: int) -> None:
    client = client_for(member)
    assert client.get(PUBLISH).status_code == status
    assert client.post(PUBLISH, form(act="publish")).status_code == status


def test_the_form_starts_from_the_version_in_force() -> None:
    page = text_of(client_for(ANNA).get(PUBLISH))
    assert 'name="weekday-4" value="08:30-16:00"' in page
    assert "part de la version 1" in page
    assert "Noël" in page


def test_a_change_is_shown_before_it_is_published() -> None:
    day = ahead()
    client = client_for(ANNA)
    row = (day.isoformat(), "open", "08:30-12:00, 13:00-15:00", "Formation")
    page = text_of(client.post(PUBLISH, form(row)))
    assert "Ce qui change" in page
    assert "08:30-12:00, 13:00-15:00" in page
    assert 'name="publish"' in page
    assert CalendarVersion.objects.count() == 1
    page = text_of(client.post(PUBLISH, form(row, act="publish"), follow=True))
    assert "Le calendrier v2 est en vigueur." in page
    published = calendar_in_force(timezone.now())
    assert published.days[day] == Day(DayKind.EXCEPTION, "Formation", read_windows("08:30-12:00, 13:00-15:00"))
    assert published.number == 2


def test_the_preview_leads_back_to_the_form_with_what_was_typed() -> None:
    row = (ahead().isoformat(), "closed", "", "Pont")
    page = text_of(client_for(ANNA).post(PUBLISH, form(row, act="edit")))
    assert 'value="Pont"' in page
    assert "Ce qui change" not in page


def test_another_week_and_a_day_that_is_ordinary_again() -> None:
    client = client_for(ANNA)
    day = ahead()
    client.post(PUBLISH, form((day.isoformat(), "holiday", "", "Fête"), act="publish"))
    changed = {"weekday-5": "09:00-12:00", "shown": "2"}
    client.post(PUBLISH, form((day.isoformat(), "ordinary", "", ""), act="publish", **changed))
    published = calendar_in_force(timezone.now())
    assert published.number == 3
    assert day not in published.days
    assert published.weekly[5] == read_windows("09:00-12:00")


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (("{day}", "open", "08:30-12:00, 11:00-18:00", "x"), "Ces heures se recouvrent"),
        (("{day}", "open", "18:00-08:30", "x"), "la fin vient après le début"),
        (("{day}", "open", "8-18", "x"), "écrivez des heures comme"),
        (("{day}", "open", "08:30-24:30", "x"), "de 00:00 à 24:00"),
        (("{day}", "open", "", "x"), "Donnez les heures"),
        (("{day}", "closed", "08:30-12:00", "x"), "Videz les heures"),
        (("{day}", "closed", "", ""), "Donnez un nom"),
        (("{day}", "ordinary", "", "x"), "Videz le nom"),
        (("{day}", "ordinary", "", ""), "Rien ne change"),
        (("2020-02-02", "closed", "", "x"), "est passé"),
        (("2199-02-02", "closed", "", "x"), "vérifiez l’année"),
        (("02/02/2027", "closed", "", "x"), "errornote"),
        (("", "closed", "", "x"), "errornote"),
    ],
)
@pytest.mark.parametrize("act", ["preview", "publish"])
def test_what_cannot_be_is_refused_beside_what_was_typed(row: tuple[str, ...], words: str, act: str) -> None:
    day, what, hours, name = (value.format(day=ahead().isoformat()) for value in row)
    page = text_of(client_for(ANNA).post(PUBLISH, form((day, what, hours, name), act=act)))
    assert words in page
    assert "Rien n’est publié" in page
    assert CalendarVersion.objects.count() == 1


@pytest.mark.parametrize("hours", ["8-18", "18:00-08:00", "08:30-12:00,10:00-11:00"])
def test_the_week_is_read_as_strictly(hours: str) -> None:
    page = text_of(client_for(ANNA).post(PUBLISH, form(act="publish", **{"weekday-0": hours})))
    assert "Rien n’est publié" in page
    assert CalendarVersion.objects.count() == 1


def test_a_day_is_given_once() -> None:
    row = (ahead().isoformat(), "closed", "", "x")
    assert "deux fois" in text_of(client_for(ANNA).post(PUBLISH, form(row, row)))


def test_whoever_saw_an_older_version_starts_from_the_new_one() -> None:
    client = client_for(ANNA)
    client.post(PUBLISH, form((ahead(10).isoformat(), "closed", "", "x"), act="publish"))
    late = form((ahead(20).isoformat(), "closed", "", "y"), act="publish")
    page = text_of(client.post(PUBLISH, late, follow=True))
    assert "publiée entre-temps" in page
    assert CalendarVersion.objects.count() == 2
