"""App of `emergency.registry`."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegistryConfig(AppConfig):
    """Registers the app under the name the admin shows, and what happens to addresses when a block is taken back."""

    name = "emergency.registry"
    label = "registry"
    verbose_name = _("Registre des adresses")

    def ready(self) -> None:
        """Load what numbering must call before a release: models are not loaded before apps."""
        import_module("emergency.registry.closing")
