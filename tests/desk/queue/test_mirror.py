"""Every change of a ticket reaches the operator's queue, and `reconcile` proves it.

Terms: general.7
"""

import re
from io import StringIO
from typing import Final

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from extranet.audit.models import AuditEvent
from extranet.partners.mirrors import compare, repair
from extranet.tenancy.context import OPERATOR, OWNER, PARTNER, PUBLIC, acting
from support.desk import queue
from support.desk.models import UNSOLVED, QueueEntry
from support.mirror import TICKETS
from support.models import Ticket
from support.rules import Ground, Result
from support.services import acknowledge_ticket, move_ticket
from tests.cast import ALPHA, BETA, DIRECT, ERIK, person_of, place
from tests.desk.queue.acts import at_house, entry_of
from tests.support.playing import CRITICAL, NIGHT, OPEN, helping, opened, wrote

pytestmark = pytest.mark.usefixtures("contracts")

COPIED: Final = tuple(name for name in TICKETS.columns if name not in ("ticket_id", "is_on_desk", "is_unconfirmed"))


def run_reconcile(*arguments: str) -> str:
    """Run the command and return what it says."""
    said = StringIO()
    call_command("reconcile", *arguments, stdout=said)
    return said.getvalue()


def assert_equal(ticket: Ticket) -> QueueEntry:
    """See that the copy of a ticket says what the ticket says."""
    ticket.refresh_from_db()
    entry = entry_of(ticket)
    for name in COPIED:
        assert getattr(entry, name) == getattr(ticket, name), name
    assert entry.is_on_desk == (ticket.route in (Result.OPERATOR_DESK, Result.QUEUE, Result.PAGE_ON_CALL))
    assert entry.is_unconfirmed == (ticket.entered_by_id is not None and ticket.confirmed_at is None)
    return entry


# ---------- Triggers ----------
def test_a_new_ticket_is_in_the_queue_at_once() -> None:
    ticket = opened()
    entry = assert_equal(ticket)
    assert (entry.partner, entry.is_on_desk, entry.closed_at) == (ALPHA, True, None)


def test_every_step_until_closing_is_followed() -> None:
    ticket, erik = opened(), person_of(ERIK, schema=ALPHA)
    place(ALPHA, OPERATOR)
    acknowledge_ticket(ticket_id=ticket.pk, person=erik, at=OPEN)
    assert assert_equal(ticket).acknowledged_by_name == ERIK.name
    wrote(ticket, by=ERIK, is_question=True)
    assert assert_equal(ticket).status == "waiting_client"
    move_ticket(ticket_id=ticket.pk, status="resolved", person=erik, at=OPEN)
    assert_equal(ticket)
    move_ticket(ticket_id=ticket.pk, status="closed", person=erik, at=OPEN)
    assert assert_equal(ticket).closed_at == OPEN


def test_what_goes_to_the_partner_is_copied_and_is_not_on_the_desk() -> None:
    helping()
    ticket = opened(CRITICAL, at=NIGHT)
    assert ticket.route == Result.PARTNER_CONTACT
    entry = assert_equal(ticket)
    assert (entry.is_on_desk, entry.clock_starts_at) == (False, None)


def test_one_statement_over_many_tickets_reaches_all() -> None:
    opened(), opened()
    Ticket.objects.update(subject="Renamed")
    with acting(PUBLIC, OPERATOR):
        assert list(QueueEntry.objects.values_list("subject", flat=True)) == ["Renamed", "Renamed"]


def test_the_words_of_the_queue_are_those_of_tickets() -> None:
    assert Ground.NONE.value == queue.NO_GROUND
    assert set(UNSOLVED) == Ticket.UNSOLVED
    assert {*UNSOLVED, queue.RESOLVED, queue.CLOSED} == set(Ticket.Status.values)
    assert {queue.NEW, queue.ACKNOWLEDGED, queue.REOPENED} == Ticket.UNSOLVED - Ticket.WAITING


def test_the_columns_compared_are_those_the_triggers_write() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE oid = 'mirror_tickets'::regproc")
        (source,) = cursor.fetchone()
    written = re.search(r"INSERT INTO public\.desk_queueentry \(([^)]*)\)", source)
    assert written is not None
    assert {name.strip() for name in written[1].split(",")} == {"partner", *TICKETS.columns}
    of_the_model = {field.column for field in QueueEntry._meta.concrete_fields}
    assert of_the_model == {"id", "partner", "urgency", *TICKETS.columns}


# ---------- The wall ----------
def test_the_operator_reads_all_partners_and_each_partner_its_own() -> None:
    for schema in (ALPHA, BETA, DIRECT):
        at_house(schema)
    for schema in (ALPHA, BETA, DIRECT):
        with acting(schema, PARTNER):
            assert set(QueueEntry.objects.values_list("partner", flat=True)) == {schema}
    with acting(PUBLIC, OPERATOR):
        assert set(QueueEntry.objects.values_list("partner", flat=True)) == {ALPHA, BETA, DIRECT}
    with acting(PUBLIC, PARTNER):
        assert not QueueEntry.objects.exists()


def test_no_partner_writes_into_anothers_queue() -> None:
    entry = entry_of(opened())
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        QueueEntry.objects.filter(pk=entry.pk).update(partner=BETA)
    with acting(BETA, PARTNER):
        assert QueueEntry.objects.filter(pk=entry.pk).update(number="X") == 0
        assert QueueEntry.objects.filter(pk=entry.pk).delete() == (0, {})


# ---------- Reconcile ----------
def test_equal_sides_are_said_to_be_equal() -> None:
    at_house(ALPHA), at_house(BETA)
    assert run_reconcile() == "3 partners compared, 0 differed.\n"


@pytest.mark.parametrize("damage", ["changed", "clock", "desk", "lost", "surplus"])
def test_a_difference_is_named_and_mended(damage: str) -> None:
    ticket, other = at_house(ALPHA), at_house(BETA)
    odd = ticket.pk
    with acting(PUBLIC, OWNER):
        mine = QueueEntry.objects.filter(ticket_id=ticket.pk)
        match damage:
            case "changed":
                mine.update(subject="X")
            case "clock":
                mine.update(clock_starts_at=None)
            case "desk":
                mine.update(is_on_desk=False)
            case "lost":
                mine.delete()
            case _:
                entry = mine.get()
                entry.pk, odd = None, other.pk
                entry.ticket_id = odd
                entry.save(force_insert=True)
    with pytest.raises(CommandError, match="--repair"):
        run_reconcile()
    assert f"alpha: repaired, tickets {odd}" in run_reconcile("--repair")
    assert run_reconcile() == "3 partners compared, 0 differed.\n"
    assert_equal(ticket)
    with acting(PUBLIC, OPERATOR):
        assert QueueEntry.objects.count() == 2
        assert AuditEvent.objects.get(act="queue.repaired").partner == ALPHA


def test_repairing_equal_sides_writes_nothing() -> None:
    opened()
    assert repair(TICKETS, ALPHA, at=timezone.now()).is_none
    assert compare(TICKETS, ALPHA).is_none
    with acting(PUBLIC, OPERATOR):
        assert not AuditEvent.objects.filter(act="queue.repaired").exists()


def test_entries_of_no_partner_are_named() -> None:
    opened()
    with acting(PUBLIC, OWNER):
        QueueEntry.objects.update(partner="gone")
    assert "gone: entries of no partner; delete its tickets by hand" in run_reconcile("--repair")
