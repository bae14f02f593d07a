"""The terms about ordering, as pure rules."""

from decimal import Decimal
from itertools import product
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extranet.accounts.models import Role
from extranet.catalogue.families import Family, in_order
from extranet.ordering.rules import (
    TELEPHONY,
    Answers,
    FaxUse,
    Orderer,
    PriceChange,
    Question,
    Severity,
    StepKey,
    YesNo,
    check_declarations,
    is_refused,
    line_amount,
    open_step,
    price_changes,
    questions_for,
    unanswered,
    who_may_order,
)
from extranet.terms.parts import all_clauses

OWN = UUID("c11e0000-0000-4000-8000-0000000000aa")
OTHER = UUID("c11e0000-0000-4000-8000-0000000000bb")
families = st.sets(st.sampled_from(list(Family)), min_size=1)
answers = st.builds(
    Answers,
    alarm_or_lift_lines=st.sampled_from(["", *YesNo.values]),
    automatic_diallers=st.sampled_from(["", *YesNo.values]),
    fax_use=st.sampled_from(["", *FaxUse.values]),
    has_read_fax_advice=st.booleans(),
)
prices = st.decimals(min_value=0, max_value=10_000, places=4)


@pytest.mark.parametrize(
    ("role", "is_at_house", "client_id", "is_allowed"),
    [
        (Role.PARTNER_ADMIN, False, OTHER, True),
        (Role.TECHNICIAN, False, OTHER, True),
        (Role.FINANCE, False, OTHER, False),
        (Role.CLIENT_ADMIN, False, OWN, False),
        (Role.CLIENT_USER, False, OWN, False),
        (Role.CLIENT_ADMIN, True, OWN, True),
        (Role.CLIENT_ADMIN, True, OTHER, False),
        (Role.CLIENT_USER, True, OWN, False),
        (Role.PARTNER_ADMIN, True, OWN, False),
        (Role.STAFF_ADMIN, False, OTHER, False),
        (Role.STAFF_ADMIN, True, OWN, False),
    ],
)
def test_who_may_order(role: Role, is_at_house: bool, client_id: UUID, is_allowed: bool) -> None:
    """Terms: general.1"""
    own = OWN if role in (Role.CLIENT_ADMIN, Role.CLIENT_USER) else None
    verdict = who_may_order(Orderer(role, is_at_house, own), client_id=client_id)
    assert verdict.is_allowed is is_allowed
    assert bool(verdict.reason) is not is_allowed
    assert verdict.clause == "general.1"


@given(st.sampled_from(list(Role)), st.booleans())
def test_nobody_orders_for_a_client_that_is_not_theirs_at_the_house(role: Role, has_own: bool) -> None:
    """Terms: general.1"""
    assert not who_may_order(Orderer(role, True, OWN if has_own else None), client_id=uuid4()).is_allowed


@given(families)
def test_web_meeting_alone_declares_nothing(ordered: set[Family]) -> None:
    """Terms: meeting.2"""
    assert bool(questions_for(ordered)) is bool(ordered & TELEPHONY)


@pytest.mark.parametrize(
    ("family", "clause"), [(Family.TELAVOX, "telavox.2"), (Family.BT, "bt.9"), (Family.SIP, "sip.2")]
)
def test_alarm_and_lift_lines_are_refused(family: Family, clause: str) -> None:
    """Terms: telavox.2, bt.9, sip.2"""
    (objection,) = check_declarations({family}, Answers(alarm_or_lift_lines=YesNo.YES))
    assert (objection.severity, objection.question) == (Severity.REFUSE, Question.ALARM)
    assert objection.clauses == (clause,)


@pytest.mark.parametrize(
    ("ordered", "severity"),
    [
        ({Family.SIP}, Severity.REFUSE),
        ({Family.BT, Family.SIP}, Severity.REFUSE),
        ({Family.BT}, Severity.REVIEW),
        ({Family.TELAVOX, Family.MEETING}, Severity.REVIEW),
    ],
)
def test_automatic_diallers(ordered: set[Family], severity: Severity) -> None:
    """Terms: sip.5"""
    (objection,) = check_declarations(ordered, Answers(automatic_diallers=YesNo.YES))
    assert (objection.severity, objection.question, objection.clauses) == (severity, Question.DIALLERS, ("sip.5",))


@pytest.mark.parametrize(
    ("fax_use", "carries_fax", "severities"),
    [
        (FaxUse.NONE, False, []),
        (FaxUse.NONE, True, [Severity.REFUSE]),
        (FaxUse.SOME, True, [Severity.ADVISE]),
        (FaxUse.HEAVY, False, [Severity.ADVISE]),
    ],
)
def test_fax_is_advised_against_and_never_forgotten(
    fax_use: FaxUse, carries_fax: bool, severities: list[Severity]
) -> None:
    """Terms: telavox.3, bt.10, sip.3"""
    found = check_declarations(TELEPHONY, Answers(fax_use=fax_use), carries_fax=carries_fax)
    assert [objection.severity for objection in found] == severities
    assert all(objection.clauses == ("telavox.3", "bt.10", "sip.3") for objection in found)


def test_heavy_fax_use_wants_its_advice_read() -> None:
    """Terms: telavox.3, bt.10, sip.3"""
    heavy = Answers(YesNo.NO, YesNo.NO, FaxUse.HEAVY)
    assert unanswered({Family.BT}, heavy) == (Question.FAX_ADVICE,)
    assert unanswered({Family.BT}, Answers(YesNo.NO, YesNo.NO, FaxUse.HEAVY, has_read_fax_advice=True)) == ()


@given(families, answers)
def test_an_objection_names_a_clause_that_exists_and_a_question_that_was_asked(
    ordered: set[Family], given_answers: Answers
) -> None:
    known = set(all_clauses())
    for objection in check_declarations(ordered, given_answers):
        assert objection.clauses
        assert set(objection.clauses) <= known
        assert objection.question in questions_for(ordered)
        assert objection.message


@given(families, answers)
def test_no_alarm_line_ever_gets_through(ordered: set[Family], given_answers: Answers) -> None:
    """Terms: telavox.2, bt.9, sip.2"""
    says_alarm = given_answers.alarm_or_lift_lines == YesNo.YES and bool(ordered & TELEPHONY)
    assert not says_alarm or is_refused(check_declarations(ordered, given_answers))


@given(st.integers(min_value=0, max_value=100_000), prices)
def test_a_line_is_off_by_half_a_cent_at_most(quantity: int, unit_price: Decimal) -> None:
    """Terms: telavox.4, bt.11"""
    amount = line_amount(quantity, unit_price)
    assert amount == amount.quantize(Decimal("0.01"))
    assert abs(amount - quantity * unit_price) <= Decimal("0.005")


def test_halves_of_a_cent_go_up() -> None:
    assert line_amount(1, Decimal("7.8125")) == Decimal("7.81")
    assert line_amount(2, Decimal("7.8125")) == Decimal("15.63")


@given(st.dictionaries(st.sampled_from("abc"), prices), st.dictionaries(st.sampled_from("abc"), prices))
def test_only_differing_prices_are_changes(seen: dict[str, Decimal], now: dict[str, Decimal]) -> None:
    """Terms: telavox.4, bt.11"""
    changes = {change.code: change for change in price_changes(seen, now)}
    for code, price in seen.items():
        assert (code in changes) is (now.get(code) != price)
    assert set(changes) <= set(seen)
    assert price_changes(seen, seen) == []


def test_a_product_that_is_gone_is_a_change() -> None:
    assert price_changes({"a": Decimal(1)}, {}) == [PriceChange("a", Decimal(1), None)]


def test_steps_are_done_in_their_order() -> None:
    expected = {
        (False, False, False): StepKey.LINES,
        (True, False, False): StepKey.DECLARATIONS,
        (True, True, False): StepKey.TERMS,
        (True, True, True): StepKey.REVIEW,
    }
    for has_lines, is_declared, is_accepted in product([True, False], repeat=3):
        step = open_step(has_lines=has_lines, is_declared=is_declared, is_accepted=is_accepted)
        cut = (has_lines, has_lines and is_declared, has_lines and is_declared and is_accepted)
        assert step is expected[cut]


def test_families_keep_the_order_of_pages() -> None:
    assert in_order(["meeting", "bt", "bt", "telavox"]) == [Family.TELAVOX, Family.BT, Family.MEETING]
    with pytest.raises(ValueError, match="fibre"):
        in_order(["fibre"])
