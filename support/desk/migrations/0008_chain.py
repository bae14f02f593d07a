"""The first chain of a page, and the secrets of the calendar addresses, which are the operator's own.

Terms: general.7
"""

from datetime import UTC, datetime

from django.db import migrations, models

FIRST = [
    {"who": "layer1", "ways": "first", "wait_minutes": 5},
    {"who": "layer1", "ways": "second", "wait_minutes": 5},
    {"who": "layer2", "ways": "all", "wait_minutes": 5},
    {"who": "administrators", "ways": "all", "wait_minutes": 5},
]


def publish_first(apps, schema_editor):
    chains = apps.get_model("desk", "PagingChain")
    if not chains.objects.exists():
        chains.objects.create(
            number=1,
            steps=FIRST,
            note="Première chaîne",
            published_at=datetime(2026, 1, 1, tzinfo=UTC),
            published_by_name="",
        )


class Migration(migrations.Migration):
    dependencies = [("desk", "0006_full_walls")]
    operations = [
        migrations.CreateModel(
            name="RotaFeed",
            fields=[
                ("user_id", models.UUIDField(primary_key=True, serialize=False, verbose_name="personne")),
                ("generation", models.PositiveIntegerField(default=1, verbose_name="génération")),
                ("renewed_at", models.DateTimeField(verbose_name="renouvelé le")),
            ],
            options={"verbose_name": "adresse d’agenda", "verbose_name_plural": "adresses d’agenda"},
        ),
        migrations.RunSQL(
            "REVOKE ALL ON public.desk_rotafeed FROM extranet_partner;",
            "GRANT SELECT, INSERT, UPDATE, DELETE ON public.desk_rotafeed TO extranet_partner;",
        ),
        migrations.RunPython(publish_first, migrations.RunPython.noop),
    ]
