"""Addresses that somebody must say again: because of age, a move, a port-in, or a ticket that speaks of a move.

Terms: telavox.7, bt.14, sip.4
"""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from emergency.registry.models import Side
from extranet.clients.models import Client, Device, Site


class Reconfirmation(models.Model):
    """A question to whoever has the duty: is this address still right? It climbs until somebody answers.

    It is about one block (`holding_id`, `numbers` in words), one site or one device. The address stays in force
    meanwhile, and pages say that it is overdue.

    Terms: telavox.7, bt.14, sip.4
    """

    class Reason(models.TextChoices):
        """Why it is asked."""

        AGE = "age", _("adresse ancienne")
        DEVICE_MOVED = "device_moved", _("appareil déplacé")
        SITE_MOVED = "site_moved", _("site déménagé")
        PORT_IN = "port_in", _("numéros portés")
        TICKET = "ticket", _("déménagement cité dans un ticket")

    class Outcome(models.TextChoices):
        """How it ended."""

        CONFIRMED = "confirmed", _("confirmée")
        CHANGED = "changed", _("changée")
        VOID = "void", _("sans objet")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.ForeignKey(Client, models.PROTECT, related_name="reconfirmations", verbose_name=_("client"))
    holding_id = models.UUIDField(_("bloc"), null=True)
    numbers = models.CharField(_("numéros"), max_length=60, blank=True)
    site = models.ForeignKey(Site, models.PROTECT, null=True, related_name="reconfirmations", verbose_name=_("site"))
    device = models.ForeignKey(
        Device, models.PROTECT, null=True, related_name="reconfirmations", verbose_name=_("appareil")
    )
    reason = models.CharField(_("motif"), max_length=20, choices=Reason)
    ticket_id = models.UUIDField(null=True)
    ticket_number = models.CharField(_("ticket"), max_length=20, blank=True)
    opened_at = models.DateTimeField(_("demandée le"))
    level = models.CharField(_("chez"), max_length=10, choices=Side)
    level_since = models.DateTimeField(_("chez depuis"))
    due_at = models.DateTimeField(_("à répondre avant le"))
    reminded_at = models.DateTimeField(_("rappelée le"), null=True)
    answered_at = models.DateTimeField(_("répondue le"), null=True)
    outcome = models.CharField(_("issue"), max_length=10, choices=Outcome, blank=True)
    answered_by_id = models.UUIDField(null=True)
    answered_by_name = models.CharField(_("répondue par"), max_length=150, blank=True)
    answered_by_side = models.CharField(_("au nom de"), max_length=10, choices=Side, blank=True)
    answered_address = models.CharField(_("ce qui était déclaré"), max_length=600, blank=True)
    answer_note = models.CharField(_("motif de la réponse"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("reconfirmation")
        verbose_name_plural = _("reconfirmations")
        ordering: ClassVar = ["due_at", "id"]
        indexes: ClassVar = [
            models.Index(fields=["due_at"], condition=Q(answered_at__isnull=True), name="reconfirmation_open"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["holding_id", "reason"],
                condition=Q(answered_at__isnull=True, holding_id__isnull=False),
                name="block_asked_once_a_reason",
            ),
            models.UniqueConstraint(
                fields=["site", "reason"],
                condition=Q(answered_at__isnull=True, site__isnull=False),
                name="site_asked_once_a_reason",
            ),
            models.UniqueConstraint(
                fields=["device", "reason"],
                condition=Q(answered_at__isnull=True, device__isnull=False),
                name="device_asked_once_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(holding_id__isnull=False, site__isnull=True, device__isnull=True)
                | Q(holding_id__isnull=True, site__isnull=False, device__isnull=True)
                | Q(holding_id__isnull=True, site__isnull=True, device__isnull=False),
                name="reconfirmation_of_one_thing",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="void") | ~Q(answer_note=""),
                name="reconfirmation_void_with_a_reason",
                violation_error_message=_("Dites pourquoi la question est sans objet."),
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, outcome="") | (Q(answered_at__isnull=False) & ~Q(outcome="")),
                name="reconfirmation_answered_with_an_outcome",
            ),
        ]

    def __str__(self) -> str:
        return self.numbers or str(self.site or self.device)

    @property
    def is_open(self) -> bool:
        """Whether nobody answered yet."""
        return self.answered_at is None
