"""Forms of the night: wall times of Brussels, the order of a rota, an override, a way to be reached."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from extranet.times import BRUSSELS
from support.desk.models import WayKind
from support.desk.rota.selectors import FIRST_LAYER, SECOND_LAYER, OnCall
from support.desk.rules.walls import Ambiguous, Nonexistent, parse_wall

ISO_MINUTES: Final = "%Y-%m-%dT%H:%M"
FIRST, SECOND = "first", "second"
PLACE: Final = "place-"
LAYER_NAMES: Final = {
    FIRST_LAYER: gettext_lazy("premier niveau, appelé d’abord"),
    SECOND_LAYER: gettext_lazy("second niveau, appelé quand le premier se tait"),
}


class WallInput(forms.DateTimeInput):
    """Day and time of the wall clock, picked with the browser's own control."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format=ISO_MINUTES)


class WallField(forms.CharField):
    """A wall time of Brussels as text; its form turns it into an instant with `meant`."""

    widget = WallInput


def which_of_two() -> forms.ChoiceField:
    """Return the question which of two equal wall times is meant; hidden until it must be asked."""
    return forms.ChoiceField(
        required=False,
        choices=[("", ""), (FIRST, ""), (SECOND, "")],
        widget=forms.HiddenInput,
        label=gettext_lazy("Laquelle des deux"),
    )


def which_layer() -> forms.TypedChoiceField:
    """Return the question for which layer of the watch; the first one when it is not answered."""
    return forms.TypedChoiceField(
        label=gettext_lazy("Niveau"),
        required=False,
        coerce=int,
        empty_value=FIRST_LAYER,  # type: ignore[arg-type]  # the stubs know texts only
        choices=list(LAYER_NAMES.items()),
        initial=FIRST_LAYER,
    )


class WatchForm(forms.Form):
    """What both forms share: reading wall times, and asking back when one is not exactly one instant."""

    def meant(self, name: str) -> datetime | None:
        """Return the instant of the wall time in field `name`; adds an error where there is not exactly one."""
        text = self.cleaned_data.get(name)
        if not text:
            return None
        try:
            read = parse_wall(datetime.fromisoformat(text).replace(tzinfo=None))
        except ValueError:
            self.add_error(name, _("Indiquez un jour et une heure."))
            return None
        if isinstance(read, Nonexistent):
            self.add_error(
                name,
                _("Cette heure n’existe pas : l’horloge avance d’une heure cette nuit-là. Choisissez-en une autre."),
            )
            return None
        return self._one_of(read, name) if isinstance(read, Ambiguous) else read

    def _one_of(self, read: Ambiguous, name: str) -> datetime | None:
        question = self.fields[f"{name}_reading"]
        assert isinstance(question, forms.ChoiceField)
        question.widget = forms.RadioSelect()
        question.choices = [
            (FIRST, _("la première fois, heure d’été (%(utc)s UTC)") % {"utc": read.first.strftime("%H:%M")}),
            (SECOND, _("la seconde fois, heure d’hiver (%(utc)s UTC)") % {"utc": read.second.strftime("%H:%M")}),
        ]
        match self.cleaned_data.get(f"{name}_reading"):
            case "first":
                return read.first
            case "second":
                return read.second
        self.add_error(
            f"{name}_reading",
            _("Cette heure existe deux fois : l’horloge recule d’une heure cette nuit-là. Dites laquelle."),
        )
        return None


class PublishForm(WatchForm):
    """A rota: handover, start, and the place of each member of staff in the order."""

    shown = forms.IntegerField(widget=forms.HiddenInput)
    handover_weekday = forms.TypedChoiceField(
        label=gettext_lazy("Jour de relève"), coerce=int, choices=list(WEEKDAYS.items())
    )
    handover_time = forms.TimeField(
        label=gettext_lazy("Heure de relève, à Bruxelles"), widget=forms.TimeInput({"type": "time"}, format="%H:%M")
    )
    layer = which_layer()
    starts = WallField(
        label=gettext_lazy("Dès le (heure de Bruxelles)"),
        required=False,
        help_text=gettext_lazy("Vide : dès la publication. La première personne garde jusqu’à la première relève."),
    )
    starts_reading = which_of_two()

    def __init__(self, *args: Any, staff: Sequence[OnCall], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = [("", "–"), *((str(place), str(place)) for place in range(1, len(staff) + 1))]
        for person in staff:
            self.fields[f"{PLACE}{person.user_id}"] = forms.ChoiceField(
                label=person.name,
                required=False,
                choices=places,
                help_text=_("deux moyens essayés") if person.is_reachable else _("n’a pas deux moyens essayés"),
            )

    def clean(self) -> dict[str, Any]:
        """Return the answers with `starts_at` and `member_ids`."""
        cleaned = super().clean() or self.cleaned_data
        cleaned["starts_at"] = self.meant("starts")
        places: dict[int, UUID] = {}
        for name in [name for name in self.fields if name.startswith(PLACE)]:
            place = cleaned.get(name)
            if not place:
                continue
            if int(place) in places:
                self.add_error(name, _("Cette place est déjà prise : donnez-en une autre."))
            places[int(place)] = UUID(name.removeprefix(PLACE))
        cleaned["member_ids"] = [user_id for _place, user_id in sorted(places.items())]
        if not places and not self.errors and cleaned.get("layer") == FIRST_LAYER:
            self.add_error(None, _("Donnez une place à au moins une personne."))
        return cleaned


class TakeForm(WatchForm):
    """An override: who, from when, until when, why."""

    user_id = forms.TypedChoiceField(label=gettext_lazy("Personne"), coerce=UUID)
    layer = which_layer()
    starts = WallField(
        label=gettext_lazy("Dès le (heure de Bruxelles)"),
        required=False,
        help_text=gettext_lazy("Vide : tout de suite."),
    )
    starts_reading = which_of_two()
    ends = WallField(label=gettext_lazy("Jusqu’au, non compris (heure de Bruxelles)"))
    ends_reading = which_of_two()
    reason = forms.CharField(label=gettext_lazy("Motif"), max_length=200)

    def __init__(self, *args: Any, people: Sequence[tuple[UUID, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        who = self.fields["user_id"]
        assert isinstance(who, forms.TypedChoiceField)
        who.choices = [(str(user_id), name) for user_id, name in people]

    def clean(self) -> dict[str, Any]:
        """Return the answers with `starts_at` and `ends_at`."""
        cleaned = super().clean() or self.cleaned_data
        cleaned["starts_at"], cleaned["ends_at"] = self.meant("starts"), self.meant("ends")
        return cleaned


class WayForm(forms.Form):
    """One way to be reached."""

    kind = forms.ChoiceField(choices=WayKind, widget=forms.HiddenInput)
    address = forms.CharField(max_length=254)

    def __init__(self, *args: Any, kind: WayKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        is_mail = kind is WayKind.EMAIL
        field = self.fields["address"]
        field.label = _("Adresse e-mail") if is_mail else _("Numéro mobile, pour les SMS")
        field.widget.attrs["autocomplete"] = "email" if is_mail else "tel"
        if is_mail:
            field.help_text = _("Une adresse qui sonne la nuit, de préférence hors de la téléphonie de l’opérateur.")


def wall_of(at: datetime) -> str:
    """Return an instant as the control of a wall time takes it."""
    return at.astimezone(BRUSSELS).strftime(ISO_MINUTES)


__all__ = ["LAYER_NAMES", "PLACE", "PublishForm", "TakeForm", "WayForm", "wall_of"]
