"""Partners read the calendar, open pages and feed the queue with their own rows; the night's people stay unseen.

Terms: general.7
"""

from django.db import migrations

from extranet.tenancy.sql import append_only, partner_rows

OWN = ("desk_contactway", "desk_rota", "desk_rotamember", "desk_rotaoverride", "desk_pagestep", "desk_heartbeat")
OPERATORS_OWN = migrations.RunSQL(
    [f"REVOKE ALL ON public.{table} FROM extranet_partner;" for table in OWN],
    [f"GRANT SELECT, INSERT, UPDATE, DELETE ON public.{table} TO extranet_partner;" for table in OWN],
)
PUBLISHING = migrations.RunSQL(
    """
    REVOKE INSERT ON public.desk_calendarversion, public.desk_calendarday FROM extranet_partner;
    REVOKE DELETE, TRUNCATE ON public.desk_page FROM extranet_partner, extranet_operator;
    """,
    """
    GRANT INSERT ON public.desk_calendarversion, public.desk_calendarday TO extranet_partner;
    GRANT DELETE ON public.desk_page TO extranet_partner, extranet_operator;
    """,
)


class Migration(migrations.Migration):
    dependencies = [("desk", "0001_initial"), ("tenancy", "0001_walls")]
    operations = [
        append_only("desk_calendarversion"),
        append_only("desk_calendarday"),
        append_only("desk_rota"),
        append_only("desk_rotamember"),
        partner_rows("desk_page"),
        partner_rows("desk_queueentry"),
        OPERATORS_OWN,
        PUBLISHING,
    ]
