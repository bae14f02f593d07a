"""The sites and devices that a ticket says are hit, as they stood when it was opened. Never changed.

Terms: general.7
"""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from extranet.clients.models import DeviceKind
from support.models.tickets import Ticket


class TicketSite(models.Model):
    """A site that is hit, with the address registered for it at that instant; empty when none was.

    Terms: general.7
    """

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="named_sites", verbose_name=_("ticket"))
    site_id = models.UUIDField()
    name = models.CharField(_("site"), max_length=80)
    address = models.TextField(_("adresse déclarée"), blank=True)

    class Meta:
        verbose_name = _("site touché")
        verbose_name_plural = _("sites touchés")
        constraints: ClassVar = [models.UniqueConstraint(fields=["ticket", "site_id"], name="site_once_a_ticket")]

    def __str__(self) -> str:
        return self.name


class TicketDevice(models.Model):
    """A device that is hit, at home on a site. `address`: the one registered for that site at that instant.

    Terms: general.7
    """

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="named_devices", verbose_name=_("ticket"))
    device_id = models.UUIDField()
    name = models.CharField(_("appareil"), max_length=80)
    kind = models.CharField(_("sorte"), max_length=20, choices=DeviceKind)
    site_id = models.UUIDField()
    site_name = models.CharField(_("site"), max_length=80)
    spot = models.CharField(_("emplacement sur le site"), max_length=120, blank=True)
    address = models.TextField(_("adresse déclarée"), blank=True)

    class Meta:
        verbose_name = _("appareil touché")
        verbose_name_plural = _("appareils touchés")
        constraints: ClassVar = [models.UniqueConstraint(fields=["ticket", "device_id"], name="device_once_a_ticket")]

    def __str__(self) -> str:
        return self.name
