"""App of `extranet.accounts`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Registers the app under the name the admin shows."""

    name = "extranet.accounts"
    verbose_name = _("Comptes")
