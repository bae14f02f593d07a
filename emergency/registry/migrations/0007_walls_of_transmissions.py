"""What the database itself refuses: foreign messages, a message rewritten or moved by a partner, notices by partners.

Terms: telavox.7, bt.14, sip.4
"""

from django.db import migrations

from extranet.tenancy.sql import append_only, partner_rows

# A partner's act queues a message; only the operator's side sends it and writes down what came back.
FROZEN = migrations.RunSQL(
    """
    REVOKE UPDATE, DELETE, TRUNCATE ON public.registry_transmission FROM extranet_partner, extranet_operator;
    GRANT UPDATE (state, sent_at, acknowledged_at, failed_at, attempts, next_try_at, way, reference, error, alarmed_at)
        ON public.registry_transmission TO extranet_operator;
    REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON public.registry_nomadicnotice, public.registry_noticetext
        FROM extranet_partner;

    CREATE FUNCTION public.refuse_changed_transmission() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        course CONSTANT text[] := ARRAY['state', 'sent_at', 'acknowledged_at', 'failed_at', 'attempts',
            'next_try_at', 'way', 'reference', 'error', 'alarmed_at'];
    BEGIN
        IF TG_OP = 'DELETE' THEN
            RAISE EXCEPTION 'a transmission is kept for ever' USING ERRCODE = 'insufficient_privilege';
        END IF;
        IF OLD.state IN ('acknowledged', 'cancelled') OR to_jsonb(NEW) - course <> to_jsonb(OLD) - course THEN
            RAISE EXCEPTION 'what a transmission says is never changed' USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER transmission_frozen BEFORE UPDATE OR DELETE ON public.registry_transmission
        FOR EACH ROW EXECUTE FUNCTION public.refuse_changed_transmission();
    """,
    """
    DROP TRIGGER transmission_frozen ON public.registry_transmission;
    DROP FUNCTION public.refuse_changed_transmission();
    GRANT INSERT, UPDATE, DELETE ON public.registry_nomadicnotice, public.registry_noticetext TO extranet_partner;
    GRANT UPDATE, DELETE ON public.registry_transmission TO extranet_partner, extranet_operator;
    """,
)


class Migration(migrations.Migration):
    dependencies = [("registry", "0006_transmissions_and_notices"), ("tenancy", "0001_walls")]
    operations = [
        partner_rows("registry_transmission"),
        FROZEN,
        append_only("registry_nomadicnotice"),
        append_only("registry_noticetext"),
    ]
