"""Orders from draft to receipt, and the subscriptions that placed orders open.

Terms: general.1
"""

import uuid
from datetime import datetime
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from extranet.catalogue.models import Family, Product
from extranet.clients.models import Client
from extranet.errors import IllegalMove
from extranet.look.parts import Badge, Tone
from extranet.ordering.rules import Answers, FaxUse, Objection, YesNo, check_declarations, unanswered
from extranet.partners.models import LANGUAGES


class OrderCounter(models.Model):
    """The last order number given in a year. Its row is the lock of the numbers."""

    year = models.PositiveIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)


class Order(models.Model):
    """What an organisation orders for a client, from the first draft to the receipt.

    `revision` grows with every change: a page posts the one it showed. Names and prices are copied; once
    placed or discarded nothing changes any more (the database refuses it too).
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("brouillon")
        PLACED = "placed", _("passée")
        DISCARDED = "discarded", _("abandonnée")

    MOVES: ClassVar[frozenset[tuple[str, str]]] = frozenset(
        {(Status.DRAFT, Status.PLACED), (Status.DRAFT, Status.DISCARDED)}
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(_("commande"), max_length=20, unique=True)
    client = models.ForeignKey(Client, models.PROTECT, related_name="orders", verbose_name=_("client"))
    client_name = models.CharField(_("nom du client"), max_length=120)
    status = models.CharField(_("état"), max_length=10, choices=Status, default=Status.DRAFT)
    revision = models.PositiveIntegerField(_("révision"), default=1)
    language = models.CharField(_("langue"), max_length=2, choices=LANGUAGES, default="fr")
    starts_on = models.DateField(_("premier jour souhaité"), null=True)
    families = ArrayField(models.CharField(max_length=10, choices=Family), verbose_name=_("services"), default=list)
    monthly_total = models.DecimalField(_("total mensuel, HTVA"), max_digits=12, decimal_places=2, default=0)
    price_list = models.PositiveIntegerField(_("liste de prix"), null=True)
    created_at = models.DateTimeField(_("commencée le"))
    created_by_id = models.UUIDField()
    created_by_name = models.CharField(_("commencée par"), max_length=150)
    changed_at = models.DateTimeField(_("modifiée le"))

    alarm_or_lift_lines = models.CharField(_("lignes d’alarme ou d’ascenseur"), max_length=3, choices=YesNo, blank=True)
    automatic_diallers = models.CharField(_("automates d’appel"), max_length=3, choices=YesNo, blank=True)
    fax_use = models.CharField(_("fax"), max_length=5, choices=FaxUse, blank=True)
    has_read_fax_advice = models.BooleanField(_("conseil sur les fax lu"), default=False)
    declared_at = models.DateTimeField(_("déclarée le"), null=True)
    needs_review = models.BooleanField(_("à examiner par l’opérateur"), default=False)

    placed_at = models.DateTimeField(_("passée le"), null=True)
    placed_by_id = models.UUIDField(null=True)
    placed_by_name = models.CharField(_("passée par"), max_length=150, blank=True)
    placed_by_email = models.CharField(_("e-mail"), max_length=254, blank=True)
    acceptance_id = models.UUIDField(_("certificat"), null=True)
    discarded_at = models.DateTimeField(_("abandonnée le"), null=True)
    discarded_by_name = models.CharField(_("abandonnée par"), max_length=150, blank=True)

    class Meta:
        verbose_name = _("commande")
        verbose_name_plural = _("commandes")
        ordering: ClassVar = ["-changed_at"]
        indexes: ClassVar = [
            models.Index(fields=["status", "-changed_at"], name="order_status_changed"),
            models.Index(fields=["client", "-placed_at"], name="order_client_placed"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(
                    status="draft", placed_at__isnull=True, discarded_at__isnull=True, acceptance_id__isnull=True
                )
                | models.Q(
                    status="placed",
                    placed_at__isnull=False,
                    placed_by_id__isnull=False,
                    acceptance_id__isnull=False,
                    declared_at__isnull=False,
                    price_list__isnull=False,
                    starts_on__isnull=False,
                    discarded_at__isnull=True,
                )
                | models.Q(status="discarded", discarded_at__isnull=False, placed_at__isnull=True),
                name="order_status_agrees_with_dates",
                violation_error_message=_("L’état de la commande et ses dates se contredisent."),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def move_to(self, status: str, *, at: datetime) -> None:
        """Take the one step `status` and note when. Raises IllegalMove for a move the order does not know."""
        if (self.status, status) not in self.MOVES:
            raise IllegalMove(self._why_not(), code=f"order_{self.status}")
        self.status = status
        self.changed_at = at
        if status == self.Status.PLACED:
            self.placed_at = at
        else:
            self.discarded_at = at

    def require_draft(self) -> None:
        """Refuse any change of an order that is no draft any more. Raises IllegalMove."""
        if self.status != self.Status.DRAFT:
            raise IllegalMove(self._why_not(), code=f"order_{self.status}")

    def _why_not(self) -> str:
        facts = {"number": self.number}
        if self.status == self.Status.PLACED:
            sentence = _("La commande %(number)s est passée et ne change plus. Commencez-en une autre.")
        elif self.status == self.Status.DISCARDED:
            sentence = _("La commande %(number)s a été abandonnée. Commencez-en une autre.")
        else:
            sentence = _("La commande %(number)s est un brouillon : continuez là où elle en est.")
        return str(sentence) % facts

    @property
    def is_draft(self) -> bool:
        """Whether the order can still change."""
        return self.status == self.Status.DRAFT

    @property
    def state(self) -> Badge:
        """The word of the state, for pages."""
        tones = {self.Status.DRAFT.value: Tone.WARN, self.Status.PLACED.value: Tone.OK}
        return Badge(self.get_status_display(), tones.get(self.status, Tone.NEUTRAL))

    @property
    def family_labels(self) -> list[str]:
        """The names of the services, in the order of pages."""
        return [str(Family(family).label) for family in self.families]

    @property
    def answers(self) -> Answers:
        """What was declared, as the rules read it."""
        return Answers(
            alarm_or_lift_lines=self.alarm_or_lift_lines,
            automatic_diallers=self.automatic_diallers,
            fax_use=self.fax_use,
            has_read_fax_advice=self.has_read_fax_advice,
        )

    @property
    def is_declared(self) -> bool:
        """Whether the declarations were made for the services as they are chosen now."""
        return self.declared_at is not None and not unanswered(self.families, self.answers)

    @property
    def objections(self) -> list[Objection]:
        """What the terms say about what was declared."""
        return check_declarations(self.families, self.answers)


class OrderLine(models.Model):
    """A product of an order, its name, quantity and price as agreed.

    Terms: telavox.4, bt.11
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    order = models.ForeignKey(Order, models.CASCADE, related_name="lines", verbose_name=_("commande"))
    product = models.ForeignKey(Product, models.PROTECT, related_name="+", verbose_name=_("produit"))
    position = models.PositiveSmallIntegerField(_("ordre"))
    product_code = models.CharField(_("code"), max_length=40)
    name = models.CharField(_("nom"), max_length=80)
    unit = models.CharField(_("unité"), max_length=40)
    family = models.CharField(_("service"), max_length=10, choices=Family)
    quantity = models.PositiveIntegerField(_("quantité"))
    unit_price = models.DecimalField(_("prix unitaire mensuel, HTVA"), max_digits=12, decimal_places=4)
    amount = models.DecimalField(_("montant mensuel, HTVA"), max_digits=12, decimal_places=2)

    class Meta:
        verbose_name = _("ligne de commande")
        verbose_name_plural = _("lignes de commande")
        ordering: ClassVar = ["order", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["order", "product"],
                name="product_once_an_order",
                violation_error_message=_("Ce produit est déjà dans la commande."),
            ),
            models.CheckConstraint(
                condition=models.Q(quantity__gt=0),
                name="order_line_quantity",
                violation_error_message=_("Une ligne a une quantité d’au moins un."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.name}"


class Subscription(models.Model):
    """One service family of one client, on one platform account once the platform has given it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.ForeignKey(Client, models.PROTECT, related_name="subscriptions", verbose_name=_("client"))
    family = models.CharField(_("service"), max_length=10, choices=Family)
    order = models.ForeignKey(Order, models.PROTECT, related_name="subscriptions", verbose_name=_("commande"))
    starts_on = models.DateField(_("dès le"))
    ends_on = models.DateField(_("jusqu’au (non compris)"), null=True, blank=True)
    account = models.CharField(_("compte de plateforme"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("abonnement")
        verbose_name_plural = _("abonnements")
        ordering: ClassVar = ["client", "family", "starts_on"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["order", "family"],
                name="one_subscription_an_order_and_family",
                violation_error_message=_("Cette commande a déjà ouvert ce service."),
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gt=models.F("starts_on")),
                name="subscription_ends_after_start",
                violation_error_message=_("Un service se termine après son premier jour."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_family_display()} · {self.client_id}"
