"""A partner sees and writes the entries of its own orders; the operator sees all."""

from django.db import migrations

from extranet.tenancy.sql import partner_rows


class Migration(migrations.Migration):
    dependencies = [("orderbook", "0001_initial"), ("tenancy", "0001_walls")]
    operations = [partner_rows("orderbook_entry")]
