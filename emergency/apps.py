"""App of `emergency`."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from extranet.look.navigation import NavItem, register


class EmergencyConfig(AppConfig):
    """Registers the app under the name the admin shows, and its place in the navigation."""

    name = "emergency"
    verbose_name = _("Adresses d’urgence")

    def ready(self) -> None:
        """Give numbers their place, and have answers follow declarations.

        The right is named as text, the module loaded here: models are not loaded before apps.
        """
        register(NavItem("numbers", "emergency:list-numbers", "hash", _("Numéros"), place=25, right="read_numbers"))
        import_module("emergency.reconfirming.answering")
