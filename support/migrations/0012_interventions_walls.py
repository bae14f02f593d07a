"""Work billed by time is never deleted, and what was proposed, decided, announced, worked or contested stays.

Each step is written once; a partner's own role contests and writes nothing else.

Terms: general.3, general.6
"""

from django.db import migrations, models
from django.db.models import Q

FROZEN = migrations.RunSQL(
    """
    CREATE FUNCTION refuse_intervention_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF (NEW.id, NEW.ticket_id, NEW.subscription_id, NEW.ground, NEW.installation_id, NEW.subject, NEW.proposed_at,
                NEW.proposed_by_id, NEW.proposed_by_name)
            IS DISTINCT FROM
                (OLD.id, OLD.ticket_id, OLD.subscription_id, OLD.ground, OLD.installation_id, OLD.subject,
                OLD.proposed_at, OLD.proposed_by_id, OLD.proposed_by_name)
            OR OLD.decided_at IS NOT NULL AND
                (NEW.decision, NEW.decision_reason, NEW.decided_at, NEW.decided_by_id, NEW.decided_by_name)
                IS DISTINCT FROM
                (OLD.decision, OLD.decision_reason, OLD.decided_at, OLD.decided_by_id, OLD.decided_by_name)
            OR OLD.announced_at IS NOT NULL AND
                (NEW.announced_at, NEW.rate, NEW.increment_minutes)
                IS DISTINCT FROM (OLD.announced_at, OLD.rate, OLD.increment_minutes)
            OR OLD.noted_at IS NOT NULL AND
                (NEW.noted_at, NEW.worked_on, NEW.minutes, NEW.work_note, NEW.worked_by_id, NEW.worked_by_name)
                IS DISTINCT FROM
                (OLD.noted_at, OLD.worked_on, OLD.minutes, OLD.work_note, OLD.worked_by_id, OLD.worked_by_name)
            OR OLD.contested_at IS NOT NULL AND
                (NEW.contested_at, NEW.contested_by_id, NEW.contested_by_name, NEW.contest_reason)
                IS DISTINCT FROM
                (OLD.contested_at, OLD.contested_by_id, OLD.contested_by_name, OLD.contest_reason)
            OR OLD.settled_at IS NOT NULL AND
                (NEW.settled_at, NEW.settled_by_name, NEW.settled_decision, NEW.settled_reason)
                IS DISTINCT FROM (OLD.settled_at, OLD.settled_by_name, OLD.settled_decision, OLD.settled_reason)
            OR OLD.withdrawn_at IS NOT NULL AND to_jsonb(NEW) - 'revision' <> to_jsonb(OLD) - 'revision'
        THEN
            RAISE EXCEPTION 'a step of billed work is written once and never changed' USING ERRCODE = '55000';
        END IF;
        IF current_user = 'extranet_partner'
            AND to_jsonb(NEW) - 'contested_at' - 'contested_by_id' - 'contested_by_name' - 'contest_reason' - 'revision'
            <> to_jsonb(OLD) - 'contested_at' - 'contested_by_id' - 'contested_by_name' - 'contest_reason' - 'revision'
        THEN
            RAISE EXCEPTION 'whoever pays contests billed work and writes nothing else of it'
                USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER intervention_frozen BEFORE UPDATE ON support_intervention
        FOR EACH ROW EXECUTE FUNCTION refuse_intervention_change();
    CREATE FUNCTION refuse_partners_intervention() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF current_user = 'extranet_partner' THEN
            RAISE EXCEPTION 'only the operator proposes billed work' USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER intervention_is_the_operators BEFORE INSERT ON support_intervention
        FOR EACH ROW EXECUTE FUNCTION refuse_partners_intervention();
    CREATE TRIGGER intervention_stays BEFORE DELETE OR TRUNCATE ON support_intervention
        FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();
    """,
    """
    DROP TRIGGER intervention_stays ON support_intervention;
    DROP TRIGGER intervention_is_the_operators ON support_intervention;
    DROP FUNCTION refuse_partners_intervention();
    DROP TRIGGER intervention_frozen ON support_intervention;
    DROP FUNCTION refuse_intervention_change();
    """,
)


class Migration(migrations.Migration):
    dependencies = [("support", "0011_interventions")]
    operations = [
        migrations.AddField(
            model_name="intervention",
            name="settled_decision",
            field=models.CharField(
                blank=True,
                choices=[("bill", "facturer"), ("waive", "ne pas facturer")],
                default="",
                max_length=5,
                verbose_name="issue de la contestation",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="intervention",
            name="withdrawn_at",
            field=models.DateTimeField(null=True, verbose_name="retiré le"),
        ),
        migrations.AddField(
            model_name="intervention",
            name="withdrawn_by_name",
            field=models.CharField(blank=True, default="", max_length=150, verbose_name="retiré par"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="intervention",
            name="withdrawn_reason",
            field=models.CharField(blank=True, default="", max_length=300, verbose_name="motif du retrait"),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="intervention",
            constraint=models.CheckConstraint(
                condition=Q(settled_at__isnull=True, settled_decision="", settled_reason="")
                | (
                    Q(settled_at__isnull=False, contested_at__isnull=False)
                    & ~Q(settled_decision="")
                    & ~Q(settled_reason="")
                ),
                name="intervention_settled_with_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="intervention",
            constraint=models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_reason="")
                | (Q(withdrawn_at__isnull=False, worked_on__isnull=True) & ~Q(withdrawn_reason="")),
                name="intervention_withdrawn_before_work",
            ),
        ),
        FROZEN,
    ]
