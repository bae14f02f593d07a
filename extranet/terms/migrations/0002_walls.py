"""What the database itself refuses: changed evidence, foreign rows, a wrong hash, a back-dated act."""

from django.db import migrations

from extranet.tenancy.sql import append_only, partner_rows

# Partners read the terms; only the operator publishes them.
PUBLISHING = migrations.RunSQL(
    "REVOKE INSERT ON public.terms_termsversion, public.terms_termstext FROM extranet_partner;",
    "GRANT INSERT ON public.terms_termsversion, public.terms_termstext TO extranet_partner;",
)

HASH_OF_TEXT = migrations.RunSQL(
    """
    ALTER TABLE public.terms_termstext ADD CONSTRAINT terms_text_hash_is_its_own
        CHECK (sha256 = encode(sha256(convert_to(text, 'UTF8')), 'hex'));
    """,
    "ALTER TABLE public.terms_termstext DROP CONSTRAINT terms_text_hash_is_its_own;",
)

# Terms: general.1. Nothing is back-dated: the instant of an act is the database's own, within two minutes.
# The owner may write older acts: provisioning of a demo, never a request.
ACCEPTED_NOW = migrations.RunSQL(
    """
    CREATE FUNCTION public.refuse_other_instant() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF current_user IN ('extranet_partner', 'extranet_operator') THEN
            IF abs(extract(epoch FROM NEW.accepted_at - clock_timestamp())) > 120 THEN
                RAISE EXCEPTION 'an acceptance is dated when it is given, not %', NEW.accepted_at
                    USING ERRCODE = 'check_violation';
            END IF;
            NEW.recorded_at := clock_timestamp();
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER terms_acceptance_now BEFORE INSERT ON public.terms_acceptance
        FOR EACH ROW EXECUTE FUNCTION public.refuse_other_instant();
    """,
    """
    DROP TRIGGER terms_acceptance_now ON public.terms_acceptance;
    DROP FUNCTION public.refuse_other_instant();
    """,
)


class Migration(migrations.Migration):
    dependencies = [("terms", "0001_terms"), ("tenancy", "0001_walls")]
    operations = [
        append_only("terms_termsversion"),
        append_only("terms_termstext"),
        append_only("terms_acceptance"),
        append_only("terms_accepteddocument"),
        partner_rows("terms_acceptance"),
        partner_rows("terms_accepteddocument"),
        PUBLISHING,
        HASH_OF_TEXT,
        ACCEPTED_NOW,
    ]
