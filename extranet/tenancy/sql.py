"""Migration steps for the second wall: rows of partners, and rows nobody may change.

Source: PostgreSQL row-level security and `REVOKE`. The owner of a table passes policies, so
no request ever runs as owner; a trigger holds for the owner too.
"""

from django.db import migrations

HERE = 'current_schema()::text COLLATE "default"'  # without cast and collation no index is used


def partner_rows(table: str, column: str = "partner") -> migrations.RunSQL:
    """Let the partner role see and write only the rows of the schema it stands in; staff see all.

    `column` holds the schema name as text. A partner's host is looked up while standing in `public`:
    the operator's own rows, which carry that name, are not the partner role's even then.
    """
    own = f"{column} = {HERE} AND {column} <> 'public'"
    return migrations.RunSQL(
        f"""
        ALTER TABLE public.{table} ENABLE ROW LEVEL SECURITY;
        CREATE POLICY partner_own_rows ON public.{table} TO extranet_partner
            USING ({own}) WITH CHECK ({own});
        CREATE POLICY operator_all_rows ON public.{table} TO extranet_operator
            USING (true) WITH CHECK (true);
        """,
        f"""
        DROP POLICY operator_all_rows ON public.{table};
        DROP POLICY partner_own_rows ON public.{table};
        ALTER TABLE public.{table} DISABLE ROW LEVEL SECURITY;
        """,
    )


def append_only(table: str) -> migrations.RunSQL:
    """Refuse UPDATE, DELETE and TRUNCATE of a public table to the application and, by trigger, to everybody."""
    return migrations.RunSQL(
        f"""
        REVOKE UPDATE, DELETE, TRUNCATE ON public.{table} FROM extranet_partner, extranet_operator;
        CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON public.{table}
            FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();
        """,
        f"""
        DROP TRIGGER {table}_append_only ON public.{table};
        GRANT UPDATE, DELETE ON public.{table} TO extranet_partner, extranet_operator;
        """,
    )
