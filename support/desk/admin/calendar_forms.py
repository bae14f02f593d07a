"""Forms of the calendar: the windows of each weekday, and the days that change."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from extranet.look.forms import DayInput
from extranet.look.parts import Text
from support.desk.rules.hours import Calendar, Day, DayKind
from support.desk.rules.windows import Fault, Windows, WindowsRefused, read_windows, written_windows
from support.desk.services import LONGEST_NAME, LONGEST_NOTE

CLOSED, OPEN, HOLIDAY, ORDINARY = "closed", "open", "holiday", "ordinary"
ROWS: Final = 5
MOST_ROWS: Final = 30
LONGEST_HOURS: Final = 100
FAULTS: Final[Mapping[Fault, Text]] = {
    Fault.NOT_A_WINDOW: gettext_lazy("« %(written)s » : écrivez des heures comme 08:30-12:00, 13:00-18:00."),
    Fault.NOT_A_TIME: gettext_lazy("« %(written)s » : les heures vont de 00:00 à 24:00."),
    Fault.ENDS_BEFORE_START: gettext_lazy("« %(written)s » : la fin vient après le début."),
    Fault.OVERLAP: gettext_lazy("Ces heures se recouvrent : %(written)s."),
}


class WindowsField(forms.CharField):
    """Hours as text, `08:30-12:00, 13:00-18:00`; empty means closed."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, max_length=LONGEST_HOURS, **options)

    def clean(self, value: Any) -> Windows:
        """Return the windows. Raises ValidationError with the part to correct."""
        text = super().clean(value)
        try:
            return read_windows(text)
        except WindowsRefused as refused:
            raise forms.ValidationError(
                str(FAULTS[refused.fault]) % {"written": refused.written}, code=str(refused.fault)
            ) from refused


class CalendarForm(forms.Form):
    """The week, why it changes, and which version the person saw."""

    note = forms.CharField(
        label=gettext_lazy("Pourquoi"),
        max_length=LONGEST_NOTE,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=gettext_lazy("Se lit dans la liste des versions : « pont de l’Ascension »."),
    )
    shown = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, current: Calendar, posted: Any = None) -> None:
        initial: dict[str, Any] = {_name(day): written_windows(windows) for day, windows in enumerate(current.weekly)}
        super().__init__(posted, initial={**initial, "shown": current.number})
        for weekday in range(len(current.weekly)):
            self.fields[_name(weekday)] = WindowsField(label=capfirst(str(WEEKDAYS[weekday])))

    def weekly(self) -> tuple[Windows, ...]:
        """Return the windows of the week as typed."""
        return tuple(self.cleaned_data[_name(weekday)] for weekday in WEEKDAYS)


class DayForm(forms.Form):
    """One day that changes. An empty row changes nothing."""

    day = forms.DateField(label=gettext_lazy("Jour"), widget=DayInput(), input_formats=["%Y-%m-%d"])
    what = forms.ChoiceField(
        label=gettext_lazy("Ce jour-là"),
        choices=[
            (CLOSED, gettext_lazy("fermé toute la journée")),
            (OPEN, gettext_lazy("ouvert à ces heures")),
            (HOLIDAY, gettext_lazy("jour férié légal, fermé")),
            (ORDINARY, gettext_lazy("jour ordinaire, comme la semaine")),
        ],
        initial=CLOSED,
    )
    hours = WindowsField(label=gettext_lazy("Heures"))
    name = forms.CharField(label=gettext_lazy("Nom"), max_length=LONGEST_NAME, required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse a row that says two things at once, or half of one."""
        answers = self.cleaned_data
        what, hours, name = answers.get("what"), answers.get("hours"), answers.get("name", "")
        if what == OPEN and hours == ():
            self.add_error("hours", _("Donnez les heures, ou choisissez « fermé toute la journée »."))
        if what != OPEN and hours:
            self.add_error("hours", _("Videz les heures, ou choisissez « ouvert à ces heures »."))
        if what != ORDINARY and not name:
            self.add_error("name", _("Donnez un nom : il se lit sur chaque page."))
        if what == ORDINARY and name:
            self.add_error("name", _("Videz le nom : un jour ordinaire n’en a pas."))
        return answers

    def entry(self) -> Day | None:
        """Return the entry of the day; None for an ordinary one."""
        what = self.cleaned_data["what"]
        if what == ORDINARY:
            return None
        kind = DayKind.HOLIDAY if what == HOLIDAY else DayKind.EXCEPTION
        return Day(kind, self.cleaned_data["name"], self.cleaned_data["hours"])


if TYPE_CHECKING:
    DayRowsBase = forms.BaseFormSet[DayForm]
else:
    DayRowsBase = forms.BaseFormSet


class _DayRows(DayRowsBase):
    """The days that change, each once."""

    def clean(self) -> None:
        """Refuse a day given twice."""
        if any(self.errors):
            return
        seen: set[date] = set()
        for form in self.forms:
            day = form.cleaned_data.get("day")
            if day in seen:
                form.add_error("day", _("Ce jour est donné deux fois : gardez une ligne."))
            elif day is not None:
                seen.add(day)

    def days(self) -> dict[date, Day | None]:
        """Return the entry of each day that changes."""
        return {form.cleaned_data["day"]: form.entry() for form in self.forms if form.has_changed()}


DayRows = forms.formset_factory(
    DayForm, formset=_DayRows, extra=ROWS, max_num=MOST_ROWS, absolute_max=MOST_ROWS, validate_max=True
)


def _name(weekday: int) -> str:
    return f"weekday-{weekday}"
