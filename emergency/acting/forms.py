"""Forms of acts on blocks. Each reads what people type; the services ask everything again."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from emergency.acting.finding import Wanted
from emergency.acting.rules import parts_of, range_within, suggested_boundary
from emergency.forms import AddressForm
from emergency.registry.division import Part, check_parts
from emergency.registry.facts import AddressFacts
from emergency.registry.instants import InstantRefused, Turn, read_wall
from extranet.errors import InvalidInput
from extranet.look.forms import DayInput
from extranet.numbering.formats import written, written_block
from extranet.numbering.forms import NUMBER_LENGTH
from extranet.numbering.models import Holding

TURNS: Final = [
    (Turn.FIRST.value, gettext_lazy("La première, avant que l’horloge recule")),
    (Turn.SECOND.value, gettext_lazy("La seconde, après")),
]


def tell(form: forms.Form, refusal: InvalidInput) -> None:
    """Put what was refused beside the fields it names; what no field of the form has, on top."""
    told = refusal.fields or {"": refusal.message}
    for name, sentence in told.items():
        form.add_error(name if name in form.fields else None, sentence)


# ---------- Split ----------
class CutForm(forms.Form):
    """Where the new parts of a block begin. Once valid: `parts`."""

    begins = forms.CharField(
        label=gettext_lazy("Chaque nouvelle partie commence au"),
        max_length=20 * NUMBER_LENGTH,
        help_text=gettext_lazy("En entier ou par les derniers chiffres : 50. Plusieurs parties : 25, 50, 75."),
        error_messages={"required": gettext_lazy("Dites à quel numéro commence la seconde partie.")},
    )

    def __init__(self, data: Any = None, *, holding: Holding) -> None:
        initial = {"begins": written(suggested_boundary(holding.first, holding.last))} if holding.count > 1 else {}
        super().__init__(data, initial=initial)
        self.holding = holding
        self.parts: list[tuple[int, int]] = []

    def clean(self) -> dict[str, Any]:
        """Read the parts."""
        cleaned = super().clean() or {}
        if "begins" in cleaned:
            try:
                self.parts = parts_of(self.holding.first, self.holding.last, cleaned["begins"])
            except InvalidInput as refusal:
                tell(self, refusal)
        return cleaned


class PartForm(AddressForm):
    """One part of a block: it keeps the address it has, or is given one."""

    KEEP: Final = "keep"
    GIVE: Final = "give"

    choice = forms.ChoiceField(
        required=False,
        label=gettext_lazy("Adresse de cette partie"),
        choices=[(KEEP, gettext_lazy("Garder l’adresse actuelle")), (GIVE, gettext_lazy("Donner cette adresse :"))],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, ends: tuple[int, int], covered: Sequence[tuple[int, int]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.first, self.last = ends
        self.covered = covered
        for name in ("effective_day", "effective_time", "effective_turn"):
            del self.fields[name]
        for name in ("country", "language"):
            self.fields[name].required = False

    @property
    def numbers(self) -> str:
        """The numbers of the part."""
        return written_block(self.first, self.last)

    @property
    def is_given(self) -> bool:
        """Whether the part is given an address."""
        return self.cleaned_data.get("choice") == self.GIVE

    def clean(self) -> dict[str, Any]:
        """Judge the address given; without one, the part must have one to keep."""
        if self.is_given:
            return super().clean()
        for fault in check_parts([self.part()], self.covered):
            self.add_error("choice", str(fault.sentence))
        return self.cleaned_data

    def part(self) -> Part:
        """Return what becomes of the part."""
        keeps = self.cleaned_data.get("choice") == self.KEEP
        return Part(self.first, self.last, self.facts() if self.is_given else None, keeps)

    def wanted(self) -> Wanted:
        """Return what is wanted of its numbers."""
        return Wanted(self.first, self.last, self.facts() if self.is_given else None)


# ---------- Some numbers of a block ----------
class RangeForm(forms.Form):
    """Some numbers of a block, from the first to the last. Once valid: `ends`."""

    first = forms.CharField(
        label=gettext_lazy("Premier numéro"),
        max_length=NUMBER_LENGTH,
        help_text=gettext_lazy("En entier, ou ses derniers chiffres : 42."),
        error_messages={"required": gettext_lazy("Donnez le premier numéro.")},
    )
    last = forms.CharField(
        label=gettext_lazy("Dernier numéro"),
        max_length=NUMBER_LENGTH,
        required=False,
        help_text=gettext_lazy("Vide pour un seul numéro."),
    )

    def __init__(self, *args: Any, holding: Holding, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.block = holding
        self.ends = (holding.first, holding.last)

    def clean(self) -> dict[str, Any]:
        """Read the numbers."""
        cleaned = super().clean() or {}
        if "first" in cleaned and "last" in cleaned:
            try:
                self.ends = range_within(self.block.first, self.block.last, (cleaned["first"], cleaned["last"]))
            except InvalidInput as refusal:
                tell(self, refusal)
        return cleaned


def whole_block(holding: Holding) -> dict[str, str]:
    """Return what a form about some numbers begins with: all of them."""
    return {"first": written(holding.first), "last": written(holding.last) if holding.count > 1 else ""}


# ---------- Merge ----------
class MergeForm(forms.Form):
    """Which neighbours become one block, and whose address it has where they differ.

    `doors`: the addresses to choose from, each under the id of a registration that says it.
    """

    blocks = forms.MultipleChoiceField(
        label=gettext_lazy("Blocs à réunir"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choisissez au moins deux blocs à réunir.")},
    )
    address = forms.ChoiceField(
        required=False, label=gettext_lazy("Adresse du bloc réuni"), widget=forms.RadioSelect, choices=[]
    )

    def __init__(self, data: Any = None, *, blocks: Sequence[Holding], doors: Mapping[str, AddressFacts]) -> None:
        super().__init__(data, initial={"blocks": [str(one.pk) for one in blocks]})
        self.doors = doors
        field, address = self.fields["blocks"], self.fields["address"]
        assert isinstance(field, forms.MultipleChoiceField)
        assert isinstance(address, forms.ChoiceField)
        field.choices = [(str(one.pk), str(one)) for one in blocks]
        address.choices = [(key, facts.line) for key, facts in doors.items()]

    def facts(self) -> AddressFacts | None:
        """Return the address chosen for all; None keeps the one they have in common."""
        chosen = self.cleaned_data.get("address", "")
        return self.doors[chosen] if chosen else None


# ---------- Move ----------
class MoveForm(AddressForm):
    """The new address of a place, and which of the blocks that were there go along."""

    blocks = forms.MultipleChoiceField(
        label=gettext_lazy("Blocs qui déménagent"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choisissez au moins un bloc.")},
    )

    def __init__(self, *args: Any, blocks: Sequence[Holding], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["blocks"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(str(one.pk), str(one)) for one in blocks]
        field.initial = [str(one.pk) for one in blocks]


# ---------- Carve out ----------
class CarveForm(RangeForm, AddressForm):
    """One number of a block, or a few, and the address they get."""

    def __init__(self, data: Any = None, *, holding: Holding, **kwargs: Any) -> None:
        AddressForm.__init__(self, data, holding=holding, **kwargs)
        self.block = holding
        self.ends = (holding.first, holding.last)


# ---------- Instants in the past ----------
class PastForm(forms.Form):
    """Reads instants typed as a day and a time in Brussels; an hour that exists twice asks which."""

    def read(self, name: str) -> datetime | None:
        """Return the instant in the fields `<name>_day`, `_time` and `_turn`; None when it is left empty or wrong."""
        day, at = self.cleaned_data.get(f"{name}_day"), self.cleaned_data.get(f"{name}_time")
        if day is None:
            if at is not None:
                self.add_error(f"{name}_day", _("Donnez aussi le jour, ou laissez les deux vides."))
            return None
        turn = self.cleaned_data.get(f"{name}_turn")
        try:
            return read_wall(datetime.combine(day, at or time.min), Turn(turn) if turn else None)
        except InstantRefused as refusal:
            is_twice = refusal.code == "wall_time_twice"
            self.add_error(f"{name}_turn" if is_twice else f"{name}_time", refusal.message)
        return None


def day_field(label: Any, *, required: bool = False, help_text: Any = "") -> forms.DateField:
    """Return the field of a day."""
    return forms.DateField(label=label, required=required, widget=DayInput, help_text=help_text)


def time_field(help_text: Any = "") -> forms.TimeField:
    """Return the field of a time of day in Brussels."""
    return forms.TimeField(
        required=False,
        label=gettext_lazy("À (heure belge)"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=help_text,
    )


def turn_field() -> forms.ChoiceField:
    """Return the field that says which of two equal hours is meant."""
    return forms.ChoiceField(
        required=False,
        label=gettext_lazy("Laquelle des deux heures ?"),
        choices=TURNS,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Seulement pour l’heure qui existe deux fois, la nuit où l’horloge recule."),
    )
