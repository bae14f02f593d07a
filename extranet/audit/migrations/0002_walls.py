"""The audit trail is append-only; a partner sees its own acts."""

from django.db import migrations

from extranet.tenancy.sql import append_only, partner_rows


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial"), ("tenancy", "0001_walls")]
    operations = [partner_rows("audit_auditevent"), append_only("audit_auditevent")]
