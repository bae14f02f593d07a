"""What the database itself refuses: history rewritten, an acknowledgement taken back, a question that vanishes.

Terms: telavox.7, bt.14, sip.4, general.4
"""

from django.db import migrations

WALLS = migrations.RunSQL(
    """
    CREATE FUNCTION refuse_changed_period() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NOT upper_inf(OLD.valid) OR lower(NEW.valid) <> lower(OLD.valid)
            OR (to_jsonb(NEW) - 'valid') <> (to_jsonb(OLD) - 'valid') THEN
            RAISE EXCEPTION 'what held is ended once, never rewritten' USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER site_place_ended_once BEFORE UPDATE ON emergency_siteplace
        FOR EACH ROW EXECUTE FUNCTION refuse_changed_period();
    CREATE TRIGGER site_place_kept BEFORE DELETE OR TRUNCATE ON emergency_siteplace
        FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();
    CREATE TRIGGER caller_id_ended_once BEFORE UPDATE ON emergency_callerid
        FOR EACH ROW EXECUTE FUNCTION refuse_changed_period();
    CREATE TRIGGER caller_id_kept BEFORE DELETE OR TRUNCATE ON emergency_callerid
        FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

    CREATE FUNCTION refuse_changed_acknowledgement() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF OLD.acknowledged_at IS NOT NULL THEN
            RAISE EXCEPTION 'what was acknowledged stays as it was' USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER acknowledged_once BEFORE UPDATE ON emergency_acknowledgement
        FOR EACH ROW EXECUTE FUNCTION refuse_changed_acknowledgement();
    CREATE TRIGGER acknowledgement_kept BEFORE DELETE OR TRUNCATE ON emergency_acknowledgement
        FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

    CREATE FUNCTION refuse_changed_answer() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF OLD.answered_at IS NOT NULL THEN
            RAISE EXCEPTION 'what was answered stays as it was' USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER reconfirmed_once BEFORE UPDATE ON emergency_reconfirmation
        FOR EACH ROW EXECUTE FUNCTION refuse_changed_answer();
    CREATE TRIGGER reconfirmation_kept BEFORE DELETE OR TRUNCATE ON emergency_reconfirmation
        FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();
    """,
    """
    DROP TRIGGER reconfirmation_kept ON emergency_reconfirmation;
    DROP TRIGGER reconfirmed_once ON emergency_reconfirmation;
    DROP FUNCTION refuse_changed_answer();
    DROP TRIGGER acknowledgement_kept ON emergency_acknowledgement;
    DROP TRIGGER acknowledged_once ON emergency_acknowledgement;
    DROP FUNCTION refuse_changed_acknowledgement();
    DROP TRIGGER caller_id_kept ON emergency_callerid;
    DROP TRIGGER caller_id_ended_once ON emergency_callerid;
    DROP TRIGGER site_place_kept ON emergency_siteplace;
    DROP TRIGGER site_place_ended_once ON emergency_siteplace;
    DROP FUNCTION refuse_changed_period();
    """,
)


class Migration(migrations.Migration):
    dependencies = [("emergency", "0001_initial"), ("tenancy", "0001_walls")]
    operations = [WALLS]
