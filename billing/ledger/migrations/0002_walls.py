"""What the database itself refuses: foreign or unissued invoices read by a partner, an issued invoice changed.

Terms: telavox.4, bt.11
"""

from django.db import migrations

HERE = 'current_schema()::text COLLATE "default"'
OWN = f"partner = {HERE} AND partner <> 'public'"
OPERATORS_OWN = ("ledger_billingrun", "ledger_runitem", "ledger_snapshot", "ledger_numberseries")
OF_INVOICES = ("ledger_invoiceline", "ledger_vattotal")

READING = migrations.RunSQL(
    [
        *(f"REVOKE ALL ON public.{table} FROM extranet_partner;" for table in OPERATORS_OWN),
        "REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON public.ledger_invoice, public.ledger_invoiceline,"
        " public.ledger_vattotal, public.ledger_discount, public.ledger_reading FROM extranet_partner;",
        "REVOKE UPDATE, DELETE, TRUNCATE ON public.ledger_discount, public.ledger_reading FROM extranet_operator;",
        *(
            f"ALTER TABLE public.{table} ENABLE ROW LEVEL SECURITY;"
            f" CREATE POLICY operator_all_rows ON public.{table} TO extranet_operator USING (true) WITH CHECK (true);"
            for table in ("ledger_invoice", "ledger_discount", *OF_INVOICES)
        ),
        "CREATE POLICY partner_issued_rows ON public.ledger_invoice FOR SELECT TO extranet_partner"
        f" USING ({OWN} AND status = 'issued');",
        f"CREATE POLICY partner_own_rows ON public.ledger_discount FOR SELECT TO extranet_partner USING ({OWN});",
        *(
            f"CREATE POLICY partner_issued_rows ON public.{table} FOR SELECT TO extranet_partner USING ({OWN}"
            " AND EXISTS (SELECT FROM public.ledger_invoice AS invoice WHERE invoice.id = invoice_id));"
            for table in OF_INVOICES
        ),
    ],
    migrations.RunSQL.noop,
)

# Terms: telavox.4, bt.11. An issued invoice is corrected by a credit note, never edited.
FROZEN = migrations.RunSQL(
    """
    CREATE FUNCTION public.refuse_changed_invoice() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF OLD.status <> 'draft' THEN
            RAISE EXCEPTION 'invoice % is issued: it does not change any more', OLD.number
                USING ERRCODE = 'insufficient_privilege';
        END IF;
        IF TG_OP = 'DELETE' THEN
            RETURN OLD;
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER invoice_frozen BEFORE UPDATE OR DELETE ON public.ledger_invoice
        FOR EACH ROW EXECUTE FUNCTION public.refuse_changed_invoice();

    CREATE FUNCTION public.refuse_changed_invoice_part() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        parent uuid;
    BEGIN
        IF TG_OP = 'INSERT' THEN
            parent := NEW.invoice_id;
        ELSE
            parent := OLD.invoice_id;
        END IF;
        IF EXISTS (SELECT FROM public.ledger_invoice WHERE id = parent AND status <> 'draft') THEN
            RAISE EXCEPTION 'the lines of an issued invoice do not change any more'
                USING ERRCODE = 'insufficient_privilege';
        END IF;
        IF TG_OP = 'DELETE' THEN
            RETURN OLD;
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER invoice_line_frozen BEFORE INSERT OR UPDATE OR DELETE ON public.ledger_invoiceline
        FOR EACH ROW EXECUTE FUNCTION public.refuse_changed_invoice_part();
    CREATE TRIGGER vat_total_frozen BEFORE INSERT OR UPDATE OR DELETE ON public.ledger_vattotal
        FOR EACH ROW EXECUTE FUNCTION public.refuse_changed_invoice_part();
    REVOKE TRUNCATE ON public.ledger_invoice, public.ledger_invoiceline, public.ledger_vattotal FROM extranet_operator;
    """,
    """
    DROP TRIGGER vat_total_frozen ON public.ledger_vattotal;
    DROP TRIGGER invoice_line_frozen ON public.ledger_invoiceline;
    DROP FUNCTION public.refuse_changed_invoice_part();
    DROP TRIGGER invoice_frozen ON public.ledger_invoice;
    DROP FUNCTION public.refuse_changed_invoice();
    """,
)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial"), ("tenancy", "0001_walls")]
    operations = [READING, FROZEN]
