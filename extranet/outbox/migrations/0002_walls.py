"""A partner's worker sees the deliveries of that partner."""

from django.db import migrations

from extranet.tenancy.sql import partner_rows


class Migration(migrations.Migration):
    dependencies = [("outbox", "0001_initial"), ("tenancy", "0001_walls")]
    operations = [partner_rows("outbox_message")]
