"""Blocks split, carved, joined, ported and transferred: no number loses its address, none is held twice or not at all.

Terms: telavox.7, bt.14, sip.4
"""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import ProgrammingError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange, NumericRange
from django.utils import timezone

from emergency.registry.cuts import Part
from emergency.registry.models import Registration, Review
from emergency.registry.selectors import coverage_of_all, lookup
from emergency.registry.touching import what_it_touches
from extranet.audit.models import AuditEvent
from extranet.errors import IllegalMove, InvalidInput, NotAllowed, Stale
from extranet.numbering.models import Holding, Sheet
from extranet.tenancy.context import OPERATOR, PARTNER, PUBLIC, acting
from tests.cast import ALICE, ALPHA, CHARLIE, CLIENT, DENIS, DORA, EMIL, ERIK, SIBLING, Member, client_for, place
from tests.contracts import FIRST, SINCE, hold, subscribe
from tests.registry.acts import BRUSSELS, SAINTES, declare, revision_of, say
from tests.registry.cutting import LAST, MIDDLE, OTHER, carve, merge, port, split, town_of, towns, transfer
from tests.registry.test_review import EUPEN

pytestmark = pytest.mark.django_db
MICROSECOND = timedelta(microseconds=1)


def held() -> list[tuple[int, int]]:
    """Return the blocks that are held now, by their first and last number."""
    with acting(PUBLIC, OPERATOR):
        return [(one.first, one.last) for one in Holding.objects.filter(released_at__isnull=True).order_by("numbers")]


def declared() -> Holding:
    block = hold()
    declare(block)
    return block


# ---------- Split ----------
def test_ec_24_a_split_leaves_no_gap_in_numbers_time_or_knowledge() -> None:
    block = declared()
    left, right = split(block)
    assert held() == [(FIRST, MIDDLE - 1), (MIDDLE, LAST)]
    assert towns(FIRST, MIDDLE - 1, MIDDLE, LAST) == ["Bruxelles", "Bruxelles", "Saintes", "Saintes"]
    with acting(PUBLIC, OPERATOR):
        old = Holding.objects.get(pk=block.pk)
        assert old.held.upper == left.held.lower == right.held.lower
        instant = old.held.upper
        for number in (FIRST, LAST):
            before, after = lookup(number, instant - MICROSECOND), lookup(number, instant)
            assert before.declared is not None
            assert after.declared is not None
            assert before.declared.valid_until == after.declared.valid_from == instant
            assert (before.holder.holding_id, before.declared.facts) == (block.pk, BRUSSELS)  # type: ignore[union-attr]
        assert coverage_of_all(Holding.objects.filter(held__contains=instant)).held == 100


def test_the_author_of_what_is_kept_stays_its_author() -> None:
    block = hold()
    first = declare(block, by=DORA)
    split(block)
    with acting(PUBLIC, OPERATOR):
        kept, given = lookup(FIRST).declared, lookup(LAST).declared
    assert kept is not None
    assert given is not None
    assert (kept.author_name, kept.declared_at) == (DORA.name, first.declared_at)
    assert given.author_name == ALICE.name


def test_ec_24_an_address_to_come_waits_for_its_instant() -> None:
    coming = timezone.now() + timedelta(days=3)
    split(declared(), effective=coming)
    assert held() == [(FIRST, MIDDLE - 1), (MIDDLE, LAST)]
    assert towns(FIRST, LAST) == ["Bruxelles", "Bruxelles"]
    assert towns(FIRST, LAST, at=coming) == ["Bruxelles", "Saintes"]
    assert town_of(LAST, coming - MICROSECOND) == "Bruxelles"


def test_ec_25_a_split_that_would_leave_numbers_without_address_is_refused() -> None:
    block = declared()
    parts = [Part(FIRST, MIDDLE - 1, SAINTES), Part(MIDDLE, LAST)]
    with pytest.raises(InvalidInput) as caught:
        split(block, parts)
    assert caught.value.code == "would_leave_numbers_without_address"
    assert "Gardez l’adresse actuelle" in caught.value.fields["right"]
    assert held() == [(FIRST, LAST)]


def test_ec_25_what_has_no_address_cannot_keep_one() -> None:
    with pytest.raises(InvalidInput) as caught:
        split(hold())
    assert caught.value.code == "would_leave_numbers_without_address"


def test_a_change_to_come_goes_on_on_both_halves() -> None:
    block = declared()
    coming = timezone.now() + timedelta(days=3)
    declare(block, OTHER, effective=coming)
    split(block, [Part(FIRST, MIDDLE - 1, keeps=True), Part(MIDDLE, LAST, keeps=True)])
    assert towns(FIRST, LAST, at=coming) == ["Saintes", "Saintes"]
    assert towns(FIRST, LAST) == ["Bruxelles", "Bruxelles"]


def test_a_half_that_people_must_look_at_keeps_the_present_address() -> None:
    _left, right = split(declared(), [Part(FIRST, MIDDLE - 1, keeps=True), Part(MIDDLE, LAST, EUPEN)])
    assert towns(FIRST, LAST) == ["Bruxelles", "Bruxelles"]
    with acting(PUBLIC, OPERATOR):
        assert Review.objects.get(state="waiting").holding_id == right.pk


def test_what_waited_for_the_whole_block_ends_with_it() -> None:
    block = declared()
    say(block, EUPEN)
    split(block)
    with acting(PUBLIC, OPERATOR):
        assert [one.state for one in Review.objects.all()] == ["replaced"]


@pytest.mark.parametrize(
    "parts",
    [
        [Part(FIRST, LAST, SAINTES)],
        [Part(FIRST, MIDDLE - 1, keeps=True), Part(MIDDLE + 1, LAST, SAINTES)],
        [Part(FIRST, MIDDLE, keeps=True), Part(MIDDLE, LAST, SAINTES)],
        [Part(FIRST, MIDDLE - 1, keeps=True), Part(MIDDLE, LAST + 1, SAINTES)],
        [Part(FIRST + 1, MIDDLE - 1, keeps=True), Part(MIDDLE, LAST, SAINTES)],
    ],
)
def test_parts_are_the_whole_block(parts: list[Part]) -> None:
    block = declared()
    with pytest.raises(InvalidInput) as caught:
        split(block, parts)
    assert caught.value.code in ("parts_not_whole", "number_outside_block")


def test_of_two_editors_the_second_reads_again() -> None:
    block = declared()
    revision = revision_of(block)
    declare(block, OTHER)
    with pytest.raises(Stale):
        split(block, revision=revision)
    assert held() == [(FIRST, LAST)]


@pytest.mark.parametrize("by", [ALICE, DORA, ERIK])
def test_whoever_declares_may_split(by: Member) -> None:
    assert len(split(declared(), by=by)) == 2


def test_others_may_not() -> None:
    block = declared()
    with pytest.raises(NotAllowed):
        split(block, by=DENIS)
    for stranger in (EMIL, CHARLIE):
        with pytest.raises(Holding.DoesNotExist):
            split(block, by=stranger)


def test_a_block_that_is_gone_or_has_not_begun_is_not_cut() -> None:
    block = declared()
    split(block)
    with pytest.raises((IllegalMove, Holding.DoesNotExist)):
        split(block)


def test_the_acts_are_in_the_trail_of_old_and_new_blocks() -> None:
    block = declared()
    left, right = split(block)
    place(PUBLIC, OPERATOR)
    seen = AuditEvent.objects.filter(act="numbers.split").values_list("target_id", flat=True)
    assert set(seen) == {str(block.pk), str(left.pk), str(right.pk)}


def test_the_page_of_a_half_still_tells_the_history_of_the_whole() -> None:
    block = hold()
    declare(block, by=DORA)
    _left, right = split(block)
    page = client_for(ALICE).get(f"/numbers/{right.pk}/").content.decode()
    assert "Dora Delvaux" in page
    assert "Rue Haute 10" in page


def test_a_client_reads_nothing_of_the_client_before_it() -> None:
    block = declared()
    theirs = transfer(block, FIRST + 20, FIRST + 29, subscribe(ALPHA, SIBLING))[0]
    assert "Rue Haute" not in client_for(EMIL).get(f"/numbers/{theirs.pk}/").content.decode()


# ---------- Carve ----------
def test_ec_30_one_number_is_carved_out_in_one_step() -> None:
    number = FIRST + 42
    carve(declared(), number)
    assert held() == [(FIRST, number - 1), (number, number), (number + 1, LAST)]
    assert towns(number - 1, number, number + 1) == ["Bruxelles", "Saintes", "Bruxelles"]


@pytest.mark.parametrize(("number", "blocks"), [(FIRST, 2), (LAST, 2)])
def test_a_number_at_the_end_leaves_one_rest(number: int, blocks: int) -> None:
    assert len(carve(declared(), number)) == blocks


def test_out_of_a_block_without_address_one_number_may_get_one() -> None:
    carve(hold(), FIRST + 42)
    assert towns(FIRST, FIRST + 42) == ["none_declared", "Saintes"]


def test_a_number_of_another_block_is_not_carved() -> None:
    with pytest.raises(InvalidInput) as caught:
        carve(declared(), LAST + 1)
    assert caught.value.code == "number_outside_block"


# ---------- Merge ----------
def test_ec_26_neighbours_with_different_addresses_are_not_joined_by_themselves() -> None:
    left, right = split(declared())
    with pytest.raises(InvalidInput) as caught:
        merge(left, right)
    assert caught.value.code == "merge_addresses_differ"
    assert held() == [(FIRST, MIDDLE - 1), (MIDDLE, LAST)]


def test_ec_26_the_address_chosen_is_a_change_for_the_other_half() -> None:
    left, right = split(declared())
    block = merge(right, left, facts=BRUSSELS)
    assert held() == [(FIRST, LAST)]
    assert towns(FIRST, LAST) == ["Bruxelles", "Bruxelles"]
    instant = block.held.lower
    assert towns(FIRST, LAST, at=instant - MICROSECOND) == ["Bruxelles", "Saintes"]
    with acting(PUBLIC, OPERATOR):
        assert lookup(LAST).declared.author_name == ALICE.name  # type: ignore[union-attr]
        assert Registration.objects.get(holding=block).reason == "merge"


def test_neighbours_with_one_address_are_joined_and_keep_their_authors() -> None:
    block = hold()
    declare(block, by=DORA)
    left, right = split(block, [Part(FIRST, MIDDLE - 1, keeps=True), Part(MIDDLE, LAST, keeps=True)])
    merge(left, right)
    assert held() == [(FIRST, LAST)]
    with acting(PUBLIC, OPERATOR):
        assert lookup(LAST).declared.author_name == DORA.name  # type: ignore[union-attr]


def test_neighbours_without_address_are_joined_without() -> None:
    subscription = subscribe()
    merge(hold(FIRST, FIRST + 9, subscription=subscription), hold(FIRST + 10, FIRST + 19, subscription=subscription))
    assert held() == [(FIRST, FIRST + 19)]
    assert town_of(FIRST) == "none_declared"


def test_only_neighbours_of_one_subscription_are_joined() -> None:
    one, far, other = hold(FIRST, FIRST + 9), hold(FIRST + 20, FIRST + 29), hold(FIRST + 10, FIRST + 19)
    for blocks in ((one, far), (one, other), (one,)):
        with pytest.raises(IllegalMove) as caught:
            merge(*blocks)
        assert caught.value.code == "blocks_not_neighbours"


# ---------- Port out ----------
def test_ec_32_a_part_leaves_and_the_rest_goes_on_without_a_gap() -> None:
    block = declared()
    rest = port(block, FIRST + 20, FIRST + 29)
    assert held() == [(FIRST, FIRST + 19), (FIRST + 30, LAST)]
    assert towns(FIRST, FIRST + 20, FIRST + 29, FIRST + 30) == ["Bruxelles", "not_hosted", "not_hosted", "Bruxelles"]
    instant = rest[0].held.lower
    assert towns(FIRST, FIRST + 25, at=instant - MICROSECOND) == ["Bruxelles", "Bruxelles"]
    assert town_of(FIRST, instant) == "Bruxelles"


def test_all_of_a_block_may_leave() -> None:
    block = declared()
    assert port(block, FIRST, LAST) == []
    assert held() == []
    assert hold(FIRST, LAST, since=timezone.now()).count == 100


def test_numbers_leave_by_the_operator_alone_and_to_somebody() -> None:
    block = declared()
    with pytest.raises(NotAllowed):
        port(block, FIRST, FIRST, by=ALICE)
    with pytest.raises(InvalidInput) as caught:
        port(block, FIRST, FIRST, recipient=" ")
    assert caught.value.code == "recipient_missing"


# ---------- Transfer ----------
def test_a_transfer_inherits_no_address() -> None:
    block = declared()
    theirs = transfer(block, FIRST + 20, FIRST + 29, subscribe(ALPHA, SIBLING))[0]
    assert theirs.client_id == SIBLING
    assert towns(FIRST, FIRST + 20, FIRST + 30) == ["Bruxelles", "none_declared", "Bruxelles"]
    declare(theirs, OTHER, by=EMIL)
    assert town_of(FIRST + 20) == "Saintes"
    with acting(PUBLIC, OPERATOR):
        before = lookup(FIRST + 20, theirs.held.lower - MICROSECOND)
    assert before.holder is not None
    assert before.holder.client_id == CLIENT


def test_a_transfer_to_oneself_is_none() -> None:
    block = declared()
    with pytest.raises(IllegalMove) as caught:
        transfer(block, FIRST, FIRST, subscribe())
    assert caught.value.code == "same_client"
    with pytest.raises(NotAllowed):
        transfer(block, FIRST, FIRST, subscribe(ALPHA, SIBLING), by=ALICE)


# ---------- Said before ----------
def test_what_an_act_touches_is_said_before() -> None:
    block = declared()
    coming = declare(block, OTHER, effective=timezone.now() + timedelta(days=3))
    say(block, EUPEN)
    place(ALPHA)
    touched = what_it_touches([block], first=FIRST + 10, last=FIRST + 19)
    assert touched.numbers == 10
    assert touched.addresses == (BRUSSELS.line,)
    assert [row.pk for row in touched.coming] == [coming.pk]
    assert [one.address.facts for one in touched.waiting] == [EUPEN]
    assert touched.revisions == {block.pk: revision_of(block)}


# ---------- The wall ----------
def test_the_database_lets_a_partner_gain_and_lose_no_number() -> None:
    block = declared()
    with acting(ALPHA, PARTNER):
        gained = Holding.objects.get(pk=block.pk)
        gained.pk = None
        gained.numbers, gained.held = NumericRange(FIRST + 500, FIRST + 509), DateTimeTZRange(SINCE, None)
        with pytest.raises(ProgrammingError, match="given by the operator"), transaction.atomic():
            gained.save(force_insert=True)
        lost = Holding.objects.get(pk=block.pk)
        lost.held, lost.released_at = DateTimeTZRange(SINCE, timezone.now()), timezone.now()
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(ProgrammingError, match="taken back by the operator"), transaction.atomic():
            lost.save(update_fields=["held", "released_at"])


def test_every_block_has_its_sheet() -> None:
    carve(declared(), FIRST + 42)
    place(PUBLIC, OPERATOR)
    assert Sheet.objects.count() == Holding.objects.count() == 4


def test_a_part_judged_wrong_is_refused_before_anything_is_cut() -> None:
    block = declared()
    with pytest.raises(InvalidInput):
        carve(block, FIRST, replace(SAINTES, street="BP 12"))
    assert held() == [(FIRST, LAST)]
