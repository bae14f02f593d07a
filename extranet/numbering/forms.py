"""The form that gives a block of numbers to a subscription."""

from datetime import date, datetime, time
from typing import Any, Final
from uuid import uuid4

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from extranet.errors import InvalidInput
from extranet.look.forms import DayInput
from extranet.numbering.errors import NumberRefused
from extranet.numbering.reading import read_block
from extranet.ordering.models import Subscription
from extranet.ordering.rules import TELEPHONY
from extranet.times import BRUSSELS, readings_of

EARLIEST: Final = date(2000, 1, 1)
LATEST: Final = date(2099, 12, 31)
# The longest number people write, spaces included, with room for what they paste around it.
NUMBER_LENGTH: Final = 40


class SubscriptionField(forms.ModelChoiceField):  # type: ignore[type-arg] # not generic when it runs
    """The subscriptions that may hold numbers, by client and service."""

    def label_from_instance(self, obj: Any) -> str:
        """Return client, service and account."""
        words = (obj.client.name, obj.get_family_display(), obj.account)
        return " · ".join(word for word in words if word)


class AllocationForm(forms.Form):
    """Subscription, numbers as people write them, and since when in Brussels time.

    Once valid, `cleaned_data` holds `block` as read and `instant`.
    """

    holding = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    subscription = SubscriptionField(
        queryset=Subscription.objects.none(),
        label=_("Abonnement"),
        empty_label=_("Choisissez le client et le service"),
        error_messages={"required": _("Choisissez l’abonnement qui détiendra les numéros.")},
    )
    first = forms.CharField(
        label=_("Premier numéro"),
        max_length=NUMBER_LENGTH,
        help_text=_("Comme on l’écrit : 02 226 88 00 ou +32 2 226 88 00."),
        error_messages={"required": _("Donnez le premier numéro.")},
    )
    last = forms.CharField(
        label=_("Dernier numéro"),
        max_length=NUMBER_LENGTH,
        required=False,
        help_text=_("En entier, ou ses derniers chiffres : 99. Vide pour un seul numéro."),
    )
    day = forms.DateField(
        label=_("Détenus dès le"),
        widget=DayInput,
        input_formats=["%Y-%m-%d"],
        validators=[MinValueValidator(EARLIEST), MaxValueValidator(LATEST)],
        error_messages={"required": _("Donnez le premier jour.")},
    )
    time = forms.TimeField(
        label=_("À partir de"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        input_formats=["%H:%M"],
        help_text=_("Heure de Bruxelles."),
        error_messages={"required": _("Donnez l’heure."), "invalid": _("Écrivez l’heure ainsi : 08:30.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        telephony = Subscription.objects.filter(family__in=TELEPHONY).select_related("client")
        field = self.fields["subscription"]
        assert isinstance(field, SubscriptionField)
        field.queryset = telephony.order_by("client__sort_key", "family", "starts_on")

    def clean(self) -> dict[str, Any]:
        """Read the block and the instant; what cannot be read is told at its field."""
        typed = self.cleaned_data
        if "first" in typed and "last" in typed:
            try:
                typed["block"] = read_block(typed["first"], typed["last"])
            except NumberRefused as refusal:
                for name, sentence in refusal.fields.items():
                    self.add_error(name, sentence)
        if "day" in typed and "time" in typed:
            try:
                typed["instant"] = wall_instant(typed["day"], typed["time"])
            except InvalidInput as refusal:
                self.add_error("time", str(refusal))
        return typed


def wall_instant(day: date, wall: time) -> datetime:
    """Return the instant at which clocks in Brussels show `day` and `wall`.

    Raises InvalidInput for an hour that the change to summer time leaves out, or that the change back gives twice.
    """
    instants = readings_of(datetime.combine(day, wall))
    if len(instants) == 1:
        return instants[0]
    if instants:
        sentence = gettext("Cette heure existe deux fois ce jour-là, au passage à l’heure d’hiver. Prenez 3 h ou plus.")
        raise InvalidInput(sentence, code="wall_time_twice")
    sentence = gettext("Cette heure n’existe pas ce jour-là, au passage à l’heure d’été. Prenez 3 h ou plus.")
    raise InvalidInput(sentence, code="wall_time_missing")


def wall_now(at: datetime) -> dict[str, date | time]:
    """Return what clocks in Brussels show at `at`, to the minute, as the form takes it."""
    shown = at.astimezone(BRUSSELS)
    return {"day": shown.date(), "time": shown.time().replace(second=0, microsecond=0)}
