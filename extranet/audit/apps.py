"""App of `extranet.audit`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    """Registers the app under the name the admin shows."""

    name = "extranet.audit"
    verbose_name = _("Audit")
