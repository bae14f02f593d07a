"""Issuing what was approved: numbers without a gap, in the order of their days, each invoice once."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from django.db import DatabaseError, connection

from billing.ledger.finalising import (
    ClockBehind,
    communication_of,
    digest_of_issued,
    is_unchanged,
    issue_next,
    number_of,
)
from billing.ledger.models import BillingRun, Invoice, InvoiceLine, NumberSeries, RunItem, Snapshot
from billing.ledger.working import step
from billing.rules.identifiers import read_communication
from extranet.audit.models import AuditEvent
from extranet.outbox.models import Message
from extranet.tenancy.context import OPERATOR, OWNER, PUBLIC, acting
from tests.cast import ALPHA, BETA, DIRECT
from tests.ledger.playing import report
from tests.ledger.run.playing import (
    NOW,
    Status,
    approved,
    at_once,
    clock,
    fresh,
    invoices,
    items,
    reviewed,
    started,
    telephony,
    three_houses,
    to_approved,
    to_review,
    worked,
)

AUGUST = date(2026, 8, 1)
SEPTEMBER_4 = datetime(2026, 9, 4, 10, tzinfo=UTC)


def numbers(run: BillingRun) -> list[str]:
    """The numbers of a run's invoices in the order they are issued."""
    return [invoice.number for invoice in invoices(run)]


def series() -> list[tuple[str, int, int]]:
    """What the series stand at."""
    with acting(PUBLIC, OPERATOR):
        return list(NumberSeries.objects.order_by("year").values_list("kind", "year", "last"))


# ---------- Numbers ----------
def test_a_number_is_kind_year_and_five_digits() -> None:
    assert number_of("invoice", 2026, 1) == "F-2026-00001"
    assert number_of("invoice", 2026, 123456) == "F-2026-123456"
    with pytest.raises(ValueError, match="starts at 1"):
        number_of("invoice", 2026, 0)


@pytest.mark.parametrize("position", [1, 42, 96, 97, 99999])
def test_the_communication_of_a_number_can_be_read_back(position: int) -> None:
    told = communication_of(2026, position)
    known = read_communication(told)
    assert known is not None
    assert (known.display, known.digits[:10]) == (told, f"2026{position:06d}")


# ---------- Issued ----------
@pytest.mark.django_db
def test_approved_drafts_are_issued_by_partner_and_buyer_with_everything_an_invoice_needs() -> None:
    three_houses()
    run = worked(to_approved())
    assert (run.status, run.dispatched_at) == (Status.DISPATCHED, NOW)
    issued = invoices(run)
    assert [(one.partner, one.number) for one in issued] == [
        (ALPHA, "F-2026-00001"),
        (BETA, "F-2026-00002"),
        (DIRECT, "F-2026-00003"),
    ]
    first = issued[0]
    assert (first.issued_on, first.due_on, first.issued_at) == (date(2026, 8, 4), date(2026, 9, 3), NOW)
    assert first.communication == communication_of(2026, 1)
    assert {item.status for item in items(run).values()} == {RunItem.Status.ISSUED}
    assert series() == [("invoice", 2026, 3)]
    with acting(PUBLIC, OPERATOR):
        events = AuditEvent.objects.filter(act="invoice.issued").order_by("pk")
        assert [event.partner for event in events] == [ALPHA, BETA, DIRECT]
        assert AuditEvent.objects.filter(act="run.dispatched").count() == 1


@pytest.mark.django_db
def test_the_day_is_that_of_brussels_and_the_year_its_year() -> None:
    telephony()
    run = worked(to_approved(), now=lambda: datetime(2026, 12, 31, 23, 30, tzinfo=UTC))
    (invoice,) = invoices(run)
    assert (invoice.issued_on, invoice.number) == (date(2027, 1, 1), "F-2027-00001")


@pytest.mark.django_db
def test_the_year_may_end_between_two_looks_at_the_clock() -> None:
    telephony()
    run = to_approved()
    midnight = datetime(2026, 12, 31, 23, tzinfo=UTC)
    looks = iter([NOW, *(midnight + timedelta(seconds=second) for second in (-1, 1, 2, 3))])
    with acting(PUBLIC, OPERATOR):
        assert step(run_id=run.pk, clock=lambda: next(looks))
        invoice = issue_next(run_id=run.pk, clock=lambda: next(looks))
    assert invoice is not None
    assert (invoice.number, invoice.issued_on) == ("F-2027-00001", date(2027, 1, 1))
    assert series() == [("invoice", 2026, 0), ("invoice", 2027, 1)]


@pytest.mark.django_db
def test_numbers_go_on_from_one_run_to_the_next() -> None:
    subscription = telephony()
    first = worked(to_approved())
    report(subscription, AUGUST, date(2026, 8, 31), {"bt-user": 12})
    second = worked(started(period=AUGUST, at=SEPTEMBER_4))
    reviewed(second)
    second = worked(approved(second), now=lambda: SEPTEMBER_4)
    assert numbers(first) + numbers(second) == ["F-2026-00001", "F-2026-00002"]


@pytest.mark.django_db
def test_no_number_is_given_on_a_day_before_the_last_one() -> None:
    telephony()
    run = to_approved()
    with acting(PUBLIC, OPERATOR):
        NumberSeries.objects.create(kind="invoice", year=2026, last=7, last_issued_on=date(2026, 8, 5))
        assert step(run_id=run.pk, clock=clock)
        with pytest.raises(ClockBehind):
            issue_next(run_id=run.pk, clock=clock)
    assert (series(), numbers(run)) == ([("invoice", 2026, 7)], [""])
    assert numbers(worked(run, now=lambda: NOW + timedelta(days=1))) == ["F-2026-00008"]


@pytest.mark.django_db
def test_what_is_not_approved_is_not_issued() -> None:
    telephony()
    run = to_review()
    with acting(PUBLIC, OPERATOR):
        assert issue_next(run_id=run.pk, clock=clock) is None
    assert numbers(run) == [""]


@pytest.mark.django_db
def test_a_run_without_anything_to_bill_ends_without_a_number() -> None:
    telephony(reported=False)
    run = worked(to_approved())
    assert (run.status, invoices(run), series()) == (Status.DISPATCHED, [], [])


@pytest.mark.django_db
def test_the_digest_shows_the_least_change() -> None:
    telephony()
    run = worked(to_approved())
    (invoice,) = invoices(run)
    with acting(PUBLIC, OPERATOR):
        assert is_unchanged(invoice)
        assert invoice.digest == digest_of_issued(invoice)
    with acting(PUBLIC, OWNER), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE ledger_invoiceline DISABLE TRIGGER invoice_line_frozen")
        InvoiceLine.objects.filter(invoice=invoice).update(client_name="Delta Conseil SA")
    with acting(PUBLIC, OPERATOR):
        assert not is_unchanged(invoice)


@pytest.mark.django_db
def test_a_mail_is_asked_for_each_invoice_in_its_house_once_all_are_issued() -> None:
    three_houses()
    run = to_approved()
    with acting(PUBLIC, OPERATOR):
        for _invoice in range(4):  # to finalising, and three invoices
            step(run_id=run.pk, clock=clock)
        assert not Message.objects.filter(name="billing.tell_invoice_issued").exists()
    run = worked(run)
    with acting(PUBLIC, OPERATOR):
        asked = Message.objects.filter(name="billing.tell_invoice_issued").order_by("pk")
        assert [(one.partner, one.args) for one in asked] == [
            (invoice.partner, [str(invoice.pk)]) for invoice in invoices(run)
        ]


# ---------- At once, and killed ----------
@pytest.fixture
def approved_run(committed_db: None) -> Iterator[BillingRun]:
    """An approved run of three invoices, committed."""
    three_houses()
    yield to_approved()
    connection.close()


def test_many_workers_at_once_leave_no_gap_and_issue_each_invoice_once(approved_run: BillingRun) -> None:
    seconds = count()

    def ticking() -> datetime:
        return NOW + timedelta(seconds=next(seconds))

    def issue() -> None:
        for _time in range(9):
            step(run_id=approved_run.pk, clock=ticking)

    at_once(*[issue] * 4)
    run = worked(approved_run, now=ticking)
    issued = invoices(run)
    assert [one.number for one in issued] == ["F-2026-00001", "F-2026-00002", "F-2026-00003"]
    instants = [one.issued_at for one in issued if one.issued_at]
    assert instants == sorted(instants)
    assert series() == [("invoice", 2026, 3)]
    with acting(PUBLIC, OPERATOR):
        assert Message.objects.filter(name="billing.tell_invoice_issued").count() == 3


def killed_at(place: int) -> Callable[..., Any]:
    """Return what cuts the connection in front of the statement in that place, as a killed process would."""
    counted = 0

    def guard(execute: Callable[..., Any], *rest: Any) -> Any:
        nonlocal counted
        counted += 1
        if counted == place:
            connection.connection.pgconn.finish()
        return execute(*rest)

    return guard


def stepped_or_killed(run: BillingRun, place: int) -> bool:
    """Take a step on a connection that is cut at `place`; return whether it came through."""
    try:
        with acting(PUBLIC, OPERATOR):
            BillingRun.objects.exists()  # connected, so that the count begins at the step
            with connection.execute_wrapper(killed_at(place)):
                step(run_id=run.pk, clock=clock)
    except DatabaseError:
        return False
    finally:
        connection.close()
    return True


def check_series(run: BillingRun) -> None:
    """See that what is issued has the first numbers, each once, and that the series stands at the last."""
    given = sorted(number for number in numbers(run) if number)
    assert given == [number_of("invoice", 2026, position) for position in range(1, len(given) + 1)]
    assert sum(last for _kind, _year, last in series()) == len(given)


def test_killed_in_front_of_any_statement_every_subscription_is_billed_once(committed_db: None) -> None:
    three_houses()
    run = started()
    cuts, place = 0, 1
    while fresh(run).status != Status.REVIEW:
        if stepped_or_killed(run, place):
            place = 1
        else:
            cuts, place = cuts + 1, place + 1
    assert cuts > 100, "nothing was cut"
    assert [str(invoice.net) for invoice in invoices(run)] == ["112.00", "56.00", "16.00"]
    assert {(item.status, item.attempts) for item in items(run).values()} == {(RunItem.Status.CALCULATED, 0)}
    with acting(PUBLIC, OPERATOR):
        assert Snapshot.objects.filter(run=run).count() == 4
        assert InvoiceLine.objects.filter(invoice__run=run).count() == 4
    connection.close()


def test_killed_in_front_of_any_statement_no_number_is_lost_and_none_is_given_twice(approved_run: BillingRun) -> None:
    cuts, place = 0, 1
    while fresh(approved_run).status != Status.DISPATCHED:
        if stepped_or_killed(approved_run, place):
            place = 1
        else:
            cuts, place = cuts + 1, place + 1
        check_series(approved_run)
    assert cuts > 40, "nothing was cut"
    assert numbers(approved_run) == ["F-2026-00001", "F-2026-00002", "F-2026-00003"]
    with acting(PUBLIC, OPERATOR):
        assert Message.objects.filter(name="billing.tell_invoice_issued").count() == 3
        assert AuditEvent.objects.filter(act="invoice.issued").count() == 3
        assert AuditEvent.objects.filter(act="run.dispatched").count() == 1
        assert not Invoice.objects.filter(run=approved_run, status=Invoice.Status.DRAFT).exists()
