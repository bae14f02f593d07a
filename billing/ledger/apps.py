"""App of `billing.ledger`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LedgerConfig(AppConfig):
    """Registers the app under the name the admin shows."""

    name = "billing.ledger"
    label = "ledger"
    verbose_name = _("Livres")
