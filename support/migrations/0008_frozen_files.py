"""The bytes of a sent file are never changed; they only go when the file is blanked by law.

Terms: general.7
"""

from django.db import migrations

FROZEN = migrations.RunSQL(
    """
    CREATE FUNCTION refuse_content_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' AND NOT EXISTS (
            SELECT 1 FROM support_attachment
            WHERE id = OLD.attachment_id AND entry_id IS NOT NULL AND blanked_at IS NULL
        ) THEN
            RETURN OLD;
        END IF;
        RAISE EXCEPTION 'the bytes of a file are never changed' USING ERRCODE = '55000';
    END $$;
    CREATE TRIGGER content_frozen BEFORE UPDATE OR DELETE ON support_attachmentcontent
        FOR EACH ROW EXECUTE FUNCTION refuse_content_change();
    """,
    """
    DROP TRIGGER content_frozen ON support_attachmentcontent;
    DROP FUNCTION refuse_content_change();
    """,
)


class Migration(migrations.Migration):
    dependencies = [("support", "0006_more_events")]
    operations = [FROZEN]
