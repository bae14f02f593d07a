"""Memberships and invitations of other partners do not exist for a partner."""

from django.db import migrations

from extranet.tenancy.sql import partner_rows


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial"), ("tenancy", "0001_walls")]
    operations = [partner_rows("accounts_membership"), partner_rows("accounts_invitation")]
