"""Declaring addresses: what is kept, on both axes.

Terms: telavox.7, bt.14, sip.4
"""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from emergency.registry.models import Address, Registration, Side
from emergency.registry.selectors import Status, lookup
from emergency.registry.services import declare_address
from extranet.audit.models import AuditEvent
from extranet.errors import InvalidInput, NotAllowed, Stale
from extranet.numbering.models import Holding
from extranet.tenancy.context import OPERATOR, PUBLIC
from tests.cast import (
    ALICE,
    ALPHA,
    BETA,
    BETA_CLIENT,
    BOB,
    CHARLIE,
    DENIS,
    DORA,
    EMIL,
    ERIK,
    FATOU,
    SIBLING,
    SOFIE,
    Member,
    person_of,
    place,
)
from tests.contracts import FIRST, hold
from tests.registry.acts import BRUSSELS, SAINTES, clock, declare, release, revision_of

pytestmark = pytest.mark.django_db


def known() -> list[Registration]:
    place(PUBLIC, OPERATOR)
    return list(Registration.objects.filter(recorded__upper_inf=True).order_by("numbers", "valid"))


def test_a_declared_address_holds_for_the_whole_block_from_that_instant_on() -> None:
    block = hold()
    before = clock()
    declared = declare(block)
    assert declared.valid.lower == declared.recorded.lower == declared.declared_at
    assert before < declared.declared_at < clock()
    assert (declared.first, declared.last, declared.valid.upper) == (FIRST, FIRST + 99, None)
    assert declared.address.facts == BRUSSELS


def test_author_side_and_role_are_kept() -> None:
    block = hold()
    assert declare(block, by=DORA).author_side == Side.CLIENT
    assert declare(block, SAINTES, by=BOB).author_side == Side.PARTNER
    kept = declare(block, BRUSSELS, by=ERIK)
    assert (kept.author_side, kept.author_role, kept.author_name, kept.author_email) == (
        Side.OPERATOR,
        "staff_support",
        ERIK.name,
        ERIK.email,
    )


def test_a_change_is_a_new_version_and_the_old_one_stays_answerable() -> None:
    block = hold()
    first = declare(block)
    second = declare(block, SAINTES, by=DORA)
    instant = second.declared_at
    place(PUBLIC, OPERATOR)
    old, present = lookup(FIRST, instant - timedelta(microseconds=1)), lookup(FIRST, instant)
    assert old.declared is not None
    assert present.declared is not None
    assert (old.declared.facts, present.declared.facts) == (BRUSSELS, SAINTES)
    assert (old.declared.valid_until, old.declared.author_name) == (instant, ALICE.name)
    assert old.declared.declared_at == first.declared_at
    before = lookup(FIRST, instant, instant - timedelta(microseconds=1))
    assert before.declared is not None
    assert before.declared.facts == BRUSSELS, "what we knew then"
    assert before.declared.valid_until is None


def test_a_coming_change_leaves_the_present_address_until_then() -> None:
    block = hold()
    declare(block)
    moving = clock() + timedelta(days=30)
    declare(block, SAINTES, effective=moving)
    place(PUBLIC, OPERATOR)
    answers = [lookup(FIRST), lookup(FIRST, moving - timedelta(seconds=1)), lookup(FIRST, moving)]
    assert [answer.declared.facts for answer in answers if answer.declared] == [BRUSSELS, BRUSSELS, SAINTES]


def test_a_declaration_from_now_on_replaces_what_was_to_follow() -> None:
    block = hold()
    declare(block)
    declare(block, SAINTES, effective=clock() + timedelta(days=30))
    declare(block, replace(BRUSSELS, house_number="12"))
    assert [row.address.house_number for row in known()] == ["10", "12"]
    assert known()[-1].valid.upper is None


def test_before_the_first_declaration_nothing_was_declared() -> None:
    """EC-69"""
    block = hold()
    declared = declare(block)
    place(PUBLIC, OPERATOR)
    assert lookup(FIRST, declared.declared_at - timedelta(microseconds=1)).status is Status.NONE_DECLARED
    assert lookup(FIRST, clock(), declared.declared_at - timedelta(microseconds=1)).status is Status.NONE_DECLARED


def test_the_same_address_again_changes_nothing() -> None:
    block = hold()
    first = declare(block)
    revision = revision_of(block)
    again = declare(block, replace(BRUSSELS, street=" Rue\u00a0 Haute\u200b", house_number="１０"))
    assert again == first
    assert revision_of(block) == revision
    place(PUBLIC, OPERATOR)
    assert AuditEvent.objects.filter(act__startswith="address.").count() == 1
    assert Address.objects.count() == 1


def test_a_second_click_is_harmless() -> None:
    block = hold()
    revision = revision_of(block)
    first = declare(block, revision=revision)
    assert declare(block, revision=revision) == first
    later = clock() + timedelta(days=2)
    change = declare(block, SAINTES, effective=later)
    assert declare(block, SAINTES, effective=later, revision=revision) == change


def test_the_other_tab_is_told_that_the_block_changed() -> None:
    block = hold()
    revision = revision_of(block)
    declare(block, revision=revision)
    with pytest.raises(Stale):
        declare(block, SAINTES, by=DORA, revision=revision)
    assert [row.address.facts for row in known()] == [BRUSSELS]


def test_the_present_address_again_cancels_what_was_to_follow() -> None:
    block = hold()
    declare(block)
    declare(block, SAINTES, effective=clock() + timedelta(days=30))
    declare(block)
    assert {row.address.facts for row in known()} == {BRUSSELS}


def test_ec_39_nothing_is_declared_for_the_past() -> None:
    block = hold()
    declare(block)
    with pytest.raises(InvalidInput) as refused:
        declare(block, SAINTES, effective=clock() - timedelta(seconds=1))
    assert refused.value.code == "effective_in_past"
    assert "effective" in refused.value.fields
    assert [row.address.facts for row in known()] == [BRUSSELS]


def test_nothing_is_declared_more_than_a_year_ahead() -> None:
    with pytest.raises(InvalidInput) as refused:
        declare(hold(), effective=clock() + timedelta(days=367))
    assert refused.value.code == "effective_too_far"


def test_what_is_no_place_is_refused_field_by_field_and_nothing_is_written() -> None:
    block = hold()
    with pytest.raises(InvalidInput) as refused:
        declare(block, replace(BRUSSELS, street="Postbus 12", house_number="", postal_code="F-59000"))
    assert set(refused.value.fields) == {"street", "house_number", "postal_code"}
    assert not known()
    assert revision_of(block) == 1


@pytest.mark.parametrize("member", [FATOU, DENIS, SOFIE])
def test_who_has_no_right_declares_nothing(member: Member) -> None:
    block = hold()
    with pytest.raises(NotAllowed):
        declare(block, by=member)


@pytest.mark.parametrize("outsider", [EMIL, CHARLIE])
def test_blocks_of_others_are_not_there(outsider: Member) -> None:
    block = hold()
    with pytest.raises(Holding.DoesNotExist):
        declare(block, by=outsider)
    assert not known()


def test_staff_declare_nothing_at_another_partner_than_the_one_they_stand_in() -> None:
    block = hold(FIRST + 200, FIRST + 209, schema=BETA, client_id=BETA_CLIENT)
    person = person_of(ERIK, schema=ALPHA)
    place(ALPHA, OPERATOR)
    with pytest.raises(Holding.DoesNotExist):
        declare_address(
            holding_id=block.pk, revision=1, facts=BRUSSELS, effective=None, person=person, at=timezone.now()
        )


def test_an_unknown_block_is_not_there() -> None:
    block = hold()
    block.pk = uuid4()
    with pytest.raises(Holding.DoesNotExist):
        declare(block, revision=1)


def test_taking_a_block_back_ends_its_addresses_at_the_same_instant() -> None:
    block = hold()
    declare(block)
    declare(block, SAINTES, effective=clock() + timedelta(days=30))
    released = release(block)
    place(PUBLIC, OPERATOR)
    rows = known()
    assert [(row.address.facts, row.valid.upper) for row in rows] == [(BRUSSELS, released.held.upper)]
    before = released.held.upper - timedelta(microseconds=1)
    assert lookup(FIRST, before).status is Status.DECLARED
    assert lookup(FIRST, released.held.upper).status is Status.NOT_HOSTED
    assert lookup(FIRST).status is Status.NOT_HOSTED


def test_the_next_holder_does_not_inherit_an_address() -> None:
    block = hold()
    declare(block)
    released = release(block)
    hold(client_id=SIBLING, since=released.held.upper)
    place(PUBLIC, OPERATOR)
    assert lookup(FIRST).status is Status.NONE_DECLARED
    known_before = lookup(FIRST, clock(), released.held.upper - timedelta(microseconds=1))
    assert known_before.status is Status.NONE_DECLARED


def test_the_audit_names_the_block_and_both_addresses() -> None:
    block = hold()
    declare(block)
    declare(block, SAINTES)
    place(PUBLIC, OPERATOR)
    acts = AuditEvent.objects.filter(target_id=str(block.pk)).order_by("pk")
    assert [act.act for act in acts] == ["address.declared", "address.changed"]
    assert acts[1].changes["address"] == [["Rue Haute 10, 1000 Bruxelles"], "Avenue Léon Champagne 3, 1480 Saintes"]
