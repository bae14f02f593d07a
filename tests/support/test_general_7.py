"""The ten rules of support, one test each, in the words of the terms. The others of this folder go into detail."""

from datetime import timedelta

import pytest
from django.conf import settings

from extranet.errors import NotAllowed
from support.chain import verify
from support.entries import link_of
from support.errors import NotUnderContract
from support.models import Audience, Ticket
from support.rules import Ground, Party, Result
from support.services import attach_call, judge, judge_at_closing, weigh
from support.telling import told_of
from tests.cast import ALICE, ALPHA, DORA, ERIK, GITA, SIBLING, person_of, place
from tests.support.playing import (
    CLOSING,
    CRITICAL,
    FAILING_112,
    MONDAY,
    NIGHT,
    OPEN,
    QUESTION,
    answered,
    asked_for,
    escalated,
    helping,
    latest,
    opened,
    pages,
    raised,
    went,
    wrote,
)


def test_s1_support_is_for_who_is_under_contract_on_that_day(at_alpha: None) -> None:
    """Terms: general.7"""
    opened(by=DORA)
    with pytest.raises(NotUnderContract, match="Commandez le service"):
        opened(by=ALICE, client_id=SIBLING)


def test_s2_a_phone_call_only_reinforces_a_ticket(at_alpha: None) -> None:
    """Terms: general.7"""
    with pytest.raises(NotAllowed):
        opened(by=ERIK)
    ticket = opened(CRITICAL, at=NIGHT)
    before = (went(ticket), ticket.clock_starts_at, ticket.status)
    staff = person_of(ERIK, schema=ALPHA)
    attach_call(ticket_id=ticket.pk, text="A rappelé.", audience=Audience.PARTNER, person=staff, at=NIGHT)
    assert (went(ticket), ticket.clock_starts_at, ticket.status) == before
    assert not pages()


def test_s3_only_the_ticket_is_proof_and_its_receipt_verifies(at_alpha: None) -> None:
    """Terms: general.7"""
    ticket = opened()
    wrote(ticket, by=ERIK)
    kept = ticket.entries.order_by("-position")[0].digest
    wrote(ticket, by=DORA)
    entries = list(ticket.entries.order_by("position"))
    assert verify(link_of(entry) for entry in entries) is None
    assert kept in {entry.digest for entry in entries}


def test_s4_a_ticket_keeps_the_version_of_the_hours_that_decided(at_alpha: None) -> None:
    """Terms: general.7"""
    assert latest(opened()).calendar_version == 1
    assert judge(asked=QUESTION, person=person_of(DORA), at=CLOSING).is_in_hours is False
    assert judge(asked=QUESTION, person=person_of(DORA), at=CLOSING - timedelta(seconds=1)).is_in_hours is True


def test_s5_outside_hours_only_partners_and_direct_clients_with_a_critical_problem(at_alpha: None) -> None:
    """Terms: general.7"""
    helping()
    assert opened(CRITICAL, by=ALICE, at=NIGHT).route == Result.PAGE_ON_CALL
    assert opened(QUESTION, by=ALICE, at=NIGHT).route == Result.QUEUE
    assert opened(CRITICAL, by=DORA, at=NIGHT).route != Result.PAGE_ON_CALL
    assert len(pages()) == 1


def test_s6_anything_else_waits_for_the_next_opening_and_the_writer_is_told_before(at_alpha: None) -> None:
    """Terms: general.7"""
    told = told_of(weigh(asked=QUESTION, person=person_of(DORA), at=NIGHT), reader=Party.PARTNER_CLIENT)
    assert told.title == "Le ticket attend en file."
    assert "Hors des heures de support" in told.why
    assert opened(QUESTION, at=NIGHT, told=Result.QUEUE).clock_starts_at == MONDAY


def test_s7_a_partners_client_at_night_is_for_its_partner_who_takes_over_in_one_step(at_alpha: None) -> None:
    """Terms: general.7"""
    helping()
    ticket = opened(CRITICAL, at=NIGHT)
    assert (went(ticket), ticket.clock_starts_at) == (Result.PARTNER_CONTACT, None)
    assert asked_for("support.mail_emergency_contact")
    escalated(ticket, by=ALICE, at=NIGHT + timedelta(minutes=9))
    assert (went(ticket), ticket.clock_starts_at) == (Result.PAGE_ON_CALL, NIGHT + timedelta(minutes=9))


def test_s8_judged_at_its_own_instant_and_again(at_alpha: None) -> None:
    """Terms: general.7"""
    in_hours = opened(CRITICAL, by=ALICE)
    judge_at_closing(ticket_id=in_hours.pk, at=CLOSING)
    later = opened(by=ALICE)
    raised(later, by=ALICE, at=NIGHT)
    failing = opened(FAILING_112, by=DORA, at=OPEN)
    assert [went(ticket) for ticket in (in_hours, later, failing)] == [Result.PAGE_ON_CALL] * 3


def test_s9_every_decision_is_stored_with_its_facts(at_direct: None) -> None:
    """Terms: general.7"""
    ticket = opened(CRITICAL, by=GITA, client_id=None, at=NIGHT)
    answered(pages()[0])
    decision = latest(ticket)
    facts = (decision.calendar_version, decision.party, decision.ground, decision.is_under_contract, decision.result)
    assert facts == (1, Party.DIRECT_CLIENT, Ground.NO_INCOMING, True, Result.PAGE_ON_CALL)
    assert decision.page_id == pages()[0].pk
    assert pages()[0].acknowledged_by_name == ERIK.name


def test_s10_no_sentence_promises_a_response_time(at_alpha: None) -> None:
    """Terms: general.8"""
    place(ALPHA)
    for asked in (QUESTION, CRITICAL, FAILING_112):
        for at in (OPEN, NIGHT):
            told = told_of(weigh(asked=asked, person=person_of(DORA), at=at), reader=Party.PARTNER_CLIENT)
            for word in ("garanti", "minutes", "au plus tard", settings.OPERATOR_NAME):
                assert word not in f"{told.title} {told.sentence} {told.why}"
    assert not Ticket.objects.exists()
