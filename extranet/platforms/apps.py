"""App of `extranet.platforms`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlatformsConfig(AppConfig):
    """Registers the app under the name the admin shows."""

    name = "extranet.platforms"
    verbose_name = _("Plateformes")
