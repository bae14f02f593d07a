"""App of `support`."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from extranet.look.navigation import NavItem, register


class SupportConfig(AppConfig):
    """Registers the app under the name the admin shows, and its place in the navigation."""

    name = "support"
    verbose_name = _("Tickets")

    def ready(self) -> None:
        """Give tickets their place and their mirror, named as text: models are not loaded before apps."""
        import_module("support.mirror")
        count = import_string("support.selectors.count_waiting_of")
        item = NavItem(
            "tickets",
            "support:list-tickets",
            "ticket",
            _("Tickets"),
            place=15,
            right="read_tickets",
            count=count,
        )
        register(item)
