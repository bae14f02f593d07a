"""The one question: which address had a number at an instant, as far as was known at another.

Terms: telavox.7, bt.14, sip.4
"""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from emergency.registry.asking import _QUESTION
from emergency.registry.models import Registration
from emergency.registry.selectors import Status, lookup
from extranet.tenancy.context import OPERATOR, OWNER, PUBLIC, acting
from tests.cast import ALICE, ALPHA, CLIENT, DORA, place
from tests.contracts import FIRST, SINCE, hold
from tests.registry.acts import BRUSSELS, SAINTES, clock, declare

pytestmark = pytest.mark.django_db
MANY = 4000
FAR = 3250000000
# Blocks of ten numbers, each with an address, as a house of some size has them.
BLOCKS = """
    INSERT INTO numbering_holding (id, partner, client_id, client_name, subscription_id, family, kind, numbers, held,
        allocated_at, allocated_by_name, released_by_name)
    SELECT gen_random_uuid(), 'alpha', %(client)s, 'Delta Conseil', gen_random_uuid(), 'bt', 'geographic',
        int8range(%(first)s + 10 * n, %(first)s + 10 * n + 10), tstzrange(%(since)s, NULL), %(since)s, '', ''
    FROM generate_series(1, %(many)s) AS n;
"""
ADDRESSES = """
    INSERT INTO registry_registration (id, holding_id, partner, client_id, numbers, valid, recorded, address_id,
        declared_at, author_id, author_name, author_email, author_role, author_side, terms_part, terms_sha256,
        is_terms_accepted)
    SELECT gen_random_uuid(), id, partner, client_id, numbers, held, held, %(address)s,
        %(since)s, gen_random_uuid(), '', '', 'technician', 'partner', '', '', false
    FROM numbering_holding WHERE lower(numbers) >= %(first)s
"""


def test_ec_69_a_hosted_number_without_an_address_is_said_so() -> None:
    block = hold()
    declare(hold(FIRST + 100, FIRST + 199))
    place(PUBLIC, OPERATOR)
    found = lookup(FIRST + 99)
    assert found.status is Status.NONE_DECLARED
    assert found.declared is None
    assert found.holder is not None
    assert (found.holder.holding_id, found.holder.client_name, found.holder.partner_name) == (
        block.pk,
        "Delta Conseil",
        "Alpha",
    )


def test_ec_70_a_number_that_is_not_hosted_is_said_so() -> None:
    declare(hold())
    place(PUBLIC, OPERATOR)
    for number in (FIRST - 1, FIRST + 100, 3232000000):
        assert lookup(number).status is Status.NOT_HOSTED
    assert lookup(FIRST, SINCE - timedelta(microseconds=1)).status is Status.NOT_HOSTED


def test_ec_71_what_was_said_at_an_instant_is_answered_with_all_its_facts() -> None:
    block = hold()
    first = declare(block, by=DORA)
    second = declare(block, SAINTES)
    place(PUBLIC, OPERATOR)
    found = lookup(FIRST + 42, second.declared_at - timedelta(microseconds=1))
    said = found.declared
    assert said is not None
    assert (said.facts, said.author_name, said.author_side) == (BRUSSELS, DORA.name, "client")
    assert (said.declared_at, said.valid_from, said.valid_until) == (
        first.declared_at,
        first.declared_at,
        second.declared_at,
    )
    assert (said.recorded_since, said.recorded_until) == (second.declared_at, None)
    assert (said.terms_part, said.terms_number, said.is_terms_accepted) == ("bt", 1, False)
    assert len(said.terms_sha256) == 64


def test_both_instants_are_the_databases_when_none_is_given() -> None:
    before = clock()
    place(PUBLIC, OPERATOR)
    found = lookup(FIRST)
    assert before < found.at == found.known_at < clock()


def test_a_lookup_is_one_statement(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    declare(hold())
    place(PUBLIC, OPERATOR)
    lookup(FIRST)
    with django_assert_num_queries(1):
        assert lookup(FIRST).status is Status.DECLARED


def test_a_partner_finds_its_own_numbers_only() -> None:
    declare(hold())
    place("beta")
    assert lookup(FIRST).status is Status.NOT_HOSTED
    place(ALPHA)
    assert lookup(FIRST).status is Status.DECLARED


def test_the_question_reads_no_table_from_end_to_end() -> None:
    """The operator's role, as the lookup runs: both exclusion indexes answer, however many blocks there are."""
    address = declare(hold(), by=ALICE).address_id
    values: dict[str, Any] = {"client": CLIENT, "first": FAR, "since": SINCE, "many": MANY, "address": address}
    with acting(PUBLIC, OWNER), connection.cursor() as cursor:
        cursor.execute(BLOCKS, values)
        cursor.execute(ADDRESSES, values)
        cursor.execute("ANALYZE numbering_holding, registry_registration")
    place(PUBLIC, OPERATOR)
    assert Registration.objects.count() == MANY + 1
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {_QUESTION}", {"number": FAR + 1234, "at": None, "known_at": None})
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "number_held_once" in plan, plan
    assert "one_address_a_number_and_instant" in plan, plan
    assert "Seq Scan on numbering_holding" not in plan
    assert "Seq Scan on registry_registration" not in plan
