"""Forms about the number that an emergency call presents, and about whose a number is."""

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from emergency.registry.instants import InstantRefused, read_instant
from emergency.sites.forms import NUMBER_LENGTH, NumberField, tell
from extranet.clients.models import Client
from extranet.errors import InvalidInput


class CallerIdForm(forms.Form):
    """The number that a site or a device presents from now on; empty: none of its own."""

    number = NumberField(
        required=False,
        max_length=NUMBER_LENGTH,
        label=_("Numéro présenté lors d’un appel d’urgence"),
        help_text=_("Comme on l’écrit : 02 226 88 00. Un numéro que ce client détient, et dont l’adresse est ce lieu."),
    )

    def tell(self, refusal: InvalidInput) -> None:
        """Put what the service refused beside the fields it refused; the rest on top."""
        tell(self, refusal)


class OwnershipForm(forms.Form):
    """Whether a client may present a number, now or at another instant."""

    client = forms.ModelChoiceField(
        queryset=Client.objects.none(),
        label=_("Client"),
        empty_label=_("Choisissez le client"),
        error_messages={"required": _("Choisissez le client."), "invalid_choice": _("Choisissez un de vos clients.")},
    )
    number = NumberField(
        max_length=NUMBER_LENGTH,
        label=_("Numéro"),
        help_text=_("Comme on l’écrit : 02 226 88 00 ou +32 2 226 88 00."),
        error_messages={"required": _("Donnez le numéro.")},
    )
    at = forms.CharField(
        required=False,
        max_length=40,
        label=_("À l’instant"),
        help_text=_("Vide : maintenant. Sinon 2026-06-30 23:59, à l’heure belge."),
    )

    def __init__(self, *args: Any, clients: QuerySet[Client], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["client"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = clients

    def clean_at(self) -> datetime | None:
        """Return the instant asked about; None for now."""
        typed = self.cleaned_data["at"]
        if not typed:
            return None
        try:
            return read_instant(typed)
        except InstantRefused as refusal:
            raise forms.ValidationError(refusal.message) from refusal
