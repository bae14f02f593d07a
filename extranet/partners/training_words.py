"""The states of a training in words.

Terms: general.3
"""

from typing import Final

from django.utils.translation import gettext_lazy as _

from extranet.look.parts import Badge, Text, Tone
from extranet.partners.training_rules import TrainingState

BADGES: Final = {
    TrainingState.VALID: Badge(_("Valable"), Tone.OK, "check"),
    TrainingState.EXPIRES_SOON: Badge(_("Expire bientôt"), Tone.WARN, "clock"),
    TrainingState.EXPIRED: Badge(_("Échue"), Tone.WARN, "alert"),
    TrainingState.WITHDRAWN: Badge(_("Retirée")),
    TrainingState.NOT_YET: Badge(_("Pas encore")),
}
# What a list of trainings is narrowed to.
CHOICES: Final[tuple[tuple[str, Text], ...]] = (
    ("valid", _("Valables")),
    ("soon", _("Expirent dans les 60 jours")),
    ("expired", _("Échues")),
    ("withdrawn", _("Retirées")),
)
