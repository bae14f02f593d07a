"""The monthly test: every way of everybody who watches, in the hours of support, and the silent ones named.

Terms: general.7
"""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone

from extranet.audit.models import AuditEvent
from extranet.outbox.models import Message
from support.desk import tasks
from support.desk.calendars import calendar_in_force
from support.desk.models import ContactWay, Drill, WayKind
from support.desk.paging.drills import SEND, TELL, is_overdue, run_drills, unanswered
from support.desk.paging.links import drill_link
from support.desk.rota.selectors import on_call_at
from tests.cast import ANNA, ERIK, SOFIE, user_of
from tests.desk.night import NIGHT, at_the_desk, give_ways, page, publish
from tests.desk.paging.stand_ins import Gateway, Mailbox

pytestmark = pytest.mark.django_db
# Tuesday 1 December 2026, eleven o'clock in Brussels.
ELEVEN = datetime(2026, 12, 1, 10, tzinfo=UTC)
DAY = timedelta(days=1)


def watched() -> None:
    """Erik watches, Sofie backs him up; Anna does not watch."""
    give_ways(ERIK), give_ways(SOFIE), give_ways(ANNA)
    publish(ERIK), publish(SOFIE, layer=2)


def run(at: datetime) -> int:
    """Look whether tests are to be sent."""
    with at_the_desk():
        return run_drills(at=at)


def test_each_way_of_whoever_watches_in_either_layer_is_tried_once_a_month() -> None:
    watched()
    assert run(ELEVEN) == 4
    assert run(ELEVEN + DAY) == 0
    assert run(ELEVEN.replace(month=1, year=2027, day=4)) == 4
    with at_the_desk():
        assert set(Drill.objects.values_list("user_name", "kind")) == {
            (member.name, kind.value) for member in (ERIK, SOFIE) for kind in WayKind
        }
        assert Message.objects.filter(name=SEND).count() == 8


@pytest.mark.parametrize(
    "at",
    [
        datetime(2026, 12, 1, 8, 59, tzinfo=UTC),
        datetime(2026, 12, 5, 11, tzinfo=UTC),
        datetime(2026, 12, 1, 20, tzinfo=UTC),
        datetime(2026, 12, 25, 11, tzinfo=UTC),
    ],
)
def test_nobody_is_tried_early_at_night_or_on_a_closed_day(at: datetime) -> None:
    watched()
    assert run(at) == 0


def test_nobody_is_tried_while_a_page_waits() -> None:
    watched()
    page(at=ELEVEN)
    assert run(ELEVEN) == 0


def test_a_test_goes_out_by_its_way_once(mailbox: Mailbox, gateway: Gateway) -> None:
    watched()
    run(ELEVEN)
    with at_the_desk():
        for drill in Drill.objects.filter(user_id=ERIK.id):
            tasks.send_drill(str(drill.pk)), tasks.send_drill(str(drill.pk))
        assert Drill.objects.filter(sent_at__isnull=False).count() == 2
    (mail,), (text,) = mailbox.mails, gateway.posts
    assert "Essai mensuel" in str(mail["Subject"])
    assert "/drill/" in text["text"]
    assert "rien à rappeler" in text["text"]


def test_a_test_of_an_address_since_changed_is_not_sent(mailbox: Mailbox) -> None:
    watched()
    run(ELEVEN)
    with at_the_desk():
        ContactWay.objects.filter(user_id=ERIK.id).update(address="other@night.example")
        tasks.send_drill(str(Drill.objects.get(user_id=ERIK.id, kind="email").pk))
    assert not mailbox.mails


def test_the_link_answers_with_its_button_and_not_by_being_read() -> None:
    watched()
    run(ELEVEN)
    with at_the_desk():
        drill = Drill.objects.get(user_id=ERIK.id, kind="email")
        path = "/drill/" + drill_link(drill.pk).rstrip("/").rsplit("/", 1)[1] + "/"
    browser = Client(SERVER_NAME="localhost")
    assert "Essai mensuel" in browser.get(path).content.decode()
    with at_the_desk():
        drill.refresh_from_db()
    assert drill.answered_at is None
    assert browser.post(path).status_code == 302
    assert browser.post(path).status_code == 302
    with at_the_desk():
        drill.refresh_from_db()
        assert drill.answered_at is not None
        assert AuditEvent.objects.filter(act="drill.answered").count() == 1
    assert browser.get("/drill/nothing.here/").status_code == 404


@pytest.mark.parametrize(
    ("at", "told"),
    [
        (datetime(2026, 12, 4, 22, tzinfo=UTC), False),  # Friday: the third working day still runs
        (datetime(2026, 12, 5, 9, tzinfo=UTC), True),
    ],
)
def test_three_whole_working_days_are_given(at: datetime, told: bool) -> None:
    with at_the_desk():
        assert is_overdue(calendar_in_force(at), ELEVEN, at) is told


def test_a_week_end_and_a_holiday_do_not_count() -> None:
    before_christmas = datetime(2026, 12, 23, 10, tzinfo=UTC)
    with at_the_desk():
        calendar = calendar_in_force(NIGHT)
        assert not is_overdue(calendar, before_christmas, datetime(2026, 12, 29, 20, tzinfo=UTC))
        assert is_overdue(calendar, before_christmas, datetime(2026, 12, 30, 9, tzinfo=UTC))


def test_silence_is_told_to_the_administrators_once_a_week_and_uncovers_nothing(mailoutbox: list[EmailMessage]) -> None:
    watched()
    run(ELEVEN)
    week = ELEVEN + 6 * DAY
    with at_the_desk():
        Drill.objects.exclude(user_id=ERIK.id).update(answered_at=ELEVEN)
        assert {drill.user_name for drill in unanswered(calendar_in_force(week), week)} == {ERIK.name}
    run(week), run(week + DAY)
    with at_the_desk():
        assert Message.objects.filter(name=TELL).count() == 1
        assert AuditEvent.objects.filter(act="drill.unanswered").count() == 2
        on_call = on_call_at(week)
    assert on_call is not None
    assert on_call.is_reachable
    run(week + 7 * DAY)
    with at_the_desk():
        assert Message.objects.filter(name=TELL).count() == 2


def test_the_mail_to_the_administrators_names_person_and_way(
    mailoutbox: list[EmailMessage], monkeypatch: pytest.MonkeyPatch
) -> None:
    watched()
    run(ELEVEN)
    monkeypatch.setattr(timezone, "now", lambda: ELEVEN + 6 * DAY)
    with at_the_desk():
        tasks.mail_drills()
    (mail,) = mailoutbox
    assert mail.to == [user_of(ANNA).email]
    assert f"{ERIK.name}, SMS" in mail.body
