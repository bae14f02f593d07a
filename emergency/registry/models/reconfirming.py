"""How often addresses are asked about again, and the questions that nobody answered until they reached the operator.

Terms: telavox.7, bt.14, sip.4
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ReconfirmationPace(models.Model):
    """A version of the times of re-confirmation. Never changed once published: other times are another version.

    A question keeps the times that were in force when it was asked, and when it climbed.

    Terms: telavox.7, bt.14, sip.4
    """

    number = models.PositiveIntegerField(_("version"), unique=True)
    age_months = models.PositiveSmallIntegerField(_("redemander après, en mois"))
    client_days = models.PositiveSmallIntegerField(_("chez le client, en jours ouvrables"))
    partner_days = models.PositiveSmallIntegerField(_("chez le partenaire, en jours ouvrables"))
    operator_days = models.PositiveSmallIntegerField(_("chez l’opérateur, en jours ouvrables"))
    reminder_days = models.PositiveSmallIntegerField(_("rappeler tous les, en jours ouvrables"))
    most_a_day = models.PositiveSmallIntegerField(_("questions par client et par jour, au plus"))
    note = models.CharField(_("pourquoi"), max_length=200)
    published_at = models.DateTimeField(_("publiée le"))
    published_by_name = models.CharField(_("publiée par"), max_length=150)

    class Meta:
        verbose_name = _("délais de reconfirmation")
        verbose_name_plural = _("délais de reconfirmation")
        ordering: ClassVar = ["-number"]

    def __str__(self) -> str:
        return str(self.number)


class OverdueAddress(models.Model):
    """A question about an address that neither client nor partner answered in time: it stands at the operator.

    A copy of what staff need over all partners; the question itself is the partner's, with the same id.

    Terms: telavox.7, bt.14, sip.4
    """

    id = models.UUIDField(primary_key=True, editable=False)
    partner = models.CharField(_("partenaire"), max_length=40)
    client_id = models.UUIDField(_("identifiant du client"))
    client_name = models.CharField(_("client"), max_length=120)
    about = models.CharField(_("au sujet de"), max_length=120)
    reason = models.CharField(_("motif"), max_length=20)
    opened_at = models.DateTimeField(_("demandée le"))
    reached_at = models.DateTimeField(_("chez l’opérateur depuis"))
    due_at = models.DateTimeField(_("à répondre avant le"))
    told_at = models.DateTimeField(_("dite par e-mail le"), null=True)
    ended_at = models.DateTimeField(_("terminée le"), null=True)

    class Meta:
        verbose_name = _("adresse non reconfirmée")
        verbose_name_plural = _("adresses non reconfirmées")
        ordering: ClassVar = ["reached_at", "id"]
        indexes: ClassVar = [
            models.Index(fields=["reached_at"], condition=Q(ended_at__isnull=True), name="overdue_address_open"),
        ]

    def __str__(self) -> str:
        return self.about
