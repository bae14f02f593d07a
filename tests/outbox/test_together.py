"""Rows written with one statement: none lost, none left behind, whatever is raised and caught on the way."""

from contextlib import suppress

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from extranet.audit import services as audit
from extranet.audit.models import AuditEvent
from extranet.outbox import services as outbox
from extranet.outbox.models import Message
from extranet.outbox.services import enqueue
from extranet.tenancy.context import OPERATOR, PUBLIC, acting
from tests.accounts.times import NOW
from tests.cast import ALICE, ALPHA, BETA, place, user_of


@pytest.fixture(autouse=True)
def _in_alpha(db: None) -> None:
    place(ALPHA)


def acts() -> list[str]:
    return list(AuditEvent.objects.filter(act__startswith="test.").order_by("id").values_list("act", flat=True))


def asked() -> list[object]:
    return [one.args[0] for one in Message.objects.order_by("id")]


def act(name: str) -> None:
    """Ask and record, as a service does."""
    enqueue("tests.note", name)
    audit.record(actor=None, act=f"test.{name}", target=user_of(ALICE), at=NOW)


def test_what_is_asked_together_is_written_with_one_statement() -> None:
    alice = user_of(ALICE)
    with CaptureQueriesContext(connection) as queries, outbox.together(), audit.together():
        for name in ("one", "two", "three"):
            enqueue("tests.note", name)
            audit.record(actor=None, act=f"test.{name}", target=alice, at=NOW)
    assert sum("INSERT" in one["sql"] for one in queries) == 2
    assert asked() == ["one", "two", "three"]
    assert acts() == ["test.one", "test.two", "test.three"]


def test_what_a_savepoint_undoes_inside_leaves_no_row_and_the_rest_stays() -> None:
    with transaction.atomic(), outbox.together(), audit.together():
        act("before")
        with suppress(ValueError), transaction.atomic():
            act("undone")
            raise ValueError
        act("after")
    assert sorted(map(str, asked())) == ["after", "before"]
    assert sorted(acts()) == ["test.after", "test.before"]


def test_a_fault_that_is_caught_inside_the_block_loses_nothing() -> None:
    with transaction.atomic(), outbox.together(), audit.together():
        act("one")
        with suppress(ValueError), outbox.together(), audit.together():
            act("two")
            raise ValueError
    assert asked() == ["one", "two"]
    assert acts() == ["test.one", "test.two"]


def test_a_block_that_raises_lets_nothing_be_kept_without_its_act() -> None:
    alice = user_of(ALICE)
    with transaction.atomic():
        with suppress(ValueError), outbox.together(), audit.together():
            type(alice).objects.filter(pk=alice.pk).update(name="Change sans acte")
            act("lost")
            raise ValueError
        with pytest.raises(transaction.TransactionManagementError):
            user_of(ALICE)
    assert user_of(ALICE).name == ALICE.name
    assert not asked()
    assert not acts()


def test_what_is_asked_in_another_house_meanwhile_is_written_there() -> None:
    with outbox.together(), audit.together():
        with acting(BETA, OPERATOR):
            act("theirs")
        act("ours")
    with acting(PUBLIC, OPERATOR):
        found = dict(AuditEvent.objects.filter(act__startswith="test.").values_list("act", "partner"))
        assert found == {"test.theirs": BETA, "test.ours": ALPHA}
        assert set(Message.objects.values_list("partner", flat=True)) == {ALPHA, BETA}
