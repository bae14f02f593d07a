"""A client's messages through one index, whatever the size of the table."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registry", "0007_walls_of_transmissions")]
    operations = [
        migrations.AddIndex(
            model_name="transmission",
            index=models.Index(fields=["partner", "client_id"], name="transmission_client"),
        )
    ]
