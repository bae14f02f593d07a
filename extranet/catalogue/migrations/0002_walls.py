"""Prices are the operator's: partners read them, and a published list is never edited by anybody."""

from django.db import migrations

from extranet.tenancy.sql import append_only

OPERATOR_WRITES = migrations.RunSQL(
    """
    REVOKE INSERT, UPDATE, DELETE ON public.catalogue_product, public.catalogue_pricelist, public.catalogue_price
        FROM extranet_partner;
    """,
    """
    GRANT INSERT, UPDATE, DELETE ON public.catalogue_product, public.catalogue_pricelist, public.catalogue_price
        TO extranet_partner;
    """,
)


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0001_initial"), ("tenancy", "0001_walls")]
    operations = [append_only("catalogue_pricelist"), append_only("catalogue_price"), OPERATOR_WRITES]
