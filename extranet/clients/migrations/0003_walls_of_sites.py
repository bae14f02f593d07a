"""What the database itself refuses: a device on another client's site, an installation rewritten, a site that vanishes.

Terms: telavox.5, bt.12, telavox.7, bt.14, sip.4
"""

from django.db import migrations

WALLS = migrations.RunSQL(
    """
    CREATE FUNCTION refuse_foreign_site() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NOT EXISTS (SELECT FROM clients_site WHERE id = NEW.site_id AND client_id = NEW.client_id) THEN
            RAISE EXCEPTION 'a device stands on a site of its client' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER device_on_own_site BEFORE INSERT OR UPDATE ON clients_device
        FOR EACH ROW EXECUTE FUNCTION refuse_foreign_site();

    CREATE FUNCTION refuse_other_client() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.client_id <> OLD.client_id THEN
            RAISE EXCEPTION 'it stays its client''s' USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER site_of_its_client BEFORE UPDATE ON clients_site
        FOR EACH ROW EXECUTE FUNCTION refuse_other_client();
    CREATE TRIGGER device_of_its_client BEFORE UPDATE ON clients_device
        FOR EACH ROW EXECUTE FUNCTION refuse_other_client();

    CREATE TRIGGER site_kept BEFORE DELETE OR TRUNCATE ON clients_site
        FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();
    CREATE TRIGGER device_kept BEFORE DELETE OR TRUNCATE ON clients_device
        FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();
    CREATE TRIGGER installation_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON clients_installationrecord
        FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();
    CREATE TRIGGER installation_file_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON clients_installationfile
        FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();
    """,
    """
    DROP TRIGGER installation_file_kept ON clients_installationfile;
    DROP TRIGGER installation_kept ON clients_installationrecord;
    DROP TRIGGER device_kept ON clients_device;
    DROP TRIGGER site_kept ON clients_site;
    DROP TRIGGER device_of_its_client ON clients_device;
    DROP TRIGGER site_of_its_client ON clients_site;
    DROP FUNCTION refuse_other_client();
    DROP TRIGGER device_on_own_site ON clients_device;
    DROP FUNCTION refuse_foreign_site();
    """,
)


class Migration(migrations.Migration):
    dependencies = [("clients", "0002_sites"), ("tenancy", "0001_walls")]
    operations = [WALLS]
