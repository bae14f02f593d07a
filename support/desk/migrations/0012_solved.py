"""When a ticket was solved is indexed as figures count it; what a caller has not confirmed shows; replies retire.

Terms: general.7, general.8
"""

from django.db import migrations, models
from django.db.models.functions import Coalesce

# Partners' schemas are brought up one after the other: one that still mirrors as before leaves the column out.
DEFAULTS = migrations.RunSQL(
    """
    ALTER TABLE public.desk_queueentry ALTER is_unconfirmed SET DEFAULT false;
    """,
    migrations.RunSQL.noop,
)


class Migration(migrations.Migration):
    dependencies = [("desk", "0011_former_mirrors")]
    operations = [
        migrations.AddField(
            model_name="queueentry",
            name="is_unconfirmed",
            field=models.BooleanField(default=False, verbose_name="à confirmer par la personne"),
        ),
        migrations.AddField(
            model_name="deskreply",
            name="is_retired",
            field=models.BooleanField(default=False, verbose_name="retirée"),
        ),
        migrations.AddIndex(
            model_name="queueentry",
            index=models.Index(Coalesce("resolved_at", "closed_at"), name="desk_queue_solved"),
        ),
        DEFAULTS,
    ]
