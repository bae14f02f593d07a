"""App of `extranet.orderbook`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrderbookConfig(AppConfig):
    """Registers the app under the name the admin shows."""

    name = "extranet.orderbook"
    verbose_name = _("Commandes de tous")
