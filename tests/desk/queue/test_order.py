"""The order of work is read from its index, however long the queue is; each ticket knows its neighbours.

Terms: general.7
"""

from typing import Any

import pytest
from django.db import connection

from extranet.tenancy.context import OPERATOR, OWNER, PUBLIC, acting
from support.desk.admin.queue_rows import desk_rows, top_of_desk
from support.desk.models import QueueEntry
from support.desk.queue import neighbours_of

pytestmark = pytest.mark.usefixtures("contracts")

ROWS = 3000
MANY = """
INSERT INTO public.desk_queueentry (
    partner, ticket_id, number, kind, category, subject, client_name, family, ground, status, route, opened_by_name,
    opened_by_side, opened_at, clock_starts_at, acknowledged_by_name, last_entry_at, last_entry_side, desk_agent_name,
    desk_tags, reopenings, is_on_desk, changed_at, acknowledged_at
)
SELECT 'alpha', gen_random_uuid(), 'T-' || n, 'request', 'other', 'Sujet ' || n, 'Client', 'bt',
    (ARRAY['none', 'none', 'none', 'no_incoming'])[1 + n %% 4],
    (ARRAY['new', 'acknowledged', 'waiting_client', 'resolved', 'closed', 'closed', 'closed'])[1 + n %% 7],
    'operator_desk', 'Dora', 'client',
    timestamptz '2026-06-01 08:00+02' + n * interval '1 minute',
    CASE WHEN n %% 5 > 0 THEN timestamptz '2026-06-01 08:00+02' + (n %% 400) * interval '1 minute' END,
    '', now(), 'client', '', '{}', 0, n %% 11 > 0, now(), CASE WHEN n %% 7 IN (1, 2) THEN now() END
FROM generate_series(1, %s) AS n
"""


@pytest.fixture
def many(contracts: None) -> None:
    """Fill the queue with rows of every state, clock and ground."""
    with acting(PUBLIC, OWNER), connection.cursor() as cursor:
        cursor.execute(MANY, [ROWS])
        cursor.execute("ANALYZE public.desk_queueentry")


def test_the_first_fifty_come_from_the_index_and_nothing_is_sorted(many: None) -> None:
    with acting(PUBLIC, OPERATOR):
        plan = desk_rows()[:50].explain()
    assert "Index Scan using desk_queue on desk_queueentry" in plan
    assert "Sort" not in plan


def test_the_order_is_by_urgency_then_clock_then_age(many: None) -> None:
    def place(one: QueueEntry) -> Any:
        return (one.urgency, one.clock_starts_at is None, one.clock_starts_at or one.opened_at, one.opened_at, one.pk)

    with acting(PUBLIC, OPERATOR):
        found = list(desk_rows())
        top = top_of_desk(50)
    assert found == sorted(found, key=place)
    assert len({one.urgency for one in found}) == 3
    assert [one.ticket_id for one in top] == [one.ticket_id for one in found[:50]]
    assert {one.partner_name for one in top} == {"Alpha"}


def test_every_ticket_leads_to_the_one_before_and_the_one_after(many: None) -> None:
    with acting(PUBLIC, OPERATOR):
        ordered = list(desk_rows())
        numbers = ["", *(one.number for one in ordered), ""]
        for place in {0, 1, len(ordered) - 1, *range(7, len(ordered), 23)}:
            beside = [one.number if one else "" for one in neighbours_of(ordered[place])]
            assert beside == [numbers[place], numbers[place + 2]], place


def test_neighbours_are_looked_up_and_never_counted_off(many: None) -> None:
    with acting(PUBLIC, OPERATOR):
        middle = list(desk_rows())[ROWS // 8]
        with connection.execute_wrapper(_explained):
            neighbours_of(middle)


def _explained(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    """Explain every question and refuse one that sorts or reads the table from its start."""
    plan = "\n".join(row[0] for row in _rows(execute, f"EXPLAIN {sql}", params, many, context))
    assert "Seq Scan on desk_queueentry" not in plan
    return execute(sql, params, many, context)


def _rows(execute: Any, sql: str, params: Any, many: bool, context: Any) -> list[Any]:
    execute(sql, params, many, context)
    return list(context["cursor"].cursor.fetchall())
