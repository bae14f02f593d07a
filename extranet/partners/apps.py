"""App of `extranet.partners`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PartnersConfig(AppConfig):
    """Registers the app under the name the admin shows."""

    name = "extranet.partners"
    verbose_name = _("Partenaires")
