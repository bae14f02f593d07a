"""The operator's books. They are OpenS's own: restoring or closing a partner never touches them.

Facts of a month are frozen into snapshots; drafts are a function of the snapshots; issued invoices never change.

Terms: telavox.4, bt.11, general.8
"""

import uuid
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from billing.ledger.taken import BilledWork as BilledWork
from extranet.errors import IllegalMove


class Discount(models.Model):
    """A partner's discount from a day on, in per cent; the newest row valid on a day is in force."""

    partner = models.CharField(_("partenaire"), max_length=40)
    percentage = models.DecimalField(_("remise, %"), max_digits=5, decimal_places=2)
    valid_from = models.DateField(_("dès le"))
    created_at = models.DateTimeField(_("notée le"))
    created_by_name = models.CharField(_("notée par"), max_length=150)

    class Meta:
        verbose_name = _("remise de partenaire")
        verbose_name_plural = _("remises de partenaires")
        ordering: ClassVar = ["partner", "-valid_from"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["partner", "valid_from"],
                name="one_discount_a_partner_and_day",
                violation_error_message=_("Ce partenaire a déjà une remise dès ce jour."),
            ),
            models.CheckConstraint(
                condition=models.Q(percentage__gte=0, percentage__lte=100),
                name="discount_is_a_percentage",
                violation_error_message=_("Une remise va de 0 à 100 pour cent."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partner} {self.percentage} %"


class Reading(models.Model):
    """A reading of the terms that a finance clerk may choose, dated: the newest row valid on a day is in force."""

    name = models.CharField(_("règle"), max_length=40)
    value = models.CharField(_("lecture"), max_length=40)
    valid_from = models.DateField(_("dès le"))
    created_at = models.DateTimeField(_("notée le"))
    created_by_name = models.CharField(_("notée par"), max_length=150)

    class Meta:
        verbose_name = _("lecture des conditions")
        verbose_name_plural = _("lectures des conditions")
        ordering: ClassVar = ["name", "-valid_from"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["name", "valid_from"],
                name="one_reading_a_rule_and_day",
                violation_error_message=_("Cette règle a déjà une lecture dès ce jour."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} = {self.value}"


class BillingRun(models.Model):
    """The billing of one month, from collecting the facts to the last invoice issued.

    `period`: the first day of the month.
    """

    class Kind(models.TextChoices):
        MONTHLY = "monthly", _("mensuelle")

    class Status(models.TextChoices):
        COLLECTING = "collecting", _("rassemble les faits")
        FROZEN = "frozen", _("faits gelés")
        CALCULATING = "calculating", _("calcule")
        REVIEW = "review", _("à relire")
        APPROVED = "approved", _("approuvée")
        FINALISING = "finalising", _("émet les factures")
        DISPATCHED = "dispatched", _("émise")
        CANCELLED = "cancelled", _("annulée")

    MOVES: ClassVar[frozenset[tuple[str, str]]] = frozenset(
        {
            (Status.COLLECTING, Status.FROZEN),
            (Status.FROZEN, Status.CALCULATING),
            (Status.CALCULATING, Status.REVIEW),
            (Status.REVIEW, Status.APPROVED),
            (Status.APPROVED, Status.FINALISING),
            (Status.FINALISING, Status.DISPATCHED),
            (Status.FROZEN, Status.COLLECTING),
            (Status.CALCULATING, Status.COLLECTING),
            (Status.REVIEW, Status.COLLECTING),
            (Status.COLLECTING, Status.CANCELLED),
            (Status.FROZEN, Status.CANCELLED),
            (Status.CALCULATING, Status.CANCELLED),
            (Status.REVIEW, Status.CANCELLED),
        }
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    period = models.DateField(_("mois"))
    kind = models.CharField(_("nature"), max_length=10, choices=Kind, default=Kind.MONTHLY)
    status = models.CharField(_("état"), max_length=12, choices=Status, default=Status.COLLECTING)
    started_at = models.DateTimeField(_("lancée le"))
    started_by_id = models.UUIDField(null=True)
    started_by_name = models.CharField(_("lancée par"), max_length=150)
    frozen_at = models.DateTimeField(_("gelée le"), null=True)
    calculated_at = models.DateTimeField(_("calculée le"), null=True)
    reviewed_at = models.DateTimeField(_("relue le"), null=True)
    reviewed_by_id = models.UUIDField(null=True)
    reviewed_by_name = models.CharField(_("relue par"), max_length=150, blank=True)
    approved_at = models.DateTimeField(_("approuvée le"), null=True)
    approved_by_id = models.UUIDField(null=True)
    approved_by_name = models.CharField(_("approuvée par"), max_length=150, blank=True)
    dispatched_at = models.DateTimeField(_("émise le"), null=True)
    cancelled_at = models.DateTimeField(_("annulée le"), null=True)
    cancelled_by_name = models.CharField(_("annulée par"), max_length=150, blank=True)
    cancelled_reason = models.CharField(_("annulée parce que"), max_length=200, blank=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("facturation")
        verbose_name_plural = _("facturations")
        ordering: ClassVar = ["-period", "-started_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["period", "kind"],
                condition=~models.Q(status="cancelled"),
                name="one_run_a_month",
                violation_error_message=_("Ce mois est déjà facturé, ou en train de l’être."),
            ),
            models.CheckConstraint(
                condition=models.Q(approved_at__isnull=True, approved_by_id__isnull=True)
                | models.Q(approved_at__isnull=False, approved_by_id__isnull=False, reviewed_by_id__isnull=False)
                & ~models.Q(approved_by_id=models.F("reviewed_by_id")),
                name="approved_by_another_person",
                violation_error_message=_("Qui a relu n’approuve pas : demandez à une autre personne."),
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=("approved", "finalising", "dispatched"), approved_at__isnull=False)
                | models.Q(
                    status__in=("collecting", "frozen", "calculating", "review", "cancelled"), approved_at__isnull=True
                ),
                name="run_status_agrees_with_approval",
                violation_error_message=_("L’état de la facturation et ses dates se contredisent."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period:%Y-%m}"

    def move_to(self, status: str, *, at: datetime) -> None:
        """Take the one step `status`. Raises IllegalMove for a move the run does not know."""
        if (self.status, status) not in self.MOVES:
            sentence = _("La facturation de %(month)s est dans l’état « %(state)s » : rechargez la page.")
            facts = {"month": f"{self.period:%m/%Y}", "state": self.get_status_display()}
            raise IllegalMove(str(sentence) % facts, code=f"run_{self.status}")
        self.status = status
        self.revision += 1
        stamp = {
            self.Status.FROZEN: "frozen_at",
            self.Status.REVIEW: "calculated_at",
            self.Status.APPROVED: "approved_at",
            self.Status.DISPATCHED: "dispatched_at",
            self.Status.CANCELLED: "cancelled_at",
        }.get(self.Status(status))
        if stamp:
            setattr(self, stamp, at)


class RunItem(models.Model):
    """One partner's part of a run: what workers claim, one at a time."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("attend")
        FROZEN = "frozen", _("faits gelés")
        CALCULATED = "calculated", _("calculé")
        ISSUED = "issued", _("émis")
        SET_ASIDE = "set_aside", _("mis de côté")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    run = models.ForeignKey(BillingRun, models.CASCADE, related_name="items", verbose_name=_("facturation"))
    partner = models.CharField(_("partenaire"), max_length=40)
    status = models.CharField(_("état"), max_length=10, choices=Status, default=Status.WAITING)
    subscriptions = models.PositiveIntegerField(_("abonnements"), default=0)
    parked = models.PositiveIntegerField(_("mis de côté"), default=0)
    attempts = models.PositiveIntegerField(_("essais"), default=0)
    last_error = models.CharField(_("dernière erreur"), max_length=500, blank=True)
    due_at = models.DateTimeField(_("prochain essai"), null=True)
    done_at = models.DateTimeField(_("fini le"), null=True)

    class Meta:
        verbose_name = _("partie de facturation")
        verbose_name_plural = _("parties de facturation")
        ordering: ClassVar = ["run", "partner"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["run", "partner"], name="one_item_a_partner")]

    def __str__(self) -> str:
        return self.partner


class Snapshot(models.Model):
    """The frozen facts of one subscription for one month: a draft is a function of this row and nothing else."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    run = models.ForeignKey(BillingRun, models.CASCADE, related_name="snapshots", verbose_name=_("facturation"))
    partner = models.CharField(_("partenaire"), max_length=40)
    client_id = models.UUIDField()
    client_name = models.CharField(_("client"), max_length=120)
    subscription_id = models.UUIDField()
    family = models.CharField(_("service"), max_length=10)
    account = models.CharField(_("compte de plateforme"), max_length=40, blank=True)
    facts = models.JSONField(_("faits"))
    digest = models.CharField(_("empreinte"), max_length=64)
    parked_reason = models.CharField(_("mis de côté parce que"), max_length=60, blank=True)
    parked_facts = models.JSONField(_("détail"), default=dict, blank=True)

    class Meta:
        verbose_name = _("faits gelés")
        verbose_name_plural = _("faits gelés")
        ordering: ClassVar = ["run", "partner", "client_name", "family"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "subscription_id"], name="one_snapshot_a_subscription"),
        ]

    def __str__(self) -> str:
        return f"{self.client_name} · {self.family}"


class NumberSeries(models.Model):
    """The last number given of a kind of document in a year. Its row is the lock of the numbers: no gap."""

    kind = models.CharField(max_length=10)
    year = models.PositiveIntegerField()
    last = models.PositiveIntegerField(default=0)
    last_issued_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["kind", "year"], name="one_series_a_kind_and_year")]

    def __str__(self) -> str:
        return f"{self.kind} {self.year}"


class Invoice(models.Model):
    """What the operator bills to a partner, or to a direct client, for a month. Issued, it never changes.

    Buyer's facts are copied. Money in euros, two decimals; VAT once per category and rate.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("brouillon")
        ISSUED = "issued", _("émise")

    class Kind(models.TextChoices):
        INVOICE = "invoice", _("facture")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    run = models.ForeignKey(BillingRun, models.PROTECT, related_name="invoices", verbose_name=_("facturation"))
    partner = models.CharField(_("partenaire"), max_length=40)
    client_id = models.UUIDField(null=True)
    kind = models.CharField(_("nature"), max_length=10, choices=Kind, default=Kind.INVOICE)
    status = models.CharField(_("état"), max_length=10, choices=Status, default=Status.DRAFT)
    number = models.CharField(_("numéro"), max_length=20, blank=True)
    period = models.DateField(_("mois"))
    issued_on = models.DateField(_("émise le"), null=True)
    due_on = models.DateField(_("à payer pour le"), null=True)
    issued_at = models.DateTimeField(_("instant d’émission"), null=True)
    communication = models.CharField(_("communication structurée"), max_length=20, blank=True)
    buyer_name = models.CharField(_("acheteur"), max_length=160)
    buyer_enterprise_number = models.CharField(_("numéro d’entreprise"), max_length=10)
    buyer_street = models.CharField(_("rue et numéro"), max_length=160)
    buyer_postal_code = models.CharField(_("code postal"), max_length=10)
    buyer_municipality = models.CharField(_("commune"), max_length=80)
    language = models.CharField(_("langue"), max_length=2)
    net = models.DecimalField(_("total HTVA"), max_digits=12, decimal_places=2, default=0)
    vat = models.DecimalField(_("TVA"), max_digits=12, decimal_places=2, default=0)
    gross = models.DecimalField(_("total TVAC"), max_digits=12, decimal_places=2, default=0)
    digest = models.CharField(_("empreinte"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("facture")
        verbose_name_plural = _("factures")
        ordering: ClassVar = ["-period", "partner", "buyer_name"]
        indexes: ClassVar = [models.Index(fields=["partner", "-period"], name="invoice_partner_period")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["run", "partner", "client_id"],
                name="one_invoice_a_buyer_and_run",
                nulls_distinct=False,
                violation_error_message=_("Cet acheteur a déjà une facture dans cette facturation."),
            ),
            models.UniqueConstraint(
                fields=["number"],
                condition=~models.Q(number=""),
                name="one_invoice_a_number",
                violation_error_message=_("Ce numéro de facture est déjà donné."),
            ),
            models.CheckConstraint(
                condition=models.Q(status="draft", number="", issued_on__isnull=True)
                | models.Q(
                    models.Q(status="issued", issued_on__isnull=False, due_on__isnull=False) & ~models.Q(number="")
                ),
                name="invoice_issued_with_number_and_dates",
                violation_error_message=_("Une facture émise a un numéro et ses dates, un brouillon n’en a pas."),
            ),
            models.CheckConstraint(
                condition=models.Q(gross=models.F("net") + models.F("vat")),
                name="invoice_totals_add_up",
                violation_error_message=_("Le total TVAC est la somme du total HTVA et de la TVA."),
            ),
        ]

    def __str__(self) -> str:
        return self.number or f"{self.buyer_name} {self.period:%Y-%m}"


class InvoiceLine(models.Model):
    """One line: element, days, quantity and price, with everything that explains it.

    `why`: facts by runs of days, formula, clause, reading and price version, as the rules gave them.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    invoice = models.ForeignKey(Invoice, models.CASCADE, related_name="lines", verbose_name=_("facture"))
    partner = models.CharField(max_length=40)
    position = models.PositiveIntegerField(_("rang"))
    client_id = models.UUIDField()
    client_name = models.CharField(_("client"), max_length=120)
    subscription_id = models.UUIDField()
    account = models.CharField(_("compte de plateforme"), max_length=40, blank=True)
    family = models.CharField(_("service"), max_length=10)
    element = models.CharField(_("élément"), max_length=40)
    clause = models.CharField(_("clause"), max_length=20)
    starts_on = models.DateField(_("du"))
    ends_on = models.DateField(_("au (non compris)"))
    unit_days = models.DecimalField(_("unités × jours"), max_digits=16, decimal_places=3)
    days_in_month = models.PositiveSmallIntegerField(_("jours du mois"))
    quantity = models.DecimalField(_("quantité moyenne"), max_digits=14, decimal_places=3)
    unit_price = models.DecimalField(_("prix unitaire"), max_digits=12, decimal_places=4, null=True)
    assumed_days = models.PositiveSmallIntegerField(_("jours supposés"), default=0)
    gross = models.DecimalField(_("brut"), max_digits=12, decimal_places=2)
    discount_percentage = models.DecimalField(_("remise, %"), max_digits=5, decimal_places=2)
    discount = models.DecimalField(_("remise"), max_digits=12, decimal_places=2)
    net = models.DecimalField(_("net HTVA"), max_digits=12, decimal_places=2)
    vat_category = models.CharField(_("catégorie de TVA"), max_length=2)
    vat_rate = models.DecimalField(_("taux de TVA"), max_digits=5, decimal_places=2, null=True)
    why = models.JSONField(_("pourquoi"))

    class Meta:
        verbose_name = _("ligne de facture")
        verbose_name_plural = _("lignes de facture")
        ordering: ClassVar = ["invoice", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["invoice", "position"], name="invoice_line_position_once"),
            models.CheckConstraint(
                condition=models.Q(net=models.F("gross") - models.F("discount")),
                name="invoice_line_adds_up",
                violation_error_message=_("Le net est le brut moins la remise."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.element} {self.net}"


class VatTotal(models.Model):
    """The VAT of an invoice for one category and rate."""

    invoice = models.ForeignKey(Invoice, models.CASCADE, related_name="vat_totals", verbose_name=_("facture"))
    partner = models.CharField(max_length=40)
    category = models.CharField(_("catégorie"), max_length=2)
    rate = models.DecimalField(_("taux"), max_digits=5, decimal_places=2, null=True)
    base = models.DecimalField(_("base"), max_digits=12, decimal_places=2)
    vat = models.DecimalField(_("TVA"), max_digits=12, decimal_places=2)

    class Meta:
        verbose_name = _("TVA par taux")
        verbose_name_plural = _("TVA par taux")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["invoice", "category", "rate"], name="one_vat_total_a_rate", nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return f"{self.category} {self.rate}"
