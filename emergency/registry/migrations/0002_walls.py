"""What the database itself refuses: foreign rows, edited knowledge, an address on numbers that are not held.

Terms: telavox.7, bt.14, sip.4
"""

from django.db import migrations

from extranet.tenancy.sql import append_only, partner_rows

# Only the end of `recorded` is ever written, once, when newer knowledge replaces a row.
CLOSED_ONCE = migrations.RunSQL(
    """
    REVOKE UPDATE, DELETE, TRUNCATE ON public.registry_registration FROM extranet_partner, extranet_operator;
    GRANT UPDATE (recorded) ON public.registry_registration TO extranet_partner, extranet_operator;

    CREATE FUNCTION public.refuse_changed_registration() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' THEN
            RAISE EXCEPTION 'a registration is superseded, never deleted' USING ERRCODE = 'insufficient_privilege';
        END IF;
        IF NOT upper_inf(OLD.recorded) OR upper_inf(NEW.recorded) OR lower(NEW.recorded) <> lower(OLD.recorded)
            OR (to_jsonb(NEW) - 'recorded') <> (to_jsonb(OLD) - 'recorded') THEN
            RAISE EXCEPTION 'a registration changes once, when newer knowledge replaces it'
                USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER registration_closed_once BEFORE UPDATE OR DELETE ON public.registry_registration
        FOR EACH ROW EXECUTE FUNCTION public.refuse_changed_registration();

    CREATE FUNCTION public.refuse_unheld_registration() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NOT EXISTS (
            SELECT FROM public.numbering_holding AS block
            WHERE block.id = NEW.holding_id AND block.partner = NEW.partner AND block.client_id = NEW.client_id
                AND block.numbers @> NEW.numbers AND block.held @> NEW.valid
        ) THEN
            RAISE EXCEPTION 'an address is registered for numbers while they are held'
                USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER registration_of_held_numbers BEFORE INSERT ON public.registry_registration
        FOR EACH ROW EXECUTE FUNCTION public.refuse_unheld_registration();
    """,
    """
    DROP TRIGGER registration_of_held_numbers ON public.registry_registration;
    DROP FUNCTION public.refuse_unheld_registration();
    DROP TRIGGER registration_closed_once ON public.registry_registration;
    DROP FUNCTION public.refuse_changed_registration();
    GRANT UPDATE, DELETE ON public.registry_registration TO extranet_partner, extranet_operator;
    """,
)


class Migration(migrations.Migration):
    dependencies = [("registry", "0001_initial"), ("numbering", "0002_walls"), ("tenancy", "0001_walls")]
    operations = [
        append_only("registry_address"),
        partner_rows("registry_address"),
        partner_rows("registry_registration"),
        CLOSED_ONCE,
    ]
