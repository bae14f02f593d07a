"""The one question: which address had a number at an instant, as far as was known at another.

Terms: telavox.7, bt.14, sip.4
"""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from pytest_django import DjangoAssertNumQueries

from emergency.registry.models import Registration
from emergency.registry.selectors import Status, lookup
from extranet.tenancy.context import OPERATOR, OWNER, PARTNER, PUBLIC, acting
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
        is_terms_accepted, reason, reason_note)
    SELECT gen_random_uuid(), id, partner, client_id, numbers, held, held, %(address)s,
        %(since)s, gen_random_uuid(), '', '', 'technician', 'partner', '', '', false, 'declared', ''
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


SCANS = """
    SELECT relname, seq_scan, idx_scan FROM pg_stat_xact_user_tables
    WHERE relname IN ('numbering_holding', 'registry_registration', 'registry_address')
"""


def scans() -> dict[str, tuple[int, int]]:
    """Return, by table, how often this transaction has read it from end to end, and through an index."""
    with connection.cursor() as cursor:
        cursor.execute(SCANS)
        return {name: (whole, indexed) for name, whole, indexed in cursor.fetchall()}


@pytest.mark.parametrize(("schema", "role"), [(PUBLIC, OPERATOR), (ALPHA, PARTNER)])
def test_the_question_reads_no_table_from_end_to_end(schema: str, role: str) -> None:
    """In either role both exclusion indexes answer, however many blocks there are and whoever holds them."""
    address = declare(hold(), by=ALICE).address_id
    values: dict[str, Any] = {"client": CLIENT, "first": FAR, "since": SINCE, "many": MANY, "address": address}
    with acting(PUBLIC, OWNER), connection.cursor() as cursor:
        cursor.execute(BLOCKS, values)
        cursor.execute(ADDRESSES, values)
        cursor.execute("ANALYZE numbering_holding, registry_registration")
    place(schema, role)
    assert Registration.objects.count() == MANY + 1
    before = scans()
    for turn in range(10):
        assert lookup(FAR + 1234 + turn).status is Status.DECLARED
    after = scans()
    read = {name: (after[name][0] - before[name][0], after[name][1] - before[name][1]) for name in after}
    assert read == dict.fromkeys(("numbering_holding", "registry_registration", "registry_address"), (0, 10))


def test_a_prepared_question_follows_whoever_asks_and_from_where() -> None:
    declare(hold())
    for schema, role, status in [
        (PUBLIC, OPERATOR, Status.DECLARED),
        ("beta", PARTNER, Status.NOT_HOSTED),
        (ALPHA, PARTNER, Status.DECLARED),
        (PUBLIC, PARTNER, Status.NOT_HOSTED),
        ("beta", OPERATOR, Status.DECLARED),
    ] * 3:
        place(schema, role)
        assert lookup(FIRST).status is status


def test_a_question_after_a_rollback_is_asked_in_the_same_place() -> None:
    declare(hold())
    place(ALPHA)
    for _turn in range(8):
        with transaction.atomic():
            assert lookup(FIRST).status is Status.DECLARED
            transaction.set_rollback(True)
    assert lookup(FIRST).status is Status.DECLARED


def test_a_broken_question_is_a_fault_of_the_database() -> None:
    place(ALPHA)
    with pytest.raises(DatabaseError), transaction.atomic():
        lookup(10**30)
    assert lookup(FIRST).status is Status.NOT_HOSTED


def test_a_partner_cannot_ask_about_the_house_of_another_by_its_name() -> None:
    """The function runs as the owner of the tables, yet shows only what the policies show."""
    declare(hold())
    place("beta")
    with connection.cursor() as cursor:
        cursor.execute("SELECT holding_id, street FROM registry_lookup(%s, NULL, NULL)", [FIRST])
        assert cursor.fetchall() == [(None, None)]
