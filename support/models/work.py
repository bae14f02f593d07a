"""Work on a ticket that is billed by time: why, who decided, who was told before it began, and how long it took.

Terms: general.3, general.6
"""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from extranet.clients.models import InstallationRecord
from extranet.ordering.models import Subscription
from support.models.tickets import Ticket


class Intervention(models.Model):
    """Work that is billed by time, from its proposal to the minutes it took. Never deleted.

    It is told to whoever pays before it begins (`announced_at`), may be contested, and is billed once it is worked:
    by itself after an installation by an untrained person, else when staff decided so with a reason.

    Terms: general.3, general.6
    """

    class Ground(models.TextChoices):
        """Why it is billed by time."""

        UNTRAINED_INSTALLER = "untrained_installer", _("installation par une personne non formée")
        CLIENT_CAUSE = "client_cause", _("changement par le client ou par un tiers")
        OUTSIDE_DUTY = "outside_duty", _("demande hors du rôle de l’opérateur")

    class Decision(models.TextChoices):
        """What staff decided."""

        BILL = "bill", _("facturer")
        WAIVE = "waive", _("ne pas facturer")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="interventions", verbose_name=_("ticket"))
    subscription = models.ForeignKey(
        Subscription, models.PROTECT, related_name="interventions", verbose_name=_("abonnement")
    )
    ground = models.CharField(_("motif"), max_length=20, choices=Ground)
    installation = models.ForeignKey(
        InstallationRecord, models.PROTECT, null=True, related_name="interventions", verbose_name=_("installation")
    )
    subject = models.CharField(_("travail"), max_length=300)
    rate = models.DecimalField(_("prix d’une heure"), max_digits=12, decimal_places=4, null=True)
    increment_minutes = models.PositiveSmallIntegerField(_("par tranche commencée de, en minutes"))
    revision = models.PositiveIntegerField(default=1, editable=False)
    proposed_at = models.DateTimeField(_("proposé le"))
    proposed_by_id = models.UUIDField()
    proposed_by_name = models.CharField(_("proposé par"), max_length=150)
    decision = models.CharField(_("décision"), max_length=5, choices=Decision, blank=True)
    decision_reason = models.CharField(_("motif de la décision"), max_length=300, blank=True)
    decided_at = models.DateTimeField(_("décidé le"), null=True)
    decided_by_id = models.UUIDField(null=True)
    decided_by_name = models.CharField(_("décidé par"), max_length=150, blank=True)
    announced_at = models.DateTimeField(_("annoncé le"), null=True)
    contested_at = models.DateTimeField(_("contesté le"), null=True)
    contested_by_id = models.UUIDField(null=True)
    contested_by_name = models.CharField(_("contesté par"), max_length=150, blank=True)
    contest_reason = models.CharField(_("motif de la contestation"), max_length=500, blank=True)
    settled_at = models.DateTimeField(_("contestation tranchée le"), null=True)
    settled_by_name = models.CharField(_("tranchée par"), max_length=150, blank=True)
    settled_decision = models.CharField(_("issue de la contestation"), max_length=5, choices=Decision, blank=True)
    settled_reason = models.CharField(_("réponse à la contestation"), max_length=300, blank=True)
    worked_on = models.DateField(_("travaillé le"), null=True)
    minutes = models.PositiveIntegerField(_("minutes"), null=True)
    work_note = models.CharField(_("ce qui a été fait"), max_length=500, blank=True)
    worked_by_id = models.UUIDField(null=True)
    worked_by_name = models.CharField(_("travaillé par"), max_length=150, blank=True)
    noted_at = models.DateTimeField(_("noté le"), null=True)
    withdrawn_at = models.DateTimeField(_("retiré le"), null=True)
    withdrawn_by_name = models.CharField(_("retiré par"), max_length=150, blank=True)
    withdrawn_reason = models.CharField(_("motif du retrait"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("intervention")
        verbose_name_plural = _("interventions")
        ordering: ClassVar = ["ticket", "proposed_at", "id"]
        indexes: ClassVar = [
            models.Index(
                fields=["subscription", "worked_on"], condition=Q(worked_on__isnull=False), name="intervention_worked"
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(decision="", decided_at__isnull=True)
                | (~Q(decision="") & ~Q(decision_reason="") & Q(decided_at__isnull=False)),
                name="intervention_decided_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(worked_on__isnull=True, minutes__isnull=True, noted_at__isnull=True)
                | Q(worked_on__isnull=False, minutes__gt=0, noted_at__isnull=False, announced_at__isnull=False),
                name="intervention_worked_after_it_was_told",
            ),
            models.CheckConstraint(
                condition=Q(ground="untrained_installer", installation__isnull=False)
                | (~Q(ground="untrained_installer") & Q(installation__isnull=True)),
                name="intervention_of_an_installation",
            ),
            models.CheckConstraint(
                condition=Q(contested_at__isnull=True, contest_reason="")
                | (Q(contested_at__isnull=False) & ~Q(contest_reason="")),
                name="intervention_contested_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, settled_decision="", settled_reason="")
                | (
                    Q(settled_at__isnull=False, contested_at__isnull=False)
                    & ~Q(settled_decision="")
                    & ~Q(settled_reason="")
                ),
                name="intervention_settled_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_reason="")
                | (Q(withdrawn_at__isnull=False, worked_on__isnull=True) & ~Q(withdrawn_reason="")),
                name="intervention_withdrawn_before_work",
            ),
        ]

    def __str__(self) -> str:
        return self.subject
