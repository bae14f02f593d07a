"""App of `extranet.portal`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from extranet.look.navigation import NavItem, register


class PortalConfig(AppConfig):
    """Registers the app under the name the admin shows, and the home page."""

    name = "extranet.portal"
    verbose_name = _("Portail")

    def ready(self) -> None:
        """Give home its place in the navigation."""
        register(NavItem("home", "home", "home", _("Accueil"), place=10))
