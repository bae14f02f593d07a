"""What is critical and nobody has in hand comes first, also once it was opened again or given to the other desk.

A generated column cannot change its expression: the column and its index are made anew. Terms: general.7
"""

from django.db import migrations, models

UNSOLVED = ("new", "acknowledged", "waiting_client", "waiting_partner", "waiting_third_party", "reopened")
CRITICAL = models.Q(("ground", "none"), _negated=True)


class Migration(migrations.Migration):
    dependencies = [("desk", "0007_search")]
    operations = [
        migrations.RemoveIndex(model_name="queueentry", name="desk_queue"),
        migrations.RemoveField(model_name="queueentry", name="urgency"),
        migrations.AddField(
            model_name="queueentry",
            name="urgency",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Case(
                    models.When(
                        models.Q(("acknowledged_at__isnull", True), ("status__in", UNSOLVED)) & CRITICAL,
                        then=models.Value(0),
                    ),
                    models.When(models.Q(("status__in", UNSOLVED)) & CRITICAL, then=models.Value(1)),
                    default=models.Value(2),
                ),
                output_field=models.SmallIntegerField(),
                verbose_name="urgence",
            ),
        ),
        migrations.AddIndex(
            model_name="queueentry",
            index=models.Index(
                models.F("urgency"),
                models.OrderBy(models.F("clock_starts_at"), nulls_last=True),
                models.F("opened_at"),
                models.F("id"),
                condition=models.Q(("is_on_desk", True), ("status__in", UNSOLVED)),
                name="desk_queue",
            ),
        ),
    ]
