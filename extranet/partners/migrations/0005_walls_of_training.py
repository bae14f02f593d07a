"""A training is withdrawn once, with its reason, and never changed otherwise; partners read their own and write none.

One that was withdrawn, perhaps for a wrong day, may be written down again.

Terms: general.3
"""

from django.db import migrations, models

from extranet.tenancy.sql import partner_rows

WITHDRAWN_ONCE = migrations.RunSQL(
    """
    REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON public.partners_training FROM extranet_partner;
    REVOKE DELETE, TRUNCATE ON public.partners_training FROM extranet_operator;
    CREATE FUNCTION public.refuse_changed_training() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF OLD.withdrawn_at IS NOT NULL OR NEW.withdrawn_at IS NULL OR NEW.withdrawn_reason = ''
            OR (to_jsonb(NEW) - ARRAY['withdrawn_at', 'withdrawn_by_name', 'withdrawn_reason'])
            <> (to_jsonb(OLD) - ARRAY['withdrawn_at', 'withdrawn_by_name', 'withdrawn_reason']) THEN
            RAISE EXCEPTION 'a training is withdrawn once, never rewritten' USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER training_withdrawn_once BEFORE UPDATE ON public.partners_training
        FOR EACH ROW EXECUTE FUNCTION public.refuse_changed_training();
    CREATE TRIGGER training_kept BEFORE DELETE OR TRUNCATE ON public.partners_training
        FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();
    """,
    """
    DROP TRIGGER training_kept ON public.partners_training;
    DROP TRIGGER training_withdrawn_once ON public.partners_training;
    DROP FUNCTION public.refuse_changed_training();
    GRANT DELETE ON public.partners_training TO extranet_operator;
    GRANT INSERT, UPDATE, DELETE ON public.partners_training TO extranet_partner;
    """,
)


class Migration(migrations.Migration):
    dependencies = [("partners", "0004_training")]
    operations = [
        migrations.RemoveConstraint(model_name="training", name="training_once"),
        migrations.AddConstraint(
            model_name="training",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at__isnull", True)),
                fields=("partner", "person_email", "course", "given_on"),
                name="training_once",
                violation_error_message="Cette formation est déjà inscrite pour cette personne.",
            ),
        ),
        partner_rows("partners_training"),
        WITHDRAWN_ONCE,
    ]
