"""Discounts of partners and readings of the terms: dated, added for today or later, never edited.

Terms: bt.11d, bt.11k
"""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from billing.ledger.choosing import choose_reading, give_discount
from billing.ledger.models import Discount, Reading
from billing.ledger.runs import BILLERS
from extranet.backoffice.faces import BackOfficeAdmin, ModelForm, actor_of
from extranet.backoffice.filters import PartnerFilter
from extranet.backoffice.rows import PartnerRowsAdmin
from extranet.look import formats
from extranet.look.forms import DayInput
from extranet.partners.models import Partner

# What each setting is, and the values it takes, as finance reads them.
RULES = [
    ("decrease", _("diminution d’utilisateurs par trimestre")),
    ("channel_rounding", _("arrondi des canaux")),
    ("assumed_days", _("jours non rapportés que l’on suppose")),
    ("increment_minutes", _("minutes par tranche de travail entamée")),
]


class DiscountForm(ModelForm):
    """Whose, how much, from when."""

    partner = forms.ChoiceField(label=_("partenaire"))

    class Meta:
        model = Discount
        fields = ("partner", "percentage", "valid_from")
        widgets = {"valid_from": DayInput()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "partner" in self.fields:
            partners = Partner.objects.order_by("display_name").values_list("schema_name", "display_name")
            field = self.fields["partner"]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [*partners]


class ReadingForm(ModelForm):
    """Which rule, how it is read, from when."""

    name = forms.ChoiceField(label=_("règle"), choices=RULES)

    class Meta:
        model = Reading
        fields = ("name", "value", "valid_from")
        widgets = {"valid_from": DayInput()}
        help_texts = {
            "value": _(
                "Diminution : min_one (un au moins), strict (10 % arrondis vers le bas) ou ceil (vers le haut). "
                "Canaux : up ou down. Jours et minutes : un nombre entier."
            )
        }


class ChoiceAdmin(BackOfficeAdmin):
    """What both have in common: added, listed, never edited."""

    adders = BILLERS
    change_list_template = "ledger/list_rows.html"
    asked: ClassVar[tuple[str, ...]]
    list_per_page = 50

    def outcome(self) -> str:
        """Return what happens when it is added."""
        raise NotImplementedError

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return the facts of one; on the form of a new one what happens next stands first."""
        if obj:
            return [(None, {"fields": (*self.get_fields(request), "created_at", "created_by_name")})]
        return [(None, {"fields": self.get_fields(request), "description": self.outcome()})]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return the fields of the form."""
        return self.asked


@admin.register(Discount)
class DiscountAdmin(ChoiceAdmin, PartnerRowsAdmin):
    """Discounts of partners."""

    form = DiscountForm
    asked = ("partner", "percentage", "valid_from")
    adding_title = _("Accorder une remise")
    save_label = _("Accorder la remise")
    list_display = ("whose", "percentage", "valid_from", "created_at", "created_by_name")
    list_filter = (PartnerFilter,)

    def outcome(self) -> str:
        """Return what happens when it is added."""
        return gettext(
            "La remise vaut dès ce jour, aujourd’hui ou plus tard, jusqu’à la suivante ; zéro la termine. Elle ne "
            "touche ni le travail au temps passé ni ce qui est déjà gelé par une facturation, et ne se modifie plus."
        )

    def save_model(self, request: HttpRequest, obj: Discount, form: Any, change: bool) -> None:
        """Give the discount."""
        given = {name: form.cleaned_data[name] for name in self.asked}
        give_discount(**given, actor=actor_of(request), at=timezone.now())

    def sentence_after_adding(self, obj: Discount) -> str:
        """Say from when it holds."""
        facts = {"percentage": formats.quantity(obj.percentage), "day": formats.day(obj.valid_from)}
        return gettext("La remise de %(percentage)s %% vaut dès le %(day)s.") % facts


@admin.register(Reading)
class ReadingAdmin(ChoiceAdmin):
    """Readings of the terms; where none was chosen, ours holds."""

    form = ReadingForm
    asked = ("name", "value", "valid_from")
    adding_title = _("Choisir une lecture")
    save_label = _("Choisir cette lecture")
    list_display = ("rule", "value", "valid_from", "created_at", "created_by_name")
    list_filter = ("name",)

    @admin.display(description=_("règle"), ordering="name")
    def rule(self, reading: Reading) -> str:
        """The rule in words."""
        return str(dict(RULES).get(reading.name, reading.name))

    def outcome(self) -> str:
        """Return what happens when it is added."""
        return gettext(
            "La lecture vaut dès ce jour, aujourd’hui ou plus tard, jusqu’à la suivante ; celle de la diminution à "
            "l’ouverture du trimestre qui suit. Elle se lit à côté de chaque ligne qu’elle touche, et ne se modifie "
            "plus."
        )

    def save_model(self, request: HttpRequest, obj: Reading, form: Any, change: bool) -> None:
        """Choose the reading."""
        chosen = {name: form.cleaned_data[name] for name in self.asked}
        choose_reading(**chosen, actor=actor_of(request), at=timezone.now())

    def sentence_after_adding(self, obj: Reading) -> str:
        """Say from when it holds."""
        return gettext("La lecture vaut dès le %(day)s.") % {"day": formats.day(obj.valid_from)}
