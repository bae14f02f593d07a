"""App of `support`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from extranet.look.navigation import NavItem, register


class SupportConfig(AppConfig):
    """Registers the app under the name the admin shows, and its place in the navigation."""

    name = "support"
    verbose_name = _("Tickets")

    def ready(self) -> None:
        """Give tickets their place; the right is named as text: models are not loaded before apps."""
        register(NavItem("tickets", "support:list-tickets", "ticket", _("Tickets"), place=15, right="read_tickets"))
