"""App of `extranet.look`."""

from django.apps import AppConfig


class LookConfig(AppConfig):
    """Registers the app: template tags, and templates' fragments."""

    name = "extranet.look"
    verbose_name = "Look"
