"""Forms about questions on addresses."""

from typing import Final

from django import forms
from django.utils.translation import gettext_lazy

from emergency.reconfirming.answering import LONGEST_NOTE


class AskedFilter(forms.Form):
    """What narrows the list of questions."""

    OVERDUE: Final = "overdue"
    ANSWERED: Final = "answered"

    words = forms.CharField(required=False, max_length=80, label=gettext_lazy("Numéro, site, appareil ou client"))
    show = forms.ChoiceField(
        required=False,
        label=gettext_lazy("Montrer"),
        choices=[
            ("", gettext_lazy("Sans réponse")),
            (OVERDUE, gettext_lazy("En retard")),
            (ANSWERED, gettext_lazy("Répondues")),
        ],
    )


class AnswerForm(forms.Form):
    """An answer: still right, with what the page showed, or no question any more, with a reason."""

    outcome = forms.CharField(max_length=10)
    shown = forms.CharField(required=False, max_length=40)
    note = forms.CharField(
        required=False,
        label=gettext_lazy("Pourquoi la question est sans objet"),
        help_text=gettext_lazy("Gardé avec la réponse. L’adresse ne change pas."),
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": LONGEST_NOTE}),
    )
