"""Forms of who is asked to read the notice."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from emergency.acknowledging.people import Asked, checked_person, once, read_people
from emergency.acknowledging.rules import MOST_PEOPLE
from emergency.acknowledging.selectors import Proposal
from extranet.errors import InvalidInput
from extranet.look.forms import DayInput

LONGEST_LIST = 400_000


class AskForm(forms.Form):
    """Whom to ask: proposed people by their address, others in a list, and until when."""

    chosen = forms.MultipleChoiceField(
        label=_("Personnes proposées"), required=False, widget=forms.CheckboxSelectMultiple
    )
    pasted = forms.CharField(
        label=_("Autres personnes"),
        required=False,
        strip=False,
        max_length=LONGEST_LIST,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Une par ligne : nom; e-mail; langue (fr, nl, de ou en). Sans langue, celle du client."),
        error_messages={
            "max_length": _("Cette liste est trop longue : %(most)s personnes au plus à la fois. Partagez-la.")
            % {"most": MOST_PEOPLE}
        },
    )
    due_on = forms.DateField(label=_("À lire avant le"), widget=DayInput())

    def __init__(self, *args: Any, proposed: Sequence[Proposal], language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._proposed = {one.asked.email: one.asked for one in proposed}
        self._language = language
        self.fields["chosen"].choices = [(email, email) for email in self._proposed]  # type: ignore[attr-defined]
        self.people: list[Asked] = []

    def clean(self) -> dict[str, Any]:
        """Read the people; each address counts once, the proposed one first."""
        answers = super().clean() or {}
        try:
            chosen = [self._checked(self._proposed[email]) for email in answers.get("chosen", ())]
            pasted = read_people(answers.get("pasted", ""), language=self._language)
        except InvalidInput as refusal:
            self.tell(refusal)
        except ValueError as error:
            self.add_error("chosen", ValidationError(str(error)))
        else:
            self.people = once([*chosen, *pasted])
            if not self.people and not self.errors:
                self.add_error("pasted", _("Choisissez au moins une personne, ou ajoutez-en une."))
        return answers

    def tell(self, refusal: InvalidInput) -> None:
        """Put what the service refused beside the fields it refused."""
        for name, sentence in refusal.fields.items():
            self.add_error(name if name in self.fields else None, sentence)

    def _checked(self, asked: Asked) -> Asked:
        return checked_person(asked.name, asked.email, asked.language, asked.device_id)
