"""The mirror of tickets carries what the desk works with; a sent file and a frozen doubt stay as they are.

Terms: general.7
"""

from importlib import import_module

from django.db import migrations

# The mirror before: put back on the way down, or it would fill columns that are gone.
_CREATED, _TRIGGERS, _REST = import_module("support.migrations.0002_walls").MIRROR.sql.partition("CREATE TRIGGER")
FORMER = _CREATED.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
# One word for "waits for whoever asks" became three: who is to act is said.
WAITING = migrations.RunSQL(
    """
    UPDATE support_ticket SET status = CASE
        WHEN opened_by_side = 'client' AND escalated_at IS NULL THEN 'waiting_client' ELSE 'waiting_partner'
        END WHERE status = 'waiting_requester';
    """,
    """
    UPDATE support_ticket SET status = 'waiting_requester' WHERE status IN ('waiting_client', 'waiting_partner');
    UPDATE support_ticket SET status = 'acknowledged' WHERE status IN ('waiting_third_party', 'reopened');
    """,
)
MIRROR = migrations.RunSQL(
    """
    CREATE OR REPLACE FUNCTION mirror_tickets() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' THEN
            DELETE FROM public.desk_queueentry AS entry USING old_tickets AS gone
                WHERE entry.partner = TG_TABLE_SCHEMA::text AND entry.ticket_id = gone.id;
        ELSE
            INSERT INTO public.desk_queueentry (
                partner, ticket_id, number, subject, client_id, client_name, family, ground, status, route,
                opened_by_name, opened_by_side, opened_at, clock_starts_at, acknowledged_at, acknowledged_by_name,
                last_entry_at, last_entry_side, closed_at, changed_at, kind, category, desk_agent_id,
                desk_agent_name, desk_tags, incident_id, answered_at, answer_minutes, solution_minutes, resolved_at,
                reopenings, downgraded_at, is_on_desk
            )
            SELECT
                TG_TABLE_SCHEMA::text, id, number, subject, client_id, client_name, family, ground, status, route,
                opened_by_name, opened_by_side, opened_at, clock_starts_at, acknowledged_at, acknowledged_by_name,
                last_entry_at, last_entry_side, closed_at, changed_at, kind, category, desk_agent_id,
                desk_agent_name, desk_tags, incident_id, answered_at, answer_minutes, solution_minutes, resolved_at,
                reopenings, downgraded_at, route IN ('operator_desk', 'queue', 'page_on_call')
            FROM new_tickets
            ON CONFLICT (partner, ticket_id) DO UPDATE SET
                number = excluded.number, subject = excluded.subject, client_id = excluded.client_id, client_name =
                excluded.client_name, family = excluded.family, ground = excluded.ground, status = excluded.status,
                route = excluded.route, opened_by_name = excluded.opened_by_name, opened_by_side =
                excluded.opened_by_side, opened_at = excluded.opened_at, clock_starts_at = excluded.clock_starts_at,
                acknowledged_at = excluded.acknowledged_at, acknowledged_by_name = excluded.acknowledged_by_name,
                last_entry_at = excluded.last_entry_at, last_entry_side = excluded.last_entry_side, closed_at =
                excluded.closed_at, changed_at = excluded.changed_at, kind = excluded.kind, category =
                excluded.category, desk_agent_id = excluded.desk_agent_id, desk_agent_name =
                excluded.desk_agent_name, desk_tags = excluded.desk_tags, incident_id = excluded.incident_id,
                answered_at = excluded.answered_at, answer_minutes = excluded.answer_minutes, solution_minutes =
                excluded.solution_minutes, resolved_at = excluded.resolved_at, reopenings = excluded.reopenings,
                downgraded_at = excluded.downgraded_at, is_on_desk = excluded.is_on_desk;
        END IF;
        RETURN NULL;
    END $$;
    """,
    FORMER,
)
# A file becomes part of an entry once, and afterwards only its being blanked is noted. What was asked of the
# operator stays as it was; its answer is linked once.
FROZEN = migrations.RunSQL(
    """
    CREATE FUNCTION refuse_attachment_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' THEN
            IF OLD.entry_id IS NOT NULL THEN
                RAISE EXCEPTION 'a file of an entry is never deleted' USING ERRCODE = '55000';
            END IF;
            RETURN OLD;
        END IF;
        IF OLD.entry_id IS NOT NULL AND (
            NEW.entry_id IS DISTINCT FROM OLD.entry_id OR NEW.ticket_id IS DISTINCT FROM OLD.ticket_id
            OR NEW.digest <> OLD.digest OR NEW.name <> OLD.name OR NEW.content_type <> OLD.content_type
            OR NEW.size <> OLD.size OR OLD.blanked_at IS NOT NULL
        ) THEN
            RAISE EXCEPTION 'a file of an entry is never changed' USING ERRCODE = '55000';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER attachment_frozen BEFORE UPDATE OR DELETE ON support_attachment
        FOR EACH ROW EXECUTE FUNCTION refuse_attachment_change();
    CREATE FUNCTION refuse_clarification_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' OR OLD.answer_id IS NOT NULL
            OR to_jsonb(NEW) - 'answer_id' - 'answered_at' <> to_jsonb(OLD) - 'answer_id' - 'answered_at' THEN
            RAISE EXCEPTION 'a clarification is answered once and never changed' USING ERRCODE = '55000';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER clarification_frozen BEFORE UPDATE OR DELETE ON support_clarification
        FOR EACH ROW EXECUTE FUNCTION refuse_clarification_change();
    """,
    """
    DROP TRIGGER clarification_frozen ON support_clarification;
    DROP FUNCTION refuse_clarification_change();
    DROP TRIGGER attachment_frozen ON support_attachment;
    DROP FUNCTION refuse_attachment_change();
    """,
)


class Migration(migrations.Migration):
    dependencies = [("support", "0003_working"), ("desk", "0006_full_walls")]
    operations = [MIRROR, WAITING, FROZEN]
