"""Freezing a partner's month: once, whole, and untouched by what comes after.

Terms: telavox.4, bt.11
"""

from datetime import date
from uuid import uuid4

import pytest
from django.db import DatabaseError

from billing.ledger import collecting, facts
from billing.ledger.codec import digest_of
from billing.ledger.frozen import LedgerPark, thawed
from billing.ledger.models import BillingRun, RunItem, Snapshot
from extranet.catalogue.families import Family
from extranet.tenancy.context import OPERATOR, PUBLIC, acting, current_role, current_schema
from tests.cast import ALPHA, BETA, BETA_CLIENT, SIBLING
from tests.ledger.playing import AT, USERS, a_run, bill, calculate, contract, freeze, lines, report, snapshots, told

pytestmark = pytest.mark.django_db
MARCH = date(2026, 3, 1)
LAST = date(2026, 3, 31)


def test_every_account_of_the_partner_is_frozen_and_no_other() -> None:
    """Terms: telavox.4, bt.11"""
    ours = {contract(USERS).pk, contract({"sip-channel": (2, "9")}, client_id=SIBLING, family=Family.SIP).pk}
    contract(USERS, schema=BETA, client_id=BETA_CLIENT)
    run = a_run(MARCH, ALPHA, BETA)
    frozen = freeze(run)
    assert (frozen.subscriptions, frozen.parked) == (2, 0)
    assert {snapshot.subscription_id for snapshot in snapshots(run)} == ours
    assert {snapshot.partner for snapshot in snapshots(run)} == {ALPHA}
    assert (current_schema(), current_role()) == (PUBLIC, "extranet_partner"), "one comes back where one stood"


def test_a_second_call_changes_nothing_whatever_happened_meanwhile() -> None:
    subscription = contract(USERS)
    report(subscription, MARCH, LAST, {"bt-user": 9})
    run = a_run(MARCH, ALPHA)
    first = freeze(run)
    before = [(one.pk, one.digest, one.facts) for one in snapshots(run)]
    report(subscription, MARCH, LAST, {"bt-user": 50})
    contract(USERS, client_id=SIBLING)
    assert freeze(run) == first
    assert [(one.pk, one.digest, one.facts) for one in snapshots(run)] == before


@pytest.mark.parametrize("status", [one for one in BillingRun.Status if one != BillingRun.Status.COLLECTING])
def test_nothing_is_added_once_the_run_has_left_collecting(status: str) -> None:
    contract(USERS)
    run = a_run(MARCH, ALPHA)
    with acting(PUBLIC, OPERATOR):
        is_approved = status in ("approved", "finalising", "dispatched")
        BillingRun.objects.update(
            status=status,
            approved_at=AT if is_approved else None,
            approved_by_id=uuid4() if is_approved else None,
            reviewed_by_id=uuid4(),
        )
    assert freeze(run).subscriptions == 0
    assert snapshots(run) == []


def test_a_partner_without_a_part_in_the_run_is_not_frozen() -> None:
    contract(USERS)
    run = a_run(MARCH, BETA)
    with pytest.raises(RunItem.DoesNotExist):
        freeze(run, ALPHA)


def test_what_is_frozen_is_whole_and_has_its_digest() -> None:
    contract(USERS)
    run = a_run(MARCH, ALPHA)
    freeze(run)
    (snapshot,) = snapshots(run)
    assert thawed(snapshot.facts).month.order.users == 10
    assert snapshot.digest == digest_of(snapshot.facts)


def test_all_or_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    contract(USERS)
    contract(USERS, client_id=SIBLING)
    run = a_run(MARCH, ALPHA)
    row = collecting._row

    def too_long(*given: object) -> Snapshot:
        written = row(*given)  # type: ignore[arg-type]
        written.client_name = written.client_name * 99
        return written

    monkeypatch.setattr(collecting, "_row", too_long)
    with pytest.raises(DatabaseError):
        freeze(run)
    monkeypatch.undo()
    assert snapshots(run) == []
    assert freeze(run).subscriptions == 2


def test_an_account_that_breaks_the_collecting_stops_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = contract(USERS)
    sound = contract(USERS, client_id=SIBLING)
    report(sound, MARCH, LAST, {"bt-user": 9})
    run = a_run(MARCH, ALPHA)
    buyer = facts._buyer

    def breaks(partner: object, client: object) -> object:
        if client == broken.client:
            raise ZeroDivisionError("a fault of ours")
        return buyer(partner, client)  # type: ignore[arg-type]

    monkeypatch.setattr(facts, "_buyer", breaks)
    frozen = freeze(run)
    assert (frozen.subscriptions, frozen.parked) == (2, 1)
    by_id = {one.subscription_id: one for one in snapshots(run)}
    assert by_id[broken.pk].parked_reason == LedgerPark.FAULT
    assert by_id[broken.pk].parked_facts == {"error": "ZeroDivisionError"}
    assert by_id[broken.pk].facts == {}
    outcome = calculate(run)
    assert (outcome.invoices, outcome.parked) == (1, 1)
    after = {one.subscription_id: one for one in snapshots(run)}
    assert after[broken.pk].parked_facts == {"error": "ZeroDivisionError"}, "its reason is kept"


def test_the_same_snapshots_make_the_same_bytes_whatever_changes_around_them() -> None:
    """Terms: telavox.4, bt.11"""
    subscription = contract(USERS)
    report(subscription, MARCH, LAST, {"bt-user": 9, "bt-fax": 1})
    run = bill(MARCH)
    first = [(line.pk, line.position, line.why, line.net) for line in lines(run)]
    report(subscription, MARCH, LAST, {"bt-user": 99})
    with acting(PUBLIC, OPERATOR):
        invoice = run.invoices.get()
    calculate(run)
    with acting(PUBLIC, OPERATOR):
        again = run.invoices.get()
    assert [(line.pk, line.position, line.why, line.net) for line in lines(run)] == first
    assert (again.pk, again.digest, again.gross) == (invoice.pk, invoice.digest, invoice.gross)
    assert told(run) == [
        ("Delta Conseil", "users", "8.0000", "72.00"),
        ("Delta Conseil", "virtual_faxes", "5.0000", "5.00"),
    ]
