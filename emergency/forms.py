"""Forms about addresses of numbers."""

from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import datetime, time
from typing import Any, Final

from babel import Locale
from django import forms
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from emergency.registry.facts import BELGIUM, AddressFacts
from emergency.registry.instants import InstantRefused, Turn, read_wall
from emergency.registry.judging import Judgement
from emergency.registry.places import judged
from emergency.registry.rules import COUNTRIES, LONGEST
from emergency.registry.suggesting import Suggested, suggest
from extranet.errors import InvalidInput
from extranet.look.forms import DayInput
from extranet.look.parts import Text
from extranet.numbering.models import Holding
from extranet.partners.models import LANGUAGES

LABELS: Final[Mapping[str, Text]] = {
    "street": gettext_lazy("Rue"),
    "house_number": gettext_lazy("Numéro"),
    "box": gettext_lazy("Boîte"),
    "postal_code": gettext_lazy("Code postal"),
    "municipality": gettext_lazy("Commune"),
    "floor": gettext_lazy("Étage"),
    "room": gettext_lazy("Local"),
    "access_note": gettext_lazy("Accès pour les secours"),
    "second_street": gettext_lazy("Rue dans l’autre langue"),
    "no_house_number_reason": gettext_lazy("Pourquoi n’y a-t-il pas de numéro ?"),
}
HINTS: Final[Mapping[str, Text]] = {
    "second_street": gettext_lazy("À Bruxelles, où une rue a deux noms."),
    "house_number": gettext_lazy("Par exemple 16, 16A, 16 bis, 16-18 ou 16 bte 3."),
    "access_note": gettext_lazy("Entrée, grille, sonnette : ce qui aide à venir vite."),
    "no_house_number_reason": gettext_lazy(
        "Seulement sans numéro : zoning, barrière, borne. Décrivez alors aussi l’accès."
    ),
}
# Ids of the lists that suggest while one types.
LISTS: Final[Mapping[str, str]] = {
    "postal_code": "postal-codes",
    "municipality": "municipalities",
    "street": "streets",
}


def countries() -> list[tuple[str, str]]:
    """Return the countries by name in the reader's language, Belgium first."""
    names = Locale(get_language() or "fr").territories
    others = sorted((str(names.get(code, code)), code) for code in COUNTRIES - {BELGIUM})
    return [(BELGIUM, str(names[BELGIUM])), *((code, name) for name, code in others)]


class PlaceField(forms.CharField):
    """A field without the mark of what may stay empty; when it does, the rules say so in a better sentence."""

    def validate(self, value: str) -> None:
        """Leave it to the rules."""


class WhenForm(forms.Form):
    """From when an act's addresses hold: at once, or from a coming instant on. Once valid: `effective`."""

    effective: datetime | None = None
    is_twice = False

    effective_day = forms.DateField(
        required=False,
        label=gettext_lazy("Valable à partir du"),
        widget=DayInput,
        help_text=gettext_lazy("Vide : dès maintenant. Le passé ne se déclare pas."),
    )
    effective_time = forms.TimeField(
        required=False,
        label=gettext_lazy("À (heure belge)"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=gettext_lazy("Vide : au début du jour."),
    )
    effective_turn = forms.ChoiceField(
        required=False,
        label=gettext_lazy("Laquelle des deux heures ?"),
        choices=[
            (Turn.FIRST.value, gettext_lazy("La première, avant que l’horloge recule")),
            (Turn.SECOND.value, gettext_lazy("La seconde, après")),
        ],
        widget=forms.RadioSelect,
    )

    def clean(self) -> dict[str, Any]:
        """Read the instant; an hour that exists twice asks which."""
        cleaned = super().clean() or {}
        self._read_effective()
        return cleaned

    def _read_effective(self) -> None:
        day, at = self.cleaned_data.get("effective_day"), self.cleaned_data.get("effective_time")
        if day is None:
            if at is not None and "effective_day" not in self.errors:
                self.add_error("effective_day", _("Donnez aussi le jour, ou laissez les deux vides."))
            return
        turn = self.cleaned_data.get("effective_turn")
        try:
            self.effective = read_wall(datetime.combine(day, at or time.min), Turn(turn) if turn else None)
        except InstantRefused as refusal:
            self.is_twice = refusal.code == "wall_time_twice"
            self.fields["effective_turn"].required = self.is_twice
            self.add_error("effective_turn" if self.is_twice else "effective_time", refusal.message)


class AddressForm(WhenForm):
    """The place where numbers are, and from when. The rules judge it; a second look shows what was read."""

    street = PlaceField()
    house_number = PlaceField()
    box = forms.CharField(required=False)
    postal_code = PlaceField()
    municipality = PlaceField()
    country = forms.ChoiceField(
        label=gettext_lazy("Pays"),
        choices=countries,
        help_text=gettext_lazy("À l’étranger, l’opérateur relit l’adresse avant qu’elle vaille."),
    )
    language = forms.ChoiceField(label=gettext_lazy("Langue de l’adresse"), choices=LANGUAGES[:3])
    floor = forms.CharField(required=False)
    room = forms.CharField(required=False)
    access_note = forms.CharField(required=False)
    second_street = forms.CharField(required=False)
    no_house_number_reason = forms.CharField(required=False)

    def __init__(self, data: Any = None, *args: Any, holding: Holding | None = None, **kwargs: Any) -> None:
        super().__init__(with_place(data, kwargs.get("prefix")), *args, **kwargs)
        self.holding = holding
        for name, label in LABELS.items():
            self.fields[name].label = label
            self.fields[name].help_text = HINTS.get(name, "")
        for name, most in LONGEST.items():
            self.fields[name].widget.attrs["maxlength"] = most
        for name, offered in LISTS.items():
            self.fields[name].widget.attrs["list"] = self.add_prefix(offered)

    def clean(self) -> dict[str, Any]:
        """Say everything that stops the address at once; the service asks again."""
        cleaned = super().clean()
        for objection in self.judgement.objections:
            self.add_error(objection.field, str(objection.sentence))
        return cleaned

    def typed(self) -> AddressFacts:
        """Return what was typed, as far as the fields take it."""
        typed = {field.name: self.cleaned_data.get(field.name) or "" for field in fields(AddressFacts)}
        return AddressFacts(**typed)

    @property
    def suggestions(self) -> tuple[str, ...]:
        """What may have been meant where postal code and municipality disagree: choices, never corrections."""
        return self.judgement.located.suggestions if self.is_bound and self.errors else ()

    @property
    def options(self) -> Suggested:
        """What the form suggests while one types, from what stands in it."""
        fields = {name: str(self[name].value() or "") for name in ("postal_code", "municipality", "street")}
        return suggest(**fields)

    @cached_property
    def judgement(self) -> Judgement:
        """What is said of the address that was typed."""
        return self.judge(self.typed())

    def judge(self, typed: AddressFacts) -> Judgement:
        """Return what is said of an address for the numbers of the block; a form without a block says how itself."""
        assert self.holding is not None
        return judged(typed, self.holding)

    def facts(self) -> AddressFacts:
        """Return the address as it was read."""
        return self.judgement.facts

    def tell(self, refusal: InvalidInput) -> None:
        """Put what the service refused beside the fields it refused; the rest on top."""
        for name, sentence in refusal.fields.items():
            field = "effective_day" if name == "effective" else name
            self.add_error(field if field in self.fields else None, sentence)
        if not refusal.fields:
            self.add_error(None, refusal.message)


def with_place(data: Any, prefix: str | None) -> Any:
    """Return what was posted; where a suggestion was chosen, with its postal code and municipality."""
    before = f"{prefix}-" if prefix else ""
    chosen = data.get(f"{before}place", "") if data else ""
    postal_code, _space, municipality = chosen.partition(" ")
    if not municipality:
        return data
    told = data.copy()
    told[f"{before}postal_code"], told[f"{before}municipality"] = postal_code, municipality
    return told


class ReviewForm(forms.Form):
    """The decision about an address that waits; refusing it needs a reason."""

    review = forms.UUIDField(widget=forms.HiddenInput)
    reason = forms.CharField(
        required=False,
        label=gettext_lazy("Pourquoi la refuser"),
        help_text=gettext_lazy("L’auteur lit ces mots : dites ce qu’il peut corriger."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class NumbersFilter(forms.Form):
    """What narrows the list of numbers."""

    UNCOVERED: Final = "uncovered"
    DECLARED: Final = "declared"
    COMING: Final = "coming"
    ASKED: Final = "asked"

    words = forms.CharField(required=False, max_length=80, label=gettext_lazy("Numéro, adresse ou client"))
    show = forms.ChoiceField(
        required=False,
        label=gettext_lazy("Montrer"),
        choices=[
            ("", gettext_lazy("Tous les blocs")),
            (UNCOVERED, gettext_lazy("Sans adresse")),
            (DECLARED, gettext_lazy("Avec une adresse")),
            (COMING, gettext_lazy("Avec un changement à venir")),
            (ASKED, gettext_lazy("À reconfirmer")),
        ],
    )


def initial_of(facts: AddressFacts | None, language: str) -> dict[str, str]:
    """Return what the form begins with: the present address, or only the language it will be written in."""
    if facts is None:
        return {"language": language if language in dict(LANGUAGES[:3]) else "fr", "country": BELGIUM}
    return asdict(facts)
