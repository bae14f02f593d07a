"""The watch in a calendar: by a secret address, in the wall clock of Brussels, right over changes of the clock.

Terms: general.7
"""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.test import Client
from icalendar import Calendar, Event

from extranet.accounts.models import User
from support.desk.rota.feed import Feed, Scope, calendar_for, feed_link, feed_of, renew_feed
from tests.cast import ANNA, ERIK, Member, user_of
from tests.desk.night import FACTS, NIGHT, at_the_desk, give_ways, page, publish, take

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def path_of(member: Member, scope: Scope = Scope.MINE) -> str:
    """The path of a calendar."""
    with at_the_desk():
        return "/rota/" + feed_link(user_of(member), scope).rsplit("/", 1)[1]


def events(member: Member, scope: Scope, at: datetime) -> list[Event]:
    """The events of a calendar, in order."""
    with at_the_desk():
        read = Calendar.from_ical(calendar_for(Feed(user_of(member), scope), at))
    found = [one for one in read.walk("VEVENT") if isinstance(one, Event)]
    return sorted(found, key=lambda one: one.decoded("dtstart"))


def test_ones_own_calendar_has_ones_own_shifts_and_the_other_everybodys() -> None:
    give_ways(ERIK), give_ways(ANNA)
    publish(ERIK, ANNA)
    own = events(ERIK, Scope.MINE, NIGHT)
    assert [one.decoded("dtstart").astimezone(UTC) for one in own][:2] == [NIGHT, datetime(2026, 12, 7, 8, tzinfo=UTC)]
    assert {str(one["summary"]) for one in own} == {"Garde"}
    assert {str(one["summary"]) for one in events(ERIK, Scope.ALL, NIGHT)} == {
        f"Garde · {ERIK.name}",
        f"Garde · {ANNA.name}",
    }


def test_replacements_and_the_second_layer_are_in_it() -> None:
    give_ways(ERIK), give_ways(ANNA)
    publish(ERIK), publish(ANNA, layer=2)
    take(ANNA, NIGHT + 2 * HOUR, starts_at=NIGHT + HOUR)
    own = events(ANNA, Scope.MINE, NIGHT)
    assert [str(one["summary"]) for one in own] == ["Garde, second niveau", "Garde"]
    assert own[1].decoded("dtend") - own[1].decoded("dtstart") == HOUR
    assert len({str(one["uid"]) for one in events(ANNA, Scope.ALL, NIGHT)}) == 4


@pytest.mark.parametrize(
    ("at", "before", "after"),
    [
        (datetime(2027, 3, 20, 12, tzinfo=UTC), "08:00", "07:00"),
        (datetime(2027, 10, 20, 12, tzinfo=UTC), "07:00", "08:00"),
    ],
)
def test_nine_o_clock_stays_nine_o_clock_over_a_change_of_the_clock(at: datetime, before: str, after: str) -> None:
    give_ways(ERIK), give_ways(ANNA)
    publish(ERIK, ANNA, at=at)
    both = [one.decoded("dtstart") for one in events(ERIK, Scope.ALL, at)][1:4]
    assert {one.strftime("%H:%M") for one in both} == {"09:00"}
    hours = [one.astimezone(UTC).strftime("%H:%M") for one in both]
    assert before in hours
    assert after in hours


def test_the_zone_is_in_the_file() -> None:
    give_ways(ERIK)
    publish(ERIK, weekday=6, handover=time(3))
    with at_the_desk():
        text = calendar_for(Feed(user_of(ERIK), Scope.MINE), NIGHT).decode()
    assert "BEGIN:VTIMEZONE" in text
    assert "TZID:Europe/Brussels" in text
    assert "DTSTART;TZID=Europe/Brussels:" in text


def test_no_client_is_in_it() -> None:
    give_ways(ERIK)
    publish(ERIK)
    page()
    text = Client(SERVER_NAME="localhost").get(path_of(ERIK, Scope.ALL)).content.decode()
    for secret in (str(FACTS["client"]), str(FACTS["call_back_number"]), "T-2026-00042", "@night.example"):
        assert secret not in text


def test_a_reader_that_has_it_is_told_so_and_one_after_a_change_is_not() -> None:
    give_ways(ERIK), give_ways(ANNA)
    publish(ERIK)
    browser, path = Client(SERVER_NAME="localhost"), path_of(ERIK)
    first = browser.get(path)
    assert first["Content-Type"] == "text/calendar; charset=utf-8"
    assert browser.get(path, HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 304
    publish(ERIK, ANNA, at=NIGHT + HOUR)
    assert browser.get(path, HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 200


def test_a_renewed_address_and_who_left_open_nothing() -> None:
    browser, path = Client(SERVER_NAME="localhost"), path_of(ERIK)
    assert browser.get(path).status_code == 200
    with at_the_desk():
        renew_feed(actor=user_of(ERIK), at=NIGHT)
    assert browser.get(path).status_code == 404
    path = path_of(ERIK)
    assert browser.get(path).status_code == 200
    with at_the_desk():
        renew_feed(actor=user_of(ERIK), at=NIGHT)
    assert browser.get(path).status_code == 404
    path = path_of(ERIK)
    with at_the_desk():
        User.objects.filter(pk=ERIK.id).update(is_active=False)
    assert browser.get(path).status_code == 404


@pytest.mark.parametrize("token", ["", "m1-", "m1-abc.def", "x", "a9-AAAA.AAAA"])
def test_a_guess_opens_nothing(token: str) -> None:
    with at_the_desk():
        assert feed_of(token) is None
