"""The choice of a period: two that are ready, or days that somebody names."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from extranet.look.forms import DayInput
from support.desk.figures.periods import LONGEST, Period, between, last_months, last_weeks

WEEKS, MONTHS, CHOSEN = "weeks", "months", "chosen"
CHOICES: Final = (
    (WEEKS, _("4 dernières semaines")),
    (MONTHS, _("12 derniers mois")),
    (CHOSEN, _("D’un jour à un autre")),
)
# Earlier days have no period before them to be compared to.
OLDEST_YEAR: Final = 2000
_CHOOSE: Final = _("Choisissez une période de la liste.")
_DAY: Final = _("Donnez un jour qui existe, par exemple 2026-11-24.")


class PeriodForm(forms.Form):
    """The period of the figures, as in the address of the page; nothing chosen means the last four weeks."""

    period = forms.ChoiceField(
        label=_("Période"), choices=CHOICES, required=False, error_messages={"invalid_choice": _CHOOSE}
    )
    first = forms.DateField(label=_("Premier jour"), required=False, widget=DayInput, error_messages={"invalid": _DAY})
    last = forms.DateField(label=_("Dernier jour"), required=False, widget=DayInput, error_messages={"invalid": _DAY})

    def __init__(self, data: Mapping[str, Any], *, today: date) -> None:
        super().__init__(data)
        self.today = today

    def clean(self) -> dict[str, Any]:
        """Refuse days that make no period: each with what to do instead."""
        answers: dict[str, Any] = super().clean() or {}
        if answers.get("period") == CHOSEN and not self.errors:
            self._check(answers.get("first"), answers.get("last"))
        return answers

    def asked(self) -> Period:
        """Return the period asked for, once valid."""
        answers = self.cleaned_data
        if answers["period"] == CHOSEN:
            return between(answers["first"], answers["last"])
        return last_months(self.today) if answers["period"] == MONTHS else last_weeks(self.today)

    def _check(self, first: date | None, last: date | None) -> None:
        for name, day in (("first", first), ("last", last)):
            if day is None:
                self.add_error(name, _("Donnez le premier et le dernier jour."))
        if first is None or last is None:
            return
        if last > self.today:
            self.add_error("last", _("Ce jour n’est pas encore là : finissez au plus tard aujourd’hui."))
        elif first > last:
            self.add_error("last", _("La période finit avant de commencer : échangez les deux jours."))
        elif (last - first).days >= LONGEST:
            self.add_error("first", _("Choisissez deux ans au plus."))
        elif first.year < OLDEST_YEAR:
            self.add_error("first", _("Il n’y a rien d’aussi ancien : commencez en 2000 ou plus tard."))
