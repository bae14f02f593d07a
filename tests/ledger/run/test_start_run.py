"""Starting the run of a month: which months may be, once, and by whom."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from django.db import connection

from billing.ledger.models import BillingRun, RunItem
from billing.ledger.runs import AlreadyRun, cancel_run, read_month, start_run
from extranet.audit.models import AuditEvent
from extranet.errors import InvalidInput, NotAllowed
from extranet.outbox.models import Message
from extranet.tenancy.context import OPERATOR, PUBLIC, acting
from tests.cast import ALPHA, ANNA, BETA, DIRECT, ERIK, SOFIE, user_of
from tests.ledger.run.playing import MONTH, NOW, Status, at_once, started, telephony, three_houses, worked


def runs() -> list[BillingRun]:
    """All runs there are."""
    with acting(PUBLIC, OPERATOR):
        return list(BillingRun.objects.all())


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["2026-10", " 2026-10 "])
def test_a_month_is_written_year_first(text: str) -> None:
    assert read_month(text) == date(2026, 10, 1)


@pytest.mark.parametrize(
    "text", ["", "10-2026", "2026-13", "2026-00", "2026-1", "octobre", "2026-10-01", "0000-01", "9999-12"]
)
def test_anything_else_is_refused_with_the_form_to_use(text: str) -> None:
    with pytest.raises(InvalidInput, match="2026-10") as refused:
        read_month(text)
    assert refused.value.code == "run_month_unread"


@pytest.mark.django_db
def test_a_run_starts_with_a_part_for_each_partner() -> None:
    telephony()
    run = started()
    with acting(PUBLIC, OPERATOR):
        parts = set(RunItem.objects.filter(run=run).values_list("partner", "status"))
        event = AuditEvent.objects.get(act="run.started")
        message = Message.objects.get(name="ledger.wake_run")
    assert parts >= {(schema, "waiting") for schema in (ALPHA, BETA, DIRECT)}
    assert (run.status, run.started_by_name, event.actor_name, event.partner) == (
        Status.COLLECTING,
        SOFIE.name,
        SOFIE.name,
        PUBLIC,
    )
    assert (message.partner, message.args) == (PUBLIC, [str(run.pk)])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("at", "is_over"),
    [
        (datetime(2026, 7, 31, 21, 59, 59, tzinfo=UTC), False),
        (datetime(2026, 7, 31, 22, tzinfo=UTC), True),
    ],
)
def test_a_month_is_over_when_brussels_says_so(at: datetime, is_over: bool) -> None:
    telephony()
    if is_over:
        assert started(at=at).period == MONTH
        return
    with pytest.raises(InvalidInput, match="1er août 2026") as refused:
        started(at=at)
    assert refused.value.code == "run_month_not_over"
    assert runs() == []


@pytest.mark.django_db
def test_a_month_before_any_service_is_refused_with_the_first_one() -> None:
    telephony()
    with pytest.raises(InvalidInput, match="juillet 2026") as refused:
        started(period=date(2026, 6, 1))
    assert refused.value.code == "run_month_too_early"


@pytest.mark.django_db
def test_without_any_order_there_is_nothing_to_bill() -> None:
    with pytest.raises(InvalidInput) as refused:
        started()
    assert refused.value.code == "run_no_service"


@pytest.mark.django_db
def test_support_starts_no_run() -> None:
    telephony()
    with pytest.raises(NotAllowed):
        started(by=ERIK)
    assert runs() == []


@pytest.mark.django_db
def test_a_second_run_of_the_month_is_refused_with_the_first_and_changes_nothing() -> None:
    telephony()
    first = worked(started())
    with pytest.raises(AlreadyRun, match="Sofie Smets") as refused:
        started(by=ANNA)
    assert refused.value.run == first
    assert [(run.pk, run.revision) for run in runs()] == [(first.pk, first.revision)]
    with acting(PUBLIC, OPERATOR):
        assert AuditEvent.objects.filter(act="run.started").count() == 1


@pytest.mark.django_db
def test_a_month_whose_run_was_given_up_may_be_run_again() -> None:
    telephony()
    run = worked(started())
    with acting(PUBLIC, OPERATOR):
        cancel_run(run_id=run.pk, revision=run.revision, reason="prix faux", actor=user_of(SOFIE), at=NOW)
    assert worked(started()).status == Status.REVIEW


@pytest.fixture
def month(committed_db: None) -> Iterator[None]:
    """Something to bill, committed."""
    three_houses()
    yield
    connection.close()


def test_of_two_people_who_press_at_once_the_second_sees_the_run_of_the_first(month: None) -> None:
    people = [user_of(member) for member in (SOFIE, ANNA)]
    answers = at_once(*(lambda person=person: start_run(period=MONTH, actor=person, at=NOW) for person in people))
    (run,) = [answer for answer in answers if isinstance(answer, BillingRun)]
    (refusal,) = [answer for answer in answers if isinstance(answer, AlreadyRun)]
    assert refusal.run.pk == run.pk
    assert [one.pk for one in runs()] == [run.pk]
    with acting(PUBLIC, OPERATOR):
        assert RunItem.objects.values("partner").distinct().count() == RunItem.objects.count()
