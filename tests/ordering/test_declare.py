"""Step 3: what the services will be used for."""

import pytest
from django.utils import timezone

from extranet.audit.models import AuditEvent
from extranet.errors import IllegalMove, InvalidInput, Stale
from extranet.ordering.models import Order
from extranet.ordering.rules import Answers, FaxUse, YesNo
from extranet.ordering.services import declare
from tests.cast import ALICE, Member, client_for, user_of
from tests.ordering.playing import NOTHING_SPECIAL, declared, started, with_lines


def make(order: Order, answers: Answers, *, by: Member = ALICE, revision: int | None = None) -> Order:
    """Declare for `order` as it stands."""
    return declare(
        order_id=order.pk,
        revision=order.revision if revision is None else revision,
        answers=answers,
        actor=user_of(by),
        at=timezone.now(),
    )


def test_answers_are_kept_with_the_order(at_alpha: None) -> None:
    order = declared()
    assert (order.answers, order.is_declared, order.needs_review) == (NOTHING_SPECIAL, True, False)


@pytest.mark.parametrize(
    ("answers", "fields"),
    [
        (Answers(), {"alarm_or_lift_lines", "automatic_diallers", "fax_use"}),
        (Answers(YesNo.NO, "", FaxUse.NONE), {"automatic_diallers"}),
        (Answers(YesNo.NO, YesNo.NO, FaxUse.HEAVY), {"has_read_fax_advice"}),
    ],
)
def test_every_question_wants_an_answer(at_alpha: None, answers: Answers, fields: set[str]) -> None:
    with pytest.raises(InvalidInput) as refused:
        make(with_lines(), answers)
    assert set(refused.value.fields) == fields


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        (Answers(YesNo.YES, YesNo.NO, FaxUse.NONE), "alarm_or_lift_lines"),
        (Answers(YesNo.NO, YesNo.YES, FaxUse.NONE), "automatic_diallers"),
    ],
)
def test_what_the_terms_refuse_is_not_kept(at_alpha: None, answers: Answers, field: str) -> None:
    """Terms: telavox.2, bt.9, sip.2, sip.5"""
    order = with_lines()
    with pytest.raises(InvalidInput) as refused:
        make(order, answers)
    assert set(refused.value.fields) == {field}
    order.refresh_from_db()
    assert (order.answers, order.is_declared) == (Answers(), False)


def test_diallers_elsewhere_are_noted_for_review(at_alpha: None) -> None:
    """Terms: sip.5"""
    order = declared(quantities={"bt-user": 1}, answers=Answers(YesNo.NO, YesNo.YES, FaxUse.NONE))
    assert order.is_declared
    assert order.needs_review


def test_the_fax_advice_is_recorded(at_alpha: None) -> None:
    """Terms: telavox.3, bt.10, sip.3"""
    order = declared(answers=Answers(YesNo.NO, YesNo.NO, FaxUse.HEAVY, has_read_fax_advice=True))
    event = AuditEvent.objects.get(target_id=str(order.pk), act="order.declared")
    assert event.changes["has_read_fax_advice"] is True
    assert event.changes["objections"] == [{"severity": "advise", "clauses": ["bt.10", "sip.3"]}]


def test_a_fax_ordered_is_not_declared_away(at_alpha: None) -> None:
    """Terms: bt.10"""
    with pytest.raises(InvalidInput) as refused:
        make(with_lines(quantities={"bt-fax": 1}), NOTHING_SPECIAL)
    assert set(refused.value.fields) == {"fax_use"}


def test_web_meeting_declares_nothing(at_alpha: None) -> None:
    """Terms: meeting.2"""
    order = make(with_lines(quantities={"meeting-host": 2}), Answers(YesNo.YES, YesNo.YES, FaxUse.HEAVY))
    assert (order.is_declared, order.answers) == (True, Answers())


def test_an_answer_that_was_not_offered_is_refused(at_alpha: None) -> None:
    with pytest.raises(InvalidInput) as refused:
        make(with_lines(), Answers("perhaps", YesNo.NO, FaxUse.NONE))
    assert refused.value.code == "unknown_answer"


def test_services_come_first(at_alpha: None) -> None:
    with pytest.raises(IllegalMove):
        make(started(), NOTHING_SPECIAL)


def test_two_tabs_do_not_overwrite_each_other(at_alpha: None) -> None:
    order = with_lines()
    make(order, NOTHING_SPECIAL, revision=2)
    with pytest.raises(Stale):
        make(order, NOTHING_SPECIAL, revision=2)


def test_the_page_asks_and_moves_on(at_alpha: None) -> None:
    order = with_lines()
    browser, address = client_for(ALICE), f"/orders/{order.pk}/declare/"
    page = browser.get(address).content.decode()
    assert "couloir" in page
    posted = {"revision": 2, "alarm_or_lift_lines": "no", "automatic_diallers": "no", "fax_use": "none"}
    answer = browser.post(address, posted)
    assert (answer.status_code, answer["Location"]) == (302, f"/orders/{order.pk}/accept-terms/")


def test_the_page_refuses_with_the_clause(at_alpha: None) -> None:
    """Terms: bt.9, sip.2"""
    order = with_lines()
    posted = {"revision": 2, "alarm_or_lift_lines": "yes", "automatic_diallers": "no", "fax_use": "none"}
    answer = client_for(ALICE).post(f"/orders/{order.pk}/declare/", posted)
    page = answer.content.decode()
    assert answer.status_code == 200
    for words in ("bt.9", "sip.2", "gardez-les chez leur opérateur", 'role="alert"'):
        assert words in page


def test_the_page_says_everything_that_stops_at_once(at_alpha: None) -> None:
    order = with_lines()
    posted = {"revision": 2, "alarm_or_lift_lines": "yes", "fax_use": "heavy"}
    page = client_for(ALICE).post(f"/orders/{order.pk}/declare/", posted).content.decode()
    assert "3 réponses sont à corriger" in page
    for words in ("Répondez à cette question.", "Cochez la case", "gardez-les chez leur opérateur"):
        assert words in page


def test_htmx_gets_what_follows_and_keeps_nothing(at_alpha: None) -> None:
    """Terms: sip.5"""
    order = with_lines()
    answer = client_for(ALICE).post(
        f"/orders/{order.pk}/declare/", {"automatic_diallers": "yes"}, headers={"HX-Request": "true"}
    )
    assert "sip.5" in answer.content.decode()
    order.refresh_from_db()
    assert order.automatic_diallers == ""


def test_a_page_too_early_leads_to_the_step_to_do(at_alpha: None) -> None:
    order = started()
    for step in ("declare", "accept-terms", "review"):
        answer = client_for(ALICE).get(f"/orders/{order.pk}/{step}/")
        assert (answer.status_code, answer["Location"]) == (302, f"/orders/{order.pk}/choose-lines/")
