"""Which run has taken work billed by time, and on which invoice it is.

Terms: general.3, general.6
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class BilledWork(models.Model):
    """An intervention that a run has taken to bill; with `invoice` it is billed, once and for all.

    The key is the intervention, in its partner's schema: two runs never have the same one.

    Terms: general.3, general.6
    """

    intervention_id = models.UUIDField(primary_key=True, editable=False)
    partner = models.CharField(_("partenaire"), max_length=40)
    run = models.ForeignKey("ledger.BillingRun", models.PROTECT, related_name="works", verbose_name=_("facturation"))
    period = models.DateField(_("mois"))
    invoice = models.ForeignKey(
        "ledger.Invoice", models.PROTECT, null=True, related_name="works", verbose_name=_("facture")
    )

    class Meta:
        verbose_name = _("travail facturé")
        verbose_name_plural = _("travaux facturés")

    def __str__(self) -> str:
        return str(self.intervention_id)
