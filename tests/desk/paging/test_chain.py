"""The chain of a page: first way, second way, backup, administrators; versions, and what may not be published.

Terms: general.7
"""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from extranet.audit.models import AuditEvent
from extranet.errors import InvalidInput, NotAllowed, Stale
from extranet.outbox.services import JSON
from support.desk.models import ContactWay, Page, PageStep, PagingChain, WayKind
from support.desk.paging.chain import DEFAULT, Fault, Step, Ways, Who, fault_of, read_chain, ways_called
from support.desk.paging.chains import publish_chain
from support.desk.paging.rounds import start_round
from support.desk.paging.sending import keep_failure
from support.desk.rota.selectors import Way
from tests.cast import ANNA, ERIK, SOFIE, user_of
from tests.desk.night import FACTS, NIGHT, at_the_desk, give_ways, page, publish

pytestmark = pytest.mark.django_db
WAIT = timedelta(minutes=5)
ERIK_SMS, ERIK_MAIL = (ERIK.name, "http"), (ERIK.name, "email")
SOFIE_BOTH = {(SOFIE.name, "http"), (SOFIE.name, "email")}
ANNA_BOTH = {(ANNA.name, "http"), (ANNA.name, "email")}


def night_of_two_layers() -> None:
    """Erik is on call, Sofie backs him up, Anna administers; the first chain is in force."""
    give_ways(ERIK), give_ways(SOFIE), give_ways(ANNA)
    publish(ERIK)
    publish(SOFIE, layer=2)


def climb(opened: Page, rounds: int) -> list[set[tuple[str, str]]]:
    """Start so many rounds, each when it is due, and return who was called in each."""
    called = []
    at = NIGHT
    for _time in range(rounds):
        with at_the_desk():
            started = start_round(page_id=opened.pk, at=at)
            assert started is not None
            steps = PageStep.objects.filter(page=started, round=started.rounds)
            called.append(set(steps.values_list("user_name", "kind")))
            assert started.next_round_at is not None
            at = started.next_round_at
    return called


def test_the_first_chain_goes_from_the_first_way_to_everybody_and_stays_there() -> None:
    night_of_two_layers()
    everybody = {ERIK_SMS, ERIK_MAIL} | SOFIE_BOTH | ANNA_BOTH
    assert climb(page(), 6) == [{ERIK_SMS}, {ERIK_MAIL}, SOFIE_BOTH, everybody, everybody, everybody]


def test_the_chain_of_the_rows_is_the_one_the_rules_know() -> None:
    with at_the_desk():
        row = PagingChain.objects.get(number=1)
    assert read_chain(row.steps) == DEFAULT
    assert fault_of(DEFAULT) is None


def test_without_a_backup_its_step_is_not_waited_for() -> None:
    give_ways(ERIK), give_ways(ANNA)
    publish(ERIK)
    called = climb(page(), 3)
    assert called == [{ERIK_SMS}, {ERIK_MAIL}, {ERIK_SMS, ERIK_MAIL} | ANNA_BOTH]
    with at_the_desk():
        assert not AuditEvent.objects.filter(act="page.nobody_on_call").exists(), "a backup may be missing"


def test_nobody_in_the_first_layer_calls_the_backup_at_once_and_loudly() -> None:
    give_ways(SOFIE), give_ways(ANNA)
    publish(SOFIE, layer=2)
    (called,) = climb(page(), 1)
    assert called == SOFIE_BOTH
    with at_the_desk():
        assert AuditEvent.objects.get(act="page.nobody_on_call").changes["called"] == [SOFIE.name]


def test_a_person_with_one_proved_way_is_called_in_it_by_either_step() -> None:
    night_of_two_layers()
    with at_the_desk():
        ContactWay.objects.filter(user_id=ERIK.id, kind=WayKind.HTTP).update(tested_at=None)
    assert climb(page(), 2) == [{ERIK_MAIL}, {ERIK_MAIL}]


def test_when_112_fails_the_first_step_uses_all_ways() -> None:
    night_of_two_layers()
    facts: dict[str, JSON] = {**FACTS, "ground": "emergency_calls_fail"}
    assert climb(page(facts=facts), 1) == [{ERIK_SMS, ERIK_MAIL}]


def test_a_page_keeps_the_chain_it_started_with() -> None:
    night_of_two_layers()
    opened = page()
    climb(opened, 1)
    with at_the_desk():
        steps = (Step(Who.FIRST, Ways.ALL, 2), Step(Who.ADMINISTRATORS, Ways.ALL, 2))
        publish_chain(steps=steps, note="Plus court", actor=user_of(ANNA), at=NIGHT)
        opened.refresh_from_db()
        assert opened.chain == 1
        second = start_round(page_id=opened.pk, at=NIGHT + WAIT)
    assert second is not None
    assert (second.chain, second.rounds) == (1, 2)
    assert second.next_round_at == NIGHT + 2 * WAIT


def test_a_provider_that_is_down_brings_the_second_way_forward() -> None:
    night_of_two_layers()
    opened = page()
    climb(opened, 1)
    with at_the_desk():
        step = PageStep.objects.get(kind="http")
        step.attempts = 1
        step.save(update_fields=("attempts",))
        keep_failure(step_id=step.pk, error="HTTP 503", at=NIGHT)
        opened.refresh_from_db()
    assert opened.next_round_at == NIGHT
    with at_the_desk():
        start_round(page_id=opened.pk, at=NIGHT)
        keep_failure(step_id=step.pk, error="HTTP 503", at=NIGHT)
        opened.refresh_from_db()
    assert opened.next_round_at == NIGHT + WAIT, "a step of a round before moves nothing"


def test_the_repetitions_keep_their_minutes_while_providers_are_down() -> None:
    night_of_two_layers()
    opened = page()
    climb(opened, 4)
    with at_the_desk():
        PageStep.objects.update(attempts=1, last_error="HTTP 503")
        keep_failure(step_id=PageStep.objects.filter(round=4).earliest("pk").pk, error="HTTP 503", at=NIGHT + 3 * WAIT)
        opened.refresh_from_db()
    assert opened.next_round_at == NIGHT + 4 * WAIT


def test_a_chain_that_cannot_be_read_calls_as_the_first_one_did() -> None:
    night_of_two_layers()
    with at_the_desk():
        PagingChain.objects.create(
            number=7, steps=[{"who": "moon"}], note="x", published_at=NIGHT, published_by_name="x"
        )
    assert climb(page(), 2) == [{ERIK_SMS}, {ERIK_MAIL}]


# ---------- Publishing ----------
ALL, FIRST, SECOND = Ways.ALL, Ways.FIRST, Ways.SECOND
ADMINISTRATORS = Step(Who.ADMINISTRATORS, ALL, 5)


@pytest.mark.parametrize(
    ("steps", "fault"),
    [
        ((), Fault.LENGTH),
        ((Step(Who.FIRST, ALL, 5),) * 10 + (ADMINISTRATORS,), Fault.LENGTH),
        ((Step(Who.FIRST, ALL, 0), ADMINISTRATORS), Fault.WAIT),
        ((Step(Who.FIRST, ALL, 31), ADMINISTRATORS), Fault.WAIT),
        ((Step(Who.SECOND, ALL, 5), ADMINISTRATORS), Fault.START),
        ((Step(Who.FIRST, SECOND, 5), ADMINISTRATORS), Fault.START),
        ((Step(Who.FIRST, FIRST, 5), ADMINISTRATORS), Fault.SECOND_WAY),
        ((Step(Who.FIRST, ALL, 5),), Fault.ADMINISTRATORS),
        ((Step(Who.FIRST, ALL, 5), ADMINISTRATORS, Step(Who.SECOND, ALL, 5)), Fault.ADMINISTRATORS),
        (
            (Step(Who.FIRST, ALL, 30), Step(Who.SECOND, ALL, 30), Step(Who.SECOND, ALL, 1), ADMINISTRATORS),
            Fault.TOO_LONG,
        ),
        ((Step(Who.FIRST, ALL, 30), Step(Who.SECOND, ALL, 30), ADMINISTRATORS), None),
    ],
)
def test_a_chain_is_bounded_and_reaches_everybody(steps: tuple[Step, ...], fault: Fault | None) -> None:
    assert fault_of(steps) is fault
    if fault is not None:
        with at_the_desk(), pytest.raises(InvalidInput):
            publish_chain(steps=steps, note="Essai", actor=user_of(ANNA), at=NIGHT)


def test_administrators_publish_a_chain_and_say_why() -> None:
    steps = (Step(Who.FIRST, ALL, 5), ADMINISTRATORS)
    with at_the_desk():
        with pytest.raises(NotAllowed):
            publish_chain(steps=steps, note="Essai", actor=user_of(ERIK), at=NIGHT)
        with pytest.raises(InvalidInput, match="pourquoi"):
            publish_chain(steps=steps, note=" ", actor=user_of(ANNA), at=NIGHT)
        with pytest.raises(InvalidInput, match="Rien ne change"):
            publish_chain(steps=DEFAULT, note="Essai", actor=user_of(ANNA), at=NIGHT)
        with pytest.raises(Stale):
            publish_chain(steps=steps, note="Essai", actor=user_of(ANNA), at=NIGHT, shown=0)
        assert publish_chain(steps=steps, note="Essai", actor=user_of(ANNA), at=NIGHT, shown=1).number == 2
        assert AuditEvent.objects.get(act="chain.published").actor_name == ANNA.name


def test_a_published_chain_never_changes() -> None:
    with at_the_desk(), pytest.raises(DatabaseError), transaction.atomic():
        PagingChain.objects.update(note="other")


def test_the_short_message_is_the_first_way_and_mail_the_second() -> None:
    mail, sms = Way("email", "a@night.example"), Way("http", "+32470123456")
    assert ways_called([mail, sms], FIRST, ground="") == (sms,)
    assert ways_called([mail, sms], SECOND, ground="") == (mail,)
    assert ways_called([mail, sms], ALL, ground="") == (sms, mail)
