"""A partner's act queues messages about its own numbers, in their turn: none that is sent already, none out of turn.

Terms: telavox.7, bt.14, sip.4
"""

from django.db import migrations

COLUMNS = (
    "id, holding_id, registration_id, partner, client_id, numbers, kind, holds_from, content, state, queued_at, "
    "sent_at, acknowledged_at, failed_at, attempts, next_try_at, way, reference, error, alarmed_at"
)
IN_ITS_TURN = migrations.RunSQL(
    f"""
    -- All but `sequence`, which the database gives.
    REVOKE INSERT ON public.registry_transmission FROM extranet_partner;
    GRANT INSERT ({COLUMNS}) ON public.registry_transmission TO extranet_partner;

    CREATE FUNCTION public.refuse_forged_transmission() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF (NEW.state, NEW.attempts) IS DISTINCT FROM ('queued', 0)
            OR num_nonnulls(NEW.sent_at, NEW.acknowledged_at, NEW.failed_at, NEW.next_try_at, NEW.alarmed_at) > 0
            OR NEW.content #>> '{{numbers,first}}' IS DISTINCT FROM '+' || lower(NEW.numbers)
            OR NEW.content #>> '{{numbers,last}}' IS DISTINCT FROM '+' || (upper(NEW.numbers) - 1)
            OR NOT EXISTS (
                SELECT FROM public.numbering_holding AS block
                WHERE block.id = NEW.holding_id AND block.partner = NEW.partner AND block.client_id = NEW.client_id
                    AND block.numbers @> NEW.numbers
            ) THEN
            RAISE EXCEPTION 'a message is queued about numbers of its block' USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER transmission_in_its_turn BEFORE INSERT ON public.registry_transmission
        FOR EACH ROW WHEN (current_user = 'extranet_partner') EXECUTE FUNCTION public.refuse_forged_transmission();
    """,
    """
    DROP TRIGGER transmission_in_its_turn ON public.registry_transmission;
    DROP FUNCTION public.refuse_forged_transmission();
    GRANT INSERT ON public.registry_transmission TO extranet_partner;
    """,
)


class Migration(migrations.Migration):
    dependencies = [("registry", "0010_reconfirming"), ("numbering", "0002_walls")]
    operations = [IN_ITS_TURN]
