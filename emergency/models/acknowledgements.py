"""Who was asked to read the notice about devices that move, and who acknowledged it.

It never blocks a call. Terms: telavox.7, bt.14, sip.4
"""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from extranet.clients.models import Client, Device
from extranet.partners.models import LANGUAGES


class Campaign(models.Model):
    """People of one client are asked to read a version of the notice until a day; reminders until they did.

    Terms: telavox.7, bt.14, sip.4
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.ForeignKey(Client, models.PROTECT, related_name="campaigns", verbose_name=_("client"))
    notice_number = models.PositiveIntegerField(_("version de l’avis"))
    started_at = models.DateTimeField(_("commencée le"))
    started_by_id = models.UUIDField()
    started_by_name = models.CharField(_("commencée par"), max_length=150)
    due_on = models.DateField(_("à lire avant le"))
    closed_at = models.DateTimeField(_("terminée le"), null=True)

    class Meta:
        verbose_name = _("campagne de prise de connaissance")
        verbose_name_plural = _("campagnes de prise de connaissance")
        ordering: ClassVar = ["-started_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["client", "notice_number"],
                condition=Q(closed_at__isnull=True),
                name="one_open_campaign_a_version",
                violation_error_message=_("Une campagne sur cette version est déjà ouverte pour ce client."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.client}, {self.notice_number}"


class Acknowledgement(models.Model):
    """That one person was asked, reminded, and acknowledged the notice, in which version and language, from where.

    `token_digest`: SHA-256 of the secret in the person's newest link. What was acknowledged is never changed.
    `person_email` is kept in small letters.

    Terms: telavox.7, bt.14, sip.4
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="people", verbose_name=_("campagne"))
    device = models.ForeignKey(Device, models.PROTECT, null=True, related_name="+", verbose_name=_("appareil"))
    person_name = models.CharField(_("nom"), max_length=150)
    person_email = models.EmailField(_("e-mail"))
    language = models.CharField(_("langue"), max_length=2, choices=LANGUAGES)
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    asked_at = models.DateTimeField(_("demandée le"))
    reminders = models.PositiveSmallIntegerField(_("rappels"), default=0)
    reminded_at = models.DateTimeField(_("rappelée le"), null=True)
    withdrawn_at = models.DateTimeField(_("plus demandée depuis"), null=True)
    acknowledged_at = models.DateTimeField(_("reconnue le"), null=True)
    read_language = models.CharField(_("lue en"), max_length=2, choices=LANGUAGES, blank=True)
    text_sha256 = models.CharField(_("empreinte du texte"), max_length=64, blank=True)
    ip = models.GenericIPAddressField(_("adresse IP"), null=True)
    user_agent = models.CharField(_("navigateur"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("prise de connaissance")
        verbose_name_plural = _("prises de connaissance")
        ordering: ClassVar = ["campaign", "person_name", "id"]
        indexes: ClassVar = [
            models.Index(
                fields=["person_email"], condition=Q(acknowledged_at__isnull=True), name="notice_asked_by_email"
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["campaign", "person_email"],
                name="asked_once_a_campaign",
                violation_error_message=_("Cette personne est déjà dans la campagne."),
            ),
            models.CheckConstraint(
                condition=Q(acknowledged_at__isnull=True, text_sha256="")
                | (Q(acknowledged_at__isnull=False) & ~Q(text_sha256="") & ~Q(read_language="")),
                name="acknowledged_with_its_text",
            ),
        ]

    def __str__(self) -> str:
        return self.person_name


class EarlierLink(models.Model):
    """The link of a mail sent before the newest one: it leads to the same question, and then to its proof.

    Terms: telavox.7, bt.14, sip.4
    """

    token_digest = models.CharField(max_length=64, primary_key=True)
    acknowledgement = models.ForeignKey(
        Acknowledgement, models.PROTECT, related_name="earlier_links", verbose_name=_("prise de connaissance")
    )

    class Meta:
        verbose_name = _("lien envoyé auparavant")
        verbose_name_plural = _("liens envoyés auparavant")
        ordering: ClassVar = ["acknowledgement", "token_digest"]

    def __str__(self) -> str:
        return str(self.acknowledgement)  # never the digest: it stands for a secret
