"""Work billed by time: which run took it, on which invoice it is. Billed, it stays so.

Terms: general.3, general.6
"""

import django.db.models.deletion
from django.db import migrations, models

HERE = 'current_schema()::text COLLATE "default"'

READING = migrations.RunSQL(
    [
        "REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON public.ledger_billedwork FROM extranet_partner;",
        "REVOKE TRUNCATE ON public.ledger_billedwork FROM extranet_operator;",
        "ALTER TABLE public.ledger_billedwork ENABLE ROW LEVEL SECURITY;",
        "CREATE POLICY operator_all_rows ON public.ledger_billedwork TO extranet_operator"
        " USING (true) WITH CHECK (true);",
        "CREATE POLICY partner_own_rows ON public.ledger_billedwork FOR SELECT TO extranet_partner"
        f" USING (partner = {HERE} AND partner <> 'public');",
    ],
    migrations.RunSQL.noop,
)
ONCE = migrations.RunSQL(
    """
    CREATE FUNCTION public.refuse_unbilled_work() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF OLD.invoice_id IS NOT NULL THEN
            RAISE EXCEPTION 'work % is billed: it is billed once', OLD.intervention_id
                USING ERRCODE = 'insufficient_privilege';
        END IF;
        IF TG_OP = 'DELETE' THEN
            RETURN OLD;
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER work_billed_once BEFORE UPDATE OR DELETE ON public.ledger_billedwork
        FOR EACH ROW EXECUTE FUNCTION public.refuse_unbilled_work();
    """,
    """
    DROP TRIGGER work_billed_once ON public.ledger_billedwork;
    DROP FUNCTION public.refuse_unbilled_work();
    """,
)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_run_recollected")]
    operations = [
        migrations.CreateModel(
            name="BilledWork",
            fields=[
                ("intervention_id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("partner", models.CharField(max_length=40, verbose_name="partenaire")),
                ("period", models.DateField(verbose_name="mois")),
                (
                    "invoice",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="works",
                        to="ledger.invoice",
                        verbose_name="facture",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="works",
                        to="ledger.billingrun",
                        verbose_name="facturation",
                    ),
                ),
            ],
            options={"verbose_name": "travail facturé", "verbose_name_plural": "travaux facturés"},
        ),
        READING,
        ONCE,
    ]
