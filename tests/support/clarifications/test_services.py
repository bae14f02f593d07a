"""A doubt is a ticket whose facts are frozen; its answer is noted once and is not claimed afterwards.

Terms: telavox.4b, bt.11d, general.7
"""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from extranet.audit.models import AuditEvent
from extranet.catalogue.families import Family
from extranet.errors import IllegalMove, InvalidInput, NotAllowed, Stale
from extranet.ordering.models import Subscription
from extranet.tenancy.context import OPERATOR, OWNER, PARTNER, PUBLIC, acting
from support.chain import verify
from support.clarifications import answered_for, clarifications_beside, is_unchanged
from support.clarified_facts import clause_of, digest_of_facts
from support.entries import link_of
from support.errors import NotUnderContract
from support.models import Audience, Clarification, Ticket
from support.rules import Ground, Result
from tests.backoffice.things import draft_order
from tests.cast import (
    ALICE,
    ALPHA,
    BETA,
    BETA_CLIENT,
    BOB,
    CHARLIE,
    DIRECT,
    DIRECT_CLIENT,
    DORA,
    ERIK,
    FATOU,
    GITA,
    SIBLING,
    SOFIE,
    Member,
    person_of,
    place,
)
from tests.contracts import subscribe
from tests.platforms.acts import report
from tests.support.clarifications.acts import DAY, QUESTION, answered, counted, doubted, replied
from tests.support.playing import NIGHT, OPEN, asked_for, wrote
from tests.support.playing import opened as opened_ticket

pytestmark = pytest.mark.usefixtures("at_alpha")


# ---------- Asking ----------
def test_a_doubt_is_a_ticket_of_its_own_kind_that_goes_where_any_request_goes() -> None:
    doubt = doubted(counted())
    ticket = Ticket.objects.get(pk=doubt.pk)
    assert (ticket.kind, ticket.ground, ticket.route) == (Ticket.Kind.CLARIFICATION, Ground.NONE, Result.OPERATOR_DESK)
    assert (ticket.family, ticket.category) == (Family.BT, Ticket.Category.BILLING)
    assert "BT-0412" in ticket.subject
    assert "1er juin 2026" in ticket.subject
    assert ticket.entries.get(kind="message").text == QUESTION
    assert ticket.entries.get(kind="message").audience == Audience.PARTNER
    assert asked_for("support.mail_receipt") == [[str(ticket.pk)]]


def test_at_night_a_doubt_waits_for_the_opening_and_calls_nobody() -> None:
    assert doubted(counted(), at=NIGHT).ticket.route == Result.QUEUE


def test_the_facts_are_frozen_as_they_stand_with_their_digest() -> None:
    subscription = counted(12)
    doubt = doubted(subscription)
    report(subscription, DAY, {"bt-user": 15}, at=OPEN)
    doubt.refresh_from_db()
    facts = doubt.facts
    assert facts["day"] == "2026-06-01"
    assert facts["account"] == "BT-0412"
    assert facts["element"]["code"] == "bt-user"
    assert {key: facts["count"][key] for key in ("state", "quantity", "source", "reported_on")} == {
        "state": "reported",
        "quantity": "12",
        "source": "api",
        "reported_on": "2026-06-01",
    }
    assert facts["price"] == {"price_list": 1, "unit_price": "8.0000"}
    assert facts["terms"]["clause"] == doubt.clause == "bt.11d"
    assert facts["terms"]["version"] >= 1
    assert facts["order"]["number"] == subscription.order.number
    assert doubt.facts_digest == digest_of_facts(facts)
    assert is_unchanged(doubt)


@pytest.mark.parametrize(
    ("days", "state", "quantity"),
    [(0, "reported", "12"), (1, "assumed", "12"), (3, "assumed", "12"), (4, "unknown", None)],
)
def test_a_day_that_was_not_reported_says_what_is_assumed(days: int, state: str, quantity: str | None) -> None:
    subscription = counted(day=DAY - timedelta(days=days))
    count = doubted(subscription).facts["count"]
    assert (count["state"], count["quantity"]) == (state, quantity)


def test_an_element_that_a_report_does_not_name_is_zero() -> None:
    assert doubted(counted(), element="bt-fax").facts["count"]["quantity"] == "0"


@pytest.mark.parametrize(
    ("family", "clause"),
    [("telavox", "telavox.4b"), ("bt", "bt.11d"), ("sip", "general.7"), ("meeting", "general.7")],
)
def test_the_clause_is_the_one_that_asks_to_clarify_a_doubt(family: str, clause: str) -> None:
    assert clause_of(family) == clause


def test_a_double_click_asks_once() -> None:
    subscription, ticket_id = counted(), uuid4()
    first, second = (doubted(subscription, ticket_id=ticket_id) for _click in range(2))
    assert first.pk == second.pk
    assert Clarification.objects.count() == Ticket.objects.count() == 1


def test_the_id_of_another_request_is_refused() -> None:
    request = opened_ticket(by=ALICE, at=OPEN - timedelta(hours=1))
    with pytest.raises(Stale):
        doubted(counted(), ticket_id=request.pk)
    request.refresh_from_db()
    assert request.kind == Ticket.Kind.REQUEST


def test_a_doubt_about_a_draft_keeps_what_it_declares_and_is_its_partners_own_before_any_contract() -> None:
    order = draft_order(client_id=SIBLING)
    doubt = doubted(Subscription(), order_id=order.pk)
    assert (doubt.order_id, doubt.subscription_id, doubt.ticket.client_id) == (order.pk, None, None)
    assert (doubt.facts["order"]["quantity"], doubt.facts["order"]["unit_price"]) == (2, "8.0000")
    assert "count" not in doubt.facts


def test_an_order_that_runs_is_asked_about_under_its_subscription() -> None:
    subscription = counted()
    doubt = doubted(subscription, order_id=subscription.order_id)
    assert (doubt.subscription_id, doubt.order_id) == (subscription.pk, None)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"element": "nothing"}, "element"),
        ({"element": "sip-channel"}, "element"),
        ({"day": date(2026, 6, 3)}, "day"),
        ({"day": date(2025, 12, 31)}, "day"),
        ({"question": "  "}, "text"),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_written(facts: dict[str, object], field: str) -> None:
    subscription = counted()
    with pytest.raises(InvalidInput) as refusal:
        doubted(subscription, **facts)  # type: ignore[arg-type]
    assert set(refusal.value.fields) == {field}
    assert not Ticket.objects.exists()
    assert not Clarification.objects.exists()


@pytest.mark.parametrize("member", [ALICE, BOB, FATOU])
def test_the_partners_people_ask(member: Member) -> None:
    assert doubted(counted(), by=member).ticket.opened_by_name == member.name


@pytest.mark.parametrize("member", [DORA, ERIK])
def test_a_partners_client_and_staff_do_not_ask(member: Member) -> None:
    subscription = counted()
    with pytest.raises(NotAllowed):
        doubted(subscription, by=member)


def test_a_direct_clients_administrator_asks_about_its_own_only() -> None:
    own = counted(account="BT-D1", schema=DIRECT, client_id=DIRECT_CLIENT)
    place(DIRECT)
    assert doubted(own, by=GITA).ticket.entries.get(kind="message").audience == Audience.EVERYBODY
    with pytest.raises(Subscription.DoesNotExist):
        doubted(Subscription(pk=uuid4()), by=GITA)


def test_nobody_asks_about_another_partners_account() -> None:
    foreign = subscribe(BETA, BETA_CLIENT)
    with pytest.raises(Subscription.DoesNotExist):
        doubted(foreign)


def test_an_account_that_has_ended_is_asked_about_as_long_as_somebody_is_under_contract() -> None:
    ended = counted(account="BT-E", client_id=SIBLING, ends_on=date(2026, 6, 2))
    assert doubted(ended).ticket.client_id is None
    with acting(ALPHA, OWNER):
        Subscription.objects.update(ends_on=date(2026, 6, 2))
    with pytest.raises(NotUnderContract):
        doubted(ended)


# ---------- Answering ----------
def test_an_answer_is_linked_once_with_its_trace() -> None:
    doubt = doubted(counted())
    entry = replied(doubt)
    known = answered(doubt, entry)
    assert (known.answer_id, known.answered_at) == (entry.pk, OPEN)
    event = known.ticket.entries.get(event="clarification_answered")
    assert event.facts == {"entry": str(entry.pk), "position": entry.position, "facts_digest": doubt.facts_digest}
    assert event.audience == Audience.PARTNER
    assert verify(link_of(one) for one in known.ticket.entries.order_by("position")) is None
    with acting(PUBLIC, OPERATOR):
        acts = AuditEvent.objects.filter(act__startswith="clarification.").values_list("act", flat=True)
        assert set(acts) == {"clarification.asked", "clarification.answered"}


def test_the_same_answer_twice_is_once_and_another_one_is_refused() -> None:
    doubt = doubted(counted())
    entry, other = replied(doubt), replied(doubt, "Si, en fait.")
    answered(doubt, entry), answered(doubt, entry)
    assert doubt.ticket.entries.filter(event="clarification_answered").count() == 1
    with pytest.raises(IllegalMove, match="ne change plus"):
        answered(doubt, other)


def test_only_a_message_of_the_operator_that_the_asker_reads_is_an_answer() -> None:
    doubt = doubted(counted())
    mine = wrote(doubt.ticket, by=ALICE, text="Alors ?", audience=Audience.PARTNER)
    note = replied(doubt, "Entre nous", audience=Audience.OPERATOR)
    elsewhere = wrote(opened_ticket(by=ALICE), by=ERIK, audience=Audience.PARTNER)
    for entry in (mine, note, elsewhere):
        with pytest.raises(InvalidInput):
            answered(doubt, entry)


def test_only_the_operators_support_notes_an_answer_and_only_to_a_doubt() -> None:
    doubt = doubted(counted())
    entry = replied(doubt)
    for member in (ALICE, SOFIE):
        with pytest.raises(NotAllowed):
            answered(doubt, entry, by=member)
    with pytest.raises(IllegalMove, match="pas une demande de précision"):
        answered(Clarification(ticket=opened_ticket(by=ALICE)), entry)


@pytest.mark.parametrize(
    "change", [{"facts": {}}, {"element": "x"}, {"day": DAY}, {"answer": None, "answered_at": None}]
)
def test_the_database_refuses_any_other_change(change: dict[str, object]) -> None:
    doubt = doubted(counted(), day=date(2026, 6, 2))
    answered(doubt)
    rows = Clarification.objects.filter(pk=doubt.pk)
    with pytest.raises(DatabaseError, match="answered once and never changed"), transaction.atomic():
        rows.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.delete()


def test_a_doubt_is_about_one_thing() -> None:
    doubt = doubted(counted())
    with pytest.raises(DatabaseError, match="clarification_about_one_thing"), transaction.atomic():
        Clarification.objects.create(
            ticket=opened_ticket(by=ALICE), element="x", day=DAY, facts={}, asked_at=OPEN, clause=doubt.clause
        )


# ---------- Claims ----------
def test_what_was_answered_holds_from_the_day_asked_about_until_a_later_answer() -> None:
    subscription = counted()
    early, late, open_ = (doubted(subscription, day=DAY - timedelta(days=days)) for days in (20, 10, 5))
    answered(early), answered(late)
    day = DAY - timedelta(days=20)
    assert answered_for(subscription.pk, "bt-user", day - timedelta(days=1)) is None
    assert answered_for(subscription.pk, "bt-user", day) == early
    assert answered_for(subscription.pk, "bt-user", DAY - timedelta(days=11)) == early
    assert answered_for(subscription.pk, "bt-user", DAY) == late
    assert answered_for(subscription.pk, "bt-fax", DAY) is None
    assert open_.answer_id is None


def test_what_was_answered_about_an_order_holds_for_the_service_it_opens() -> None:
    order = draft_order()
    doubt = doubted(Subscription(), order_id=order.pk)
    with acting(ALPHA, OWNER):
        service = Subscription.objects.create(client=order.client, family="bt", order=order, starts_on=DAY)
    assert answered_for(service.pk, "bt-user", DAY) is None
    answered(doubt)
    assert answered_for(service.pk, "bt-user", DAY) == doubt


def test_the_newest_doubt_stands_beside_a_count() -> None:
    subscription = counted()
    doubted(subscription, at=OPEN)
    newest = doubted(subscription, at=OPEN + timedelta(hours=1))
    assert clarifications_beside([subscription.pk]) == {(subscription.pk, "bt-user"): newest}


def test_another_partner_sees_nothing_of_it() -> None:
    doubted(counted())
    with acting(BETA, PARTNER):
        assert not Clarification.objects.exists()
    assert person_of(CHARLIE).schema == BETA
