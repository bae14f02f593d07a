"""Forms about numbers that come from another operator."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy

from emergency.acting.forms import PastForm, day_field, tell, time_field, turn_field
from extranet.accounts.people import Person
from extranet.clients.selectors import visible_clients
from extranet.errors import InvalidInput
from extranet.look.forms import DayInput
from extranet.numbering.errors import NumberRefused
from extranet.numbering.forms import NUMBER_LENGTH, SubscriptionField
from extranet.numbering.letters import ACCEPTED, Letter, read_letter
from extranet.numbering.porting import LONGEST_NAME, LONGEST_REASON
from extranet.numbering.reading import read_block
from extranet.ordering.models import Subscription
from extranet.ordering.rules import TELEPHONY


class PortInForm(forms.Form):
    """Which numbers are to come, from whom, for which subscription, when. Once valid, `cleaned_data` has `block`."""

    port_in = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    subscription = SubscriptionField(
        queryset=Subscription.objects.none(),
        label=gettext_lazy("Pour"),
        empty_label=gettext_lazy("Choisissez le client et le service"),
        error_messages={
            "required": gettext_lazy("Choisissez l’abonnement qui détiendra les numéros."),
            "invalid_choice": gettext_lazy("Choisissez un abonnement de la liste."),
        },
    )
    first = forms.CharField(
        label=gettext_lazy("Premier numéro"),
        max_length=NUMBER_LENGTH,
        help_text=gettext_lazy("Comme on l’écrit : 02 226 88 00 ou +32 2 226 88 00."),
        error_messages={"required": gettext_lazy("Donnez le premier numéro.")},
    )
    last = forms.CharField(
        label=gettext_lazy("Dernier numéro"),
        max_length=NUMBER_LENGTH,
        required=False,
        help_text=gettext_lazy("En entier, ou ses derniers chiffres : 99. Vide pour un seul numéro."),
    )
    donor = forms.CharField(
        label=gettext_lazy("Opérateur cédant"),
        max_length=LONGEST_NAME,
        help_text=gettext_lazy("Celui qui a ces numéros maintenant."),
        error_messages={"required": gettext_lazy("Nommez l’opérateur qui a ces numéros maintenant.")},
    )
    wanted_on = forms.DateField(
        label=gettext_lazy("Souhaité le"),
        widget=DayInput,
        error_messages={"required": gettext_lazy("Donnez le jour souhaité.")},
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = Subscription.objects.filter(family__in=TELEPHONY, client__in=visible_clients(person))
        field = self.fields["subscription"]
        assert isinstance(field, SubscriptionField)
        field.queryset = own.select_related("client").order_by("client__sort_key", "family", "starts_on")

    def clean(self) -> dict[str, Any]:
        """Read the numbers as everywhere."""
        cleaned = super().clean() or {}
        if "first" in cleaned and "last" in cleaned:
            try:
                cleaned["block"] = read_block(cleaned["first"], cleaned["last"])
            except NumberRefused as refusal:
                tell(self, refusal)
        return cleaned


class LetterForm(forms.Form):
    """The letter of authority, asked on the second look: what was typed is then read already."""

    letter = forms.FileField(
        required=False,
        label=gettext_lazy("Lettre d’autorisation signée"),
        help_text=gettext_lazy("Un PDF, ou une photo de la lettre. Le titulaire des numéros l’a signée."),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
    )

    def read(self) -> Letter | None:
        """Return the letter as it will be kept; None when it is refused, which the field says."""
        upload = self.files.get("letter")
        try:
            return read_letter(upload.name or "", upload.read()) if upload else read_letter("", b"")
        except InvalidInput as refusal:
            tell(self, refusal)
        return None


# ---------- Decisions of staff ----------
class ConfirmForm(forms.Form):
    """The day agreed with the operator that gives the numbers."""

    planned_on = forms.DateField(
        label=gettext_lazy("Prévu le"),
        widget=DayInput,
        error_messages={"required": gettext_lazy("Donnez le jour convenu avec l’opérateur cédant.")},
    )


class RefuseForm(forms.Form):
    """Why the numbers do not come."""

    reason = forms.CharField(
        max_length=LONGEST_REASON,
        label=gettext_lazy("Pourquoi le refuser"),
        help_text=gettext_lazy("Le demandeur lit ces mots : dites ce qu’il peut corriger."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Dites pourquoi le portage est refusé : le demandeur le lit.")},
    )


class CompleteForm(PastForm):
    """Since when the numbers are here. Once valid: `since`."""

    since_day = day_field(gettext_lazy("Arrivés le"), required=True)
    since_time = time_field()
    since_turn = turn_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.since: datetime | None = None
        self.fields["since_time"].required = True
        self.fields["since_time"].error_messages["required"] = gettext_lazy("Donnez l’heure.")

    def clean(self) -> dict[str, Any]:
        """Read the instant; an hour that the change of clocks skips or repeats is said so."""
        cleaned = super().clean() or {}
        if "since_day" in cleaned and "since_time" in cleaned:
            self.since = self.read("since")
        return cleaned
