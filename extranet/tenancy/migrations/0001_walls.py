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
    ]
