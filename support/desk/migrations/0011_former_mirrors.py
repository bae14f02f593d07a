"""Partners' schemas are brought up one after the other: one that still mirrors as before fills the new columns too.

Terms: general.7
"""

from django.db import migrations

DEFAULTS = {"kind": "'request'", "category": "'other'", "desk_agent_name": "''", "desk_tags": "'{}'", "reopenings": "0"}
KEPT = migrations.RunSQL(
    [f"ALTER TABLE public.desk_queueentry ALTER {name} SET DEFAULT {value};" for name, value in DEFAULTS.items()],
    [f"ALTER TABLE public.desk_queueentry ALTER {name} DROP DEFAULT;" for name in DEFAULTS],
)


class Migration(migrations.Migration):
    dependencies = [("desk", "0010_untaken_first")]
    operations = [KEPT]
