"""App of `extranet.ordering`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrderingConfig(AppConfig):
    """Registers the app under the name the admin shows."""

    name = "extranet.ordering"
    verbose_name = _("Commandes")
