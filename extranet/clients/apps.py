"""App of `extranet.clients`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ClientsConfig(AppConfig):
    """Registers the app under the name the admin shows."""

    name = "extranet.clients"
    verbose_name = _("Clients")
