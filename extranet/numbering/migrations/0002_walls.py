"""Partners see their own blocks and allocate none; a block changes once, when it is released.

Terms: telavox.7, bt.14, sip.4
"""

from django.db import migrations

from extranet.tenancy.sql import partner_rows

ALLOCATING = migrations.RunSQL(
    """
    REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON public.numbering_holding FROM extranet_partner;
    REVOKE UPDATE, DELETE, TRUNCATE ON public.numbering_holding FROM extranet_operator;
    GRANT UPDATE (held, released_at, released_by_name) ON public.numbering_holding TO extranet_operator;
    REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON public.numbering_sheet FROM extranet_partner;
    REVOKE UPDATE, DELETE, TRUNCATE ON public.numbering_sheet FROM extranet_operator;
    GRANT UPDATE (revision) ON public.numbering_sheet TO extranet_partner, extranet_operator;
    """,
    """
    GRANT INSERT, UPDATE, DELETE ON public.numbering_holding TO extranet_partner, extranet_operator;
    GRANT INSERT, UPDATE, DELETE ON public.numbering_sheet TO extranet_partner, extranet_operator;
    """,
)

RELEASED_ONCE = migrations.RunSQL(
    """
    CREATE FUNCTION public.refuse_changed_holding() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' THEN
            RAISE EXCEPTION 'a block is released, never deleted' USING ERRCODE = 'insufficient_privilege';
        END IF;
        -- An empty range has no lower end: the block was withdrawn before it began.
        IF NOT upper_inf(OLD.held) OR upper_inf(NEW.held) OR lower(NEW.held) <> lower(OLD.held)
            OR to_jsonb(NEW) - ARRAY['held', 'released_at', 'released_by_name']
                <> to_jsonb(OLD) - ARRAY['held', 'released_at', 'released_by_name'] THEN
            RAISE EXCEPTION 'a block changes once, when it is released' USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER holding_released_once BEFORE UPDATE OR DELETE ON public.numbering_holding
        FOR EACH ROW EXECUTE FUNCTION public.refuse_changed_holding();
    """,
    """
    DROP TRIGGER holding_released_once ON public.numbering_holding;
    DROP FUNCTION public.refuse_changed_holding();
    """,
)


class Migration(migrations.Migration):
    dependencies = [("numbering", "0001_initial"), ("tenancy", "0001_walls")]
    operations = [
        partner_rows("numbering_holding"),
        partner_rows("numbering_sheet"),
        ALLOCATING,
        RELEASED_ONCE,
    ]
