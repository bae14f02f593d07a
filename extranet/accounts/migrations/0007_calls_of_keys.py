"""Calls of keys that are done once. A partner's own role keeps and forgets those of its schema only."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from extranet.tenancy.sql import partner_rows


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_scopes_of_emergency")]

    operations = [
        migrations.CreateModel(
            name="KeyedCall",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("partner", models.CharField(max_length=40, verbose_name="partenaire")),
                ("act", models.CharField(max_length=200, verbose_name="adresse appelée")),
                ("key", models.CharField(max_length=100, verbose_name="clé d’idempotence")),
                ("digest", models.CharField(max_length=64, verbose_name="empreinte")),
                ("at", models.DateTimeField(verbose_name="reçu le")),
                ("status", models.PositiveSmallIntegerField(default=0, verbose_name="réponse")),
                ("answer", models.JSONField(default=dict, verbose_name="contenu")),
                (
                    "token",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="calls",
                        to="accounts.apitoken",
                        verbose_name="clé",
                    ),
                ),
            ],
            options={
                "verbose_name": "appel d’une clé",
                "verbose_name_plural": "appels des clés",
                "ordering": ["-at"],
                "constraints": [
                    models.UniqueConstraint(fields=("token", "act", "key"), name="call_once_a_key"),
                ],
            },
        ),
        partner_rows("accounts_keyedcall"),
    ]
