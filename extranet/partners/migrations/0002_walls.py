"""While a host is looked up (in public) every partner is seen, inside a schema its own alone.

Of its own row a partner changes the look and the support contact; name and number are the operator's.
"""

from django.db import migrations

from extranet.tenancy.sql import HERE

LOOK = "display_name, brand_colour, logo, logo_type, support_email, support_phone, language"

PARTNERS = migrations.RunSQL(
    f"""
    ALTER TABLE public.partners_partner ENABLE ROW LEVEL SECURITY;
    CREATE POLICY partner_looks_up ON public.partners_partner FOR SELECT TO extranet_partner
        USING (current_schema() = 'public' OR schema_name = {HERE});
    CREATE POLICY partner_changes_own ON public.partners_partner FOR UPDATE TO extranet_partner
        USING (schema_name = {HERE}) WITH CHECK (schema_name = {HERE});
    CREATE POLICY operator_all_rows ON public.partners_partner TO extranet_operator
        USING (true) WITH CHECK (true);
    REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON public.partners_partner FROM extranet_partner;
    GRANT UPDATE ({LOOK}) ON public.partners_partner TO extranet_partner;
    """,
    """
    DROP POLICY partner_looks_up ON public.partners_partner;
    DROP POLICY partner_changes_own ON public.partners_partner;
    DROP POLICY operator_all_rows ON public.partners_partner;
    ALTER TABLE public.partners_partner DISABLE ROW LEVEL SECURITY;
    GRANT INSERT, UPDATE, DELETE ON public.partners_partner TO extranet_partner;
    """,
)

HOSTS = migrations.RunSQL(
    f"""
    ALTER TABLE public.partners_host ENABLE ROW LEVEL SECURITY;
    CREATE POLICY partner_looks_up ON public.partners_host FOR SELECT TO extranet_partner
        USING (current_schema() = 'public'
               OR tenant_id = (SELECT id FROM public.partners_partner WHERE schema_name = {HERE}));
    CREATE POLICY operator_all_rows ON public.partners_host TO extranet_operator
        USING (true) WITH CHECK (true);
    REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON public.partners_host FROM extranet_partner;
    """,
    """
    DROP POLICY partner_looks_up ON public.partners_host;
    DROP POLICY operator_all_rows ON public.partners_host;
    ALTER TABLE public.partners_host DISABLE ROW LEVEL SECURITY;
    GRANT INSERT, UPDATE, DELETE ON public.partners_host TO extranet_partner;
    """,
)


class Migration(migrations.Migration):
    dependencies = [("partners", "0001_initial"), ("tenancy", "0001_walls")]
    operations = [PARTNERS, HOSTS]
