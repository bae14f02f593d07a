"""App of `extranet.outbox`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OutboxConfig(AppConfig):
    """Registers the app under the name the admin shows."""

    name = "extranet.outbox"
    verbose_name = _("Envois")
