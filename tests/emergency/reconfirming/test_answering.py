"""Answers are facts: kept with author and instant, once, by whoever may, and never an edit of the registry.

Terms: telavox.7, bt.14, sip.4
"""

import pytest
from django.db import DatabaseError, transaction

from emergency.models import Reconfirmation
from emergency.registry.models import Registration
from extranet.audit.models import AuditEvent
from extranet.errors import IllegalMove, InvalidInput, NotAllowed, Stale
from extranet.tenancy.context import OPERATOR, OWNER, PARTNER, PUBLIC, acting
from tests.cast import ALICE, ALPHA, BOB, CHARLIE, DENIS, DORA, EMIL, ERIK, FATOU, SOFIE, Member
from tests.contracts import hold
from tests.emergency.reconfirming.acts import ask, give, now
from tests.registry.acts import ABROAD, BRUSSELS, SAINTES, declare, say

pytestmark = pytest.mark.django_db


def everything() -> list[tuple[object, ...]]:
    """Return the registry as it stands."""
    with acting(PUBLIC, OPERATOR):
        return list(Registration.objects.order_by("pk").values_list("pk", "valid", "recorded", "address"))


@pytest.mark.parametrize(("by", "side"), [(ALICE, "partner"), (BOB, "partner"), (DORA, "client"), (ERIK, "operator")])
def test_whoever_has_the_duty_confirms_and_the_registry_stays_as_it_was(by: Member, side: str) -> None:
    block = hold()
    declare(block)
    question, before = ask(block), everything()
    give(question, by=by)
    answered = now(question)
    assert (answered.outcome, answered.answered_by_name, answered.answered_by_side) == ("confirmed", by.name, side)
    assert answered.answered_address == f"{BRUSSELS.line} ({BRUSSELS.details})"
    assert everything() == before
    with acting(PUBLIC, OPERATOR):
        event = AuditEvent.objects.get(act="reconfirmation.answered")
    assert (event.actor_name, event.changes["outcome"]) == (by.name, "confirmed")


@pytest.mark.parametrize("by", [EMIL, CHARLIE])
def test_a_sibling_and_another_partner_find_no_question(by: Member) -> None:
    block = hold()
    declare(block)
    question = ask(block)
    with pytest.raises(Reconfirmation.DoesNotExist):
        give(question, by=by)
    assert now(question).is_open


@pytest.mark.parametrize("by", [DENIS, FATOU, SOFIE])
def test_who_may_not_declare_may_not_confirm(by: Member) -> None:
    block = hold()
    declare(block)
    question = ask(block)
    with pytest.raises(NotAllowed):
        give(question, by=by)
    assert now(question).is_open


def test_a_double_click_answers_once() -> None:
    block = hold()
    declare(block)
    question = ask(block)
    first, second = give(question), give(question)
    assert first.answered_at == second.answered_at
    with acting(PUBLIC, OPERATOR):
        assert AuditEvent.objects.filter(act="reconfirmation.answered").count() == 1


def test_of_two_people_the_second_reads_who_answered() -> None:
    block = hold()
    declare(block)
    question = ask(block)
    give(question, by=DORA)
    with pytest.raises(IllegalMove, match="Dora Delvaux a déjà répondu"):
        give(question, by=ALICE)


def test_nobody_confirms_what_they_did_not_see() -> None:
    block = hold()
    declare(block)
    question = ask(block)
    with pytest.raises(Stale, match="a changé depuis"):
        give(question, shown="another")
    assert now(question).is_open


def test_without_an_address_there_is_nothing_to_confirm() -> None:
    question = ask(hold(), "port_in")
    with pytest.raises(InvalidInput, match="une adresse manque"):
        give(question)
    assert now(question).is_open


def test_a_declared_change_answers_the_question_at_once() -> None:
    block = hold()
    declare(block)
    question = ask(block)
    declare(block, SAINTES, by=DORA)
    answered = now(question)
    assert (answered.outcome, answered.answered_by_name, answered.answered_by_side) == (
        "changed",
        "Dora Delvaux",
        "client",
    )
    assert answered.answered_address == SAINTES.line
    with pytest.raises(IllegalMove):
        give(question)


def test_an_address_that_waits_for_staff_leaves_the_question_open() -> None:
    block = hold()
    declare(block)
    question = ask(block)
    say(block, ABROAD)
    assert now(question).is_open


def test_an_address_of_another_block_answers_nothing() -> None:
    block, other = hold(), hold(3267123400, 3267123499)
    declare(block)
    question = ask(block)
    declare(other, SAINTES)
    assert now(question).is_open


@pytest.mark.parametrize("by", [ALICE, ERIK])
def test_partner_and_operator_say_that_a_question_is_none_with_a_reason(by: Member) -> None:
    question = ask(hold())
    with pytest.raises(InvalidInput):
        give(question, "void", by=by, note="  ")
    give(question, "void", by=by, note="Numéros de réserve, jamais appelés.")
    answered = now(question)
    assert (answered.outcome, answered.answer_note) == ("void", "Numéros de réserve, jamais appelés.")


def test_who_is_asked_cannot_wave_the_question_away() -> None:
    question = ask(hold())
    with pytest.raises(NotAllowed):
        give(question, "void", by=DORA, note="Pas envie.")


def test_no_other_answer_is_taken() -> None:
    for outcome in ("changed", "", "yes"):
        with pytest.raises(InvalidInput):
            give(ask(hold(3267000000 + len(outcome), 3267000000 + len(outcome))), outcome)


def test_an_answer_is_never_rewritten() -> None:
    block = hold()
    declare(block)
    question = ask(block)
    give(question)
    for role in (PARTNER, OPERATOR, OWNER):
        with acting(ALPHA, role), pytest.raises(DatabaseError), transaction.atomic():
            Reconfirmation.objects.filter(pk=question.pk).update(answered_by_name="Personne")
        with acting(ALPHA, role), pytest.raises(DatabaseError), transaction.atomic():
            Reconfirmation.objects.filter(pk=question.pk).delete()


def test_the_same_thing_is_asked_once_for_each_reason() -> None:
    block = hold()
    ask(block)
    with acting(ALPHA, PARTNER), pytest.raises(DatabaseError), transaction.atomic():
        Reconfirmation.objects.create(
            client_id=block.client_id,
            holding_id=block.pk,
            reason="age",
            opened_at=block.allocated_at,
            level="client",
            level_since=block.allocated_at,
            due_at=block.allocated_at,
        )
    assert ask(block, "ticket").is_open
