"""The letter of authority of a port-in request is kept, not its digest alone."""

import django.db.models.deletion
from django.db import migrations, models

from extranet.tenancy.sql import append_only, partner_rows


class Migration(migrations.Migration):
    dependencies = [("numbering", "0004_walls_of_cuts"), ("tenancy", "0001_walls")]
    operations = [
        migrations.CreateModel(
            name="PortInLetter",
            fields=[
                (
                    "port_in",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="letter",
                        serialize=False,
                        to="numbering.portin",
                    ),
                ),
                ("partner", models.CharField(max_length=40)),
                ("media_type", models.CharField(max_length=80)),
                ("content", models.BinaryField()),
            ],
        ),
        partner_rows("numbering_portinletter"),
        append_only("numbering_portinletter"),
    ]
