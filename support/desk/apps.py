"""App of `support.desk`."""

from django.apps import AppConfig
from django.core.checks import Tags, register
from django.utils.translation import gettext_lazy as _

from support.desk.checks import check_two_ways


class DeskConfig(AppConfig):
    """Registers the app under the name the admin shows."""

    name = "support.desk"
    label = "desk"
    verbose_name = _("Desk")

    def ready(self) -> None:
        """Have a deployment checked for the two ways to reach a person."""
        register(check_two_ways, Tags.security, deploy=True)
