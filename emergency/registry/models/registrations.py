"""The registry: the postal address of every number, on two time axes.

`valid`: when the address holds for the number. `recorded`: when we knew it so. The question "what address had
this number at T, and what did we know at K" is answered by the one row whose ranges hold number, T and K.

Terms: telavox.7, bt.14, sip.4
"""

import uuid
from dataclasses import fields
from typing import ClassVar, Final

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import BigIntegerRangeField, DateTimeRangeField, RangeOperators
from django.db import models
from django.utils.translation import gettext_lazy as _

from emergency.registry.facts import AddressFacts
from emergency.registry.timeline import Area
from extranet.accounts.models import Role
from extranet.numbering.formats import written_block
from extranet.numbering.models import Holding
from extranet.partners.models import LANGUAGES

FACTS: Final = tuple(field.name for field in fields(AddressFacts))


class Side(models.TextChoices):
    """For whom a declaration was made: the duty is joint."""

    PARTNER = "partner", _("partenaire")
    CLIENT = "client", _("client")
    OPERATOR = "operator", _("opérateur")


class Reason(models.TextChoices):
    """Why a registration was written."""

    DECLARED = "declared", _("déclaration")
    SPLIT = "split", _("partage du bloc")
    MERGE = "merge", _("réunion de blocs")
    MOVE = "move", _("déménagement")
    CORRECTION = "correction", _("correction par l’opérateur")
    REVIEW = "review", _("acceptée après relecture")


class Located(models.Model):
    """What is declared about a place, in columns.

    Terms: telavox.7, bt.14, sip.4
    """

    language = models.CharField(_("langue"), max_length=2, choices=LANGUAGES[:3], default="fr")
    street = models.CharField(_("rue"), max_length=120)
    house_number = models.CharField(_("numéro"), max_length=20, blank=True)
    no_house_number_reason = models.CharField(_("pourquoi pas de numéro"), max_length=200, blank=True)
    box = models.CharField(_("boîte"), max_length=20, blank=True)
    postal_code = models.CharField(_("code postal"), max_length=12)
    municipality = models.CharField(_("commune"), max_length=80)
    country = models.CharField(_("pays"), max_length=2, default="BE")
    floor = models.CharField(_("étage"), max_length=40, blank=True)
    room = models.CharField(_("local"), max_length=60, blank=True)
    access_note = models.CharField(_("accès pour les secours"), max_length=300, blank=True)
    second_street = models.CharField(_("rue dans l’autre langue"), max_length=120, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.facts.line

    @property
    def facts(self) -> AddressFacts:
        """What was declared about the place."""
        return AddressFacts(**{name: getattr(self, name) for name in FACTS})


class Address(Located):
    """A place where help can be sent. Never changed: another address is another row.

    Terms: telavox.7, bt.14, sip.4
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    partner = models.CharField(_("partenaire"), max_length=40)
    client_id = models.UUIDField(_("identifiant du client"))
    created_at = models.DateTimeField(_("créée le"))

    class Meta:
        verbose_name = _("adresse")
        verbose_name_plural = _("adresses")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(house_number="") | ~models.Q(no_house_number_reason=""),
                name="address_house_number_or_reason",
                violation_error_message=_("Donnez le numéro, ou dites pourquoi il n’y en a pas."),
            ),
        ]


class Declaration(models.Model):
    """What somebody declared: an address for numbers of a block, who, for whom, under which version of the terms."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    holding = models.ForeignKey(Holding, models.PROTECT, related_name="%(class)ss", verbose_name=_("bloc"))
    partner = models.CharField(_("partenaire"), max_length=40)
    client_id = models.UUIDField(_("identifiant du client"))
    numbers = BigIntegerRangeField(_("numéros"))
    address = models.ForeignKey(Address, models.PROTECT, related_name="%(class)ss", verbose_name=_("adresse"))
    declared_at = models.DateTimeField(_("déclarée le"))
    author_id = models.UUIDField(_("identifiant de l’auteur"))
    author_name = models.CharField(_("déclarée par"), max_length=150)
    author_email = models.CharField(_("e-mail"), max_length=254)
    author_role = models.CharField(_("rôle"), max_length=20, choices=Role)
    author_side = models.CharField(_("au nom de"), max_length=10, choices=Side)
    terms_part = models.CharField(_("conditions"), max_length=10, blank=True)
    terms_number = models.PositiveIntegerField(_("version des conditions"), null=True)
    terms_sha256 = models.CharField(_("empreinte des conditions"), max_length=64, blank=True)
    # False: the organisation had accepted none, this is the version that was in force.
    is_terms_accepted = models.BooleanField(_("conditions acceptées"), default=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return written_block(self.first, self.last)

    @property
    def first(self) -> int:
        """The first number it is about."""
        return int(self.numbers.lower)

    @property
    def last(self) -> int:
        """The last number it is about."""
        return int(self.numbers.upper) - 1

    @property
    def count(self) -> int:
        """How many numbers it is about."""
        return self.last - self.first + 1


class Registration(Declaration):
    """That a range of numbers of one block had an address, as it was known during a period.

    A row is never edited: when knowledge changes, its `recorded` is closed and new rows say what is known now.
    `reason`: why it was changed, where the act has a reason of its own.
    """

    valid = DateTimeRangeField(_("valable"))
    recorded = DateTimeRangeField(_("connu"))
    reason = models.CharField(_("motif"), max_length=20, choices=Reason, default=Reason.DECLARED)
    reason_note = models.CharField(_("explication"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("adresse déclarée")
        verbose_name_plural = _("adresses déclarées")
        ordering: ClassVar = ["numbers", "recorded", "valid"]
        indexes: ClassVar = [
            models.Index(fields=["holding"], name="registration_holding"),
            # What is known now, of a partner or client: the policy of its rows is read through it.
            models.Index(
                fields=["partner", "client_id"], condition=models.Q(recorded__upper_inf=True), name="registration_known"
            ),
        ]
        constraints: ClassVar = [
            ExclusionConstraint(
                name="one_address_a_number_and_instant",
                expressions=[
                    ("numbers", RangeOperators.OVERLAPS),
                    ("valid", RangeOperators.OVERLAPS),
                    ("recorded", RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("Un de ces numéros a déjà une adresse pour cette période."),
            ),
            models.CheckConstraint(
                condition=models.Q(
                    numbers__isempty=False,
                    numbers__lower_inf=False,
                    numbers__upper_inf=False,
                    valid__isempty=False,
                    valid__lower_inf=False,
                    recorded__isempty=False,
                    recorded__lower_inf=False,
                ),
                name="registration_is_bounded",
                violation_error_message=_("Une adresse vaut pour des numéros, dès un instant."),
            ),
        ]

    @property
    def area(self) -> Area:
        """The numbers and the time for which it says an address."""
        return Area(self.first, int(self.numbers.upper), self.valid.lower, self.valid.upper)
