"""Links of earlier mails go on working; what a person is asked is found by their address.

Terms: telavox.7, bt.14, sip.4
"""

import django.db.models.deletion
from django.db import migrations, models

KEPT = migrations.RunSQL(
    """
    CREATE TRIGGER earlier_link_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON emergency_earlierlink
        FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();
    """,
    "DROP TRIGGER earlier_link_kept ON emergency_earlierlink;",
)


class Migration(migrations.Migration):
    dependencies = [("emergency", "0003_ends_to_come"), ("tenancy", "0001_walls")]
    operations = [
        migrations.AddIndex(
            model_name="acknowledgement",
            index=models.Index(
                condition=models.Q(("acknowledged_at__isnull", True)),
                fields=["person_email"],
                name="notice_asked_by_email",
            ),
        ),
        migrations.CreateModel(
            name="EarlierLink",
            fields=[
                ("token_digest", models.CharField(max_length=64, primary_key=True, serialize=False)),
                (
                    "acknowledgement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="earlier_links",
                        to="emergency.acknowledgement",
                        verbose_name="prise de connaissance",
                    ),
                ),
            ],
            options={
                "verbose_name": "lien envoyé auparavant",
                "verbose_name_plural": "liens envoyés auparavant",
                "ordering": ["acknowledgement", "token_digest"],
            },
        ),
        KEPT,
    ]
