"""Which numbers have no address: counted and shown until covered.

Terms: telavox.7, bt.14, sip.4
"""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db.backends.postgresql.psycopg_any import NumericRange
from pytest_django import DjangoAssertNumQueries

from emergency.registry.models import Registration
from emergency.registry.selectors import (
    Coverage,
    Missing,
    addresses_of,
    coverage,
    coverage_of_all,
    missing_by_partner,
    missing_of,
    missing_total,
    uncovered,
    with_missing,
)
from extranet.numbering.models import Holding
from extranet.tenancy.context import OPERATOR, OWNER, PUBLIC, acting
from tests.cast import (
    ALICE,
    ALPHA,
    BETA,
    BETA_CLIENT,
    CHARLIE,
    DIRECT,
    DIRECT_CLIENT,
    DORA,
    EMIL,
    GITA,
    SIBLING,
    person_of,
    place,
)
from tests.contracts import FIRST, SINCE, hold
from tests.registry.acts import SAINTES, clock, declare, release

pytestmark = pytest.mark.django_db


def cover(block: Holding, first: int, last: int) -> None:
    """Leave an address on some numbers of a declared block only, as a later division will."""
    declared = declare(block)
    with acting(PUBLIC, OWNER):
        row = Registration.objects.get(pk=declared.pk)
        kept = NumericRange(first, last + 1)
        copy = Registration.objects.get(pk=row.pk)
        copy.pk, copy.numbers = None, kept
        row.recorded = type(row.recorded)(row.recorded.lower, clock())
        copy.recorded = type(row.recorded)(row.recorded.upper, None)
        row.save(update_fields=["recorded"])
        copy.save(force_insert=True)


def test_a_block_without_an_address_misses_all_its_numbers() -> None:
    """EC-28"""
    block = hold()
    place(PUBLIC, OPERATOR)
    covered = coverage([block])[block.pk]
    assert (covered.held, covered.missing, covered.missing_count) == (100, ((FIRST, FIRST + 99),), 100)
    assert not covered.is_whole


def test_a_declared_block_misses_nothing() -> None:
    block = hold()
    declare(block)
    place(PUBLIC, OPERATOR)
    assert coverage([block])[block.pk].is_whole
    assert missing_total(Holding.objects.all()) == 0


def test_an_address_to_come_does_not_cover_yet() -> None:
    block = hold()
    coming = clock() + timedelta(days=3)
    declare(block, effective=coming)
    place(PUBLIC, OPERATOR)
    assert coverage([block])[block.pk].missing_count == 100
    assert coverage([block], coming)[block.pk].is_whole


def test_a_hole_in_a_block_is_a_hole() -> None:
    block = hold()
    cover(block, FIRST + 10, FIRST + 19)
    place(PUBLIC, OPERATOR)
    assert coverage([block])[block.pk].missing == ((FIRST, FIRST + 9), (FIRST + 20, FIRST + 99))
    assert [missing_of(one) for one in with_missing(Holding.objects.all())] == [90]


def test_the_runs_of_many_blocks_together_are_those_of_one_list() -> None:
    block, neighbour = hold(), hold(FIRST + 100, FIRST + 199)
    cover(block, FIRST + 10, FIRST + 19)
    declare(hold(FIRST + 300, FIRST + 309))
    place(PUBLIC, OPERATOR)
    all_of_them = coverage_of_all(Holding.objects.all())
    assert (all_of_them.held, all_of_them.missing_count) == (210, 190)
    assert all_of_them.missing == ((FIRST, FIRST + 9), (FIRST + 20, FIRST + 199))
    assert coverage_of_all(Holding.objects.filter(pk=neighbour.pk)).missing_count == neighbour.count
    for nothing in (Holding.objects.none(), Holding.objects.filter(pk=uuid4())):
        assert coverage_of_all(nothing) == Coverage(0, ())


def test_a_person_sees_what_they_may_and_the_operator_all() -> None:
    ours, siblings = hold(FIRST, FIRST + 9), hold(FIRST + 10, FIRST + 14, client_id=SIBLING)
    theirs = hold(FIRST + 20, FIRST + 29, schema=BETA, client_id=BETA_CLIENT)
    direct = hold(FIRST + 30, FIRST + 39, schema=DIRECT, client_id=DIRECT_CLIENT)
    seen = {}
    for member in (ALICE, DORA, EMIL, CHARLIE, GITA):
        person = person_of(member)
        place(member.schema)
        seen[member] = list(uncovered(person))
    assert seen == {ALICE: [ours, siblings], DORA: [ours], EMIL: [siblings], CHARLIE: [theirs], GITA: [direct]}
    place(PUBLIC, OPERATOR)
    assert list(uncovered(None)) == [ours, siblings, theirs, direct]


def test_partners_are_counted_for_the_operator_most_numbers_first() -> None:
    declare(hold(FIRST, FIRST + 9))
    hold(FIRST + 10, FIRST + 14)
    hold(FIRST + 15, FIRST + 15, client_id=SIBLING)
    hold(FIRST + 20, FIRST + 29, schema=BETA, client_id=BETA_CLIENT)
    place(PUBLIC, OPERATOR)
    assert missing_by_partner() == [Missing(BETA, "Beta", 1, 10, SINCE), Missing(ALPHA, "Alpha", 2, 6, SINCE)]


def test_numbers_taken_back_are_nobodys_duty() -> None:
    release(hold())
    place(PUBLIC, OPERATOR)
    assert missing_by_partner() == []
    assert not uncovered(None).exists()


def test_addresses_of_many_blocks() -> None:
    left, right = hold(FIRST, FIRST + 9), hold(FIRST + 10, FIRST + 19)
    declare(left)
    place(PUBLIC, OPERATOR)
    assert addresses_of([left, right]) == {left.pk: "Rue Haute 10, 1000 Bruxelles"}
    coming = clock() + timedelta(days=1)
    declare(left, SAINTES, effective=coming)
    place(PUBLIC, OPERATOR)
    assert addresses_of([left], coming) == {left.pk: "Avenue Léon Champagne 3, 1480 Saintes"}


def test_many_blocks_cost_one_query_each_way(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    blocks = [hold(FIRST + 10 * n, FIRST + 10 * n + 9) for n in range(5)]
    declare(blocks[0])
    place(PUBLIC, OPERATOR)
    Holding.objects.count()
    for ask in (
        lambda: coverage(blocks),
        lambda: addresses_of(blocks),
        missing_by_partner,
        lambda: list(uncovered(None)),
    ):
        with django_assert_num_queries(1):
            ask()
