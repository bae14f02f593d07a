"""Partners read published incidents and the aims, never the night's people; words are folded alike on both floors.

Terms: general.7
"""

from django.db import migrations

from extranet.tenancy.sql import append_only

OPERATORS_OWN = (
    "desk_pagingchain",
    "desk_swap",
    "desk_handovernote",
    "desk_drill",
    "desk_outsidecontact",
    "desk_pagingalarm",
    "desk_deskreply",
    "desk_deskview",
)
OWN = migrations.RunSQL(
    [f"REVOKE ALL ON public.{table} FROM extranet_partner;" for table in OPERATORS_OWN],
    [f"GRANT SELECT, INSERT, UPDATE, DELETE ON public.{table} TO extranet_partner;" for table in OPERATORS_OWN],
)
READ_ONLY = migrations.RunSQL(
    """
    REVOKE INSERT, UPDATE, DELETE, TRUNCATE
        ON public.desk_aim, public.desk_incident, public.desk_incidentupdate FROM extranet_partner;
    """,
    "GRANT INSERT, UPDATE, DELETE ON public.desk_aim, public.desk_incident, public.desk_incidentupdate"
    " TO extranet_partner;",
)
INCIDENTS = migrations.RunSQL(
    """
    ALTER TABLE public.desk_incident ENABLE ROW LEVEL SECURITY;
    CREATE POLICY published_incidents ON public.desk_incident FOR SELECT TO extranet_partner
        USING (published_at IS NOT NULL);
    CREATE POLICY operator_all_incidents ON public.desk_incident TO extranet_operator USING (true) WITH CHECK (true);
    ALTER TABLE public.desk_incidentupdate ENABLE ROW LEVEL SECURITY;
    CREATE POLICY published_updates ON public.desk_incidentupdate FOR SELECT TO extranet_partner
        USING (EXISTS (
            SELECT 1 FROM public.desk_incident AS incident
            WHERE incident.id = incident_id AND incident.published_at IS NOT NULL
        ));
    CREATE POLICY operator_all_updates ON public.desk_incidentupdate TO extranet_operator
        USING (true) WITH CHECK (true);
    """,
    """
    DROP POLICY operator_all_updates ON public.desk_incidentupdate;
    DROP POLICY published_updates ON public.desk_incidentupdate;
    ALTER TABLE public.desk_incidentupdate DISABLE ROW LEVEL SECURITY;
    DROP POLICY operator_all_incidents ON public.desk_incident;
    DROP POLICY published_incidents ON public.desk_incident;
    ALTER TABLE public.desk_incident DISABLE ROW LEVEL SECURITY;
    """,
)
# The same folding for what is stored and what is sought: small letters without accents. Source: built-in functions
# that are immutable, so that a generated column and an index may use it; no extension is needed.
FOLDING = migrations.RunSQL(
    """
    CREATE FUNCTION public.fold_words(words text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN
        replace(replace(replace(
            translate(lower(words), 'àáâãäåāçćčèéêëēėęìíîïīįñńòóôõöøōùúûüūůýÿžźżšś’',
                                    'aaaaaaaccceeeeeeeiiiiiinnooooooouuuuuuyyzzzss'''),
            'œ', 'oe'), 'æ', 'ae'), 'ß', 'ss');
    GRANT EXECUTE ON FUNCTION public.fold_words(text) TO extranet_partner, extranet_operator;
    """,
    "DROP FUNCTION public.fold_words(text);",
)


class Migration(migrations.Migration):
    dependencies = [("desk", "0005_layers")]
    operations = [
        append_only("desk_aim"),
        append_only("desk_pagingchain"),
        append_only("desk_handovernote"),
        append_only("desk_incidentupdate"),
        OWN,
        READ_ONLY,
        INCIDENTS,
        FOLDING,
    ]
