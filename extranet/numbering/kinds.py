"""What a number is in the Belgian numbering plan."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class NumberKind(TextChoices):
    """The kinds that matter for addresses and caller IDs."""

    GEOGRAPHIC = "geographic", _("géographique")
    MOBILE = "mobile", _("mobile")
    NON_GEOGRAPHIC = "non_geographic", _("non géographique")
