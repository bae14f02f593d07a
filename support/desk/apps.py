"""App of `support.desk`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    """Registers the app under the name the admin shows."""

    name = "support.desk"
    label = "desk"
    verbose_name = _("Desk")
