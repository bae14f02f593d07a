"""A doubt may be about what an order declares, before any subscription exists.

Terms: telavox.4b, bt.11d
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ordering", "0001_initial"), ("support", "0005_search")]
    operations = [
        migrations.AlterField(
            model_name="clarification",
            name="subscription",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="clarifications",
                to="ordering.subscription",
                verbose_name="abonnement",
            ),
        ),
        migrations.AddField(
            model_name="clarification",
            name="order",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="clarifications",
                to="ordering.order",
                verbose_name="commande",
            ),
        ),
        migrations.AddConstraint(
            model_name="clarification",
            constraint=models.CheckConstraint(
                condition=models.Q(("subscription__isnull", False), ("order__isnull", False), _connector="XOR"),
                name="clarification_about_one_thing",
            ),
        ),
    ]
