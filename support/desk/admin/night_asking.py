"""Forms around the night: an exchange, a chain, a note, a period, somebody outside."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from extranet.backoffice.faces import ModelForm
from extranet.look import formats
from extranet.look.forms import DayInput
from support.desk.admin.night_forms import WallField, WatchForm, which_of_two
from support.desk.models import OutsideContact
from support.desk.paging.chain import LONGEST_WAIT, MOST_STEPS, Chain, Step, Ways, Who
from support.desk.rules.hours import Span

STEP_ROWS: Final = 6
PERIOD: Final = timedelta(days=90)
LONGEST_PERIOD: Final = timedelta(days=366)
WHO: Final = {
    Who.FIRST: gettext_lazy("la personne de garde"),
    Who.SECOND: gettext_lazy("le second niveau"),
    Who.ADMINISTRATORS: gettext_lazy("les administrateurs, avec la garde"),
}
WAYS: Final = {
    Ways.FIRST: gettext_lazy("premier moyen (SMS)"),
    Ways.SECOND: gettext_lazy("second moyen (e-mail)"),
    Ways.ALL: gettext_lazy("tous les moyens"),
}


@dataclass(frozen=True)
class Stretch:
    """A shift to come of somebody, as the form of an exchange offers it."""

    user_id: UUID
    name: str
    layer: int
    starts_at: datetime
    ends_at: datetime

    @property
    def key(self) -> str:
        """What a choice posts."""
        return f"{self.layer}|{self.user_id}|{self.starts_at.isoformat()}"

    def __str__(self) -> str:
        """Return it as a choice reads."""
        told = _("%(name)s, niveau %(layer)s, du %(start)s au %(end)s")
        return told % {
            "name": self.name,
            "layer": self.layer,
            "start": formats.instant(self.starts_at),
            "end": formats.instant(self.ends_at),
        }


class SwapForm(WatchForm):
    """An exchange: one of my stretches against one of somebody else's, whole or a part of it."""

    given_shift = forms.ChoiceField(label=gettext_lazy("Je donne ma garde"))
    given_from = WallField(label=gettext_lazy("seulement dès le"), required=False)
    given_from_reading = which_of_two()
    given_until = WallField(label=gettext_lazy("seulement jusqu’au, non compris"), required=False)
    given_until_reading = which_of_two()
    taken_shift = forms.ChoiceField(label=gettext_lazy("Je prends en échange"))
    taken_from = WallField(label=gettext_lazy("seulement dès le"), required=False)
    taken_from_reading = which_of_two()
    taken_until = WallField(label=gettext_lazy("seulement jusqu’au, non compris"), required=False)
    taken_until_reading = which_of_two()
    note = forms.CharField(label=gettext_lazy("Motif"), max_length=200, required=False)

    def __init__(self, *args: Any, own: Sequence[Stretch], others: Sequence[Stretch], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._known = {one.key: one for one in (*own, *others)}
        for name, offered in (("given_shift", own), ("taken_shift", others)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [(one.key, str(one)) for one in offered]

    def clean(self) -> dict[str, Any]:
        """Return the answers with `given` and `taken` as spans, `layer` and `other_id`."""
        cleaned = super().clean() or self.cleaned_data
        given, taken = (self._known.get(cleaned.get(name, "")) for name in ("given_shift", "taken_shift"))
        if given is None or taken is None:
            return cleaned
        if given.layer != taken.layer:
            self.add_error("taken_shift", _("Échangez deux gardes du même niveau."))
        cleaned["given"] = self._part(given, "given")
        cleaned["taken"] = self._part(taken, "taken")
        cleaned["layer"], cleaned["other_id"] = given.layer, taken.user_id
        return cleaned

    def _part(self, whole: Stretch, name: str) -> Span:
        since, until = self.meant(f"{name}_from"), self.meant(f"{name}_until")
        return Span(since or whole.starts_at, until or whole.ends_at)


class NoteForm(forms.Form):
    """A note for the next person on call."""

    note_id = forms.UUIDField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=gettext_lazy("Note de relève"), max_length=4000, widget=forms.Textarea({"rows": 4, "cols": 40})
    )


class ChainForm(forms.Form):
    """What a new version of the chain says besides its steps."""

    shown = forms.IntegerField(widget=forms.HiddenInput)
    note = forms.CharField(label=gettext_lazy("Pourquoi la chaîne change"), max_length=200)


class StepForm(forms.Form):
    """One step; without a person there is none."""

    who = forms.ChoiceField(
        label=gettext_lazy("Qui"),
        required=False,
        choices=[("", "–"), *((one.value, words) for one, words in WHO.items())],
    )
    ways = forms.ChoiceField(
        label=gettext_lazy("Moyens"), required=False, choices=[(one.value, words) for one, words in WAYS.items()]
    )
    wait_minutes = forms.IntegerField(
        label=gettext_lazy("Minutes avant l’étape suivante"),
        required=False,
        min_value=1,
        max_value=LONGEST_WAIT,
        initial=5,
    )


StepRows = forms.formset_factory(StepForm, extra=0, max_num=MOST_STEPS, absolute_max=MOST_STEPS)


def step_rows(data: Any, chain: Chain) -> Any:
    """Return the rows of a chain, with empty ones to add steps in."""
    known: list[dict[str, Any]] = [step.as_json() for step in chain]
    empty: list[dict[str, Any]] = [{"wait_minutes": 5, "ways": Ways.ALL.value}] * max(STEP_ROWS - len(known), 1)
    return StepRows(data, prefix="steps", initial=[*known, *empty][:MOST_STEPS])


def chain_of(rows: Any) -> Chain:
    """Return the steps that rows which are valid say."""
    said = [row.cleaned_data for row in rows if row.cleaned_data.get("who")]
    return tuple(
        Step(Who(one["who"]), Ways(one.get("ways") or Ways.ALL), int(one.get("wait_minutes") or 0)) for one in said
    )


class PeriodForm(forms.Form):
    """The days of a report, both included."""

    first = forms.DateField(label=gettext_lazy("Du"), widget=DayInput)
    last = forms.DateField(label=gettext_lazy("au"), widget=DayInput)

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it begins, or longer than a year."""
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("first"), cleaned.get("last")
        if isinstance(first, date) and isinstance(last, date) and not timedelta(0) <= last - first <= LONGEST_PERIOD:
            self.add_error("last", _("Choisissez une fin après le début, à un an au plus."))
        return cleaned


class OutsideForm(ModelForm):
    """Somebody who is warned when paging is ill."""

    language = forms.ChoiceField(label=gettext_lazy("Langue"), choices=settings.LANGUAGES)

    class Meta:
        model = OutsideContact
        fields = ("name", "kind", "address", "language")
