"""One question to the registry against `select 1`, and the coverage of a partner: flat however many blocks."""

import time
from collections.abc import Callable, Iterator
from functools import partial
from statistics import median, quantiles
from typing import Any, Final
from uuid import uuid4

from django.db import connection
from django.db.backends.postgresql.psycopg_any import NumericRange

from emergency.registry.asking import Status, lookup
from emergency.registry.selectors import coverage, coverage_of_all, missing_by_partner
from extranet.numbering.models import Holding
from extranet.tenancy.context import OPERATOR, OWNER, PARTNER, PUBLIC, acting
from tests.cast import ALPHA, BETA, CLIENT

PAIRS: Final = 20_000
SIZES: Final = (1_000, 100_000, 1_000_000)
FIRST: Final = 3_250_000_000
SMALL: Final = 10
# A prime, so that the questions jump about.
STEP: Final = 7_919
ADDRESS: Final = """
    INSERT INTO registry_address (id, partner, client_id, language, street, house_number, no_house_number_reason, box,
        postal_code, municipality, country, floor, room, access_note, second_street, created_at)
    VALUES (%(address)s, 'beta', %(client)s, 'fr', 'Rue Haute', '10', '', '', '1000', 'Bruxelles', 'BE', '2', '', '',
        '', now())
"""
BLOCKS: Final = """
    INSERT INTO numbering_holding (id, partner, client_id, client_name, subscription_id, family, kind, numbers, held,
        allocated_at, allocated_by_name, released_by_name)
    SELECT gen_random_uuid(), %(partner)s, %(client)s, 'Delta Conseil', gen_random_uuid(), 'bt', 'geographic',
        int8range(%(first)s + %(size)s::bigint * n, %(first)s + %(size)s::bigint * n + %(size)s),
        tstzrange('2026-01-01', NULL), '2026-01-01', '', ''
    FROM generate_series(%(begin)s, %(end)s - 1) AS n
"""
ADDRESSES: Final = """
    INSERT INTO registry_registration (id, holding_id, partner, client_id, numbers, valid, recorded, address_id,
        declared_at, author_id, author_name, author_email, author_role, author_side, terms_part, terms_sha256,
        is_terms_accepted, reason, reason_note)
    SELECT gen_random_uuid(), id, partner, client_id, numbers, held, held, %(address)s,
        '2026-01-01', gen_random_uuid(), 'Alice', 'a@alpha.example', 'technician', 'partner', '', '', false,
        'declared', ''
    FROM numbering_holding
    WHERE lower(numbers) >= %(first)s + %(size)s::bigint * %(begin)s
        AND lower(numbers) < %(first)s + %(size)s::bigint * %(end)s
"""


def figures() -> Iterator[str]:
    """Yield the lines to print."""
    address = uuid4()
    written = 0
    with acting(PUBLIC, OWNER), connection.cursor() as cursor:
        cursor.execute(ADDRESS, {"address": address, "client": CLIENT})
    for size in SIZES:
        write(written, size, {"partner": BETA, "address": address, "first": FIRST, "size": SMALL})
        written = size
        for schema, role in ((PUBLIC, OPERATOR), (BETA, PARTNER)):
            with acting(schema, role):
                yield f"lookup: {size:>9,} blocks, {role.removeprefix('extranet_')}: {pairs(size)}"
        with acting(PUBLIC, OPERATOR):
            yield f"lacking by partner, {size:,} blocks: {milliseconds(missing_by_partner):.0f} ms"
    yield from _coverage(address)


def write(begin: int, end: int, values: dict[str, Any]) -> None:
    """Put blocks with their addresses, from the `begin`th to the `end`th, straight into the tables."""
    asked: dict[str, Any] = {"client": CLIENT, "begin": begin, "end": end, **values}
    with acting(PUBLIC, OWNER), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE registry_registration DISABLE TRIGGER USER")
        cursor.execute(BLOCKS, asked)
        if "address" in values:
            cursor.execute(ADDRESSES, asked)
        cursor.execute("ALTER TABLE registry_registration ENABLE TRIGGER USER")
        cursor.execute("ANALYZE numbering_holding, registry_registration")
    connection.close()


def pairs(blocks: int) -> str:
    """Ask in turns the registry and `select 1`; return the medians, their ratio, and the slowest hundredth."""
    plain: list[int] = []
    asked: list[int] = []
    for turn in range(PAIRS + 200):
        number = FIRST + turn * STEP % (blocks * SMALL)
        began = time.perf_counter_ns()
        with connection.cursor() as cursor:
            cursor.execute("select 1")
            cursor.fetchall()
        between = time.perf_counter_ns()
        found = lookup(number)
        ended = time.perf_counter_ns()
        assert found.status is Status.DECLARED
        if turn >= 200:  # the first ones plan
            plain.append(between - began)
            asked.append(ended - between)
    one, other = median(plain) / 1000, median(asked) / 1000
    worst = quantiles(asked, n=100)[98] / 1000
    base = quantiles(plain, n=100)[98] / 1000
    return f"{other:.0f} µs against {one:.0f} µs, ratio {other / one:.2f}; p99 {worst:.0f} against {base:.0f} µs"


def _coverage(address: object) -> Iterator[str]:
    """Measure a partner with 10,000 numbers, in blocks of a hundred and one by one; every tenth has no address."""
    first = FIRST + 100_000_000
    for size, count in ((100, 100), (1, 10_000)):
        values: dict[str, Any] = {"partner": ALPHA, "first": first, "size": size}
        write(0, count - count // 10, {**values, "address": address})
        write(count - count // 10, count, values)
        blocks = Holding.objects.filter(partner=ALPHA, numbers__overlap=NumericRange(first, first + 10_000))
        with acting(ALPHA, PARTNER):
            assert coverage_of_all(blocks).missing_count == 1_000
            taken = milliseconds(partial(coverage_of_all, blocks))
            page = milliseconds(partial(coverage, blocks[:50]))
            yield f"coverage of 10,000 numbers in {count:,} blocks: {taken:.1f} ms; a page of fifty: {page:.1f} ms"
        first += 1_000_000


def milliseconds(ask: Callable[[], object]) -> float:
    """Return the median of eleven times, in milliseconds."""
    taken = []
    for _turn in range(11):
        began = time.perf_counter()
        ask()
        taken.append((time.perf_counter() - began) * 1000)
    return median(taken)
