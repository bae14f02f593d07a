"""A monitor outside is told when the night is not watched, and nothing else.

Terms: general.7
"""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from extranet import health
from support.desk.models import Heartbeat, PageStep
from support.desk.paging.health import beat, paging_faults
from support.desk.paging.rounds import start_round
from support.desk.paging.sending import claim_step, keep_failure
from support.desk.paging.services import acknowledge_page
from tests.cast import ERIK
from tests.desk.night import NIGHT, at_the_desk, page, watch_with

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def faults(at: datetime) -> list[str]:
    """What is wrong at an instant."""
    with at_the_desk():
        return [str(fault) for fault in paging_faults(at=at)]


def watched(at: datetime = NIGHT) -> None:
    """Beat asked and a worker answered."""
    with at_the_desk():
        beat(at=at)


def test_a_house_that_never_looked_is_not_watched() -> None:
    assert faults(NIGHT) == ["beat has never asked, or no worker has answered"]


@pytest.mark.parametrize(("age", "told"), [(119, []), (120, ["no heartbeat since 120 s"])])
def test_two_minutes_of_silence_are_told(age: int, told: list[str]) -> None:
    watched()
    assert faults(NIGHT + age * SECOND) == told


def test_there_is_one_heartbeat_and_it_moves() -> None:
    watched()
    watched(NIGHT + SECOND)
    with at_the_desk():
        assert Heartbeat.objects.get().at == NIGHT + SECOND


@pytest.mark.parametrize(("age", "told"), [(59, []), (60, ["a round of a page is due since 60 s"])])
def test_a_round_that_nobody_starts_is_told(age: int, told: list[str]) -> None:
    page()
    at = NIGHT + age * SECOND
    watched(at)
    assert faults(at) == told


@pytest.mark.parametrize(("age", "told"), [(59, []), (60, ["a message is due since 60 s"])])
def test_a_message_that_does_not_go_out_is_told_also_while_it_is_tried(age: int, told: list[str]) -> None:
    watch_with(ERIK)
    opened = page()
    at = NIGHT + age * SECOND
    with at_the_desk():
        start_round(page_id=opened.pk, at=NIGHT)
        step = claim_step(kind="email", at=NIGHT)
        assert step is not None
        keep_failure(step_id=step.pk, error="down", at=at)
        PageStep.objects.filter(kind="http").update(sent_at=NIGHT)
    watched(at)
    assert faults(at) == told


def test_a_page_with_nobody_to_reach_is_told() -> None:
    opened = page()
    with at_the_desk():
        start_round(page_id=opened.pk, at=NIGHT)
    watched()
    assert faults(NIGHT) == ["an open page has nobody to reach"]


def test_an_answered_page_asks_for_nothing_more() -> None:
    watch_with(ERIK)
    opened = page()
    later = NIGHT + timedelta(hours=1)
    with at_the_desk():
        start_round(page_id=opened.pk, at=NIGHT)
        acknowledge_page(page_id=opened.pk, user_id=ERIK.id, user_name=ERIK.name, at=NIGHT)
    watched(later)
    assert faults(later) == []


# ---------- The address ----------
def test_the_monitor_gets_503_with_reasons_and_200_when_all_is_well() -> None:
    browser = Client(SERVER_NAME="anything.example")
    response = browser.get("/healthz/paging")
    assert response.status_code == 503
    assert response.json() == {
        "status": "nobody may be reached",
        "faults": ["beat has never asked, or no worker has answered"],
    }
    watched(timezone.now())
    response = browser.get("/healthz/paging")
    assert (response.status_code, response.json()) == (200, {"status": "ok", "faults": []})
    assert response["Cache-Control"] == "no-store"
    assert not response.cookies


def test_a_database_that_does_not_answer_is_a_reason_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*, at: datetime) -> list[str]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT FROM there_is_no_such_table")
        return []

    monkeypatch.setattr(health, "paging_faults", broken)
    response = Client().get("/healthz/paging")
    assert (response.status_code, response.json()["faults"]) == (503, ["the database does not answer"])
