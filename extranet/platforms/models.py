"""What is configured on each platform account, as ranges of days.

A platform reports, for an account and a day, every element with its quantity; what it does not name is zero. A day
counts its highest quantity, so the order and repetition of reports do not matter. The lock of an account's counts is
the row of its subscription: reports of neighbouring days write the same range.

Terms: telavox.4, bt.11
"""

import uuid
from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.utils.translation import gettext_lazy as _

from extranet.ordering.models import Subscription


class Source(models.TextChoices):
    """Where a report came from."""

    API = "api", _("plateforme")
    CSV = "csv", _("fichier")


class Count(models.Model):
    """The quantity of one element of an account during days that have the same: [from, to).

    `element` is a product's code. Ranges are maximal: two that touch have other quantities. Every day of a range was
    reported; a hole is a day of zero, or one that nobody reported: `ReportedDay` says which. `source` and
    `received_at` are those of the report that made the range what it is.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subscription = models.ForeignKey(Subscription, models.PROTECT, related_name="counts", verbose_name=_("abonnement"))
    element = models.CharField(_("élément"), max_length=40)
    days = DateRangeField(_("jours"))
    quantity = models.DecimalField(_("quantité"), max_digits=14, decimal_places=3)
    source = models.CharField(_("source"), max_length=5, choices=Source)
    received_at = models.DateTimeField(_("reçu le"))

    class Meta:
        verbose_name = _("comptage")
        verbose_name_plural = _("comptages")
        ordering: ClassVar = ["subscription", "element", "days"]
        constraints: ClassVar = [
            ExclusionConstraint(
                name="one_count_an_element_and_day",
                expressions=[
                    ("subscription", RangeOperators.EQUAL),
                    ("element", RangeOperators.EQUAL),
                    ("days", RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("Cet élément a déjà un comptage ce jour-là."),
            ),
            models.CheckConstraint(
                condition=models.Q(days__isempty=False, days__lower_inf=False, days__upper_inf=False),
                name="count_days_are_bounded",
                violation_error_message=_("Un comptage a un premier et un dernier jour."),
            ),
            models.CheckConstraint(
                condition=models.Q(quantity__gt=0),
                name="count_above_zero",
                violation_error_message=_(
                    "Un comptage est au-dessus de zéro : ce qui n’est pas compté n’est pas écrit."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.element}"


class ReportedDay(models.Model):
    """That an account was reported for a day, and how often. A day without a row is not known, not zero."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subscription = models.ForeignKey(
        Subscription, models.PROTECT, related_name="reported_days", verbose_name=_("abonnement")
    )
    day = models.DateField(_("jour"))
    first_received_at = models.DateTimeField(_("reçu le"))
    last_received_at = models.DateTimeField(_("reçu en dernier le"))
    reports = models.PositiveIntegerField(_("rapports"), default=1)

    class Meta:
        verbose_name = _("jour rapporté")
        verbose_name_plural = _("jours rapportés")
        ordering: ClassVar = ["subscription", "day"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["subscription", "day"], name="account_day_reported_once"),
        ]

    def __str__(self) -> str:
        return str(self.day)


class Delivery(models.Model):
    """A report as it was delivered under an idempotency key, with the answer that was given.

    The same key with the same content gets the first answer; with other content it is refused.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    token_id = models.UUIDField()
    key = models.CharField(_("clé d’idempotence"), max_length=100)
    account = models.CharField(_("compte de plateforme"), max_length=40)
    digest = models.CharField(_("empreinte"), max_length=64)
    answer = models.JSONField(_("réponse"))
    status = models.PositiveSmallIntegerField(_("statut"))
    received_at = models.DateTimeField(_("reçu le"))

    class Meta:
        verbose_name = _("livraison")
        verbose_name_plural = _("livraisons")
        ordering: ClassVar = ["-received_at"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["token_id", "key"], name="delivery_once")]

    def __str__(self) -> str:
        return self.key


class Account(Subscription):
    """A subscription as staff see it who name its platform account and look at what the platform reports."""

    class Meta:
        proxy = True
        verbose_name = _("compte de plateforme")
        verbose_name_plural = _("comptes de plateforme")

    def __str__(self) -> str:
        return self.account or str(self.get_family_display())
