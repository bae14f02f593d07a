"""Where a request goes: every combination of facts, with the rules of the terms as invariants. general.7, S1-S8."""

import json
from collections.abc import Iterator
from datetime import datetime
from itertools import product
from typing import Any, Final

import pytest

from extranet.boot.places import ROOT
from support.desk.rules.hours import is_open, next_opening
from support.rules import Decision, Event, Facts, FirstLine, Ground, Party, Reason, Result, route
from tests.cases.answering import differences
from tests.desk.hours.stage import CALENDAR, brussels

DOCUMENT: Final = json.loads((ROOT / "tests" / "cases" / "routing_cases.json").read_text(encoding="utf-8"))
WALLS: Final = (
    "2026-06-04 17:59:59",
    "2026-06-04 18:00:00",
    "2026-06-05 15:59:59",
    "2026-06-05 16:00:00",
    "2026-06-07 03:00:00",
    "2026-06-10 12:30:00",
    "2026-07-21 10:00:00",
    "2026-03-29 02:00:00",
    "2026-06-08 08:30:00",
)
BOTH: Final = (True, False)
OWN: Final = (Party.PARTNER, Party.DIRECT_CLIENT)


def every() -> Iterator[tuple[Facts, Event, datetime, Decision]]:
    """Yield every combination of facts, event and instant with its decision."""
    for party, contract, ground, line, tested in product(Party, BOTH, Ground, FirstLine, BOTH):
        facts = Facts(party, contract, ground, line, tested)
        for event, wall in product(Event, WALLS):
            at = brussels(wall)
            yield facts, event, at, route(facts, event, at, CALENDAR)


ALL: Final = list(every())


def party_of(facts: Facts, event: Event) -> Party:
    """Return as which party a ticket is judged: one its partner took over is the partner's own."""
    return Party.PARTNER if event is Event.ESCALATED_BY_PARTNER else Party(facts.party)


def is_outside(event: Event, at: datetime) -> bool:
    """Whether an event is judged as outside the hours."""
    return event is Event.UNACKNOWLEDGED_AT_CLOSING or not is_open(CALENDAR, at)


@pytest.mark.parametrize("case", DOCUMENT["cases"], ids=lambda case: case["id"])
def test_a_worked_case_has_the_expected_answer(case: dict[str, Any]) -> None:
    assert differences(case, DOCUMENT) == ""


def test_the_table_meets_every_result_and_every_reason() -> None:
    assert {decision.result for *_, decision in ALL} == set(Result)
    assert {decision.reason for *_, decision in ALL} == set(Reason)


def test_every_decision_names_its_clause_and_says_whether_it_was_in_hours() -> None:
    for _facts, event, at, decision in ALL:
        assert decision.clauses == ("general.7",)
        assert decision.is_in_hours is not is_outside(event, at)


def test_s1_without_a_contract_everything_is_refused_and_nothing_else_is() -> None:
    for facts, _event, _at, decision in ALL:
        assert (decision.result == Result.REFUSED) is not facts.is_under_contract
        if decision.result == Result.REFUSED:
            assert decision.clock_starts_at is None


def test_s5_outside_hours_only_critical_problems_of_partners_and_direct_clients_wake_somebody_here() -> None:
    for facts, event, at, decision in ALL:
        if decision.result != Result.PAGE_ON_CALL or facts.ground == Ground.EMERGENCY_CALLS_FAIL:
            continue
        assert is_outside(event, at)
        assert facts.is_critical
        assert party_of(facts, event) in OWN


def test_s6_critical_and_entitled_outside_hours_pages_at_once() -> None:
    for facts, event, at, decision in ALL:
        if facts.is_under_contract and facts.is_critical and is_outside(event, at) and party_of(facts, event) in OWN:
            assert (decision.result, decision.clock_starts_at) == (Result.PAGE_ON_CALL, at)


def test_s6_anything_else_outside_hours_is_accepted_and_its_clock_starts_at_the_next_opening() -> None:
    for facts, event, at, decision in ALL:
        if not facts.is_under_contract or facts.is_critical or not is_outside(event, at):
            continue
        assert decision.result in (Result.QUEUE, Result.PARTNER_DESK)
        assert decision.clock_starts_at == next_opening(CALENDAR, at)


def test_s7_a_partners_client_outside_hours_is_for_the_partners_contact() -> None:
    for facts, event, at, decision in ALL:
        is_theirs = party_of(facts, event) == Party.PARTNER_CLIENT and is_outside(event, at)
        if not (facts.is_under_contract and is_theirs and facts.is_critical):
            continue
        if facts.ground == Ground.EMERGENCY_CALLS_FAIL:
            continue
        if facts.is_partner_contact_tested:
            assert (decision.result, decision.clock_starts_at) == (Result.PARTNER_CONTACT, None)
            assert decision.is_partner_told
        else:
            assert decision.result == Result.QUEUE
            assert decision.reason == Reason.NO_TESTED_CONTACT
            assert decision.clock_starts_at == next_opening(CALENDAR, at)


def test_s7_what_its_partner_took_over_is_the_partners_own_request() -> None:
    for facts, event, at, decision in ALL:
        if event is Event.ESCALATED_BY_PARTNER:
            own = Facts(Party.PARTNER, facts.is_under_contract, facts.ground, facts.first_line, False)
            assert decision.result == route(own, Event.OPENED, at, CALENDAR).result
            assert decision.result not in (Result.PARTNER_CONTACT, Result.PARTNER_DESK)


def test_s8_failing_emergency_calls_page_at_any_hour_from_anyone_under_contract() -> None:
    for facts, event, at, decision in ALL:
        if facts.is_under_contract and facts.ground == Ground.EMERGENCY_CALLS_FAIL:
            assert (decision.result, decision.clock_starts_at) == (Result.PAGE_ON_CALL, at)
            is_theirs = party_of(facts, event) == Party.PARTNER_CLIENT
            assert decision.is_partner_told is (is_theirs and facts.is_partner_contact_tested)


def test_s8_only_the_instant_and_the_event_part_in_hours_from_outside() -> None:
    facts = Facts(Party.PARTNER, True, Ground.NO_INCOMING, FirstLine.OPERATOR, True)
    friday = brussels("2026-06-05 16:00:00")
    assert route(facts, Event.OPENED, friday, CALENDAR).result == Result.PAGE_ON_CALL
    assert route(facts, Event.BECAME_CRITICAL, friday, CALENDAR).result == Result.PAGE_ON_CALL
    late = brussels("2026-06-08 08:31:00")
    assert route(facts, Event.UNACKNOWLEDGED_AT_CLOSING, late, CALENDAR).result == Result.PAGE_ON_CALL


def test_in_hours_the_first_line_answers_at_once() -> None:
    for facts, event, at, decision in ALL:
        if not facts.is_under_contract or is_outside(event, at) or facts.ground == Ground.EMERGENCY_CALLS_FAIL:
            continue
        is_first = facts.first_line == FirstLine.PARTNER and facts.is_partner_contact_tested
        is_partners = party_of(facts, event) == Party.PARTNER_CLIENT and is_first
        is_partners = is_partners or event is Event.HANDED_BACK
        assert decision.result == (Result.PARTNER_DESK if is_partners else Result.OPERATOR_DESK)
        assert decision.clock_starts_at == at


def test_a_partner_without_a_tested_contact_is_never_first_line() -> None:
    for facts, event, _at, decision in ALL:
        if not facts.is_partner_contact_tested and event is not Event.HANDED_BACK:
            assert decision.result not in (Result.PARTNER_DESK, Result.PARTNER_CONTACT)
            assert not decision.is_partner_told


@pytest.mark.parametrize("word", [{"party": "stranger"}, {"ground": "annoying"}, {"first_line": "nobody"}])
def test_a_fact_outside_the_lists_is_a_mistake(word: dict[str, str]) -> None:
    told = {"party": "partner", "ground": "none", "first_line": "operator"} | word
    with pytest.raises(ValueError, match="not a valid"):
        Facts(told["party"], True, told["ground"], told["first_line"], True)


def test_an_event_outside_the_list_is_a_mistake() -> None:
    facts = Facts(Party.PARTNER, True, Ground.NONE, FirstLine.OPERATOR, True)
    with pytest.raises(ValueError, match="not a valid"):
        route(facts, "dreamt", brussels("2026-06-07 10:00"), CALENDAR)


def test_what_is_handed_back_is_its_partners_whoever_answers_first() -> None:
    for facts, event, at, decision in ALL:
        if event is not Event.HANDED_BACK or not facts.is_under_contract or facts.is_critical:
            continue
        assert (decision.result, decision.reason) == (Result.PARTNER_DESK, Reason.HANDED_BACK)
        assert decision.clock_starts_at == next_opening(CALENDAR, at)


def test_what_comes_back_or_was_downgraded_is_judged_like_what_is_new() -> None:
    for facts, event, at, decision in ALL:
        if event in (Event.REOPENED, Event.DOWNGRADED, Event.BECAME_CRITICAL):
            assert decision == route(facts, Event.OPENED, at, CALENDAR)
