"""What staff decide about messages, and when they are told that some did not arrive.

Terms: telavox.7, bt.14, sip.4
"""

from datetime import datetime, timedelta
from io import StringIO
from typing import Any
from uuid import UUID

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone
from pytest_django import Settings

from emergency.registry.models import Transmission
from emergency.registry.transmitting.alarm import MAIL, raise_alarm, standing
from emergency.registry.transmitting.services import cancel_transmission, queue_again
from emergency.registry.transmitting.tasks import mail_transmissions_late
from extranet.audit.models import AuditEvent
from extranet.errors import IllegalMove, InvalidInput
from extranet.outbox.models import Message
from extranet.tenancy.context import OPERATOR, OWNER, PUBLIC, acting
from tests.cast import ERIK, user_of
from tests.contracts import FIRST, hold
from tests.registry.acts import declare, numbered
from tests.registry.transmitting.sending import STATE, later, message, send_all, states
from tests.registry.transmitting.stand_in import Emergency

pytestmark = pytest.mark.django_db


def decide(act: Any, place: int = 0, reason: str = "Vu avec le centre 112") -> Transmission:
    """Decide as Erik."""
    with acting(PUBLIC, OPERATOR):
        row: Transmission = act(
            transmission_id=message(place).pk, reason=reason, actor=user_of(ERIK), at=timezone.now()
        )
    return row


def failed(there: Emergency) -> None:
    """Let the other side refuse the next message."""
    there.answers = [(422, None)]
    send_all()


def alarm(at: datetime) -> int:
    """Look for what is late, as beat does."""
    with acting(PUBLIC, OPERATOR):
        return raise_alarm(at=at)


# ---------- Deciding ----------
def test_a_failed_message_is_queued_again_with_all_its_tries(there: Emergency) -> None:
    declare(hold(), numbered(1))
    failed(there)
    decide(queue_again)
    assert (message().state, message().attempts, message().error) == (STATE.QUEUED, 0, "")
    send_all()
    assert states() == [STATE.ACKNOWLEDGED]
    with acting(PUBLIC, OPERATOR):
        event = AuditEvent.objects.get(act="transmission.queued_again")
    assert event.changes["reason"] == "Vu avec le centre 112"
    assert event.partner == message().partner


def test_a_cancelled_message_lets_the_later_ones_go(there: Emergency) -> None:
    block = hold()
    declare(block, numbered(1))
    failed(there)
    declare(block, numbered(2))
    assert send_all() == 0
    decide(cancel_transmission)
    send_all()
    assert states() == [STATE.CANCELLED, STATE.ACKNOWLEDGED]


def test_a_message_that_may_have_arrived_is_not_cancelled(there: Emergency) -> None:
    declare(hold(), numbered(1))
    there.answers = [(503, None)]
    send_all()
    with pytest.raises(IllegalMove, match="a pu arriver"):
        decide(cancel_transmission)


@pytest.mark.parametrize("act", [queue_again, cancel_transmission])
def test_what_is_acknowledged_is_over(there: Emergency, act: Any) -> None:
    declare(hold(), numbered(1))
    send_all()
    with pytest.raises(IllegalMove):
        decide(act)


@pytest.mark.parametrize("reason", ["", "  ", "x" * 301])
@pytest.mark.parametrize("act", [queue_again, cancel_transmission])
def test_a_decision_needs_a_reason(act: Any, reason: str) -> None:
    declare(hold(), numbered(1))
    with pytest.raises(InvalidInput, match="pourquoi"):
        decide(act, reason=reason)


def test_only_the_moves_of_the_table_are_possible() -> None:
    for one in Transmission.State.values:
        for other in Transmission.State.values:
            row = Transmission(state=one)
            if (one, other) in Transmission.MOVES:
                row.move_to(other)
                assert row.state == other
            else:
                with pytest.raises(IllegalMove):
                    row.move_to(other)


# ---------- The alarm ----------
def test_what_failed_is_told_to_staff_once(there: Emergency) -> None:
    declare(hold(), numbered(1))
    failed(there)
    assert alarm(timezone.now()) == 1
    assert alarm(later(days=1)) == 0
    with acting(PUBLIC, OPERATOR):
        (asked,) = Message.objects.filter(name=MAIL)
        count, first = asked.args
        mail.outbox.clear()
        mail_transmissions_late(int(str(count)), str(first))
    assert {one.to[0] for one in mail.outbox} >= {user_of(ERIK).email}
    (told,) = [one for one in mail.outbox if one.to == [user_of(ERIK).email]]
    assert "1 message aux services d’urgence" in told.subject
    assert "+32" in str(told.body)


def test_what_fails_again_is_told_again(there: Emergency) -> None:
    declare(hold(), numbered(1))
    failed(there)
    alarm(timezone.now())
    decide(queue_again)
    failed(there)
    assert alarm(timezone.now()) == 1


def test_what_is_not_acknowledged_in_time_is_told(there: Emergency, settings: Settings) -> None:
    settings.TRANSMIT_ALARM_MINUTES = 15
    there.answers = [(202, None)]
    declare(hold(), numbered(1))
    send_all()
    assert alarm(later(minutes=14)) == 0
    assert alarm(later(minutes=16)) == 1


def test_without_a_channel_waiting_is_no_accident_but_is_said() -> None:
    declare(hold(), numbered(1))
    assert alarm(later(days=9)) == 0
    with acting(PUBLIC, OPERATOR):
        found = standing(later(days=9))
    assert (found.queued, found.is_set_up) == (1, False)
    assert found.faults[0] == "no channel is set up, 1 messages wait"


# ---------- The command ----------
def checked(*options: str) -> tuple[int, str]:
    """Return how the command ends, and what it says is wrong."""
    told = StringIO()
    with acting(PUBLIC, OPERATOR):
        try:
            call_command("check_transmissions", *options, stdout=StringIO(), stderr=told)
        except SystemExit as end:
            return int(str(end.code)), told.getvalue()
    return 0, told.getvalue()


def test_the_command_ends_well_only_when_everything_arrived(there: Emergency) -> None:
    assert checked() == (0, "")
    declare(hold(), numbered(1))
    failed(there)
    code, told = checked()
    assert (code, "1 messages failed" in told) == (1, True)
    decide(queue_again)
    send_all()
    assert checked("--compare") == (0, "")


def test_the_command_finds_what_was_never_told(there: Emergency) -> None:
    declare(hold(), numbered(1))
    declare(hold(FIRST + 200, FIRST + 209), numbered(2))
    with acting(PUBLIC, OWNER):
        forget(message().pk)
    send_all()
    code, told = checked("--compare")
    assert (code, "1 messages were never queued" in told) == (1, True)
    assert timedelta() < later(seconds=1) - timezone.now()


def forget(transmission_id: UUID) -> None:
    """Let a message be cancelled behind the house's back."""
    Transmission.objects.filter(pk=transmission_id).update(state=STATE.CANCELLED)
