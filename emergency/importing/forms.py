"""Forms about files of addresses."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from emergency.importing.decoding import MOST_BYTES, Encoding, Separator
from emergency.importing.services import SentFile


class FileForm(forms.Form):
    """The file that somebody sends."""

    file = forms.FileField(
        label=gettext_lazy("Fichier CSV"),
        help_text=gettext_lazy("8 Mo et 10 000 lignes au plus. Rien n’est écrit avant que vous l’ayez relu."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv"}),
        error_messages={"empty": gettext_lazy("Ce fichier est vide. Choisissez celui qui a les adresses.")},
    )

    def clean_file(self) -> "UploadedFile[Any]":
        """Refuse what is too large before it is read."""
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > MOST_BYTES:
            sentence = _("Un fichier a au plus 8 Mo. Faites-en plusieurs, par exemple un par client.")
            raise forms.ValidationError(sentence, code="file_too_large")
        return file

    def sent(self) -> SentFile:
        """Return what was sent."""
        file: UploadedFile[Any] = self.cleaned_data["file"]
        return SentFile(file.name or "", file.read())


class ReadingForm(forms.Form):
    """How the file is to be read."""

    encoding = forms.ChoiceField(label=gettext_lazy("Codage"), choices=Encoding.choices)
    separator = forms.ChoiceField(label=gettext_lazy("Séparateur"), choices=Separator.choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A tab is all white, and white around an answer is usually taken away.
        self.fields["separator"].strip = False  # type: ignore[attr-defined]
