"""What can be ordered, and what it costs from when.

Terms: bt.11k
"""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from extranet.catalogue.families import Family

__all__ = ["Family", "Price", "PriceList", "Product"]


class Product(models.Model):
    """A thing that can be ordered. Retired by flag, never deleted: orders refer to it."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    family = models.CharField(_("service"), max_length=10, choices=Family.choices)
    name_fr = models.CharField(_("nom français"), max_length=80)
    name_nl = models.CharField(_("nom néerlandais"), max_length=80)
    name_de = models.CharField(_("nom allemand"), max_length=80)
    name_en = models.CharField(_("nom anglais"), max_length=80)
    unit_fr = models.CharField(_("unité, en français"), max_length=40)
    unit_nl = models.CharField(_("unité, en néerlandais"), max_length=40)
    unit_de = models.CharField(_("unité, en allemand"), max_length=40)
    unit_en = models.CharField(_("unité, en anglais"), max_length=40)
    is_fax = models.BooleanField(_("transporte des fax"), default=False)
    position = models.PositiveSmallIntegerField(_("ordre"), default=100)
    is_retired = models.BooleanField(_("retiré de la vente"), default=False)

    class Meta:
        verbose_name = _("produit")
        verbose_name_plural = _("produits")
        ordering: ClassVar = ["family", "position", "code"]

    def __str__(self) -> str:
        return str(self.code)

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return self.name_in(_reader())

    @property
    def unit(self) -> str:
        """What one is: "utilisateur et mois", in the reader's language."""
        return self.unit_in(_reader())

    def name_in(self, language: str) -> str:
        """Return the name in one of the four languages, whatever language is under way."""
        return str(getattr(self, f"name_{language}"))

    def unit_in(self, language: str) -> str:
        """Return what one is in one of the four languages."""
        return str(getattr(self, f"unit_{language}"))


def _reader() -> str:
    language = (get_language() or "fr")[:2]
    return language if language in ("fr", "nl", "de", "en") else "fr"


class PriceList(models.Model):
    """A dated version of all prices, never edited once published.

    The one in force on a day is the latest valid from that day or before.
    """

    number = models.PositiveIntegerField(_("version"), unique=True)
    valid_from = models.DateField(_("valable dès le"), unique=True)
    published_at = models.DateTimeField(_("publiée le"))
    published_by_name = models.CharField(_("publiée par"), max_length=150, blank=True)

    class Meta:
        verbose_name = _("liste de prix")
        verbose_name_plural = _("listes de prix")
        ordering: ClassVar = ["-valid_from"]

    def __str__(self) -> str:
        return f"v{self.number}"


class Price(models.Model):
    """The monthly price, VAT excluded, of one unit of a product, in euros with up to 4 decimals."""

    price_list = models.ForeignKey(PriceList, models.PROTECT, related_name="prices", verbose_name=_("liste de prix"))
    product = models.ForeignKey(Product, models.PROTECT, related_name="prices", verbose_name=_("produit"))
    unit_price = models.DecimalField(
        _("prix unitaire mensuel, HTVA"), max_digits=12, decimal_places=4, validators=[MinValueValidator(0)]
    )

    class Meta:
        verbose_name = _("prix")
        verbose_name_plural = _("prix")
        ordering: ClassVar = ["product__family", "product__position"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["price_list", "product"],
                name="one_price_a_list",
                violation_error_message=_("Ce produit a déjà un prix dans cette liste."),
            ),
            models.CheckConstraint(condition=models.Q(unit_price__gte=0), name="price_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.product} {self.unit_price}"
