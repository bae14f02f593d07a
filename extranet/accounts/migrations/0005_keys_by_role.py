"""Keys of partners and clients, with a role. A partner's own role makes and withdraws those of its schema only."""

import django.contrib.postgres.fields
from django.db import migrations, models

from extranet.tenancy.sql import partner_rows


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_api_tokens")]

    operations = [
        migrations.AddField(
            "apitoken",
            "role",
            models.CharField(
                blank=True,
                default="",
                max_length=20,
                verbose_name="rôle",
                choices=[
                    ("partner_admin", "administrateur du partenaire"),
                    ("technician", "technicien"),
                    ("finance", "finances"),
                    ("client_admin", "administrateur du client"),
                    ("client_user", "utilisateur du client"),
                ],
            ),
        ),
        migrations.AddField("apitoken", "client_id", models.UUIDField(blank=True, null=True, verbose_name="client")),
        migrations.AddField("apitoken", "created_by_id", models.UUIDField(null=True)),
        migrations.AlterField(
            "apitoken",
            "scopes",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("platforms.snapshots", "rapporter ce qui est configuré sur les plateformes"),
                        ("tickets.read", "lire les tickets"),
                        ("tickets.write", "ouvrir des tickets et y agir"),
                    ],
                    max_length=40,
                ),
                size=None,
                verbose_name="droits",
            ),
        ),
        migrations.AddConstraint(
            "apitoken",
            models.CheckConstraint(
                condition=models.Q(
                    models.Q(("client_id__isnull", False), ("role__in", ("client_admin", "client_user"))),
                    models.Q(
                        models.Q(("role__in", ("client_admin", "client_user")), _negated=True),
                        ("client_id__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="key_of_a_client_names_it",
                violation_error_message="Un rôle de client demande un client, un rôle de partenaire n’en a pas.",
            ),
        ),
        migrations.AddConstraint(
            "apitoken",
            models.CheckConstraint(
                condition=models.Q(("role", ""), ("created_by_id__isnull", False), _connector="OR"),
                name="key_with_a_role_has_a_maker",
            ),
        ),
        partner_rows("accounts_apitoken"),
        migrations.RunSQL(
            "GRANT SELECT, INSERT ON public.accounts_apitoken TO extranet_partner;"
            "GRANT UPDATE (revoked_at) ON public.accounts_apitoken TO extranet_partner;",
            "REVOKE ALL ON public.accounts_apitoken FROM extranet_partner;",
        ),
    ]
