"""Forms of the steps of an order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from extranet.catalogue.families import Family
from extranet.catalogue.models import Price
from extranet.look.forms import DayInput, ExplainedRadios
from extranet.ordering.drafting import MOST_OF_A_PRODUCT, answer_faults
from extranet.ordering.models import Order
from extranet.ordering.rules import Answers, FaxUse, YesNo, line_amount, questions_for

PREFIX = "quantity-"


@dataclass(frozen=True)
class OfferedLine:
    """A product on sale with the control of its quantity and what that quantity costs."""

    price: Price
    control: forms.BoundField
    amount: Decimal | None


@dataclass(frozen=True)
class OfferedFamily:
    """The products on sale of one service."""

    family: Family
    lines: Sequence[OfferedLine]


class LinesForm(forms.Form):
    """How many of each product on sale, and from which day."""

    starts_on = forms.DateField(
        label=_("Premier jour souhaité"),
        widget=DayInput,
        help_text=_("Aujourd’hui ou plus tard."),
        error_messages={"required": _("Choisissez un jour.")},
    )

    def __init__(self, prices: Sequence[Price], *, quantities: Mapping[str, int], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.prices = prices
        for price in prices:
            code = price.product.code
            self.fields[f"{PREFIX}{code}"] = forms.IntegerField(
                label=price.product.name,
                required=False,
                min_value=0,
                max_value=MOST_OF_A_PRODUCT,
                initial=quantities.get(code),
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            )

    def quantities(self) -> dict[str, int]:
        """Return how many of each product code, of the answers that are valid so far."""
        return {
            name.removeprefix(PREFIX): count
            for name, count in self.cleaned_data.items()
            if name.startswith(PREFIX) and count
        }

    def total(self) -> Decimal:
        """Return the monthly total of the quantities typed."""
        return sum((line.amount or Decimal(0) for offered in self.offered() for line in offered.lines), Decimal(0))

    def offered(self) -> list[OfferedFamily]:
        """Return the products on sale by service, each with its control."""
        by_family = groupby(self.prices, key=lambda price: price.product.family)
        return [
            OfferedFamily(Family(family), [self._offered(price) for price in prices]) for family, prices in by_family
        ]

    def _offered(self, price: Price) -> OfferedLine:
        name = f"{PREFIX}{price.product.code}"
        count = self.cleaned_data.get(name) if self.is_bound else self.fields[name].initial
        amount = line_amount(count, price.unit_price) if count else None
        return OfferedLine(price, self[name], amount)


class DeclarationForm(forms.Form):
    """What must be declared about the use of the services ordered; asks only what applies to them."""

    alarm_or_lift_lines = forms.ChoiceField(
        label=_("Des lignes d’alarme ou d’ascenseur passeront-elles par ces services ?"),
        choices=YesNo.choices,
        widget=ExplainedRadios(
            explanations={
                YesNo.NO: _("Un téléphone d’urgence dans un couloir est admis : ce n’est pas une ligne d’alarme.")
            }
        ),
    )
    automatic_diallers = forms.ChoiceField(
        label=_("Des automates composeront-ils des numéros tout seuls ?"),
        choices=YesNo.choices,
        widget=forms.RadioSelect,
        help_text=_("Par exemple une campagne d’appels, ou un système qui appelle une liste."),
    )
    fax_use = forms.ChoiceField(
        label=_("Le client envoie-t-il des fax ?"),
        choices=FaxUse.choices,
        widget=ExplainedRadios(
            explanations={
                FaxUse.SOME: _("Aucun fax n’est garanti."),
                FaxUse.HEAVY: _("Aucun fax n’est garanti : gardez une ligne analogique pour eux."),
            }
        ),
    )
    # The box stays as it is when HTMX draws anew what surrounds it: ticked meanwhile, it stays ticked.
    has_read_fax_advice = forms.BooleanField(
        widget=forms.CheckboxInput(attrs={"hx-preserve": "true"}),
        label=_("J’ai lu le conseil : garder une ligne analogique pour les fax."),
        required=False,
    )

    def __init__(self, order: Order, **kwargs: Any) -> None:
        asked = questions_for(order.families)
        super().__init__(initial=vars(order.answers) if asked else {}, **kwargs)
        self.order = order
        self.answers = order.answers
        for field in self.fields.values():
            field.error_messages["required"] = _("Répondez à cette question.")
        if not asked:
            self.fields.clear()

    def clean(self) -> None:
        """Say everything that stops the answers at once; the service asks again."""
        # Before add_error, which takes what it refuses out of cleaned_data.
        self.answers = Answers(**{name: self.cleaned_data[name] for name in self.fields if name in self.cleaned_data})
        for name, sentence in answer_faults(self.order, self.answers).items():
            if name in self.fields and name not in self.errors:
                self.add_error(name, sentence)


class AcceptanceForm(forms.Form):
    """The one act by which all documents shown are accepted."""

    shown = forms.CharField(widget=forms.HiddenInput)
    is_accepted = forms.BooleanField(
        error_messages={"required": _("Cochez la case pour accepter, ou gardez le brouillon.")}
    )


class OrderFilter(forms.Form):
    """What narrows the list of orders."""

    state = forms.ChoiceField(required=False, choices=Order.Status.choices)
    client = forms.UUIDField(required=False)
    words = forms.CharField(required=False, max_length=80, label=_("Client ou numéro de commande"))


def first_day(order: Order, day: date) -> date:
    """Return the first day a draft proposes: the one chosen, unless it is past."""
    return max(order.starts_on or day, day)
