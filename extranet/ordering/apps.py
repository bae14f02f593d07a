"""App of `extranet.ordering`."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from extranet.look.navigation import NavItem, register


class OrderingConfig(AppConfig):
    """Registers the app under the name the admin shows, and its place in the navigation."""

    name = "extranet.ordering"
    verbose_name = _("Commandes")

    def ready(self) -> None:
        """Give orders their place and their mirror; both are named as text: models are not loaded before apps."""
        import_module("extranet.ordering.mirror")
        register(NavItem("orders", "ordering:list-orders", "order", _("Commandes"), place=30, right="read_orders"))
