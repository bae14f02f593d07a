"""Installations of a site are one chain: one first record, and a correction is of the same site.

Terms: telavox.5, bt.12
"""

from django.db import migrations, models

SAME_SITE = migrations.RunSQL(
    """
    CREATE FUNCTION refuse_foreign_installation() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.replaces_id IS NOT NULL AND NOT EXISTS (
            SELECT FROM clients_installationrecord WHERE id = NEW.replaces_id AND site_id = NEW.site_id
        ) THEN
            RAISE EXCEPTION 'a correction is of the same site' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER installation_of_same_site BEFORE INSERT ON clients_installationrecord
        FOR EACH ROW EXECUTE FUNCTION refuse_foreign_installation();
    """,
    """
    DROP TRIGGER installation_of_same_site ON clients_installationrecord;
    DROP FUNCTION refuse_foreign_installation();
    """,
)


class Migration(migrations.Migration):
    dependencies = [("clients", "0003_walls_of_sites")]
    operations = [
        migrations.AddConstraint(
            model_name="installationrecord",
            constraint=models.UniqueConstraint(
                condition=models.Q(("replaces__isnull", True)),
                fields=("site",),
                name="first_installation_once",
                violation_error_message="Ce site a déjà une fiche d’installation : corrigez-la.",
            ),
        ),
        SAME_SITE,
    ]
