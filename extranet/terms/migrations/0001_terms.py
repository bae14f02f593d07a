"""Tables of the terms and of the register of acceptances."""

import uuid

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="AcceptanceCounter",
            fields=[
                ("year", models.PositiveIntegerField(primary_key=True, serialize=False)),
                ("last", models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="Acceptance",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("number", models.CharField(max_length=20, unique=True, verbose_name="certificat")),
                ("partner", models.CharField(max_length=63, verbose_name="partenaire")),
                (
                    "kind",
                    models.CharField(
                        choices=[("order", "commande"), ("acknowledgement", "prise de connaissance")],
                        max_length=20,
                        verbose_name="acte",
                    ),
                ),
                ("user_id", models.UUIDField(verbose_name="utilisateur")),
                ("user_name", models.CharField(max_length=200, verbose_name="nom")),
                ("user_email", models.EmailField(max_length=254, verbose_name="e-mail")),
                ("user_role", models.CharField(max_length=30, verbose_name="rôle")),
                (
                    "organisation_kind",
                    models.CharField(
                        choices=[("partner", "partenaire"), ("client", "client")],
                        max_length=10,
                        verbose_name="sorte d’organisation",
                    ),
                ),
                ("organisation_id", models.CharField(max_length=63, verbose_name="organisation")),
                ("organisation_name", models.CharField(max_length=200, verbose_name="nom de l’organisation")),
                (
                    "organisation_enterprise_number",
                    models.CharField(blank=True, max_length=20, verbose_name="numéro d’entreprise"),
                ),
                ("accepted_at", models.DateTimeField(verbose_name="accepté le")),
                (
                    "recorded_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), verbose_name="enregistré le"
                    ),
                ),
                ("ip", models.CharField(max_length=45, verbose_name="adresse IP")),
                ("user_agent", models.CharField(max_length=400, verbose_name="navigateur")),
                (
                    "language",
                    models.CharField(
                        choices=[
                            ("fr", "français"),
                            ("nl", "néerlandais"),
                            ("de", "allemand"),
                            ("en", "anglais"),
                        ],
                        max_length=2,
                        verbose_name="langue",
                    ),
                ),
                ("statement", models.TextField(verbose_name="phrase acceptée")),
                ("order_id", models.UUIDField(blank=True, null=True, verbose_name="commande")),
                (
                    "order_number",
                    models.CharField(blank=True, max_length=30, verbose_name="numéro de commande"),
                ),
                ("client_name", models.CharField(blank=True, max_length=200, verbose_name="client")),
                ("services", models.JSONField(verbose_name="services")),
                (
                    "documents_digest",
                    models.CharField(
                        max_length=64,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[0-9a-f]{64}$", "Une empreinte SHA-256 a 64 chiffres hexadécimaux."
                            )
                        ],
                        verbose_name="empreinte des documents",
                    ),
                ),
                (
                    "digest",
                    models.CharField(
                        max_length=64,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[0-9a-f]{64}$", "Une empreinte SHA-256 a 64 chiffres hexadécimaux."
                            )
                        ],
                        verbose_name="empreinte du certificat",
                    ),
                ),
            ],
            options={
                "verbose_name": "acceptation",
                "verbose_name_plural": "acceptations",
                "ordering": ("-accepted_at", "-number"),
                "indexes": [
                    models.Index(
                        fields=["partner", "organisation_id", "-accepted_at"],
                        name="terms_acceptance_organisation",
                    ),
                    models.Index(fields=["digest"], name="terms_acceptance_digest"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("partner", "order_id", "user_id", "organisation_id", "client_name", "documents_digest"),
                        name="terms_acceptance_once",
                        nulls_distinct=False,
                        violation_error_message="Cette personne a déjà accepté ces textes ici.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TermsVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "part",
                    models.CharField(
                        choices=[
                            ("general", "Conditions générales"),
                            ("telavox", "Telavox UCaaS"),
                            ("bt", "Business Telephony"),
                            ("sip", "SIP Trunking"),
                            ("meeting", "Web Meeting"),
                        ],
                        max_length=10,
                        verbose_name="partie",
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="version")),
                ("valid_from", models.DateField(verbose_name="en vigueur dès le")),
                ("published_at", models.DateTimeField(verbose_name="publiée le")),
                (
                    "published_by_name",
                    models.CharField(blank=True, max_length=200, verbose_name="publiée par"),
                ),
            ],
            options={
                "verbose_name": "version des conditions",
                "verbose_name_plural": "versions des conditions",
                "ordering": ("part", "-number"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("part", "number"),
                        name="terms_version_number",
                        violation_error_message="Ce numéro de version existe déjà pour cette partie.",
                    ),
                    models.UniqueConstraint(
                        fields=("part", "valid_from"),
                        name="terms_version_day",
                        violation_error_message="Une version de cette partie commence déjà ce jour-là.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TermsText",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[
                            ("fr", "français"),
                            ("nl", "néerlandais"),
                            ("de", "allemand"),
                            ("en", "anglais"),
                        ],
                        max_length=2,
                        verbose_name="langue",
                    ),
                ),
                ("title", models.CharField(max_length=300, verbose_name="titre")),
                ("text", models.TextField(verbose_name="texte")),
                (
                    "sha256",
                    models.CharField(
                        max_length=64,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[0-9a-f]{64}$", "Une empreinte SHA-256 a 64 chiffres hexadécimaux."
                            )
                        ],
                        verbose_name="empreinte SHA-256",
                    ),
                ),
                ("paragraphs", models.JSONField(verbose_name="paragraphes")),
                ("source_name", models.CharField(max_length=200, verbose_name="fichier")),
                ("imported_at", models.DateTimeField(verbose_name="lu le")),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="texts",
                        to="terms.termsversion",
                        verbose_name="version",
                    ),
                ),
            ],
            options={
                "verbose_name": "texte des conditions",
                "verbose_name_plural": "textes des conditions",
                "ordering": ("version", "language"),
            },
        ),
        migrations.CreateModel(
            name="AcceptedDocument",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("partner", models.CharField(max_length=63, verbose_name="partenaire")),
                (
                    "part",
                    models.CharField(
                        choices=[
                            ("general", "Conditions générales"),
                            ("telavox", "Telavox UCaaS"),
                            ("bt", "Business Telephony"),
                            ("sip", "SIP Trunking"),
                            ("meeting", "Web Meeting"),
                        ],
                        max_length=10,
                        verbose_name="partie",
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="version")),
                (
                    "language",
                    models.CharField(
                        choices=[
                            ("fr", "français"),
                            ("nl", "néerlandais"),
                            ("de", "allemand"),
                            ("en", "anglais"),
                        ],
                        max_length=2,
                        verbose_name="langue",
                    ),
                ),
                (
                    "sha256",
                    models.CharField(
                        max_length=64,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[0-9a-f]{64}$", "Une empreinte SHA-256 a 64 chiffres hexadécimaux."
                            )
                        ],
                        verbose_name="empreinte SHA-256",
                    ),
                ),
                ("title", models.CharField(max_length=300, verbose_name="titre")),
                (
                    "acceptance",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to="terms.acceptance",
                    ),
                ),
                (
                    "text",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="terms.termstext"
                    ),
                ),
            ],
            options={
                "verbose_name": "document accepté",
                "verbose_name_plural": "documents acceptés",
                "ordering": ("acceptance", "id"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("acceptance", "part"),
                        name="terms_accepted_part_once",
                        violation_error_message="Cette partie est déjà dans l’acte.",
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="termstext",
            constraint=models.UniqueConstraint(
                fields=("version", "language"),
                name="terms_text_language",
                violation_error_message="Cette version a déjà un texte dans cette langue.",
            ),
        ),
    ]
