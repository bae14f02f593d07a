"""The operator's queue is a mirror of the partners' tickets: `manage.py reconcile` compares both.

A test sees that these are the columns that the triggers of migration 0002 write.
"""

from typing import Final

from extranet.partners.mirrors import Mirror, register

SAME: Final = (
    "number",
    "subject",
    "client_id",
    "client_name",
    "family",
    "ground",
    "status",
    "route",
    "opened_by_name",
    "opened_by_side",
    "opened_at",
    "clock_starts_at",
    "acknowledged_at",
    "acknowledged_by_name",
    "last_entry_at",
    "last_entry_side",
    "closed_at",
    "changed_at",
    "kind",
    "category",
    "desk_agent_id",
    "desk_agent_name",
    "desk_tags",
    "incident_id",
    "answered_at",
    "answer_minutes",
    "solution_minutes",
    "resolved_at",
    "reopenings",
    "downgraded_at",
)
TICKETS: Final = register(
    Mirror(
        things="tickets",
        table="support_ticket",
        copy="desk_queueentry",
        key="ticket_id",
        columns={
            "ticket_id": "id",
            **{name: name for name in SAME},
            "is_on_desk": "route IN ('operator_desk', 'queue', 'page_on_call')",
            "is_unconfirmed": "entered_by_id IS NOT NULL AND confirmed_at IS NULL",
        },
        act="queue.repaired",
    )
)
