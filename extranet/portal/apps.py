"""App of `extranet.portal`."""

from django.apps import AppConfig
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from emergency.evidence.hooks import give_tickets
from extranet.look.navigation import NavItem, register
from support.hooks import give_addresses, give_increment, give_site_addresses


class PortalConfig(AppConfig):
    """Registers the app under the name the admin shows, the home page, and what departments ask of each other."""

    name = "extranet.portal"
    verbose_name = _("Portail")

    def ready(self) -> None:
        """Give home its place in the navigation, and tickets the addresses of the registry, their neighbour.

        Named as text: models are not loaded before apps.
        """
        register(NavItem("home", "home", "home", _("Accueil"), place=10))
        give_addresses(import_string("emergency.registry.selectors.addresses_of"))
        give_tickets(import_string("extranet.portal.evidence.tickets_naming"))
        give_site_addresses(import_string("extranet.portal.addresses.addresses_of_sites"))
        give_increment(import_string("extranet.portal.increments.increment_minutes_on"))
