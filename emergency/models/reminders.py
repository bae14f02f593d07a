"""Who was reminded of addresses, on which day: the reason why a reminder leaves once.

Terms: telavox.7, bt.14, sip.4
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Reminder(models.Model):
    """One mail of a day to one reader: numbers without an address, or addresses to confirm again.

    `holding_id`: the block that begins that day; empty for a mail about everything. Kept as proof, never changed.

    Terms: telavox.7, bt.14, sip.4
    """

    class Kind(models.TextChoices):
        """What it reminds of."""

        UNCOVERED = "uncovered", _("numéros sans adresse")
        RECONFIRM = "reconfirm", _("adresses à reconfirmer")

    kind = models.CharField(_("rappel"), max_length=10, choices=Kind)
    on = models.DateField(_("le"))
    email = models.CharField(_("e-mail"), max_length=254)
    holding_id = models.UUIDField(_("bloc"), null=True)
    things = models.PositiveIntegerField(_("combien"))
    asked_at = models.DateTimeField(_("demandé à"))

    class Meta:
        verbose_name = _("rappel d’adresses")
        verbose_name_plural = _("rappels d’adresses")
        ordering: ClassVar = ["-asked_at", "email"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "on", "email"], condition=Q(holding_id__isnull=True), name="reminded_once_a_day"
            ),
            models.UniqueConstraint(
                fields=["kind", "email", "holding_id"],
                condition=Q(holding_id__isnull=False),
                name="reminded_once_of_a_new_block",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.on}"
