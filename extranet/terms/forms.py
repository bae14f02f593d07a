"""Forms of the staff who publish terms."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from extranet.look.forms import DayInput
from extranet.terms.models import Language
from extranet.terms.reading import decoded

BYTES = 1_000_000


class PublicationForm(forms.Form):
    """What is published, in which language, from which day."""

    language = forms.ChoiceField(label=_("Langue"), choices=Language.choices, initial=Language.FRENCH)
    valid_from = forms.DateField(
        label=_("En vigueur dès le"),
        widget=DayInput(),
        help_text=_("Aujourd’hui ou plus tard ; pour une traduction, le jour où sa version commence."),
    )


class UploadForm(PublicationForm):
    """The document as a file."""

    file = forms.FileField(
        label=_("Document (Markdown, UTF-8)"),
        help_text=_("Les conditions générales et les quatre services, dans un seul fichier."),
    )
    field_order = ("file", "language", "valid_from")

    def clean_file(self) -> Any:
        """Refuse what is far too long for terms."""
        file = self.cleaned_data["file"]
        if file.size > BYTES:
            raise forms.ValidationError(_("Ce fichier est trop grand : un document de conditions a 1 Mo au plus."))
        return file

    def document(self) -> tuple[str, str]:
        """Return the name and the text of the file. Raises TermsUnreadable."""
        file = self.cleaned_data["file"]
        return file.name, decoded(file.read())


class ConfirmationForm(PublicationForm):
    """The document as it was shown, carried from the preview to the act."""

    language = forms.CharField(widget=forms.HiddenInput)  # type: ignore[assignment]
    valid_from = forms.DateField(widget=forms.HiddenInput)
    source_name = forms.CharField(widget=forms.HiddenInput, max_length=200)
    document = forms.CharField(widget=forms.HiddenInput, max_length=BYTES, strip=False)
