"""App of the tenancy floor."""

from django.apps import AppConfig


class TenancyConfig(AppConfig):
    """Schemas, roles, mounts; no tables of its own."""

    name = "extranet.tenancy"
    verbose_name = "Cloisons"
