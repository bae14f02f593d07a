"""Questions nobody answers climb, day by day, and everybody is told once: time is moved, never waited for.

Terms: telavox.7, bt.14, sip.4
"""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.db import DatabaseError, transaction
from django.utils import timezone

from emergency.models import Reminder
from emergency.reconfirming.climbing import climb
from emergency.reconfirming.operating import tell_operator
from emergency.reconfirming.reminding import remind_asked, remind_uncovered
from emergency.registry.models import OverdueAddress
from extranet.accounts.models import Membership
from extranet.audit.models import AuditEvent
from extranet.tenancy.context import OPERATOR, OWNER, PARTNER, PUBLIC, acting
from tests.cast import ALICE, ALPHA, ANNA, CLIENT, DIRECT, DIRECT_CLIENT, DORA, EMIL, ERIK, GITA, SIBLING, SOFIE
from tests.contracts import FIRST, hold, subscribe
from tests.emergency.reconfirming.acts import DAY, ask, asked, at_operator, give, now
from tests.outbox.postman import deliver_everything
from tests.registry.acts import SAINTES, declare, numbered

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
# A Monday, ten in the morning in Brussels, with no holiday before Christmas.
MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)


def walk(schema: str, since: datetime, days: int) -> dict[str, list[str]]:
    """Let days pass, an hour at a time where it matters; return who got how many mails on which day."""
    told: dict[str, list[str]] = {}
    for day in range(days):
        for hour in (0, 12):
            at = since + day * DAY + hour * HOUR
            with acting(schema, PARTNER):
                climb(at=at)
                remind_asked(at=at)
            before = len(mail.outbox)
            deliver_everything()
            for message in mail.outbox[before:]:
                told.setdefault(message.to[0], []).append(f"{at:%d/%m}")
    return told


def test_a_question_walks_from_client_to_partner_to_operator() -> None:
    block = hold()
    declare(block)
    deliver_everything()
    mail.outbox.clear()
    question = ask(block, at=MONDAY)
    told = walk(ALPHA, MONDAY, 30)
    assert told == {
        DORA.email: ["23/11", "26/11", "01/12", "04/12"],
        ALICE.email: ["08/12", "11/12"],
        "support@alpha.example": ["08/12", "11/12"],
    }
    assert now(question).level == "operator"
    assert at_operator() == [(ALPHA, CLIENT)]
    with acting(PUBLIC, OPERATOR):
        events = AuditEvent.objects.filter(act="reconfirmation.climbed").order_by("id")
        steps = [(one.changes["level"], f"{one.at:%d/%m}") for one in events]
    assert steps == [(["client", "partner"], "08/12"), (["partner", "operator"], "16/12")]


def test_everything_run_twice_does_it_once() -> None:
    block = hold()
    declare(block)
    ask(block, at=MONDAY)
    late = MONDAY + 20 * DAY
    with acting(ALPHA, PARTNER):
        assert [climb(at=late), climb(at=late)] == [1, 0]
        at = late + 2 * DAY
        assert [remind_asked(at=at), remind_asked(at=at)] == [2, 0]


def test_who_has_nobody_with_the_right_begins_at_the_partner() -> None:
    with acting(PUBLIC, OPERATOR):
        Membership.objects.filter(user_id=DORA.id).delete()
    assert ask(hold()).level == "partner"


def test_a_direct_client_has_no_partner_between() -> None:
    block = hold(schema=DIRECT, client_id=DIRECT_CLIENT)
    declare(block, by=GITA)
    deliver_everything()
    mail.outbox.clear()
    question = ask(block, at=MONDAY)
    told = walk(DIRECT, MONDAY, 20)
    assert set(told) == {GITA.email}
    assert now(question, DIRECT).level == "operator"


def test_an_answer_ends_the_climb_and_the_operators_line() -> None:
    block = hold()
    declare(block)
    question = ask(block, at=MONDAY)
    walk(ALPHA, MONDAY, 30)
    give(question, by=ERIK)
    assert at_operator() == []
    with acting(ALPHA, PARTNER):
        assert climb(at=MONDAY + 90 * DAY) == 0
    with acting(PUBLIC, OPERATOR):
        assert OverdueAddress.objects.get(pk=question.pk).ended_at is not None


def test_a_declared_address_ends_the_operators_line_too() -> None:
    block = hold()
    declare(block)
    ask(block, at=MONDAY - 60 * DAY)
    with acting(ALPHA, PARTNER):
        climb(at=MONDAY - 40 * DAY)
        climb(at=MONDAY - 20 * DAY)
    assert at_operator() == [(ALPHA, CLIENT)]
    declare(block, SAINTES, by=DORA)
    assert at_operator() == []


def test_staff_who_look_after_addresses_are_told_once() -> None:
    block = hold()
    declare(block)
    deliver_everything()
    ask(block, at=MONDAY)
    walk(ALPHA, MONDAY, 30)
    mail.outbox.clear()
    for expected in (1, 0):
        with acting(PUBLIC, OPERATOR):
            assert tell_operator(at=timezone.now()) == expected
        deliver_everything()
    assert sorted(message.to[0] for message in mail.outbox) == sorted([ANNA.email, ERIK.email])
    assert SOFIE.email not in {message.to[0] for message in mail.outbox}


def test_many_questions_are_one_mail_a_day() -> None:
    subscription = subscribe()
    for place in range(25):
        block = hold(FIRST + 10 * place, FIRST + 10 * place + 9, subscription=subscription)
        declare(block, numbered(place + 1))
        ask(block, at=MONDAY)
    deliver_everything()
    mail.outbox.clear()
    with acting(ALPHA, PARTNER):
        remind_asked(at=MONDAY)
    deliver_everything()
    (message,) = mail.outbox
    assert message.subject == "25 adresses à reconfirmer"
    text = str(message.body).replace("\N{NO-BREAK SPACE}", " ")
    assert text.count("- +32 2") == 20
    assert "Et 5 autres, sur la page." in text
    assert "Un e-mail ne change pas une adresse" in text


def test_what_was_answered_meanwhile_leaves_no_mail() -> None:
    block = hold()
    declare(block)
    deliver_everything()
    question = ask(block, at=MONDAY)
    mail.outbox.clear()
    with acting(ALPHA, PARTNER):
        remind_asked(at=MONDAY)
    give(question)
    deliver_everything()
    assert mail.outbox == []


def test_nobody_is_reminded_at_night_or_on_a_holiday() -> None:
    block = hold()
    declare(block)
    ask(block, at=MONDAY)
    with acting(ALPHA, PARTNER):
        for at in (MONDAY - 5 * HOUR, MONDAY + 5 * DAY, datetime(2026, 12, 25, 9, tzinfo=UTC)):
            assert remind_asked(at=at) == 0, at


def test_a_sibling_is_told_of_its_own_only() -> None:
    for client_id, first in ((CLIENT, FIRST), (SIBLING, FIRST + 1000)):
        block = hold(first, first + 9, client_id=client_id)
        declare(block)
        ask(block, at=MONDAY)
    deliver_everything()
    mail.outbox.clear()
    with acting(ALPHA, PARTNER):
        remind_asked(at=MONDAY)
    deliver_everything()
    bodies = {message.to[0]: str(message.body).replace("\N{NO-BREAK SPACE}", " ") for message in mail.outbox}
    assert set(bodies) == {DORA.email, EMIL.email}
    assert ("88 00" in bodies[DORA.email], "98 00" in bodies[DORA.email]) == (True, False)
    assert ("88 00" in bodies[EMIL.email], "98 00" in bodies[EMIL.email]) == (False, True)


# ---------- EC-28 ----------
def uncovered_walk(days: int, *, since: datetime = MONDAY) -> Counter[str]:
    """Let days pass over numbers without an address; return how many mails each reader got."""
    mail.outbox.clear()
    for day in range(days):
        for hour in (0, 1, 6):
            with acting(ALPHA, PARTNER):
                remind_uncovered(at=since + day * DAY + hour * HOUR)
        deliver_everything()
    return Counter(message.to[0] for message in mail.outbox)


def test_ec_28_on_day_0_then_each_working_day_until_declared() -> None:
    block = hold(3267123400, 3267123499, since=MONDAY)
    everybody = {DORA.email, "contact@0199000349.example", ALICE.email, "support@alpha.example"}
    # Two weeks: ten working days, and no more.
    assert uncovered_walk(14) == dict.fromkeys(everybody, 10)
    declare(block, SAINTES)
    deliver_everything()
    assert uncovered_walk(5, since=MONDAY + 14 * DAY) == {}


def test_ec_28_day_0_may_be_a_saturday() -> None:
    saturday = MONDAY + 5 * DAY
    hold(3267123400, 3267123499, since=saturday)
    assert uncovered_walk(2, since=saturday)[DORA.email] == 1
    assert uncovered_walk(1, since=saturday + 2 * DAY)[DORA.email] == 1


def test_ec_28_a_block_that_begins_after_the_mail_of_the_day_is_told_that_day() -> None:
    subscription = subscribe()
    hold(3267123400, 3267123409, since=MONDAY - DAY, subscription=subscription)
    hold(3267123500, 3267123509, since=MONDAY + 3 * HOUR, subscription=subscription)
    assert uncovered_walk(1)[DORA.email] == 2
    assert [message.subject for message in mail.outbox if message.to == [DORA.email]] == ["1 bloc sans adresse"] * 2


def test_ec_28_many_blocks_are_one_mail() -> None:
    subscription = subscribe()
    for place in range(30):
        first = 3267123400 + 10 * place
        hold(first, first + 9, since=MONDAY - DAY, subscription=subscription)
    assert uncovered_walk(1)[DORA.email] == 1
    assert mail.outbox[0].subject == "30 blocs sans adresse"


def test_the_database_lets_nobody_be_reminded_twice() -> None:
    hold(since=MONDAY - DAY)
    with acting(ALPHA, PARTNER):
        remind_uncovered(at=MONDAY)
        row = Reminder.objects.first()
        assert row is not None
        row.pk = None
        with pytest.raises(DatabaseError), transaction.atomic():
            row.save(force_insert=True)
    with acting(ALPHA, OWNER), pytest.raises(DatabaseError), transaction.atomic():
        Reminder.objects.update(email="x@y.example")


def test_nothing_is_asked_at_the_partner_next_door() -> None:
    assert asked("beta") == []
