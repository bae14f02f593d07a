"""The hand-over: notes that never change, and one mail to whoever takes the watch.

Terms: general.7
"""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.mail import EmailMessage
from django.db import DatabaseError, transaction

from extranet.errors import InvalidInput, NotAllowed
from extranet.outbox.models import Message
from support.desk.models import HandoverNote
from support.desk.rota import handover, mails
from support.desk.rota.handover import notes_at, tell_handovers, write_note
from tests.cast import ALICE, ANNA, ERIK, SOFIE, user_of
from tests.desk.night import NIGHT, at_the_desk, give_ways, publish, take

pytestmark = pytest.mark.django_db
MONDAY_NINE = datetime(2026, 11, 30, 8, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def told(at: datetime) -> int:
    """Look for hand-overs."""
    with at_the_desk():
        return tell_handovers(at=at)


def test_a_note_is_written_once_and_never_changes() -> None:
    key = uuid4()
    with at_the_desk():
        for text in ("Beta rappelle demain", "autre"):
            write_note(note_id=key, text=text, actor=user_of(ERIK), at=NIGHT)
        assert [note.text for note in notes_at(NIGHT)] == ["Beta rappelle demain"]
        assert notes_at(NIGHT + timedelta(days=15)) == []
        with pytest.raises(DatabaseError), transaction.atomic():
            HandoverNote.objects.update(text="x")


def test_staff_write_notes_and_no_empty_ones() -> None:
    with at_the_desk():
        with pytest.raises(NotAllowed):
            write_note(note_id=uuid4(), text="Bonjour", actor=user_of(ALICE), at=NIGHT)
        with pytest.raises(InvalidInput):
            write_note(note_id=uuid4(), text="  ", actor=user_of(ERIK), at=NIGHT)


def test_each_hand_over_is_told_once() -> None:
    give_ways(ERIK), give_ways(ANNA)
    publish(ERIK, ANNA)
    assert told(NIGHT + SECOND) == 0, "the first look only begins to look"
    assert told(MONDAY_NINE - SECOND) == 0
    assert told(MONDAY_NINE) == 1
    assert told(MONDAY_NINE) == told(MONDAY_NINE + SECOND) == 0
    with at_the_desk():
        message = Message.objects.get(name=handover.MAIL)
    assert message.args == [str(ANNA.id), 1, MONDAY_NINE.isoformat()]


def test_a_replacement_and_the_second_layer_hand_over_too() -> None:
    give_ways(ERIK), give_ways(ANNA), give_ways(SOFIE)
    publish(ERIK), publish(ANNA, SOFIE, layer=2)
    told(NIGHT + SECOND)
    take(SOFIE, NIGHT + timedelta(hours=2), at=NIGHT + SECOND, starts_at=NIGHT + timedelta(hours=1))
    assert told(NIGHT + timedelta(hours=1)) == 1
    assert told(NIGHT + timedelta(hours=2)) == 1, "and Erik has it again"
    assert told(MONDAY_NINE - timedelta(hours=1)) == 0
    assert told(MONDAY_NINE) == 1


def test_whoever_takes_the_watch_reads_the_notes(mailoutbox: list[EmailMessage]) -> None:
    give_ways(ERIK), give_ways(ANNA)
    publish(ERIK, ANNA)
    with at_the_desk():
        write_note(note_id=uuid4(), text="Beta rappelle demain", actor=user_of(ERIK), at=NIGHT)
        mails.mail_handover(str(ANNA.id), 1, MONDAY_NINE.isoformat())
        mails.mail_handover(str(ERIK.id), 1, MONDAY_NINE.isoformat())
    (mail,) = mailoutbox
    assert mail.to == [user_of(ANNA).email]
    assert "Vous êtes de garde du 30 novembre 2026" in mail.body.replace("\xa0", " ")
