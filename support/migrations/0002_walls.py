"""What the database itself does for tickets: nothing said is unsaid, and every change reaches the operator's queue.

Functions live in the partner's schema, run as whoever writes (SECURITY INVOKER) and set no search path: the policy
on the queue compares the row's partner with current_schema(), which a search path of their own would change.

Terms: general.7
"""

from django.db import migrations

UNCHANGING = ("support_entry", "support_routingdecision", "support_ticketnumbers")
APPEND_ONLY = migrations.RunSQL(
    [
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();"
        for table in UNCHANGING
    ],
    [f"DROP TRIGGER {table}_append_only ON {table};" for table in UNCHANGING],
)

MIRROR = migrations.RunSQL(
    """
    CREATE FUNCTION mirror_tickets() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' THEN
            DELETE FROM public.desk_queueentry AS entry USING old_tickets AS gone
                WHERE entry.partner = TG_TABLE_SCHEMA::text AND entry.ticket_id = gone.id;
        ELSE
            INSERT INTO public.desk_queueentry (
                partner, ticket_id, number, subject, client_id, client_name, family, ground, status, route,
                opened_by_name, opened_by_side, opened_at, clock_starts_at, acknowledged_at, acknowledged_by_name,
                last_entry_at, last_entry_side, is_on_desk, closed_at, changed_at
            )
            SELECT TG_TABLE_SCHEMA::text, id, number, subject, client_id, client_name, family, ground, status, route,
                opened_by_name, opened_by_side, opened_at, clock_starts_at, acknowledged_at, acknowledged_by_name,
                last_entry_at, last_entry_side, route IN ('operator_desk', 'queue', 'page_on_call'),
                closed_at, changed_at
            FROM new_tickets
            ON CONFLICT (partner, ticket_id) DO UPDATE SET
                number = excluded.number, subject = excluded.subject, client_id = excluded.client_id,
                client_name = excluded.client_name, family = excluded.family, ground = excluded.ground,
                status = excluded.status, route = excluded.route, opened_by_name = excluded.opened_by_name,
                opened_by_side = excluded.opened_by_side, opened_at = excluded.opened_at,
                clock_starts_at = excluded.clock_starts_at, acknowledged_at = excluded.acknowledged_at,
                acknowledged_by_name = excluded.acknowledged_by_name, last_entry_at = excluded.last_entry_at,
                last_entry_side = excluded.last_entry_side, is_on_desk = excluded.is_on_desk,
                closed_at = excluded.closed_at, changed_at = excluded.changed_at;
        END IF;
        RETURN NULL;
    END $$;
    CREATE TRIGGER mirror_inserted AFTER INSERT ON support_ticket
        REFERENCING NEW TABLE AS new_tickets FOR EACH STATEMENT EXECUTE FUNCTION mirror_tickets();
    CREATE TRIGGER mirror_updated AFTER UPDATE ON support_ticket
        REFERENCING NEW TABLE AS new_tickets FOR EACH STATEMENT EXECUTE FUNCTION mirror_tickets();
    CREATE TRIGGER mirror_deleted AFTER DELETE ON support_ticket
        REFERENCING OLD TABLE AS old_tickets FOR EACH STATEMENT EXECUTE FUNCTION mirror_tickets();
    """,
    """
    DROP TRIGGER mirror_deleted ON support_ticket;
    DROP TRIGGER mirror_updated ON support_ticket;
    DROP TRIGGER mirror_inserted ON support_ticket;
    DROP FUNCTION mirror_tickets();
    """,
)


class Migration(migrations.Migration):
    dependencies = [("support", "0001_initial"), ("desk", "0002_walls")]
    operations = [APPEND_ONLY, MIRROR]
