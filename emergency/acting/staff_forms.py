"""Forms of the acts that only the operator does: correct the past, let numbers go."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from emergency.acting.forms import PastForm, RangeForm, day_field, time_field, turn_field, whole_block
from emergency.forms import AddressForm
from emergency.registry.cuts import LONGEST_NAME
from emergency.registry.moving import LONGEST_NOTE
from extranet.numbering.forms import SubscriptionField
from extranet.numbering.models import Holding
from extranet.ordering.models import Subscription
from extranet.ordering.rules import TELEPHONY
from extranet.partners.models import Partner


class CorrectForm(AddressForm, PastForm):
    """What the address was in a past time, and how it is known. Once valid: `since`, `until`."""

    since_day = day_field(gettext_lazy("Depuis le"), required=True)
    since_time = time_field(gettext_lazy("Vide : au début du jour."))
    since_turn = turn_field()
    until_day = day_field(
        gettext_lazy("Jusqu’au"), help_text=gettext_lazy("Vide : jusqu’à maintenant, et l’adresse continue.")
    )
    until_time = time_field()
    until_turn = turn_field()
    note = forms.CharField(
        required=False,
        max_length=LONGEST_NOTE,
        label=gettext_lazy("Ce qui était faux, et d’où vous le savez"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(data, *args, **kwargs)
        for name in ("effective_day", "effective_time", "effective_turn"):
            del self.fields[name]
        self.fields["since_day"].error_messages["required"] = _("Donnez le jour depuis lequel c’était faux.")
        self.since: datetime | None = None
        self.until: datetime | None = None

    def clean(self) -> dict[str, Any]:
        """Read both instants."""
        cleaned = super().clean()
        self.since, self.until = self.read("since"), self.read("until")
        if not " ".join(cleaned.get("note", "").split()):
            self.add_error("note", _("Dites ce qui était faux et d’où vous le savez, en 300 signes au plus."))
        return cleaned


class PortOutForm(RangeForm, PastForm):
    """Which numbers left, to whom, when, and under which reference. Once valid: `left_at`."""

    recipient = forms.CharField(
        max_length=LONGEST_NAME,
        label=gettext_lazy("Opérateur qui les reprend"),
        error_messages={"required": gettext_lazy("Nommez l’opérateur qui reprend ces numéros.")},
    )
    reference = forms.CharField(max_length=LONGEST_NAME, required=False, label=gettext_lazy("Sa référence du portage"))
    left_day = day_field(gettext_lazy("Partis le"), help_text=gettext_lazy("Vide : à l’instant."))
    left_time = time_field()
    left_turn = turn_field()

    def __init__(self, *args: Any, holding: Holding, **kwargs: Any) -> None:
        super().__init__(*args, holding=holding, initial=whole_block(holding), **kwargs)
        self.left_at: datetime | None = None

    def clean(self) -> dict[str, Any]:
        """Read the instant at which they left."""
        cleaned = super().clean()
        self.left_at = self.read("left")
        return cleaned


class TransferForm(RangeForm):
    """Which numbers go to which other client of the same partner."""

    subscription = SubscriptionField(
        queryset=Subscription.objects.none(),
        label=gettext_lazy("Abonnement qui les reprend"),
        empty_label=gettext_lazy("Choisissez le client et le service"),
        error_messages={
            "required": gettext_lazy("Choisissez l’abonnement qui détiendra les numéros."),
            "invalid_choice": gettext_lazy("Choisissez un abonnement de la liste."),
        },
    )

    def __init__(self, *args: Any, holding: Holding, **kwargs: Any) -> None:
        super().__init__(*args, holding=holding, initial=whole_block(holding), **kwargs)
        others = Subscription.objects.filter(family__in=TELEPHONY).exclude(client_id=holding.client_id)
        field = self.fields["subscription"]
        assert isinstance(field, SubscriptionField)
        field.queryset = others.select_related("client").order_by("client__sort_key", "family", "starts_on")


class PartnerForm(forms.Form):
    """At which other partner the taker is; asked first, so that its clients can be offered."""

    partner = forms.ModelChoiceField(
        queryset=Partner.objects.none(),
        to_field_name="schema_name",
        label=gettext_lazy("Partenaire qui les reprend"),
        empty_label=gettext_lazy("Choisissez le partenaire"),
        error_messages={"required": gettext_lazy("Choisissez le partenaire qui détiendra les numéros.")},
    )

    def __init__(self, *args: Any, but: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["partner"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Partner.objects.exclude(schema_name__in=("public", but)).order_by("display_name")


class HandOverForm(RangeForm):
    """Which numbers go to which subscription of another partner. `takers`: id and words of each."""

    subscription = forms.ChoiceField(
        label=gettext_lazy("Abonnement qui les reprend"),
        error_messages={
            "required": gettext_lazy("Choisissez l’abonnement qui détiendra les numéros."),
            "invalid_choice": gettext_lazy("Choisissez un abonnement de la liste."),
        },
    )

    def __init__(self, *args: Any, holding: Holding, takers: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, holding=holding, initial=whole_block(holding), **kwargs)
        field = self.fields["subscription"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Choisissez le client et le service")), *takers]
