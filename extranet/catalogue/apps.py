"""App of `extranet.catalogue`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CatalogueConfig(AppConfig):
    """Registers the app under the name the admin shows."""

    name = "extranet.catalogue"
    verbose_name = _("Catalogue")
