"""A partner sees every row only while its host is looked up (in public), inside its schema its own alone."""

from django.db import migrations

OWN = "{column} = current_schema()::text COLLATE \"default\""


def wall(table: str, column: str) -> migrations.RunSQL:
    own = OWN.format(column=column)
    return migrations.RunSQL(
        f"""
        ALTER TABLE public.{table} ENABLE ROW LEVEL SECURITY;
        CREATE POLICY partner_looks_up ON public.{table} FOR SELECT TO extranet_partner
            USING (current_schema() = 'public' OR {own});
        CREATE POLICY partner_changes_own ON public.{table} FOR UPDATE TO extranet_partner
            USING ({own}) WITH CHECK ({own});
        CREATE POLICY operator_all_rows ON public.{table} TO extranet_operator USING (true) WITH CHECK (true);
        REVOKE INSERT, DELETE, TRUNCATE ON public.{table} FROM extranet_partner;
        """,
        f"""
        DROP POLICY partner_looks_up ON public.{table};
        DROP POLICY partner_changes_own ON public.{table};
        DROP POLICY operator_all_rows ON public.{table};
        ALTER TABLE public.{table} DISABLE ROW LEVEL SECURITY;
        GRANT INSERT, DELETE ON public.{table} TO extranet_partner;
        """,
    )


class Migration(migrations.Migration):
    dependencies = [("partners", "0001_initial"), ("tenancy", "0001_walls")]
    operations = [
        wall("partners_partner", "schema_name"),
        migrations.RunSQL(
            """
            ALTER TABLE public.partners_host ENABLE ROW LEVEL SECURITY;
            CREATE POLICY partner_looks_up ON public.partners_host FOR SELECT TO extranet_partner USING (
                current_schema() = 'public' OR tenant_id = (
                    SELECT id FROM public.partners_partner
                    WHERE schema_name = current_schema()::text COLLATE "default"));
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
        ),
    ]
