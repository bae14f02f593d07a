"""App of `extranet.clients`."""

from uuid import UUID

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from extranet.accounts.hooks import give_client_names
from extranet.look.navigation import NavItem, register


class ClientsConfig(AppConfig):
    """Registers the app under the name the admin shows, its place in the navigation, and the names of clients."""

    name = "extranet.clients"
    verbose_name = _("Clients")

    def ready(self) -> None:
        """Give clients their place; the right is named as text: models are not loaded before apps."""
        register(NavItem("clients", "clients:list-clients", "clients", _("Clients"), place=20, right="read_clients"))
        give_client_names(self.names)

    def names(self) -> list[tuple[UUID, str]]:
        """Return id and name of each client of the partner we stand in, sorted: people belong to a client."""
        clients = self.get_model("Client")._default_manager.order_by("sort_key", "id")
        return list(clients.values_list("id", "name"))
