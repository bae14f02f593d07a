"""App of `extranet.accounts`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from extranet.look.navigation import NavItem, register


class AccountsConfig(AppConfig):
    """Registers the app under the name the admin shows, and its place in the navigation."""

    name = "extranet.accounts"
    verbose_name = _("Comptes")

    def ready(self) -> None:
        """Give people their place; the right is named as text: models are not loaded before apps."""
        register(NavItem("people", "accounts:list-people", "people", _("Personnes"), place=40, right="read_people"))
