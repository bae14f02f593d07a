"""A text may be blanked by law, and nothing else of an entry ever changes.

The operator's role alone empties a text that is there; every other column must be as it was, and a row is never
deleted. The columns are named one by one: a test sees that none is missing.

Terms: general.7
"""

from django.db import migrations, models

ONLY_BLANKED = migrations.RunSQL(
    """
    CREATE FUNCTION refuse_entry_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF current_user = 'extranet_operator' AND OLD.text <> '' AND NEW.text = ''
            AND (NEW.id, NEW.ticket_id, NEW.position, NEW.kind, NEW.audience, NEW.at, NEW.author_id, NEW.author_name,
                NEW.author_side, NEW.event, NEW.facts, NEW.salt, NEW.text_digest, NEW.previous_digest, NEW.digest)
            IS NOT DISTINCT FROM
                (OLD.id, OLD.ticket_id, OLD.position, OLD.kind, OLD.audience, OLD.at, OLD.author_id, OLD.author_name,
                OLD.author_side, OLD.event, OLD.facts, OLD.salt, OLD.text_digest, OLD.previous_digest, OLD.digest) THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION '% is append-only: add a new row instead', TG_TABLE_NAME
            USING ERRCODE = 'insufficient_privilege';
    END $$;
    DROP TRIGGER support_entry_append_only ON support_entry;
    CREATE TRIGGER support_entry_append_only BEFORE DELETE OR TRUNCATE ON support_entry
        FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();
    CREATE TRIGGER support_entry_only_blanked BEFORE UPDATE ON support_entry
        FOR EACH ROW EXECUTE FUNCTION refuse_entry_change();
    """,
    """
    DROP TRIGGER support_entry_only_blanked ON support_entry;
    DROP TRIGGER support_entry_append_only ON support_entry;
    CREATE TRIGGER support_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON support_entry
        FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();
    DROP FUNCTION refuse_entry_change();
    """,
)


class Migration(migrations.Migration):
    dependencies = [("support", "0007_clarified_orders")]
    operations = [
        ONLY_BLANKED,
        migrations.AddIndex(
            model_name="ticket", index=models.Index(fields=["changed_at", "id"], name="ticket_changed")
        ),
    ]
