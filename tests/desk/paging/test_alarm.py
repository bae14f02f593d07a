"""When paging itself is ill, people outside the app are told: directly, at once, every hour, and when it is well.

Terms: general.7
"""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.utils import timezone

from extranet.audit.models import AuditEvent
from extranet.errors import InvalidInput, NotAllowed
from support.desk.models import OutsideContact, PagingAlarm
from support.desk.paging import alarm
from support.desk.paging.alarm import Look, Notebook, look
from support.desk.paging.health import beat
from support.desk.paging.outside import add_outside_contact, remove_outside_contact
from tests.cast import ANNA, ERIK, user_of
from tests.desk.night import NIGHT, at_the_desk
from tests.desk.paging.stand_ins import Gateway, Mailbox

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def book(tmp_path: Path) -> Notebook:
    """The file beside the app; two people outside are known."""
    with at_the_desk():
        for kind, address in (("email", "guard@outside.example"), ("http", "+32470999999")):
            OutsideContact.objects.create(name="Veille", kind=kind, address=address)
    return Notebook(tmp_path / "var" / "watch.json")


def watched(at: datetime) -> None:
    """Beat asked and a worker answered."""
    with at_the_desk():
        beat(at=at)


def test_a_healthy_night_tells_nobody(book: Notebook, mailbox: Mailbox, gateway: Gateway) -> None:
    watched(NIGHT)
    assert look(at=NIGHT, notebook=book) == Look((), 0)
    assert len(book.contacts()) == 2
    assert not mailbox.mails
    with at_the_desk():
        assert not PagingAlarm.objects.exists()


def test_an_ill_one_tells_everybody_at_once_every_hour_and_when_it_is_well(
    book: Notebook, mailbox: Mailbox, gateway: Gateway
) -> None:
    watched(NIGHT)
    ill = NIGHT + 2 * MINUTE
    assert look(at=ill, notebook=book).told == 2
    assert look(at=ill + HOUR - MINUTE, notebook=book).told == 0
    assert look(at=ill + HOUR, notebook=book).told == 2
    well = ill + HOUR + MINUTE
    watched(well)
    assert look(at=well, notebook=book).told == 2
    assert look(at=well + MINUTE, notebook=book).told == 0
    assert [str(mail["Subject"]) for mail in mailbox.mails] == [
        "La garde n’est pas veillée",
        "La garde n’est pas veillée",
        "La garde est de nouveau veillée",
    ]
    assert "plus aucun signe depuis 120 s" in mailbox.mails[0].get_content()
    assert len(gateway.kept) == 3
    with at_the_desk():
        alarm_row = PagingAlarm.objects.get()
        acts = list(AuditEvent.objects.filter(act__startswith="paging.").order_by("pk").values_list("act", flat=True))
    assert (alarm_row.started_at, alarm_row.ended_at, acts) == (ill, well, ["paging.ill", "paging.well"])


def test_one_road_down_leaves_the_other_and_both_down_are_tried_again(
    book: Notebook, mailbox: Mailbox, gateway: Gateway
) -> None:
    gateway.answers += [503, 503]
    assert look(at=NIGHT, notebook=book).told == 1
    later = NIGHT + HOUR
    mailbox.refusals += ["451 try again"]
    assert look(at=later, notebook=book).told == 0
    assert look(at=later + MINUTE, notebook=book).told == 2


def test_without_the_database_those_last_known_are_told_hourly_and_when_it_is_back(
    book: Notebook, mailbox: Mailbox, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched(NIGHT)
    look(at=NIGHT, notebook=book)

    def away(*, at: datetime) -> list[str]:
        raise OperationalError("the server is gone")

    with monkeypatch.context() as patch:
        patch.setattr(alarm, "paging_faults", away)
        patch.setattr(connection, "close", lambda: None)
        assert look(at=NIGHT + MINUTE, notebook=book) == Look(("the database does not answer",), 2)
        assert look(at=NIGHT + 2 * MINUTE, notebook=book).told == 0
        assert look(at=NIGHT + MINUTE + HOUR, notebook=book).told == 2
    assert "la base de données ne répond pas" in mailbox.mails[0].get_content()
    back = NIGHT + 2 * HOUR
    watched(back)
    assert look(at=back, notebook=book).told == 2
    assert look(at=back + MINUTE, notebook=book).told == 0
    assert "de nouveau veillée" in str(mailbox.mails[-1]["Subject"])


def test_an_outage_goes_on_in_the_alarm_when_the_rows_are_back_and_ill(
    book: Notebook, mailbox: Mailbox, gateway: Gateway
) -> None:
    look(at=NIGHT, notebook=book)
    with at_the_desk():
        PagingAlarm.objects.all().delete()
    book.keep(book.contacts(), (NIGHT, NIGHT))
    assert look(at=NIGHT + MINUTE, notebook=book).told == 0, "they know already"
    with at_the_desk():
        assert PagingAlarm.objects.get().started_at == NIGHT


def test_the_command_looks_once_and_fails_while_it_is_ill(tmp_path: Path, mailbox: Mailbox, gateway: Gateway) -> None:
    where = tmp_path / "watch.json"
    with pytest.raises(CommandError, match="beat has never asked"):
        call_command("watch_paging", "--once", f"--notebook={where}")
    watched(timezone.now())
    call_command("watch_paging", "--once", f"--notebook={where}")
    assert where.exists()


def test_a_notebook_that_cannot_be_read_knows_nobody(tmp_path: Path) -> None:
    path = tmp_path / "watch.json"
    path.write_text("{half")
    assert Notebook(path).contacts() == []
    assert Notebook(path).outage() is None


# ---------- The list ----------
def test_administrators_choose_who_is_told() -> None:
    given = {"name": "Veille", "kind": "http", "address": "0470 99 99 99", "language": "nl"}
    with at_the_desk():
        with pytest.raises(NotAllowed):
            add_outside_contact(**given, actor=user_of(ERIK), at=NIGHT)
        contact = add_outside_contact(**given, actor=user_of(ANNA), at=NIGHT)
        assert contact.address == "+32470999999"
        assert add_outside_contact(**given, actor=user_of(ANNA), at=NIGHT).pk == contact.pk
        with pytest.raises(InvalidInput):
            add_outside_contact(**{**given, "address": "02 1"}, actor=user_of(ANNA), at=NIGHT)
        for _time in range(2):
            remove_outside_contact(contact_id=contact.pk, actor=user_of(ANNA), at=NIGHT)
        assert not OutsideContact.objects.exists()
        acts = AuditEvent.objects.filter(act__startswith="outside.").order_by("pk").values_list("act", flat=True)
        assert list(acts) == ["outside.added", "outside.removed"]
