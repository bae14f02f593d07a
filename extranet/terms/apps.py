"""App of `extranet.terms`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TermsConfig(AppConfig):
    """Registers the app under the name the admin shows."""

    name = "extranet.terms"
    verbose_name = _("Conditions")
