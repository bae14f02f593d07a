"""Orders of all partners, as the operator reads them. Rows are written by triggers in the partners' schemas."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class Entry(models.Model):
    """What the operator sees of one order; the order itself stays in its partner's schema."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("brouillon")
        PLACED = "placed", _("passée")
        DISCARDED = "discarded", _("abandonnée")

    partner = models.CharField(_("partenaire"), max_length=40)
    order_id = models.UUIDField(_("identifiant de la commande"))
    number = models.CharField(_("commande"), max_length=20)
    client_name = models.CharField(_("client"), max_length=120)
    families = ArrayField(models.CharField(max_length=10), verbose_name=_("services"), default=list)
    monthly_total = models.DecimalField(_("total mensuel, HTVA"), max_digits=12, decimal_places=2)
    status = models.CharField(_("état"), max_length=10, choices=Status)
    placed_at = models.DateTimeField(_("passée le"), null=True)
    placed_by_name = models.CharField(_("passée par"), max_length=150, blank=True)
    changed_at = models.DateTimeField(_("modifiée le"))

    class Meta:
        verbose_name = _("commande")
        verbose_name_plural = _("commandes")
        ordering: ClassVar = ["-changed_at"]
        indexes: ClassVar = [
            models.Index(fields=["-changed_at"], name="orderbook_changed"),
            models.Index(fields=["status", "-placed_at"], name="orderbook_placed"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["partner", "order_id"], name="one_entry_an_order"),
        ]

    def __str__(self) -> str:
        return self.number
