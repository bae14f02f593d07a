"""What wakes a worker, and what each task does: nothing is lost when Redis is.

Terms: general.7
"""

import json
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from celery import Celery
from django.conf import settings as house
from django.core.checks import Error
from django.utils import timezone
from pytest_django import Settings

from extranet.celery import app
from extranet.outbox.models import Message
from extranet.outbox.registry import names
from extranet.outbox.services import deliver
from extranet.tenancy.context import OPERATOR, PARTNER, PUBLIC, acting
from support.desk import tasks
from support.desk.checks import check_two_ways
from support.desk.models import ContactWay, Heartbeat, Page, PageStep, WayKind
from support.desk.paging import waking
from support.desk.paging.lanes import lane
from support.desk.paging.services import WAKE
from support.desk.paging.wording import EVENTS, GROUNDS
from support.desk.providers.base import Envelope, NotSent
from support.desk.providers.base import Message as Told
from support.desk.providers.choosing import provider_for
from support.desk.rota.ways import TRY, try_way
from support.rules import Event, Ground
from tests.cast import ERIK, user_of
from tests.desk.night import at_the_desk, give_ways, page, watch_with
from tests.desk.paging.stand_ins import Gateway, Mailbox
from tests.outbox.workers import watching

pytestmark = pytest.mark.django_db
TOLD = Told(subject="Garde", body="Rappelez", short="Rappeler", language="fr")


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """The tasks that were asked for."""
    found: list[tuple[str, ...]] = []
    monkeypatch.setattr(tasks, "ask", lambda *args: found.append(args))
    return found


def delivered(name: str) -> Message:
    """Make the delivery of a name that waits, as a worker does."""
    with at_the_desk():
        message = Message.objects.get(name=name, delivered_at__isnull=True)
    with acting(message.partner, OPERATOR if message.partner == PUBLIC else PARTNER):
        deliver(message_id=message.pk, at=timezone.now())
    with at_the_desk():
        message.refresh_from_db()
    return message


def test_the_words_of_the_grounds_are_those_of_the_tickets() -> None:
    assert {one.value: str(one.label) for one in Ground} == GROUNDS
    assert {one.value: str(one.label) for one in Event} == EVENTS


# ---------- Waking ----------
def test_a_page_wakes_the_worker_once_committed(asked: list[tuple[str, ...]]) -> None:
    page()
    assert delivered(WAKE).delivered_at is not None
    assert asked == [("desk.work_pages",)]


def test_without_a_broker_the_wake_up_is_made_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    nowhere = Celery(broker="redis+socket:///nowhere/redis.sock", task_cls="extranet.tenancy.task:HouseTask")
    nowhere.conf.broker_transport_options = house.CELERY_BROKER_TRANSPORT_OPTIONS
    monkeypatch.setattr(waking, "app", nowhere)
    page()
    assert delivered(WAKE).delivered_at is not None


def test_every_name_the_desk_asks_for_has_its_delivery() -> None:
    assert {WAKE, TRY} <= names()
    assert {"desk.tick", "desk.work_pages", "desk.send_steps"} <= set(app.tasks)
    entry = house.CELERY_BEAT_SCHEDULE["desk-tick"]
    assert (entry["task"], entry["schedule"], entry["args"]) == ("desk.tick", 10.0, ["public"])


# ---------- Tasks ----------
def test_a_tick_beats_starts_rounds_and_has_each_kind_sent(asked: list[tuple[str, ...]]) -> None:
    watch_with(ERIK, at=timezone.now())
    opened = page(at=timezone.now())
    with at_the_desk():
        tasks.tick(PUBLIC)
        tasks.tick(PUBLIC)
        assert Heartbeat.objects.filter(name="paging").count() == 1
        assert Page.objects.get(pk=opened.pk).rounds == 1
    assert set(asked) == {("desk.send_steps", "email"), ("desk.send_steps", "http")}


def test_nothing_to_do_asks_for_nothing(asked: list[tuple[str, ...]]) -> None:
    tasks.work_pages(PUBLIC)
    assert asked == []


@pytest.mark.usefixtures("asked")
def test_a_kind_is_sent_until_nothing_waits(mailbox: Mailbox) -> None:
    watch_with(ERIK, at=timezone.now())
    page(at=timezone.now()), page(schema="beta", at=timezone.now())
    with at_the_desk():
        tasks.work(at=timezone.now())
    assert tasks.send_steps(PUBLIC, "email") == 2
    assert tasks.send_steps(PUBLIC, "email") == 0
    assert len(mailbox.kept()) == 2
    with at_the_desk():
        assert PageStep.objects.filter(kind="http", sent_at__isnull=True).count() == 2


@pytest.mark.usefixtures("asked")
def test_a_kind_that_is_being_sent_elsewhere_is_left_alone(gateway: Gateway) -> None:
    watch_with(ERIK, at=timezone.now())
    page(at=timezone.now())
    with at_the_desk():
        tasks.work(at=timezone.now())
    with watching() as other:
        other.execute("SELECT pg_advisory_lock(7112000, hashtext('http'))")
        assert tasks.send_steps(PUBLIC, "http") == 0
        assert not gateway.posts
    assert tasks.send_steps(PUBLIC, "http") == 1


def test_a_lane_is_free_again_whatever_happened_in_it() -> None:
    with pytest.raises(LookupError), lane("email"):
        raise LookupError
    with watching() as other:
        assert _may_lock(other)


def _may_lock(session: psycopg.Connection) -> bool:
    row = session.execute("SELECT pg_try_advisory_lock(7112000, hashtext('email'))").fetchone()
    return bool(row and row[0])


# ---------- Testing a way ----------
def test_a_test_message_is_sent_once_under_one_id_however_often_it_is_tried(gateway: Gateway) -> None:
    (way,) = give_ways(ERIK, kinds=[WayKind.HTTP], tested_at=None)
    with at_the_desk():
        try_way(way_id=way.pk, actor=user_of(ERIK), at=timezone.now())
    gateway.answers += [503]
    failed = delivered(TRY)
    assert (failed.delivered_at, failed.last_error) == (None, "NotSent: HTTP 503")
    assert delivered(TRY).delivered_at is not None
    first, second = gateway.posts
    assert first["id"] == second["id"] != str(way.pk)
    assert "/confirm-way/" in second["text"]
    assert ERIK.name in second["text"]


def test_a_test_for_an_address_that_changed_meanwhile_goes_nowhere(mailbox: Mailbox) -> None:
    (way,) = give_ways(ERIK, kinds=[WayKind.EMAIL], tested_at=None)
    with at_the_desk():
        try_way(way_id=way.pk, actor=user_of(ERIK), at=timezone.now())
        ContactWay.objects.filter(pk=way.pk).update(address="other@night.example")
    assert delivered(TRY).delivered_at is not None
    assert not mailbox.mails


# ---------- Providers ----------
def test_a_machine_without_a_gateway_writes_a_file_a_message(tmp_path: Path, settings: Settings) -> None:
    settings.PAGE_HTTP_URL, settings.PAGE_FILE_PATH = "", tmp_path / "sms"
    envelope = Envelope(uuid4(), "+32470123456")
    for _time in range(2):
        provider_for("http").send(envelope, TOLD)
    (file,) = (tmp_path / "sms").iterdir()
    assert json.loads(file.read_text()) == {"to": envelope.address, "text": "Rappeler", "id": str(envelope.id)}


def test_production_without_a_gateway_says_so_at_every_step(settings: Settings) -> None:
    settings.PAGE_HTTP_URL, settings.IS_PRODUCTION = "", True
    with pytest.raises(NotSent, match="PAGE_HTTP_URL"):
        provider_for("http").send(Envelope(uuid4(), "+32470123456"), TOLD)


def test_a_deployment_needs_two_roads(settings: Settings) -> None:
    settings.PAGE_HTTP_URL = ""
    (fault,) = check_two_ways(None)
    assert isinstance(fault, Error)
    assert "PAGE_HTTP_URL" in fault.msg
    settings.PAGE_HTTP_URL = "https://sms.example/v1"
    assert check_two_ways(None) == []


def test_a_redirect_takes_the_token_nowhere(gateway: Gateway) -> None:
    gateway.answers += [307]
    with pytest.raises(NotSent, match="HTTP 307"):
        provider_for("http").send(Envelope(uuid4(), "+32470123456"), TOLD)
    assert len(gateway.posts) == 1
