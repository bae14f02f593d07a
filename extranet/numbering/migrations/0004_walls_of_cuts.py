"""A partner may cut and join its own blocks: it never gains a number by it, and never loses one.

Terms: telavox.7, bt.14, sip.4
"""

from django.db import migrations

from extranet.tenancy.sql import partner_rows

CONSERVED = migrations.RunSQL(
    """
    GRANT INSERT ON public.numbering_holding, public.numbering_sheet TO extranet_partner;
    GRANT UPDATE (held, released_at, released_by_name) ON public.numbering_holding TO extranet_partner;

    -- What begins had been held until that very instant, by the same client for the same subscription.
    CREATE FUNCTION public.refuse_gained_numbers() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        before int8multirange;
    BEGIN
        SELECT range_agg(block.numbers) INTO before FROM public.numbering_holding AS block
            WHERE block.partner = NEW.partner AND block.client_id = NEW.client_id
                AND block.subscription_id = NEW.subscription_id AND block.family = NEW.family
                AND block.kind = NEW.kind AND NOT isempty(block.held) AND upper(block.held) = lower(NEW.held);
        IF coalesce(NOT before @> NEW.numbers, true) OR NOT upper_inf(NEW.held)
            OR lower(NEW.held) < transaction_timestamp() THEN
            RAISE EXCEPTION 'numbers are given by the operator' USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER holding_gains_nothing BEFORE INSERT ON public.numbering_holding
        FOR EACH ROW WHEN (current_user = 'extranet_partner') EXECUTE FUNCTION public.refuse_gained_numbers();

    -- Asked when the transaction ends, whoever acts then: as the owner, over that partner's rows alone.
    CREATE FUNCTION public.refuse_lost_numbers() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
    DECLARE
        after int8multirange;
    BEGIN
        SELECT range_agg(block.numbers) INTO after FROM public.numbering_holding AS block
            WHERE block.partner = NEW.partner AND block.client_id = NEW.client_id
                AND block.subscription_id = NEW.subscription_id AND block.held @> upper(NEW.held);
        IF coalesce(NOT after @> NEW.numbers, true) THEN
            RAISE EXCEPTION 'numbers are taken back by the operator' USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN NULL;
    END $$;
    CREATE CONSTRAINT TRIGGER holding_loses_nothing AFTER UPDATE ON public.numbering_holding
        DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW WHEN (current_user = 'extranet_partner') EXECUTE FUNCTION public.refuse_lost_numbers();
    """,
    """
    DROP TRIGGER holding_loses_nothing ON public.numbering_holding;
    DROP FUNCTION public.refuse_lost_numbers();
    DROP TRIGGER holding_gains_nothing ON public.numbering_holding;
    DROP FUNCTION public.refuse_gained_numbers();
    REVOKE INSERT ON public.numbering_holding, public.numbering_sheet FROM extranet_partner;
    REVOKE UPDATE (held, released_at, released_by_name) ON public.numbering_holding FROM extranet_partner;
    """,
)

PORTING = migrations.RunSQL(
    """
    REVOKE UPDATE, DELETE, TRUNCATE ON public.numbering_portin FROM extranet_partner;
    REVOKE DELETE, TRUNCATE ON public.numbering_portin FROM extranet_operator;
    """,
    "GRANT UPDATE, DELETE ON public.numbering_portin TO extranet_partner, extranet_operator",
)


class Migration(migrations.Migration):
    dependencies = [("numbering", "0003_port_in"), ("tenancy", "0001_walls")]
    operations = [CONSERVED, partner_rows("numbering_portin"), PORTING]
