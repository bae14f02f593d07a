"""Where a client works and with which devices it calls.

Terms: telavox.7, bt.14, sip.4
"""

import uuid
from typing import ClassVar, Final

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from extranet.clients.models.organisations import Client


class Site(models.Model):
    """A place where a client works; its postal address has a history of its own, kept by the emergency department.

    `revision` grows with every act on the site; a page posts the one it showed.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.ForeignKey(Client, models.PROTECT, related_name="sites", verbose_name=_("client"))
    name = models.CharField(_("nom"), max_length=80)
    note = models.CharField(_("remarque"), max_length=300, blank=True)
    revision = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(_("créé le"))
    closed_at = models.DateTimeField(_("fermé le"), null=True)

    class Meta:
        verbose_name = _("site")
        verbose_name_plural = _("sites")
        ordering: ClassVar = ["client", "name", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["client", "name"],
                condition=Q(closed_at__isnull=True),
                name="site_name_once",
                violation_error_message=_("Ce client a déjà un site de ce nom."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class DeviceKind(models.TextChoices):
    """What kind of device calls."""

    DESK_PHONE = "desk_phone", _("téléphone de bureau")
    CORDLESS = "cordless", _("téléphone sans fil (DECT)")
    COMPUTER = "computer", _("ordinateur (PC)")
    TABLET = "tablet", _("tablette")
    SMARTPHONE = "smartphone", _("smartphone")
    ADAPTER = "adapter", _("adaptateur analogique")
    FAX = "fax", _("fax")
    DOOR_PHONE = "door_phone", _("portier")
    EMERGENCY_PHONE = "emergency_phone", _("téléphone d’appel d’urgence")
    EXCHANGE = "exchange", _("central téléphonique")


# Those that leave their site in a bag: nobody can say where they are when they call.
# Terms: telavox.7, bt.14, sip.4
NOMADIC: Final = frozenset({DeviceKind.COMPUTER, DeviceKind.TABLET, DeviceKind.SMARTPHONE})


class Device(models.Model):
    """Something that calls, at home on one site. `number`: the number of whoever uses it, E.164 as an integer.

    `is_shared_desk`: whoever comes signs in on it (hot-desking).

    Terms: telavox.7, bt.14, sip.4
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.ForeignKey(Client, models.PROTECT, related_name="devices", verbose_name=_("client"))
    site = models.ForeignKey(Site, models.PROTECT, related_name="devices", verbose_name=_("site"))
    name = models.CharField(_("nom"), max_length=80)
    kind = models.CharField(_("sorte"), max_length=20, choices=DeviceKind)
    is_shared_desk = models.BooleanField(_("poste partagé"), default=False)
    person_name = models.CharField(_("utilisé par"), max_length=120, blank=True)
    person_email = models.EmailField(_("e-mail de la personne"), blank=True)
    number = models.BigIntegerField(_("numéro"), null=True)
    spot = models.CharField(_("emplacement sur le site"), max_length=120, blank=True)
    revision = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(_("créé le"))
    moved_at = models.DateTimeField(_("déplacé le"), null=True)
    retired_at = models.DateTimeField(_("retiré le"), null=True)

    class Meta:
        verbose_name = _("appareil")
        verbose_name_plural = _("appareils")
        ordering: ClassVar = ["client", "site", "name", "id"]
        indexes: ClassVar = [models.Index(fields=["number"], name="device_number")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["client", "name"],
                condition=Q(retired_at__isnull=True),
                name="device_name_once",
                violation_error_message=_("Ce client a déjà un appareil de ce nom."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_nomadic(self) -> bool:
        """Whether it leaves its site."""
        return self.kind in NOMADIC
