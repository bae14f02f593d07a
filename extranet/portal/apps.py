"""App of `extranet.portal`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    """Registers the app under the name the admin shows."""

    name = "extranet.portal"
    verbose_name = _("Portail")
