"""Every change of an order reaches the operator's order book, and `reconcile` proves it."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.utils import timezone

from extranet.audit.models import AuditEvent
from extranet.orderbook.models import Entry
from extranet.ordering.mirror import ORDERS
from extranet.ordering.models import Order
from extranet.partners.mirrors import compare, repair
from extranet.tenancy.context import OPERATOR, OWNER, PUBLIC, acting
from tests.cast import ALPHA, BETA, BETA_CLIENT, CHARLIE, DIRECT, DIRECT_CLIENT, GITA, place
from tests.ordering.playing import discarded, placed, started, with_lines


@pytest.fixture
def at_alpha(db: None) -> None:
    """Stand in Alpha's schema as a request on its host does."""
    place(ALPHA)


def book() -> list[tuple[str, str, str]]:
    """Return what the operator reads: partner, number, status."""
    with acting(PUBLIC, OPERATOR):
        return list(Entry.objects.order_by("partner", "number").values_list("partner", "number", "status"))


def run_reconcile(*arguments: str) -> str:
    """Run the command and return what it says."""
    said = StringIO()
    call_command("reconcile", *arguments, stdout=said)
    return said.getvalue()


def test_the_book_follows_every_step(at_alpha: None) -> None:
    draft, done, given_up = with_lines(), placed(), discarded()
    assert book() == [
        (ALPHA, draft.number, "draft"),
        (ALPHA, done.number, "placed"),
        (ALPHA, given_up.number, "discarded"),
    ]
    entry = Entry.objects.get(order_id=done.pk)
    assert (entry.client_name, entry.families, entry.monthly_total) == (
        done.client_name,
        done.families,
        done.monthly_total,
    )
    assert (entry.placed_at, entry.placed_by_name, entry.changed_at) == (
        done.placed_at,
        done.placed_by_name,
        done.changed_at,
    )


def test_one_statement_over_many_orders_reaches_all(at_alpha: None) -> None:
    first, second = started(), started()
    Order.objects.update(client_name="Renamed")
    assert set(Entry.objects.values_list("client_name", flat=True)) == {"Renamed"}
    Order.objects.filter(pk=first.pk).delete()
    assert [number for _partner, number, _status in book()] == [second.number]


def test_the_operator_reads_all_partners_and_each_partner_its_own(db: None) -> None:
    for schema, member, client_id in ((BETA, CHARLIE, BETA_CLIENT), (DIRECT, GITA, DIRECT_CLIENT)):
        place(schema)
        started(member, client_id)
        assert set(Entry.objects.values_list("partner", flat=True)) == {schema}
    place(ALPHA)
    assert not Entry.objects.exists()
    assert [partner for partner, _number, _status in book()] == [BETA, DIRECT]


def test_no_partner_writes_into_anothers_book(at_alpha: None) -> None:
    order = started()
    entry = Entry.objects.get(order_id=order.pk)
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        Entry.objects.filter(pk=entry.pk).update(partner=BETA)
    place(BETA)
    assert Entry.objects.filter(pk=entry.pk).update(number="X") == 0


def test_staff_who_write_under_a_mount_reach_the_right_book(db: None) -> None:
    place(ALPHA)
    order = started()
    place(ALPHA, OPERATOR)
    Order.objects.filter(pk=order.pk).update(client_name="By staff")
    assert Entry.objects.get(order_id=order.pk).partner == ALPHA


def test_equal_sides_are_said_to_be_equal(at_alpha: None) -> None:
    placed()
    assert run_reconcile() == "3 partners compared, 0 differed.\n"


@pytest.mark.parametrize("damage", ["changed", "lost", "surplus"])
def test_a_difference_is_named_and_mended(at_alpha: None, damage: str) -> None:
    order = placed()
    with acting(PUBLIC, OWNER):
        if damage == "changed":
            Entry.objects.update(monthly_total=0)
        elif damage == "lost":
            Entry.objects.all().delete()
        else:
            entry = Entry.objects.get()
            entry.pk, entry.order_id = None, order.client_id
            entry.save(force_insert=True)
    odd = order.client_id if damage == "surplus" else order.pk
    with pytest.raises(CommandError, match="--repair"):
        run_reconcile()
    assert f"alpha: repaired, orders {odd}" in run_reconcile("--repair")
    assert run_reconcile() == "3 partners compared, 0 differed.\n"
    assert book() == [(ALPHA, order.number, "placed")]
    assert AuditEvent.objects.get(act="orderbook.repaired").partner == ALPHA


def test_repairing_equal_sides_writes_nothing(at_alpha: None) -> None:
    started()
    assert repair(ORDERS, ALPHA, at=timezone.now()).is_none
    assert compare(ORDERS, ALPHA).is_none
    assert not AuditEvent.objects.filter(act="orderbook.repaired").exists()


def test_entries_of_no_partner_are_named(at_alpha: None) -> None:
    started()
    with acting(PUBLIC, OWNER):
        Entry.objects.update(partner="gone")
    assert "gone: entries of no partner" in run_reconcile("--repair")
