"""A period that is to end may end at another instant, one that is to begin may be called off; the past stays.

A site that is to move in a month may move tomorrow instead. Terms: telavox.7, bt.14, sip.4, general.4
"""

from django.db import migrations

# An empty period has neither end, and comparing nothing gives NULL, which would pass: both are asked for by name.
WALLS = migrations.RunSQL(
    """
    CREATE OR REPLACE FUNCTION refuse_changed_period() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        is_called_off boolean := isempty(NEW.valid) AND NOT isempty(OLD.valid) AND lower(OLD.valid) >= now();
        is_ended boolean := NOT isempty(NEW.valid) AND NOT isempty(OLD.valid)
            AND lower(NEW.valid) = lower(OLD.valid)
            AND (upper_inf(OLD.valid) OR upper(OLD.valid) >= now())
            AND (upper_inf(NEW.valid) OR upper(NEW.valid) >= now());
    BEGIN
        IF NOT (is_called_off OR is_ended) OR (to_jsonb(NEW) - 'valid') <> (to_jsonb(OLD) - 'valid') THEN
            RAISE EXCEPTION 'what held is ended once, never rewritten' USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN NEW;
    END $$;
    """,
    """
    CREATE OR REPLACE FUNCTION refuse_changed_period() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NOT upper_inf(OLD.valid) OR lower(NEW.valid) <> lower(OLD.valid)
            OR (to_jsonb(NEW) - 'valid') <> (to_jsonb(OLD) - 'valid') THEN
            RAISE EXCEPTION 'what held is ended once, never rewritten' USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN NEW;
    END $$;
    """,
)


class Migration(migrations.Migration):
    dependencies = [("emergency", "0002_walls")]
    operations = [WALLS]
