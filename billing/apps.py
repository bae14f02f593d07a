"""App of `billing`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from extranet.look.navigation import NavItem, register


class BillingConfig(AppConfig):
    """Registers the app under the name the admin shows, and its place in the navigation."""

    name = "billing"
    verbose_name = _("Factures")

    def ready(self) -> None:
        """Give invoices their place; the right is named as text: models are not loaded before apps."""
        register(
            NavItem("invoices", "billing:list-invoices", "invoice", _("Factures"), place=35, right="read_invoices")
        )
