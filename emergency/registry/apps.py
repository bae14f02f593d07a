"""App of `emergency.registry`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegistryConfig(AppConfig):
    """Registers the app under the name the admin shows."""

    name = "emergency.registry"
    label = "registry"
    verbose_name = _("Registre des adresses")
