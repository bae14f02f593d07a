"""Where sites are, and which number their emergency calls present, over time.

Terms: telavox.7, bt.14, sip.4, general.4
"""

import uuid
from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from emergency.registry.models import Located, Side
from extranet.clients.models import Device, Site


class SitePlace(Located):
    """Where a site is during a period. A row is never edited but for its end: a move is a new row.

    `valid` is empty for a move that was called off before its day.

    Terms: telavox.7, bt.14, sip.4
    """

    class Reason(models.TextChoices):
        """Why it was written."""

        DECLARED = "declared", _("déclaration")
        MOVE = "move", _("déménagement")
        CORRECTION = "correction", _("correction")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    site = models.ForeignKey(Site, models.PROTECT, related_name="places", verbose_name=_("site"))
    valid = DateTimeRangeField(_("valable"))
    reason = models.CharField(_("motif"), max_length=20, choices=Reason, default=Reason.DECLARED)
    declared_at = models.DateTimeField(_("déclarée le"))
    author_id = models.UUIDField(_("identifiant de l’auteur"))
    author_name = models.CharField(_("déclarée par"), max_length=150)
    author_side = models.CharField(_("au nom de"), max_length=10, choices=Side)

    class Meta:
        verbose_name = _("adresse d’un site")
        verbose_name_plural = _("adresses des sites")
        ordering: ClassVar = ["site", "-valid"]
        constraints: ClassVar = [
            ExclusionConstraint(
                name="one_place_a_site_and_instant",
                expressions=[("site", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
                violation_error_message=_("Ce site a déjà une adresse pour cette période."),
            ),
            models.CheckConstraint(
                condition=Q(valid__isempty=True) | Q(valid__lower_inf=False), name="site_place_is_bounded"
            ),
        ]


class CallerId(models.Model):
    """The number that emergency calls from a site, or from one device, present during a period.

    A device without one presents its site's. A row is never edited but for its end.

    Terms: telavox.7, bt.14, sip.4, general.4
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    site = models.ForeignKey(Site, models.PROTECT, null=True, related_name="caller_ids", verbose_name=_("site"))
    device = models.ForeignKey(Device, models.PROTECT, null=True, related_name="caller_ids", verbose_name=_("appareil"))
    number = models.BigIntegerField(_("numéro présenté"))
    valid = DateTimeRangeField(_("valable"))
    set_at = models.DateTimeField(_("choisi le"))
    set_by_id = models.UUIDField(null=True)
    set_by_name = models.CharField(_("choisi par"), max_length=150)
    set_by_side = models.CharField(_("au nom de"), max_length=10, choices=Side)

    class Meta:
        verbose_name = _("numéro présenté")
        verbose_name_plural = _("numéros présentés")
        ordering: ClassVar = ["-valid"]
        indexes: ClassVar = [models.Index(fields=["number"], name="caller_id_number")]
        constraints: ClassVar = [
            ExclusionConstraint(
                name="one_caller_id_a_site_and_instant",
                expressions=[("site", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
                condition=Q(site__isnull=False),
            ),
            ExclusionConstraint(
                name="one_caller_id_a_device_and_instant",
                expressions=[("device", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
                condition=Q(device__isnull=False),
            ),
            models.CheckConstraint(
                condition=Q(site__isnull=False, device__isnull=True) | Q(site__isnull=True, device__isnull=False),
                name="caller_id_of_a_site_or_a_device",
            ),
            models.CheckConstraint(
                condition=Q(valid__isempty=True) | Q(valid__lower_inf=False), name="caller_id_is_bounded"
            ),
        ]

    def __str__(self) -> str:
        return f"+{self.number}"
