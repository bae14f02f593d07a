"""Imports that are written by the worker, with what each row does; what was written stays as it was.

Terms: telavox.7, bt.14, sip.4
"""

from django.db import migrations, models

STATES = [
    ("shown", "à confirmer"),
    ("queued", "en cours d’écriture"),
    ("written", "écrit"),
    ("refused", "refusé"),
    ("dropped", "abandonné"),
]
# Only the file itself goes, once it is old.
WALLS = migrations.RunSQL(
    """
    CREATE FUNCTION refuse_changed_import() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF OLD.state IN ('written', 'dropped') AND (to_jsonb(NEW) - 'content') <> (to_jsonb(OLD) - 'content') THEN
            RAISE EXCEPTION 'an import that was decided stays as it was' USING ERRCODE = 'insufficient_privilege';
        END IF;
        IF NEW.content IS NOT NULL AND NEW.content IS DISTINCT FROM OLD.content THEN
            RAISE EXCEPTION 'a file is emptied, never replaced' USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER import_decided_once BEFORE UPDATE ON emergency_addressimport
        FOR EACH ROW EXECUTE FUNCTION refuse_changed_import();
    CREATE TRIGGER import_kept BEFORE DELETE OR TRUNCATE ON emergency_addressimport
        FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();
    """,
    """
    DROP TRIGGER import_kept ON emergency_addressimport;
    DROP TRIGGER import_decided_once ON emergency_addressimport;
    DROP FUNCTION refuse_changed_import();
    """,
)


class Migration(migrations.Migration):
    dependencies = [("emergency", "0003_ends_to_come"), ("emergency", "0005_links_and_askings")]
    operations = [
        migrations.AlterField(
            model_name="addressimport",
            name="state",
            field=models.CharField(choices=STATES, default="shown", max_length=10, verbose_name="état"),
        ),
        migrations.AddField(
            model_name="addressimport",
            name="language",
            field=models.CharField(
                choices=[("fr", "français"), ("nl", "néerlandais"), ("de", "allemand")],
                default="fr",
                max_length=2,
                verbose_name="langue",
            ),
        ),
        migrations.AddField(model_name="addressimport", name="counts", field=models.JSONField(default=dict)),
        migrations.AddField(model_name="addressimport", name="verdicts", field=models.TextField(default="")),
        migrations.AddField(
            model_name="addressimport",
            name="refusal",
            field=models.CharField(blank=True, max_length=300, verbose_name="motif du refus"),
        ),
        WALLS,
    ]
