"""Forms about packs of evidence."""

from datetime import datetime
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from emergency.registry.instants import read_instant
from extranet.errors import InvalidInput
from extranet.numbering.models import Holding
from extranet.numbering.reading import read_number

JSON: Final = "json"
PDF: Final = "pdf"
# A pack of thousands of lines is well below it.
MOST_BYTES: Final = 5_000_000


class EvidenceForm(forms.Form):
    """A number of a block, the instant whose address is asked for, and the knowledge it is answered from."""

    number = forms.CharField(max_length=40, label=gettext_lazy("Numéro"))
    at = forms.CharField(
        required=False,
        max_length=40,
        label=gettext_lazy("Adresse à l’instant"),
        help_text=gettext_lazy("Vide : maintenant. Par exemple 2026-08-20 15:00."),
    )
    known_at = forms.CharField(
        required=False,
        max_length=40,
        label=gettext_lazy("Selon ce qui était su à l’instant"),
        help_text=gettext_lazy("Vide : maintenant. La même question donne toujours le même fichier."),
    )

    def __init__(self, data: Any = None, *, holding: Holding) -> None:
        super().__init__(data, initial={"number": f"+{holding.first}"})
        self.holding = holding

    def clean_number(self) -> int:
        """Return the number, which is one of the block."""
        try:
            number = read_number(self.cleaned_data["number"]).number
        except InvalidInput as refusal:
            raise forms.ValidationError(refusal.message) from refusal
        if not self.holding.first <= number <= self.holding.last:
            raise forms.ValidationError(_("Ce numéro n’est pas de ce bloc (%(block)s).") % {"block": self.holding})
        return number

    def clean_at(self) -> datetime | None:
        """Return the instant asked about, None for now."""
        return _read(self.cleaned_data["at"])

    def clean_known_at(self) -> datetime | None:
        """Return the instant of knowledge, None for now."""
        return _read(self.cleaned_data["known_at"])


class CheckForm(forms.Form):
    """A pack that somebody kept."""

    pack = forms.FileField(
        label=gettext_lazy("Fichier JSON du dossier"),
        help_text=gettext_lazy("Lu ici et oublié aussitôt : rien n’en est gardé."),
        widget=forms.FileInput(attrs={"accept": "application/json,.json"}),
    )

    def clean_pack(self) -> bytes:
        """Return what is in the file."""
        sent = self.cleaned_data["pack"]
        if sent.size > MOST_BYTES:
            raise forms.ValidationError(_("Ce fichier est trop grand pour un dossier. Choisissez le fichier JSON."))
        content: bytes = sent.read()
        return content


def _read(text: str) -> datetime | None:
    if not text:
        return None
    try:
        return read_instant(text)
    except InvalidInput as refusal:
        raise forms.ValidationError(refusal.message) from refusal
