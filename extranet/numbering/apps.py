"""App of `extranet.numbering`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NumberingConfig(AppConfig):
    """Registers the app under the name the admin shows."""

    name = "extranet.numbering"
    verbose_name = _("Numéros")
