"""What the other migrations lean on: the function behind every append-only table."""

from django.db import migrations


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.RunSQL(
            """
            CREATE FUNCTION public.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                RAISE EXCEPTION '% is append-only: add a new row instead', TG_TABLE_NAME
                    USING ERRCODE = 'insufficient_privilege';
            END $$;
            """,
            "DROP FUNCTION public.refuse_change();",
        ),
        migrations.RunSQL(
            "REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON public.django_migrations"
            " FROM extranet_partner, extranet_operator",
            "GRANT INSERT, UPDATE, DELETE ON public.django_migrations TO extranet_partner, extranet_operator",
        ),
    ]
