"""App of `extranet.partners`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from extranet.look.navigation import NavItem, register


class PartnersConfig(AppConfig):
    """Registers the app under the name the admin shows, and its place in the navigation."""

    name = "extranet.partners"
    verbose_name = _("Partenaires")

    def ready(self) -> None:
        """Give settings their place; the right is named as text: models are not loaded before apps."""
        register(NavItem("settings", "partners:settings", "gear", _("Réglages"), place=50, right="read_settings"))
