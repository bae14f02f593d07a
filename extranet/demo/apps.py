"""App of `extranet.demo`."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Brings the command `demo`; no tables."""

    name = "extranet.demo"
    verbose_name = "Démonstration"
