"""App of `extranet.clients`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from extranet.look.navigation import NavItem, register


class ClientsConfig(AppConfig):
    """Registers the app under the name the admin shows, and its place in the navigation."""

    name = "extranet.clients"
    verbose_name = _("Clients")

    def ready(self) -> None:
        """Give clients their place; the right is named as text: models are not loaded before apps."""
        register(NavItem("clients", "clients:list-clients", "clients", _("Clients"), place=20, right="read_clients"))
