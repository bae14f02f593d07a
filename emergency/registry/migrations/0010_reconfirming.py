"""Times of re-confirmation in versions, and the questions that reached the operator.

Terms: telavox.7, bt.14, sip.4
"""

from django.db import migrations, models

from extranet.tenancy.sql import append_only, partner_rows

WALLS = migrations.RunSQL(
    """
    REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON public.registry_reconfirmationpace FROM extranet_partner;
    REVOKE UPDATE, DELETE, TRUNCATE ON public.registry_overdueaddress FROM extranet_partner, extranet_operator;
    GRANT UPDATE (ended_at) ON public.registry_overdueaddress TO extranet_partner;
    GRANT UPDATE (ended_at, told_at) ON public.registry_overdueaddress TO extranet_operator;

    CREATE FUNCTION public.refuse_changed_overdue_address() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        course CONSTANT text[] := ARRAY['ended_at', 'told_at'];
    BEGIN
        IF OLD.ended_at IS NOT NULL OR to_jsonb(NEW) - course <> to_jsonb(OLD) - course THEN
            RAISE EXCEPTION 'what reached the operator stays as it was' USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER overdue_address_ended_once BEFORE UPDATE ON public.registry_overdueaddress
        FOR EACH ROW EXECUTE FUNCTION public.refuse_changed_overdue_address();
    CREATE TRIGGER overdue_address_kept BEFORE DELETE OR TRUNCATE ON public.registry_overdueaddress
        FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();
    """,
    """
    DROP TRIGGER overdue_address_kept ON public.registry_overdueaddress;
    DROP TRIGGER overdue_address_ended_once ON public.registry_overdueaddress;
    DROP FUNCTION public.refuse_changed_overdue_address();
    GRANT UPDATE, DELETE ON public.registry_overdueaddress TO extranet_partner, extranet_operator;
    GRANT INSERT, UPDATE, DELETE ON public.registry_reconfirmationpace TO extranet_partner;
    """,
)


class Migration(migrations.Migration):
    dependencies = [("registry", "0009_first_notice"), ("tenancy", "0001_walls")]
    operations = [
        migrations.CreateModel(
            name="ReconfirmationPace",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(unique=True, verbose_name="version")),
                ("age_months", models.PositiveSmallIntegerField(verbose_name="redemander après, en mois")),
                ("client_days", models.PositiveSmallIntegerField(verbose_name="chez le client, en jours ouvrables")),
                (
                    "partner_days",
                    models.PositiveSmallIntegerField(verbose_name="chez le partenaire, en jours ouvrables"),
                ),
                (
                    "operator_days",
                    models.PositiveSmallIntegerField(verbose_name="chez l’opérateur, en jours ouvrables"),
                ),
                (
                    "reminder_days",
                    models.PositiveSmallIntegerField(verbose_name="rappeler tous les, en jours ouvrables"),
                ),
                (
                    "most_a_day",
                    models.PositiveSmallIntegerField(verbose_name="questions par client et par jour, au plus"),
                ),
                ("note", models.CharField(max_length=200, verbose_name="pourquoi")),
                ("published_at", models.DateTimeField(verbose_name="publiée le")),
                ("published_by_name", models.CharField(max_length=150, verbose_name="publiée par")),
            ],
            options={
                "verbose_name": "délais de reconfirmation",
                "verbose_name_plural": "délais de reconfirmation",
                "ordering": ["-number"],
            },
        ),
        migrations.CreateModel(
            name="OverdueAddress",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("partner", models.CharField(max_length=40, verbose_name="partenaire")),
                ("client_id", models.UUIDField(verbose_name="identifiant du client")),
                ("client_name", models.CharField(max_length=120, verbose_name="client")),
                ("about", models.CharField(max_length=120, verbose_name="au sujet de")),
                ("reason", models.CharField(max_length=20, verbose_name="motif")),
                ("opened_at", models.DateTimeField(verbose_name="demandée le")),
                ("reached_at", models.DateTimeField(verbose_name="chez l’opérateur depuis")),
                ("due_at", models.DateTimeField(verbose_name="à répondre avant le")),
                ("told_at", models.DateTimeField(null=True, verbose_name="dite par e-mail le")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="terminée le")),
            ],
            options={
                "verbose_name": "adresse non reconfirmée",
                "verbose_name_plural": "adresses non reconfirmées",
                "ordering": ["reached_at", "id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=["reached_at"],
                        name="overdue_address_open",
                    )
                ],
            },
        ),
        partner_rows("registry_overdueaddress"),
        append_only("registry_reconfirmationpace"),
        WALLS,
    ]
