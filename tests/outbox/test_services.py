"""Asking for a delivery and making it: once, kept when it fails, in the place it was asked for."""

from datetime import timedelta

import psycopg
import pytest
from celery import Celery
from django.conf import settings
from django.db import connection, transaction

from extranet.audit.models import AuditEvent
from extranet.outbox import registry, wake
from extranet.outbox.models import Message
from extranet.outbox.services import MAX_BACKOFF, WAKE_GRACE, deliver, enqueue, sweep
from extranet.tenancy.context import OPERATOR, PARTNER, PUBLIC, acting
from tests.accounts.times import INSTANT, NOW
from tests.cast import ALPHA, BETA, place
from tests.outbox.deliveries import NOTED, note


@pytest.fixture
def in_alpha(db: None) -> None:
    """Stand at Alpha."""
    place(ALPHA)


def notes() -> list[str]:
    """What has been noted in the place we stand in."""
    return list(AuditEvent.objects.filter(act=NOTED).order_by("id").values_list("target_label", flat=True))


# ---------- Asking ----------
def test_what_is_rolled_back_was_never_asked(in_alpha: None) -> None:
    with transaction.atomic():
        enqueue("tests.note", "one")
        transaction.set_rollback(True)
    assert not Message.objects.exists()


def test_without_a_broker_the_row_is_there_all_the_same(committed_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    nowhere = Celery(broker="redis+socket:///nowhere/redis.sock", task_cls="extranet.tenancy.task:HouseTask")
    nowhere.conf.broker_transport_options = settings.CELERY_BROKER_TRANSPORT_OPTIONS
    monkeypatch.setattr(wake, "app", nowhere)
    with acting(ALPHA, PARTNER):
        message = enqueue("tests.note", "one")
        assert Message.objects.get().pk == message.pk


# ---------- Making ----------
def test_a_delivery_is_made_once_and_forgets_its_arguments(in_alpha: None) -> None:
    message = enqueue("tests.note", "one")
    assert deliver(message_id=message.pk, at=NOW)
    assert not deliver(message_id=message.pk, at=NOW)
    message.refresh_from_db()
    assert (message.delivered_at, message.attempts, message.args, message.last_error) == (NOW, 1, [], "")
    assert notes() == ["one"]


def test_a_failure_is_kept_with_its_reason_and_nothing_it_did(in_alpha: None) -> None:
    message = enqueue("tests.fail", "one")
    assert not deliver(message_id=message.pk, at=NOW)
    message.refresh_from_db()
    assert (message.delivered_at, message.attempts) == (None, 1)
    assert message.last_error == "RuntimeError: no mail server for one"
    assert message.args == ["one"]
    assert notes() == []


def test_each_failure_waits_longer_up_to_an_hour(in_alpha: None) -> None:
    message = enqueue("tests.fail", "one")
    waits = []
    for _try in range(12):
        deliver(message_id=message.pk, at=NOW)
        message.refresh_from_db()
        waits.append(message.due_at - NOW)
    assert waits[:3] == [timedelta(seconds=10), timedelta(seconds=20), timedelta(seconds=40)]
    assert waits == sorted(waits)
    assert waits[-1] == MAX_BACKOFF
    assert message.attempts == 12


def test_a_broken_transaction_is_kept_too(in_alpha: None) -> None:
    message = enqueue("tests.break_the_transaction")
    assert not deliver(message_id=message.pk, at=NOW)
    message.refresh_from_db()
    assert "division by zero" in message.last_error


def test_a_name_nobody_knows_is_kept_until_somebody_does(in_alpha: None) -> None:
    message = enqueue("tests.unheard_of")
    assert not deliver(message_id=message.pk, at=NOW)
    message.refresh_from_db()
    assert message.last_error == "KeyError: 'tests.unheard_of'"
    Message.objects.filter(pk=message.pk).update(name="tests.note", args=["one"])
    assert deliver(message_id=message.pk, at=NOW)


def test_one_name_has_one_delivery() -> None:
    assert "tests.note" in registry.names()
    with pytest.raises(ValueError, match=r"two deliveries named tests\.note"):
        registry.delivers("tests.note")(note)


def test_a_partners_worker_makes_no_delivery_of_another(in_alpha: None) -> None:
    with acting(BETA, PARTNER):
        message = enqueue("tests.note", "one")
    assert not deliver(message_id=message.pk, at=NOW)
    with acting(BETA, PARTNER):
        assert deliver(message_id=message.pk, at=NOW)
        assert notes() == ["one"]
    assert notes() == []


def test_what_is_under_way_elsewhere_is_left_alone(committed_db: None) -> None:
    with acting(ALPHA, PARTNER):
        message = enqueue("tests.note", "one")
        given = connection.get_connection_params()
        elsewhere = {name: given[name] for name in ("host", "port", "user", "dbname") if given.get(name)}
        with psycopg.connect(**elsewhere) as other:
            other.execute("SET ROLE extranet_owner")
            other.execute("SELECT FROM outbox_message WHERE id = %s FOR UPDATE", [message.pk])
            assert not deliver(message_id=message.pk, at=NOW)
            other.rollback()
        assert deliver(message_id=message.pk, at=NOW)
        assert notes() == ["one"]


# ---------- Sweeping ----------
def test_the_sweep_wakes_what_is_due_of_every_house(db: None) -> None:
    for schema, role in ((ALPHA, PARTNER), (BETA, PARTNER), (PUBLIC, OPERATOR)):
        with acting(schema, role):
            enqueue("tests.note", schema)
    with acting(PUBLIC, OPERATOR):
        Message.objects.update(due_at=NOW)
    assert sweep(at=NOW + WAKE_GRACE) == 3
    assert sweep(at=NOW + WAKE_GRACE - INSTANT) == 0  # the wake-up of the commit may still be on its way


def test_the_sweep_leaves_what_is_made_and_what_waits(in_alpha: None) -> None:
    made, failed = enqueue("tests.note", "one"), enqueue("tests.fail", "two")
    Message.objects.update(due_at=NOW)
    for message in (made, failed):
        deliver(message_id=message.pk, at=NOW)
    assert sweep(at=NOW + WAKE_GRACE) == 0
    assert sweep(at=NOW + WAKE_GRACE + timedelta(seconds=10)) == 1
