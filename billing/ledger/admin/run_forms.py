"""Forms of the run: which month, why it is given up, and which state of it the person saw."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from billing.ledger.runs import LONGEST_REASON, read_month
from extranet.errors import InvalidInput


class MonthField(forms.CharField):
    """A month as people write it: 2026-10."""

    def clean(self, value: object) -> object:
        """Return the first day of the month. Raises ValidationError with what to write."""
        text = super().clean(value)
        try:
            return read_month(text)
        except InvalidInput as refusal:
            raise ValidationError(str(refusal), code=refusal.code) from refusal


class StartForm(forms.Form):
    """The month to bill."""

    month = MonthField(
        label=_("Mois"),
        max_length=20,
        help_text=_("L’année puis le mois, comme 2026-10."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "size": 10}),
    )


class SeenForm(forms.Form):
    """The state of the run that the person saw; anything else is a state nobody saw."""

    revision = forms.IntegerField(widget=forms.HiddenInput)

    @property
    def seen(self) -> int:
        """The revision that was posted, 0 for none."""
        return int(self.cleaned_data["revision"]) if self.is_valid() else 0


class CancelForm(SeenForm):
    """Why a run is given up."""

    reason = forms.CharField(
        label=_("Pourquoi"),
        max_length=LONGEST_REASON,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=_("Se lit dans la liste des facturations et reste dans le journal."),
    )
