"""What the database itself refuses: foreign reviews, a review decided twice or by a partner, places written by partners.

Terms: telavox.7, bt.14, sip.4
"""

from django.db import migrations

from extranet.tenancy.sql import partner_rows

PLACES = migrations.RunSQL(
    """
    REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON public.registry_postalplace, public.registry_street
        FROM extranet_partner;
    REVOKE DELETE, TRUNCATE ON public.registry_postalplace, public.registry_street FROM extranet_operator;
    """,
    """
    GRANT INSERT, UPDATE, DELETE ON public.registry_postalplace, public.registry_street
        TO extranet_partner, extranet_operator;
    """,
)

DECIDED_ONCE = migrations.RunSQL(
    """
    REVOKE UPDATE, DELETE, TRUNCATE ON public.registry_review FROM extranet_partner, extranet_operator;
    GRANT UPDATE (state, decided_at, reviewer_id, reviewer_name, decision_reason, registration_id)
        ON public.registry_review TO extranet_operator;
    GRANT UPDATE (state, decided_at) ON public.registry_review TO extranet_partner;

    CREATE FUNCTION public.refuse_changed_review() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        decision CONSTANT text[] := ARRAY['state', 'decided_at', 'reviewer_id', 'reviewer_name', 'decision_reason',
            'registration_id'];
    BEGIN
        IF TG_OP = 'DELETE' THEN
            RAISE EXCEPTION 'a review is decided, never deleted' USING ERRCODE = 'insufficient_privilege';
        END IF;
        IF OLD.state <> 'waiting' OR to_jsonb(NEW) - decision <> to_jsonb(OLD) - decision THEN
            RAISE EXCEPTION 'a review changes once, when it is decided' USING ERRCODE = 'insufficient_privilege';
        END IF;
        -- A newer declaration takes the place of an older one; whether an address is right is the operator's word.
        IF current_user = 'extranet_partner' AND NEW.state <> 'replaced' THEN
            RAISE EXCEPTION 'a review is decided by the operator' USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER review_decided_once BEFORE UPDATE OR DELETE ON public.registry_review
        FOR EACH ROW EXECUTE FUNCTION public.refuse_changed_review();
    """,
    """
    DROP TRIGGER review_decided_once ON public.registry_review;
    DROP FUNCTION public.refuse_changed_review();
    GRANT UPDATE, DELETE ON public.registry_review TO extranet_partner, extranet_operator;
    """,
)


class Migration(migrations.Migration):
    dependencies = [("registry", "0003_places_and_reviews"), ("tenancy", "0001_walls")]
    operations = [partner_rows("registry_review"), PLACES, DECIDED_ONCE]
