"""Rounds: the person on call at that instant, in each way, again and again until somebody answers.

Terms: general.7
"""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from pytest_django import Settings

from extranet.accounts.models import User
from extranet.audit.models import AuditEvent
from support.desk import tasks
from support.desk.models import ContactWay, Page, PageStep, WayKind
from support.desk.paging import rounds
from support.desk.paging.rounds import kinds_waiting, start_round
from support.desk.paging.services import acknowledge_page
from tests.cast import ALPHA, ANNA, ERIK, SOFIE
from tests.desk.night import NIGHT, address_of, at_the_desk, give_ways, page, take, watch_with

pytestmark = pytest.mark.django_db
REPEAT = timedelta(minutes=5)


def round_of(opened: Page, at: datetime) -> Page | None:
    """Start the round of a page, as the worker does."""
    with at_the_desk():
        return start_round(page_id=opened.pk, at=at)


def called(number: int) -> set[tuple[str, str]]:
    """Who was called in a round, and how."""
    with at_the_desk():
        return set(PageStep.objects.filter(round=number).values_list("user_name", "kind"))


ERIK_TWICE = {(ERIK.name, "email"), (ERIK.name, "http")}
ANNA_TWICE = {(ANNA.name, "email"), (ANNA.name, "http")}


def test_a_round_calls_the_person_on_call_in_each_way() -> None:
    watch_with(ERIK)
    opened = page()
    started = round_of(opened, NIGHT)
    assert started is not None
    assert (started.rounds, started.next_round_at) == (1, NIGHT + REPEAT)
    with at_the_desk():
        steps = {step.kind: step for step in PageStep.objects.all()}
        assert kinds_waiting(at=NIGHT) == ["email", "http"]
    assert {kind: step.address for kind, step in steps.items()} == {kind: address_of(ERIK, kind) for kind in WayKind}
    assert {(step.due_at, step.sent_at, step.attempts) for step in steps.values()} == {(NIGHT, None, 0)}


def test_a_round_is_not_started_before_its_time_nor_twice() -> None:
    watch_with(ERIK)
    opened = page()
    assert round_of(opened, NIGHT - timedelta(seconds=1)) is None
    assert round_of(opened, NIGHT) is not None
    assert round_of(opened, NIGHT) is None
    assert round_of(opened, NIGHT + REPEAT - timedelta(seconds=1)) is None


def test_it_is_repeated_until_somebody_answers() -> None:
    watch_with(ERIK)
    opened = page()
    for number in range(3):
        assert round_of(opened, NIGHT + number * REPEAT) is not None
    with at_the_desk():
        acknowledge_page(page_id=opened.pk, user_id=ERIK.id, user_name=ERIK.name, at=NIGHT + 2 * REPEAT)
    assert round_of(opened, NIGHT + 3 * REPEAT) is None
    assert called(4) == set()


def test_the_minutes_between_two_rounds_are_a_setting(settings: Settings) -> None:
    settings.PAGE_REPEAT_MINUTES = 2
    watch_with(ERIK)
    opened = page()
    round_of(opened, NIGHT), round_of(opened, NIGHT + REPEAT)
    third = NIGHT + 2 * REPEAT
    started = round_of(opened, third)
    assert started is not None
    assert started.next_round_at == third + timedelta(minutes=2), "the last step is repeated"


def test_a_page_outlives_a_handover() -> None:
    watch_with(ERIK)
    give_ways(ANNA)
    opened = page()
    round_of(opened, NIGHT)
    take(ANNA, NIGHT + timedelta(days=1), at=NIGHT + timedelta(minutes=1))
    round_of(opened, NIGHT + REPEAT)
    assert (called(1), called(2)) == (ERIK_TWICE, ANNA_TWICE)


def test_the_third_round_calls_the_administrators_too() -> None:
    watch_with(ERIK)
    give_ways(ANNA), give_ways(SOFIE)
    opened = page()
    for number in range(3):
        round_of(opened, NIGHT + number * REPEAT)
    assert called(2) == ERIK_TWICE
    assert called(3) == ERIK_TWICE | ANNA_TWICE


def test_an_administrator_on_call_is_called_once_a_round() -> None:
    watch_with(ANNA)
    opened = page()
    for number in range(3):
        round_of(opened, NIGHT + number * REPEAT)
    assert called(3) == ANNA_TWICE


@pytest.mark.parametrize("hole", ["nobody on call", "no ways", "left the staff"])
def test_where_nobody_can_be_called_every_administrator_is_and_the_journal_says_so(hole: str) -> None:
    if hole != "nobody on call":
        watch_with(ERIK)
    give_ways(ANNA), give_ways(SOFIE)
    with at_the_desk():
        if hole == "no ways":
            ContactWay.objects.filter(user_id=ERIK.id).update(tested_at=None)
        if hole == "left the staff":
            User.objects.filter(pk=ERIK.id).update(is_active=False)
    started = round_of(page(), NIGHT)
    assert started is not None
    assert called(started.rounds) == ANNA_TWICE, "at once: the steps that reach nobody are not waited for"
    with at_the_desk():
        event = AuditEvent.objects.get(act="page.nobody_on_call")
    assert event.partner == ALPHA
    assert event.changes["called"] == [ANNA.name]


def test_where_nobody_at_all_can_be_reached_the_round_stays_on_record_and_the_next_one_comes() -> None:
    started = round_of(page(), NIGHT)
    assert started is not None
    assert (started.rounds, started.next_round_at) == (4, NIGHT + REPEAT)
    with at_the_desk():
        assert AuditEvent.objects.filter(act="page.nobody_reached").count() == 1


def test_only_proved_ways_are_called() -> None:
    watch_with(ERIK)
    with at_the_desk():
        ContactWay.objects.filter(kind=WayKind.EMAIL).update(tested_at=None)
    round_of(page(), NIGHT)
    assert called(1) == {(ERIK.name, "http")}


def test_a_person_is_called_once_a_round_and_way() -> None:
    watch_with(ERIK)
    opened = page()
    round_of(opened, NIGHT)
    with at_the_desk():
        step = PageStep.objects.earliest("pk")
        step.pk = None
        step._state.adding = True
        with pytest.raises(IntegrityError), transaction.atomic():
            step.save(force_insert=True)


def test_a_page_that_breaks_does_not_silence_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    watch_with(ERIK)
    first, second = page(), page(schema="beta", at=NIGHT)

    def breaks_once(*, page_id: object, at: datetime) -> Page | None:
        if page_id == first.pk:
            raise RuntimeError("broken")
        return start_round(page_id=second.pk, at=at)

    asked: list[tuple[str, ...]] = []
    monkeypatch.setattr(rounds, "start_round", breaks_once)
    monkeypatch.setattr(tasks, "ask", lambda *args: asked.append(args))
    with at_the_desk():
        tasks.work(at=NIGHT)
        assert PageStep.objects.filter(page=second).count() == 2
    assert asked == [("desk.send_steps", "email"), ("desk.send_steps", "http")]
