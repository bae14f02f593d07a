"""What was declared when a question was answered, why one is void, and who was reminded on which day.

Terms: telavox.7, bt.14, sip.4
"""

from django.db import migrations, models

KEPT = migrations.RunSQL(
    """
    CREATE TRIGGER reminder_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON emergency_reminder
        FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();
    """,
    "DROP TRIGGER reminder_kept ON emergency_reminder;",
)


class Migration(migrations.Migration):
    dependencies = [
        ("emergency", "0004_imports_in_full"),
        ("emergency", "0005_links_and_askings"),
        ("tenancy", "0001_walls"),
    ]
    operations = [
        migrations.AddField(
            model_name="reconfirmation",
            name="answered_address",
            field=models.CharField(blank=True, default="", max_length=600, verbose_name="ce qui était déclaré"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="reconfirmation",
            name="answer_note",
            field=models.CharField(blank=True, default="", max_length=300, verbose_name="motif de la réponse"),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="reconfirmation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("outcome", "void"), _negated=True),
                    models.Q(("answer_note", ""), _negated=True),
                    _connector="OR",
                ),
                name="reconfirmation_void_with_a_reason",
                violation_error_message="Dites pourquoi la question est sans objet.",
            ),
        ),
        migrations.CreateModel(
            name="Reminder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("uncovered", "numéros sans adresse"), ("reconfirm", "adresses à reconfirmer")],
                        max_length=10,
                        verbose_name="rappel",
                    ),
                ),
                ("on", models.DateField(verbose_name="le")),
                ("email", models.CharField(max_length=254, verbose_name="e-mail")),
                ("holding_id", models.UUIDField(null=True, verbose_name="bloc")),
                ("things", models.PositiveIntegerField(verbose_name="combien")),
                ("asked_at", models.DateTimeField(verbose_name="demandé à")),
            ],
            options={
                "verbose_name": "rappel d’adresses",
                "verbose_name_plural": "rappels d’adresses",
                "ordering": ["-asked_at", "email"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("holding_id__isnull", True)),
                        fields=("kind", "on", "email"),
                        name="reminded_once_a_day",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("holding_id__isnull", False)),
                        fields=("kind", "email", "holding_id"),
                        name="reminded_once_of_a_new_block",
                    ),
                ],
            },
        ),
        KEPT,
    ]
