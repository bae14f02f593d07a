"""The demo: the same for everybody, whole, told by the services, and never beside real data."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from io import StringIO
from typing import Final

import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from billing.ledger.models import BillingRun, Invoice, Snapshot
from emergency.registry.models import Registration
from extranet.accounts.models import CLIENT_ROLES, PARTNER_ROLES, STAFF_ROLES, Membership, User
from extranet.audit.models import AuditEvent
from extranet.demo import greeting, loading, script
from extranet.demo.keys import recovery_codes, totp_secret
from extranet.numbering.models import Holding
from extranet.orderbook.models import Entry
from extranet.outbox.models import Message
from extranet.partners.models import Partner
from extranet.tenancy.context import OPERATOR, OWNER, PUBLIC, acting
from extranet.terms.models import Acceptance
from extranet.terms.selectors import is_intact, organisations_behind
from extranet.times import brussels_day, day_start
from support.desk.aims import aims_in_force
from support.desk.models import DeskReply, DeskView, Incident, OutsideContact, Page, QueueEntry
from support.desk.rota.handover import notes_at
from support.desk.rota.selectors import FIRST_LAYER, SECOND_LAYER, on_call_at
from support.desk.rota.swaps import open_swaps
from support.incidents import JOINED, UPDATED
from support.models import (
    Attachment,
    Clarification,
    RoutingDecision,
    SavedReply,
    SavedView,
    Ticket,
    TicketDraft,
    TicketLink,
    Watcher,
)
from support.rules import Event, Ground
from tests.databases import DATABASE
from tests.ledger.naive import naive_invoices, vat_cents
from tests.template import create_database, drop_database, use_database

TODAY: Final = date(2026, 11, 24)
EVENING: Final = day_start(TODAY) + timedelta(hours=22)
HALF_A_YEAR: Final = timedelta(days=183)
# Months billed: the newest is calculated again in every run, all of them in the long proof.
NEWEST: Final = date(2026, 10, 1)
OLDER: Final = [pytest.param(date(2026, month, 1), marks=pytest.mark.proof) for month in range(6, 10)]
# No subscriber's number begins with 1 in Belgium: none of these rings anywhere.
NOT_IN_USE: Final = re.compile(r"0[0-9]{1,2} 1[0-9 ]+")


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Load the demo into a database of its own."""
    name = f"{DATABASE}_demo"
    with django_db_blocker.unblock():
        create_database(name)
        use_database(name)
        with acting(PUBLIC, OWNER):
            call_command("migrate_schemas", "--shared", verbosity=0)
        loading.load(script.read(), today=TODAY)
        yield
        connections.close_all()
        use_database(DATABASE)
        drop_database(name)


@pytest.fixture
def as_operator(demo: None) -> Iterator[None]:
    """Read what the operator reads."""
    with acting(PUBLIC, OPERATOR):
        yield


def test_there_is_a_house_and_three_partners_in_three_languages(as_operator: None) -> None:
    partners = Partner.objects.all()
    assert [partner.schema_name for partner in partners if partner.is_house] == ["direct"]
    assert sorted(partner.language for partner in partners if not partner.is_house) == ["de", "fr", "nl"]
    assert len({partner.brand_colour for partner in partners}) == len(partners)


def test_every_partner_has_people_of_every_role(as_operator: None) -> None:
    for house in script.read().houses:
        roles = set(Membership.objects.filter(partner_id=house.schema).values_list("role", flat=True))
        expected = CLIENT_ROLES if house.is_house else PARTNER_ROLES + CLIENT_ROLES
        assert roles == set(expected), house.schema
    assert set(User.objects.exclude(staff_role="").values_list("staff_role", flat=True)) == set(STAFF_ROLES)


def test_orders_of_half_a_year_end_yesterday(as_operator: None) -> None:
    days = sorted(brussels_day(entry.changed_at) for entry in Entry.objects.all())
    assert TODAY - HALF_A_YEAR <= days[0] <= TODAY - HALF_A_YEAR + timedelta(days=21)
    assert days[-1] == TODAY - timedelta(days=1)
    assert set(Entry.objects.values_list("status", flat=True)) == {"draft", "placed", "discarded"}


def test_certificates_are_numbered_in_the_order_of_their_instants_and_intact(as_operator: None) -> None:
    acceptances = list(Acceptance.objects.order_by("number"))
    instants = [acceptance.accepted_at for acceptance in acceptances]
    assert instants == sorted(instants)
    assert all(is_intact(acceptance) for acceptance in acceptances)
    assert Entry.objects.filter(status="placed").count() <= len(acceptances)


def test_somebody_has_not_accepted_the_newest_terms(as_operator: None) -> None:
    assert "Weser Kommunikation GmbH" in {one.name for one in organisations_behind(TODAY)}


def test_everything_is_in_the_audit_trail_and_nothing_waits_to_be_sent(as_operator: None) -> None:
    acts = set(AuditEvent.objects.values_list("act", flat=True))
    assert acts >= {"partner.provisioned", "client.created", "terms.published", "prices.published"}
    assert acts >= {"order.started", "order.placed", "order.discarded", "terms.accepted"}
    assert not Message.objects.filter(delivered_at__isnull=True).exists()


def test_loading_again_changes_nothing(as_operator: None) -> None:
    before = AuditEvent.objects.count()
    told = StringIO()
    with override_settings(DEMO=True):
        call_command("demo", stdout=told)
    assert "already" in told.getvalue()
    assert AuditEvent.objects.count() == before


@pytest.mark.parametrize("refusing", [{"DEMO": False}, {"DEMO": True, "IS_PRODUCTION": True}])
def test_a_real_machine_refuses_the_demo(refusing: dict[str, bool]) -> None:
    with override_settings(**refusing), pytest.raises(CommandError, match="DEMO=1"):
        call_command("demo")


def test_a_day_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEMO_TODAY", "tomorrow")
    with override_settings(DEMO=True), pytest.raises(CommandError, match="DEMO_TODAY"):
        call_command("demo")


def test_sign_ins_name_each_kind_of_person_with_the_way_to_a_code() -> None:
    told = greeting.addresses(script.read())
    for house in script.read().houses:
        assert f"{house.schema}.localhost" in told
    assert "karim.benali@allocloud.example" in told
    assert "--codes" in told


def test_second_factors_are_the_same_everywhere() -> None:
    assert totp_secret("a@b.example") == totp_secret("a@b.example") != totp_secret("b@b.example")
    assert recovery_codes("a@b.example") == recovery_codes("a@b.example")


def test_telephone_numbers_ring_nowhere_and_addresses_are_nobodys() -> None:
    for house in script.read().houses:
        assert NOT_IN_USE.fullmatch(house.support_phone), house.support_phone
        for client in house.clients:
            assert NOT_IN_USE.fullmatch(client.phone), client.phone
            assert client.email.endswith(".example")


def test_tickets_stand_in_every_state_and_went_every_way(as_operator: None) -> None:
    entries = QueueEntry.objects.all()
    waiting = {"waiting_client", "waiting_partner", "waiting_third_party"}
    assert {entry.status for entry in entries} == {"new", "acknowledged", *waiting, "resolved", "closed"}
    assert {entry.route for entry in entries} >= {"operator_desk", "partner_desk", "page_on_call", "partner_contact"}
    assert not Page.objects.filter(status=Page.Status.OPEN).exists()


def test_the_desk_has_aims_texts_a_view_and_tags(as_operator: None) -> None:
    (aim,) = aims_in_force(EVENING)
    assert all(minutes > 0 for minutes in (aim.critical_answer_minutes, aim.solution_minutes))
    assert DeskReply.objects.count() == 3
    assert DeskView.objects.filter(is_shared=True).exists()
    assert QueueEntry.objects.exclude(desk_tags=[]).count() >= 4
    assert QueueEntry.objects.exclude(desk_agent_id=None).exists()


def test_an_incident_runs_and_tickets_of_two_houses_were_told_its_news(demo: None) -> None:
    told = set()
    for house in script.read().houses:
        with acting(house.schema, OWNER):
            for ticket in Ticket.objects.filter(incident_id__isnull=False):
                events = list(ticket.entries.order_by("position").values_list("event", flat=True))
                assert [event for event in events if event in (JOINED, UPDATED)] == [JOINED, UPDATED]
                told.add(house.schema)
    with acting(PUBLIC, OWNER):
        (incident,) = Incident.objects.all()
    assert incident.published_at is not None
    assert incident.ended_at is None
    assert len(told) == 2


def test_tickets_were_downgraded_handed_back_noted_linked_and_illustrated(demo: None) -> None:
    with acting("senne", OWNER):
        assert RoutingDecision.objects.filter(event=Event.HANDED_BACK).exists()
        assert Ticket.objects.filter(downgraded_at__isnull=False, ground=Ground.NONE).exists()
        assert Ticket.objects.filter(status=Ticket.Status.WAITING_THIRD_PARTY).exclude(third_party="").exists()
        assert TicketLink.objects.filter(removed_at__isnull=True).count() == 1
        assert Attachment.objects.get(entry__isnull=False).content_type == "image/png"
        assert Watcher.objects.exists()
        assert Ticket.objects.exclude(partner_tags=[]).count() >= 2
    with acting("direct", OWNER):
        noted = Ticket.objects.get(entered_by_id__isnull=False)
        assert noted.confirmed_at is None


def test_a_partner_has_texts_and_a_view_and_its_client_a_draft(demo: None) -> None:
    with acting("senne", OWNER):
        replies = list(SavedReply.objects.all())
        assert len(replies) == 2
        assert all(reply.text_fr and reply.text_nl and reply.text_de and reply.text_en for reply in replies)
        assert SavedView.objects.filter(is_shared=True).exists()
        assert TicketDraft.objects.filter(ticket__isnull=True, discarded_at__isnull=True).count() == 1


def test_one_doubt_is_answered_and_one_waits(demo: None) -> None:
    answered = []
    for house in script.read().houses:
        with acting(house.schema, OWNER):
            answered += [doubt.answered_at is not None for doubt in Clarification.objects.all()]
    assert sorted(answered) == [False, True]


def test_the_night_has_two_layers_a_note_an_exchange_and_two_outside(as_operator: None) -> None:
    first, second = (on_call_at(EVENING, layer) for layer in (FIRST_LAYER, SECOND_LAYER))
    assert first is not None
    assert second is not None
    assert first.user_id != second.user_id
    assert len(second.ways) == 2
    assert len(notes_at(EVENING)) == 1
    assert len(open_swaps(EVENING)) == 1
    assert OutsideContact.objects.count() == 2


def test_blocks_are_covered_and_uncovered_and_an_address_changed(as_operator: None) -> None:
    assert Holding.objects.filter(registrations__isnull=True).exists()
    changed = Registration.objects.filter(recorded__upper_inf=True, valid__upper_inf=False)
    assert changed.exists()


def test_somebody_is_on_call_tonight_and_in_three_months(as_operator: None) -> None:
    tonight = day_start(TODAY) + timedelta(hours=22)
    watchers = [on_call_at(tonight + timedelta(days=days)) for days in range(90)]
    assert all(watcher is not None and len(watcher.ways) == 2 for watcher in watchers)


def test_months_are_billed_and_the_last_one_waits_for_approval(as_operator: None) -> None:
    runs = list(BillingRun.objects.order_by("period").values_list("period", "status"))
    assert [status for _period, status in runs[:-1]] == [BillingRun.Status.DISPATCHED] * (len(runs) - 1)
    assert runs[-1] == (date(2026, 10, 1), BillingRun.Status.REVIEW)
    issued = Invoice.objects.filter(status=Invoice.Status.ISSUED)
    numbers = sorted(issued.values_list("number", flat=True))
    assert numbers == [f"F-2026-{number:05d}" for number in range(1, len(numbers) + 1)]
    assert not Snapshot.objects.exclude(parked_reason="").exists()


@pytest.mark.parametrize("period", [NEWEST, *OLDER], ids=str)
def test_every_invoice_of_a_month_is_what_a_plain_calculation_says(as_operator: None, period: date) -> None:
    """Terms: telavox.4, bt.11, bt.11d, bt.11i, bt.11k"""
    compared = 0
    for house in script.read().houses:
        expected = naive_invoices(house.schema, period.year, period.month)
        drawn_up = {one.client_id: one for one in Invoice.objects.filter(partner=house.schema, period=period)}
        assert drawn_up.keys() == expected.keys()
        for buyer, lines in expected.items():
            invoice = drawn_up[buyer]
            net = sum(line.gross - line.discount for line in lines)
            assert (int(invoice.net * 100), int(invoice.vat * 100)) == (net, vat_cents(lines)), invoice
            compared += 1
    assert compared
