"""Opening a ticket: where it goes, what is stored, who is called and told."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from extranet.audit.models import AuditEvent
from extranet.clients.models import Client
from extranet.errors import InvalidInput, NotAllowed, Refusal, Stale
from extranet.outbox.models import Message
from extranet.tenancy.context import OPERATOR, PARTNER, PUBLIC, acting
from extranet.times import BRUSSELS
from support.desk.models import Page, QueueEntry
from support.errors import NotUnderContract, OutcomeChanged
from support.models import Audience, Entry, RoutingDecision, Side, Ticket
from support.rules import FirstLine, Ground, Result
from support.services import judge, open_ticket
from tests.cast import (
    ALICE,
    ALPHA,
    BETA_CLIENT,
    BOB,
    CHARLIE,
    CLIENT,
    DENIS,
    DIRECT,
    DIRECT_CLIENT,
    DORA,
    ERIK,
    GITA,
    SIBLING,
    Member,
    person_of,
    place,
)
from tests.contracts import hold, subscribe
from tests.registry.acts import declare
from tests.support.playing import (
    CALL_BACK,
    CRITICAL,
    FAILING_112,
    MONDAY,
    NIGHT,
    OPEN,
    QUESTION,
    asked_for,
    helping,
    latest,
    opened,
    pages,
)


# ---------- Where it goes ----------
@pytest.mark.parametrize(
    ("by", "asked", "at", "first_line", "is_tested", "result", "clock"),
    [
        (DORA, QUESTION, OPEN, FirstLine.OPERATOR, True, Result.OPERATOR_DESK, OPEN),
        (DORA, QUESTION, OPEN, FirstLine.PARTNER, True, Result.PARTNER_DESK, OPEN),
        (DORA, QUESTION, NIGHT, FirstLine.OPERATOR, True, Result.QUEUE, MONDAY),
        (DORA, QUESTION, NIGHT, FirstLine.PARTNER, True, Result.PARTNER_DESK, MONDAY),
        (DORA, CRITICAL, OPEN, FirstLine.OPERATOR, True, Result.OPERATOR_DESK, OPEN),
        (DORA, CRITICAL, NIGHT, FirstLine.OPERATOR, True, Result.PARTNER_CONTACT, None),
        (DORA, CRITICAL, NIGHT, FirstLine.OPERATOR, False, Result.QUEUE, MONDAY),
        (DORA, FAILING_112, NIGHT, FirstLine.OPERATOR, True, Result.PAGE_ON_CALL, NIGHT),
        (DORA, FAILING_112, OPEN, FirstLine.PARTNER, True, Result.PAGE_ON_CALL, OPEN),
        (ALICE, QUESTION, OPEN, FirstLine.PARTNER, True, Result.OPERATOR_DESK, OPEN),
        (BOB, QUESTION, NIGHT, FirstLine.PARTNER, True, Result.QUEUE, MONDAY),
        (ALICE, CRITICAL, NIGHT, FirstLine.PARTNER, True, Result.PAGE_ON_CALL, NIGHT),
    ],
)
def test_a_request_goes_where_the_terms_say(
    at_alpha: None,
    by: Member,
    asked: Any,
    at: datetime,
    first_line: FirstLine,
    is_tested: bool,
    result: Result,
    clock: datetime | None,
) -> None:
    """Terms: general.7"""
    helping(first_line, is_tested=is_tested)
    ticket = opened(asked, by=by, at=at)
    decision = latest(ticket)
    assert (ticket.route, ticket.clock_starts_at) == (result, clock)
    assert (decision.result, decision.clock_starts_at, decision.at) == (result, clock, at)
    assert len(pages()) == (result == Result.PAGE_ON_CALL)
    assert judge(asked=asked, person=person_of(by), at=at).result == result


def test_a_direct_client_pages_the_operator_at_night(at_direct: None) -> None:
    """Terms: general.7"""
    ticket = opened(CRITICAL, by=GITA, at=NIGHT, client_id=DIRECT_CLIENT)
    assert (ticket.route, latest(ticket).party) == (Result.PAGE_ON_CALL, "direct_client")
    assert opened(QUESTION, by=GITA, at=NIGHT, client_id=DIRECT_CLIENT).route == Result.QUEUE


def test_without_a_profile_the_operator_answers_first(at_alpha: None) -> None:
    assert opened(QUESTION).route == Result.OPERATOR_DESK
    assert opened(CRITICAL, at=NIGHT).route == Result.QUEUE


@pytest.mark.parametrize(
    ("second", "result"), [(-1, Result.OPERATOR_DESK), (0, Result.PAGE_ON_CALL), (1, Result.PAGE_ON_CALL)]
)
def test_the_servers_instant_judges_friday_at_four_is_outside(at_alpha: None, second: int, result: Result) -> None:
    """Terms: general.7"""
    friday = datetime(2026, 6, 5, 16, tzinfo=BRUSSELS).astimezone(UTC)
    assert opened(CRITICAL, by=ALICE, at=friday + timedelta(seconds=second)).route == result


# ---------- What is stored ----------
def test_every_fact_of_the_decision_is_stored(at_alpha: None) -> None:
    """Terms: general.7"""
    helping()
    ticket = opened(FAILING_112, at=NIGHT)
    decision = latest(ticket)
    (page,) = pages()
    assert (decision.event, decision.party, decision.is_under_contract) == ("opened", "partner_client", True)
    assert (decision.ground, decision.first_line, decision.is_partner_contact_tested) == (
        "emergency_calls_fail",
        "operator",
        True,
    )
    assert (decision.calendar_version, decision.is_in_hours, decision.page_id) == (1, False, page.pk)
    assert "general.7" in decision.clauses
    event = ticket.entries.get(position=1)
    assert event.facts["decision"] == str(decision.pk)
    assert (event.facts["calendar"], event.facts["result"], event.facts["page"]) == (1, "page_on_call", str(page.pk))


def test_the_page_says_whom_to_call_back_and_where(at_alpha: None) -> None:
    block = hold()
    place(ALPHA)
    ticket = opened(CRITICAL, by=ALICE, at=NIGHT, holding_ids=(block.pk,), failed_calls="21:32, 02 555, 02 226")
    (page,) = pages()
    assert (page.partner, page.ticket_id, page.ticket_number) == (ALPHA, ticket.pk, ticket.number)
    facts = page.facts
    assert facts["call_back_number"] == CALL_BACK
    assert (facts["client"], facts["partner"], facts["place"]) == ("Delta Conseil", "Alpha", "Accueil")
    (numbers,) = facts["numbers"]
    assert (numbers["label"].replace("\N{NO-BREAK SPACE}", " "), numbers["address"]) == ("+32 2 226 88 00 – 99", "")
    assert facts["ground"] == Ground.NO_INCOMING


def test_numbers_are_given_without_a_gap_by_year(at_alpha: None) -> None:
    first, second = opened(), opened(CRITICAL)
    assert (first.number, second.number) == ("T-2026-00001", "T-2026-00002")
    with pytest.raises(InvalidInput):
        opened(subject=" ")
    assert opened().number == "T-2026-00003"
    assert opened(at=datetime(2026, 12, 31, 23, 30, tzinfo=UTC)).number == "T-2027-00001"


def test_the_record_begins_with_what_was_asked(at_alpha: None) -> None:
    ticket = opened(CRITICAL, told=Result.OPERATOR_DESK)
    event, message = ticket.entries.order_by("position")
    assert (event.kind, event.event, event.audience) == ("event", "opened", Audience.EVERYBODY)
    assert (event.facts["call_back_number"], event.facts["told"]) == (CALL_BACK, "operator_desk")
    assert (message.kind, message.text, message.author_name) == ("message", "Plus rien ne sonne.", DORA.name)
    assert (message.author_side, message.audience) == (Side.CLIENT, Audience.EVERYBODY)


def test_what_a_partner_writes_about_its_client_is_not_for_the_client(at_alpha: None) -> None:
    ticket = opened(by=BOB)
    assert ticket.entries.get(kind="message").audience == Audience.PARTNER
    itself = opened(by=BOB, client_id=None)
    assert (itself.client_name, itself.entries.get(kind="message").audience) == ("", Audience.EVERYBODY)


def test_the_operators_queue_and_the_audit_trail_see_it(at_alpha: None) -> None:
    ticket = opened(CRITICAL)
    with acting(PUBLIC, OPERATOR):
        row = QueueEntry.objects.get(partner=ALPHA, ticket_id=ticket.pk)
        event = AuditEvent.objects.get(act="ticket.opened")
    assert (row.number, row.route, row.ground, row.is_on_desk) == (ticket.number, "operator_desk", "no_incoming", True)
    assert (event.actor_name, event.target_label, event.changes["route"]) == (DORA.name, ticket.number, "operator_desk")


# ---------- Blocks ----------
def test_the_address_of_each_block_is_copied(at_alpha: None, monkeypatch: pytest.MonkeyPatch) -> None:
    block = hold()
    place(ALPHA)
    monkeypatch.setattr("support.hooks._given", [lambda holdings, at: {one.pk: "Rue Haute 10" for one in holdings}])
    ticket = opened(CRITICAL, by=ALICE, at=NIGHT, holding_ids=(block.pk,), place="")
    (numbers,) = ticket.numbers.all()
    assert (numbers.holding_id, numbers.address) == (block.pk, "Rue Haute 10")
    assert numbers.label.startswith("+32")
    assert pages()[0].facts["numbers"][0]["address"] == "Rue Haute 10"


def test_the_address_is_the_one_declared_in_the_registry(at_alpha: None) -> None:
    """The registry is a neighbour: portal tells tickets how to read it. Nobody told would be an empty address."""
    block = hold()
    declare(block)
    place(ALPHA)
    ticket = opened(at=timezone.now(), holding_ids=(block.pk,))
    assert "Rue Haute 10" in ticket.numbers.get().address


def test_blocks_of_another_client_are_refused(at_alpha: None) -> None:
    others = hold(client_id=SIBLING)
    place(ALPHA)
    for by, client_id in ((DORA, CLIENT), (ALICE, CLIENT), (ALICE, None)):
        with pytest.raises(InvalidInput) as refusal:
            opened(CRITICAL, by=by, client_id=client_id, holding_ids=(others.pk,))
        assert "holdings" in refusal.value.fields
    assert not Ticket.objects.exists()


# ---------- Refusals ----------
def test_who_is_not_under_contract_that_day_is_refused_with_the_way_to_sales(db: None) -> None:
    """Terms: general.7"""
    subscribe(starts_on=datetime(2026, 6, 1, tzinfo=UTC).date(), ends_on=datetime(2026, 6, 3, tzinfo=UTC).date())
    place(ALPHA)
    with pytest.raises(NotUnderContract) as refusal:
        opened(at=OPEN - timedelta(days=2))
    assert refusal.value.code == "not_under_contract"
    assert "Alpha" in str(refusal.value)
    assert "02 555 01 00" in str(refusal.value)
    assert opened(at=OPEN).route == Result.OPERATOR_DESK
    for by in (DORA, ALICE):
        with pytest.raises(NotUnderContract):
            opened(FAILING_112, by=by, at=OPEN + timedelta(days=1))
    assert Ticket.objects.count() == 1
    assert not pages()


def test_a_partner_asks_for_itself_while_one_of_its_clients_is_under_contract(db: None) -> None:
    """Terms: general.7"""
    place(ALPHA)
    with pytest.raises(NotUnderContract):
        opened(by=ALICE, client_id=None)
    subscribe(client_id=SIBLING)
    place(ALPHA)
    assert opened(by=ALICE, client_id=None).route == Result.OPERATOR_DESK
    with pytest.raises(NotUnderContract):
        opened(by=ALICE, client_id=CLIENT)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"call_back_number": ""}, "call_back_number"),
        ({"call_back_number": "O470 00 00 01"}, "call_back_number"),
        ({"call_back_number": "112"}, "call_back_number"),
        ({"call_back_number": "470000001"}, "call_back_number"),
        ({"place": "  "}, "place"),
        ({"subject": ""}, "subject"),
        ({"subject": "x" * 161}, "subject"),
        ({"text": " \n "}, "text"),
        ({"text": "x" * 20_001}, "text"),
        ({"family": "gsm"}, "family"),
        ({"holding_ids": (uuid4(),)}, "holdings"),
    ],
)
def test_a_critical_request_names_a_number_that_can_be_dialled_and_a_place(
    at_alpha: None, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        opened(CRITICAL, **changes)
    assert list(refusal.value.fields) == [field]
    assert not Ticket.objects.exists()
    assert not Message.objects.exists()


def test_a_question_needs_neither_number_nor_place(at_alpha: None) -> None:
    assert opened(QUESTION).call_back_number == ""
    with pytest.raises(InvalidInput):
        opened(QUESTION, call_back_number="abc")


def test_staff_do_not_ask(at_alpha: None) -> None:
    """A call reinforces a ticket; it is not one.

    Terms: general.7
    """
    with pytest.raises(NotAllowed):
        opened(by=ERIK)


def test_nobody_asks_for_a_client_they_do_not_see(at_alpha: None) -> None:
    for by, client_id in ((DORA, SIBLING), (DENIS, SIBLING), (ALICE, BETA_CLIENT), (DORA, BETA_CLIENT)):
        with pytest.raises(Client.DoesNotExist):
            opened(by=by, client_id=client_id)
    assert opened(by=DENIS, client_id=None).client_id == CLIENT


# ---------- Twice ----------
def test_a_double_click_opens_one_ticket(at_alpha: None) -> None:
    ticket_id = uuid4()
    first = opened(CRITICAL, by=ALICE, at=NIGHT, ticket_id=ticket_id)
    again = opened(CRITICAL, by=ALICE, at=NIGHT + timedelta(seconds=1), ticket_id=ticket_id, subject="Autre")
    assert (again.pk, again.number, again.subject) == (first.pk, first.number, first.subject)
    assert (Ticket.objects.count(), Entry.objects.count(), RoutingDecision.objects.count()) == (1, 2, 1)
    assert len(pages()) == 1
    assert len(asked_for("support.mail_receipt")) == 1


def test_an_id_that_somebody_else_used_is_refused(at_alpha: None) -> None:
    ticket_id = uuid4()
    opened(by=ALICE, ticket_id=ticket_id)
    with pytest.raises(Stale) as refusal:
        opened(by=DORA, ticket_id=ticket_id)
    assert refusal.value.code == "ticket_id_used"


# ---------- Told before ----------
def test_a_question_comes_back_when_the_outcome_changed(at_alpha: None) -> None:
    """Terms: general.7"""
    with pytest.raises(OutcomeChanged) as refusal:
        opened(QUESTION, at=NIGHT, told=Result.OPERATOR_DESK)
    assert (refusal.value.code, refusal.value.status) == ("outcome_changed", 409)
    assert not Ticket.objects.exists()
    assert opened(QUESTION, at=NIGHT, told=Result.QUEUE).route == Result.QUEUE


def test_what_is_critical_goes_through_whatever_was_told(at_alpha: None) -> None:
    """Terms: general.7"""
    ticket = opened(CRITICAL, by=ALICE, at=NIGHT, told=Result.OPERATOR_DESK)
    assert ticket.route == Result.PAGE_ON_CALL
    assert ticket.entries.get(position=1).facts["told"] == "operator_desk"


# ---------- Who is told ----------
@pytest.mark.parametrize(
    ("asked", "at", "first_line", "is_tested", "contact", "people"),
    [
        (QUESTION, OPEN, FirstLine.OPERATOR, True, 0, 0),
        (QUESTION, OPEN, FirstLine.PARTNER, True, 0, 1),
        (CRITICAL, NIGHT, FirstLine.OPERATOR, True, 1, 0),
        (CRITICAL, NIGHT, FirstLine.OPERATOR, False, 0, 1),
        (FAILING_112, OPEN, FirstLine.OPERATOR, True, 1, 1),
        (FAILING_112, NIGHT, FirstLine.OPERATOR, False, 0, 1),
    ],
)
def test_the_partner_hears_of_its_clients_ticket(
    at_alpha: None, asked: Any, at: datetime, first_line: FirstLine, is_tested: bool, contact: int, people: int
) -> None:
    """Terms: general.7"""
    helping(first_line, is_tested=is_tested)
    opened(asked, at=at)
    assert len(asked_for("support.mail_emergency_contact")) == contact
    assert len(asked_for("support.tell_partner")) == people
    assert len(asked_for("support.mail_receipt")) == 1


def test_a_partners_own_ticket_is_told_to_nobody_else(at_alpha: None) -> None:
    helping(FirstLine.PARTNER)
    opened(FAILING_112, by=ALICE, at=NIGHT)
    assert not asked_for("support.mail_emergency_contact")
    assert not asked_for("support.tell_partner")


# ---------- Walls ----------
def test_another_partners_ticket_does_not_exist_here(at_alpha: None) -> None:
    ticket = opened(CRITICAL, by=ALICE, at=NIGHT)
    with acting("beta", PARTNER):
        assert not Ticket.objects.filter(pk=ticket.pk).exists()
        assert not QueueEntry.objects.exists()
        assert not Page.objects.exists()
        with pytest.raises(Refusal):
            opened(QUESTION, by=CHARLIE, client_id=BETA_CLIENT)
    with acting(DIRECT, PARTNER):
        assert not QueueEntry.objects.exists()


def test_opening_costs_few_queries(at_alpha: None) -> None:
    opened()
    person = person_of(DORA)
    with CaptureQueriesContext(connection) as caught:
        open_ticket(ticket_id=uuid4(), asked=QUESTION, person=person, at=OPEN)
    # The test itself stands in a transaction: what is one elsewhere is a savepoint here.
    asked = [one["sql"] for one in caught.captured_queries if "SAVEPOINT" not in one["sql"]]
    assert len(asked) <= 15
