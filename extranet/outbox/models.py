"""What must happen once a transaction has committed."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Message(models.Model):
    """One delivery to make, in the schema it was asked for. Delivered when `delivered_at` is set."""

    name = models.CharField(_("envoi"), max_length=80)
    partner = models.CharField(_("partenaire"), max_length=40)
    args = models.JSONField(_("arguments"), default=list)
    created_at = models.DateTimeField(_("demandé le"), db_default=Now(), editable=False)
    due_at = models.DateTimeField(_("à livrer dès"), db_default=Now())
    attempts = models.PositiveSmallIntegerField(_("essais"), default=0)
    last_error = models.TextField(_("dernière erreur"), blank=True)
    delivered_at = models.DateTimeField(_("livré le"), null=True)

    class Meta:
        verbose_name = _("envoi")
        verbose_name_plural = _("envois")
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["due_at"], condition=models.Q(delivered_at__isnull=True), name="outbox_due"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.pk}"  # never the arguments: they may hold a secret
