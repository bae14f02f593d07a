"""Apps of the operator's side."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _


class BackofficeConfig(AppConfig):
    """The cockpit and the sections of the admin."""

    name = "extranet.backoffice"
    default = True
    verbose_name = _("Opérateur")


class HouseAdminConfig(AdminConfig):
    """Django's admin with the house's own site."""

    default_site = "extranet.backoffice.site.HouseAdminSite"
