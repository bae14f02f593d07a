"""A ticket may also be opened again, handed back, and downgraded: three more events that are judged."""

from django.db import migrations, models

from support.rules import Event


class Migration(migrations.Migration):
    dependencies = [("support", "0009_blanking")]
    operations = [
        migrations.AlterField(
            model_name="routingdecision",
            name="event",
            field=models.CharField(choices=Event.choices, max_length=30, verbose_name="événement"),
        ),
    ]
