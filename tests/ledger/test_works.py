"""Work billed by time in the run: each intervention once, at the price of its own day, and only when nothing holds it.

Terms: general.3, general.6
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from billing.ledger.coming import Coming, invoice_to_come
from billing.ledger.finalising import issue_next
from billing.ledger.frozen import thawed
from billing.ledger.models import BilledWork, BillingRun, Invoice, InvoiceLine
from billing.ledger.runs import cancel_run, recollect_partner
from billing.ledger.wording import explained, why_waiting
from billing.ledger.working import step
from billing.ledger.works import billed_on
from extranet.catalogue.families import Family
from extranet.catalogue.services import publish_price_list
from extranet.clients.models import InstallationRecord, Site
from extranet.ordering.models import Subscription
from extranet.partners.models import Partner
from extranet.tenancy.context import OPERATOR, OWNER, PARTNER, PUBLIC, acting
from support.models import Intervention, Ticket
from tests.cast import ALPHA, ANNA, BETA, CLIENT, SIBLING, SOFIE, place, user_of
from tests.ledger.playing import USERS, bill, calculate, contract, freeze, lines, report, sell, snapshots
from tests.ledger.run.playing import approved, fresh, reviewed
from tests.support.playing import opened

pytestmark = pytest.mark.django_db
JUNE, JULY, AUGUST = date(2026, 6, 1), date(2026, 7, 1), date(2026, 8, 1)
NOW = datetime(2026, 9, 4, 10, tzinfo=UTC)
TOLD = datetime(2026, 6, 2, 9, tzinfo=UTC)
HOUR = "time_and_materials"
UNTRAINED, CLIENT_CAUSE = Intervention.Ground.UNTRAINED_INSTALLER, Intervention.Ground.CLIENT_CAUSE


def clock() -> datetime:
    """A clock that stands."""
    return NOW


@pytest.fixture
def own() -> Subscription:
    """A service of a client, reported all summer, and a price of an hour that rises in July."""
    sell(HOUR, Family.SIP)
    price_an_hour(JUNE, "90")
    price_an_hour(JULY, "100")
    subscription = contract(USERS, starts_on=JUNE)
    report(subscription, JUNE, date(2026, 8, 31), {"bt-user": 10})
    return subscription


@pytest.fixture(autouse=True)
def afterwards() -> Iterator[None]:
    """Come back to where one stood."""
    yield
    place(PUBLIC)


def price_an_hour(valid_from: date, price: str) -> None:
    """Publish a price list with the price of an hour."""
    prices = {"telavox-plus": "15", "bt-user": "8", "bt-fax": "5", "sip-channel": "9.4", "meeting-host": "7.8125"}
    with acting(PUBLIC, OPERATOR):
        publish_price_list(
            prices={code: Decimal(amount) for code, amount in {**prices, HOUR: price}.items()},
            valid_from=valid_from,
            actor=None,
            at=datetime.combine(valid_from, datetime.min.time(), tzinfo=UTC),
        )


def a_ticket() -> Ticket:
    """Return a ticket of the client."""
    with acting(ALPHA, PARTNER):
        return opened()


def installation() -> InstallationRecord:
    """Return an installation by an untrained person."""
    site = Site.objects.create(client_id=CLIENT, name=f"Siège {uuid4().hex[:6]}", created_at=TOLD)
    return InstallationRecord.objects.create(
        site=site,
        installed_on=date(2026, 5, 4),
        installer_name="Ines Installateur",
        is_installer_trained=False,
        is_cabling_clean=True,
        is_cabling_documented=True,
        recorded_at=TOLD,
        recorded_by_id=uuid4(),
        recorded_by_name="Bob Bastin",
        recorded_by_side="partner",
    )


def worked(
    own: Subscription, on: date, minutes: int = 20, *, ground: str = UNTRAINED, decision: str = "", **more: Any
) -> Intervention:
    """Write down work on a ticket that was announced before."""
    ticket = more.pop("ticket", None) or a_ticket()
    with acting(ALPHA, OWNER):
        return Intervention.objects.create(
            ticket=ticket,
            subscription=own,
            ground=ground,
            installation=installation() if ground == UNTRAINED else None,
            subject="Câblage",
            increment_minutes=more.pop("increment_minutes", 15),
            proposed_at=TOLD,
            proposed_by_id=uuid4(),
            proposed_by_name="Erik Eeckhout",
            decision=decision,
            decision_reason="Le routeur fut changé." if decision else "",
            decided_at=TOLD if decision else None,
            announced_at=TOLD,
            worked_on=on,
            minutes=minutes,
            noted_at=TOLD,
            **more,
        )


def settled(work: Intervention, decision: str) -> None:
    """Settle a contest."""
    with acting(ALPHA, OWNER):
        work.settled_at, work.settled_decision, work.settled_reason = NOW, decision, "Relu."
        work.save(update_fields=["settled_at", "settled_decision", "settled_reason"])


CONTESTED: Final[dict[str, Any]] = {"contested_at": TOLD, "contest_reason": "Ce n’est pas nous."}


def hours(run: BillingRun) -> list[InvoiceLine]:
    """Return the lines of work of a run."""
    return [line for line in lines(run) if line.element == HOUR]


def amounts(run: BillingRun) -> list[tuple[date, str]]:
    """Return the day and the net of each line of work of a run."""
    return [(line.starts_on, str(line.net)) for line in hours(run)]


def issued(run: BillingRun) -> Invoice:
    """Issue what a run drafted, as it issues itself; return its first invoice."""
    with acting(PUBLIC, OPERATOR):
        BillingRun.objects.filter(pk=run.pk).update(status=BillingRun.Status.REVIEW)
    reviewed(run, by=SOFIE)
    approved(run, by=ANNA)
    with acting(PUBLIC, OPERATOR):
        while step(run_id=run.pk, clock=clock):
            pass
        return Invoice.objects.filter(run=run).earliest("number")


def taken() -> dict[Any, date]:
    """Return the month with which each intervention is billed."""
    with acting(PUBLIC, OPERATOR):
        return dict(BilledWork.objects.values_list("intervention_id", "period"))


# ---------- What is billed ----------
def test_work_after_an_untrained_installation_is_billed_by_itself(own: Subscription) -> None:
    """Terms: general.3"""
    work = worked(own, date(2026, 6, 9), 20)
    run = bill(JUNE)
    (line,) = hours(run)
    assert (line.client_id, line.clause, line.net) == (CLIENT, "general.3", Decimal("45.00"))
    why = explained(line)
    assert why.reference == work.ticket.number
    assert why.days == "le 9 juin 2026"
    assert "par heure" in why.price
    assert len(why.formula) == 1
    assert line.why["line"]["work"] == str(work.pk)
    (snapshot,) = snapshots(run)
    assert [one.key for one in thawed(snapshot.facts).month.interventions] == [str(work.pk)]


@pytest.mark.parametrize(("decision", "billed"), [("bill", ["45.00"]), ("waive", []), ("", [])])
def test_other_work_is_billed_when_staff_decided_so(own: Subscription, decision: str, billed: list[str]) -> None:
    """Terms: general.6"""
    worked(own, date(2026, 6, 9), ground=CLIENT_CAUSE, decision=decision)
    run = bill(JUNE)
    assert [str(line.net) for line in hours(run)] == billed
    assert {line.clause for line in hours(run)} <= {"general.6"}


@pytest.mark.parametrize(("answer", "billed"), [("", []), ("bill", ["45.00"]), ("waive", [])])
def test_contested_work_waits_until_it_is_settled(own: Subscription, answer: str, billed: list[str]) -> None:
    """Terms: general.6"""
    work = worked(own, date(2026, 6, 9), ground=CLIENT_CAUSE, decision="bill", **CONTESTED)
    if answer:
        settled(work, answer)
    assert [str(line.net) for line in hours(bill(JUNE))] == billed


def test_two_works_of_one_ticket_are_two_lines(own: Subscription) -> None:
    ticket = a_ticket()
    for _number in range(2):
        worked(own, date(2026, 6, 9), 16, ticket=ticket)
    run = bill(JUNE)
    assert amounts(run) == [(date(2026, 6, 9), "45.00")] * 2
    issued(run)


def test_the_increment_that_was_announced_is_counted(own: Subscription) -> None:
    """Terms: general.3"""
    worked(own, date(2026, 6, 9), 20, increment_minutes=30)
    worked(own, date(2026, 6, 10), 31, increment_minutes=30)
    assert amounts(bill(JUNE)) == [(date(2026, 6, 9), "45.00"), (date(2026, 6, 10), "90.00")]


def test_the_line_is_on_the_invoice_of_the_client_that_had_the_work(own: Subscription) -> None:
    sibling = contract(USERS, starts_on=JUNE, client_id=SIBLING)
    report(sibling, JUNE, date(2026, 6, 30), {"bt-user": 1})
    worked(own, date(2026, 6, 9))
    (line,) = hours(bill(JUNE))
    assert (line.client_id, line.subscription_id) == (CLIENT, own.pk)


# ---------- Once, and late ----------
def test_work_is_billed_once_in_two_months(own: Subscription) -> None:
    work = worked(own, date(2026, 6, 9))
    june = bill(JUNE)
    invoice = issued(june)
    july = bill(JULY)
    assert (len(hours(june)), len(hours(july))) == (1, 0)
    with acting(ALPHA, PARTNER):
        assert billed_on([work.pk]) == {work.pk: (invoice.number, invoice.issued_on)}


def test_work_of_a_month_that_is_not_issued_yet_is_not_taken_by_the_next(own: Subscription) -> None:
    work = worked(own, date(2026, 6, 9))
    bill(JUNE)
    assert hours(bill(JULY)) == []
    assert taken() == {work.pk: JUNE}


def test_work_settled_late_is_billed_next_month_at_the_price_of_its_day(own: Subscription) -> None:
    """Terms: general.6"""
    work = worked(own, date(2026, 6, 9), ground=CLIENT_CAUSE, decision="bill", **CONTESTED)
    issued(bill(JUNE))
    settled(work, "bill")
    worked(own, date(2026, 7, 9))
    july = bill(JULY)
    assert amounts(july) == [(date(2026, 6, 9), "45.00"), (date(2026, 7, 9), "50.00")]
    assert "liste de prix" in explained(hours(july)[0]).price
    assert "dès le 1er juin 2026" in explained(hours(july)[0]).price
    issued(july)
    assert hours(bill(AUGUST)) == []


def test_late_work_is_billed_after_the_service_ended(own: Subscription) -> None:
    gone = contract(USERS, starts_on=JUNE, client_id=SIBLING, ends_on=JULY)
    report(gone, JUNE, date(2026, 6, 30), {"bt-user": 1})
    issued(bill(JUNE))
    worked(gone, date(2026, 6, 9))
    (line,) = hours(bill(JULY))
    assert (line.subscription_id, line.net) == (gone.pk, Decimal("45.00"))


# ---------- Again, killed, taken back ----------
def test_a_partner_collected_again_bills_its_work_once(own: Subscription) -> None:
    first = worked(own, date(2026, 6, 9))
    run = bill(JUNE)
    second = worked(own, date(2026, 6, 10))
    with acting(PUBLIC, OPERATOR):
        BillingRun.objects.filter(pk=run.pk).update(status=BillingRun.Status.REVIEW)
        seen = fresh(run).revision
        recollect_partner(run_id=run.pk, partner=ALPHA, revision=seen, actor=user_of(SOFIE), at=NOW)
    assert taken() == {}
    freeze(run)
    freeze(run)
    calculate(run)
    calculate(run)
    assert len(hours(run)) == 2
    assert taken() == {first.pk: JUNE, second.pk: JUNE}


def test_a_cancelled_run_gives_its_work_back(own: Subscription) -> None:
    work = worked(own, date(2026, 6, 9))
    run = bill(JUNE)
    with acting(PUBLIC, OPERATOR):
        cancel_run(run_id=run.pk, revision=fresh(run).revision, reason="Erreur.", actor=user_of(SOFIE), at=NOW)
    assert len(hours(bill(JULY))) == 1
    assert taken() == {work.pk: JULY}


def test_killed_while_issuing_nothing_is_billed(own: Subscription, monkeypatch: pytest.MonkeyPatch) -> None:
    work = worked(own, date(2026, 6, 9))
    run = bill(JUNE)
    with acting(PUBLIC, OPERATOR):
        BillingRun.objects.filter(pk=run.pk).update(status=BillingRun.Status.REVIEW)
    reviewed(run, by=SOFIE)
    approved(run, by=ANNA)

    def killed(**_facts: Any) -> None:
        raise KeyboardInterrupt

    with acting(PUBLIC, OPERATOR):
        BillingRun.objects.filter(pk=run.pk).update(status=BillingRun.Status.FINALISING)
        with monkeypatch.context() as during:
            during.setattr("billing.ledger.finalising.audit.record", killed)
            with pytest.raises(KeyboardInterrupt):
                issue_next(run_id=run.pk, clock=clock)
        assert BilledWork.objects.get(pk=work.pk).invoice_id is None
        invoice = issue_next(run_id=run.pk, clock=clock)
        assert invoice is not None
        assert BilledWork.objects.get(pk=work.pk).invoice_id == invoice.pk
        assert issue_next(run_id=run.pk, clock=clock) is None


def test_killed_while_freezing_nothing_is_taken(own: Subscription, monkeypatch: pytest.MonkeyPatch) -> None:
    work = worked(own, date(2026, 6, 9))
    run = bill(JULY, BETA)

    def killed(*_facts: Any) -> None:
        raise KeyboardInterrupt

    with acting(PUBLIC, OPERATOR):
        run.items.create(partner=ALPHA)
    with monkeypatch.context() as during:
        during.setattr("billing.ledger.collecting.take_works", killed)
        with pytest.raises(KeyboardInterrupt):
            freeze(run)
    assert (taken(), snapshots(run)) == ({}, [])
    freeze(run)
    assert taken() == {work.pk: JULY}


# ---------- No price ----------
def test_without_a_price_of_an_hour_the_account_waits_and_says_so() -> None:
    """Terms: general.3"""
    unpriced = contract(USERS, starts_on=JUNE)
    report(unpriced, JUNE, date(2026, 6, 30), {"bt-user": 10})
    worked(unpriced, date(2026, 6, 9))
    run = bill(JUNE)
    assert lines(run) == []
    (snapshot,) = snapshots(run)
    why = why_waiting(snapshot)
    assert why.sentence.startswith("Il n’y a pas de prix de l’heure le 9 juin 2026")
    assert why.clause == "general.3"


# ---------- The walls ----------
def test_the_database_bills_work_once(own: Subscription) -> None:
    """Terms: general.3"""
    work = worked(own, date(2026, 6, 9))
    run = bill(JUNE)
    issued(run)
    place(PUBLIC, OPERATOR)
    with pytest.raises(IntegrityError), transaction.atomic():
        BilledWork.objects.bulk_create([BilledWork(intervention_id=work.pk, run=run, partner=ALPHA, period=JUNE)])
    for sql in ("UPDATE public.ledger_billedwork SET invoice_id = NULL", "DELETE FROM public.ledger_billedwork"):
        with pytest.raises(DatabaseError, match="billed once"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


def test_a_partner_reads_what_is_taken_of_its_own_work_and_writes_nothing(own: Subscription) -> None:
    work = worked(own, date(2026, 6, 9))
    bill(JUNE)
    place(BETA, PARTNER)
    assert not BilledWork.objects.exists()
    place(ALPHA, PARTNER)
    assert BilledWork.objects.get().pk == work.pk
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        BilledWork.objects.all().delete()


# ---------- The invoice to come ----------
def come(day: date) -> Coming:
    """Return the invoice to come as the partner's own people get it."""
    with acting(ALPHA, PARTNER):
        return invoice_to_come(partner=Partner.objects.get(schema_name=ALPHA), client_id=None, day=day)


def test_the_invoice_to_come_has_the_work_done(own: Subscription) -> None:
    worked(own, date(2026, 6, 9))
    coming = come(date(2026, 6, 16))
    for account in (coming.so_far, coming.expected):
        assert [str(line.net) for line in account.lines if line.element == HOUR] == ["45.00"]


def test_work_of_last_month_is_to_come_only_once_that_month_is_issued(own: Subscription) -> None:
    june = bill(JUNE)
    worked(own, date(2026, 6, 9) + timedelta(days=1))
    told = [line.element for line in come(date(2026, 7, 6)).expected.lines]
    assert HOUR not in told
    issued(june)
    told = [line.element for line in come(date(2026, 7, 6)).expected.lines]
    assert HOUR in told
