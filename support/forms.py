"""Forms of tickets. What a request must say is checked by the service, for pages and other callers alike."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from extranet.catalogue.families import Family
from extranet.errors import InvalidInput
from extranet.look.forms import ExplainedRadios
from extranet.look.parts import Text
from extranet.partners.models import LANGUAGES
from support.asking import CRITICAL, LONGEST_DEVICES, LONGEST_PLACE, LONGEST_SUBJECT, LONGEST_TEXT, NO_CALL_BACK
from support.hits import Block
from support.judging import Asked
from support.models import Ticket
from support.rules import Ground, Result
from support.uploading import FilesField

EXPLANATIONS: Final[Mapping[str, Text]] = {
    Ground.NO_INCOMING: _("Plus personne ne peut vous appeler."),
    Ground.NO_OUTGOING: _("Aucun appel ne part."),
    Ground.DEGRADED_QUALITY: _("Voix hachée ou à sens unique sur la plupart des appels."),
    Ground.EMERGENCY_CALLS_FAIL: _("Une personne est appelée à toute heure."),
    Ground.NONE: _("Question, modification, panne partielle."),
}
# The order of pages: what is critical first.
GROUNDS: Final = (*CRITICAL, Ground.NONE)
# What fits nothing else is what an empty answer means.
CATEGORIES: Final = [("", _("Autre")), *(one for one in Ticket.Category.choices if one[0] != Ticket.Category.OTHER)]
NOT_CHOSEN: Final = _("Choisissez ce qui se passe.")
MOST_IDS: Final = 200


def _choices(grounds: Sequence[Ground]) -> list[tuple[str, Any]]:
    return [(ground.value, ground.label) for ground in grounds]


class CallBackField(forms.CharField):
    """A number to call back; the service says whether it is one."""

    def __init__(self, *, required: bool = False, **kwargs: Any) -> None:
        super().__init__(
            max_length=30,
            required=required,
            widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
            help_text=_("Un numéro qui marche maintenant, de préférence hors du service en panne."),
            error_messages={"required": NO_CALL_BACK},
            **kwargs,
        )


class IdsField(forms.Field):
    """Ids that a page ticked; the service says which are known. Raises ValidationError for what is no id."""

    widget = forms.CheckboxSelectMultiple
    default_error_messages: ClassVar = {"invalid": _("Choisissez parmi ceux de la liste.")}

    def clean(self, value: Any) -> tuple[UUID, ...]:
        """Return the ids, each once."""
        try:
            return tuple(dict.fromkeys(UUID(one) for one in (value or ())[:MOST_IDS]))
        except ValueError as error:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from error


class AskForm(forms.Form):
    """A new ticket: the ground first, then what is hit, how to call back, and the words."""

    ticket = forms.UUIDField(widget=forms.HiddenInput)
    told = forms.ChoiceField(required=False, choices=Result.choices, widget=forms.HiddenInput)
    ground = forms.ChoiceField(
        label=_("Que se passe-t-il ?"),
        choices=_choices(GROUNDS),
        widget=ExplainedRadios(explanations=EXPLANATIONS),
        error_messages={"required": NOT_CHOSEN, "invalid_choice": NOT_CHOSEN},
    )
    holdings = forms.TypedMultipleChoiceField(required=False, coerce=UUID, widget=forms.CheckboxSelectMultiple)
    sites = IdsField(required=False)
    known_devices = IdsField(required=False)
    sought = forms.CharField(label=_("Chercher un site ou un appareil"), required=False)
    place = forms.CharField(
        label=_("Lieu touché"),
        required=False,
        max_length=LONGEST_PLACE,
        help_text=_("Un site, un étage, une salle : ce qui aide à trouver la panne."),
    )
    call_back_number = CallBackField(label=_("À quel numéro vous rappeler ?"))
    failed_calls = forms.CharField(
        label=_("Des appels qui ont échoué"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Un par ligne : heure, de, vers. Cela accélère la recherche."),
    )
    family = forms.ChoiceField(label=_("Service"), required=False)
    category = forms.ChoiceField(label=_("Catégorie"), required=False, choices=CATEGORIES)
    devices = forms.CharField(
        label=_("Appareils touchés"),
        required=False,
        max_length=LONGEST_DEVICES,
        help_text=_("Modèle, poste ou nom : « Yealink T54W, poste 12 »."),
    )
    language = forms.ChoiceField(label=_("Langue de la réponse"), required=False, choices=LANGUAGES)
    uploads = FilesField()
    version = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    subject = forms.CharField(label=_("Sujet"), max_length=LONGEST_SUBJECT)
    text = forms.CharField(
        label=_("Décrivez en quelques mots"), max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 6})
    )

    def __init__(self, *, blocks: Sequence[Block], families: Sequence[Family], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.families = tuple(families)
        holdings, family = self.fields["holdings"], self.fields["family"]
        if isinstance(holdings, forms.TypedMultipleChoiceField):
            holdings.choices = [(str(one.id), one.label) for one in blocks]
        if isinstance(family, forms.ChoiceField):
            family.choices = [("", _("Je ne sais pas, ou plusieurs")), *((one.value, one.label) for one in families)]
        for name in ("subject", "text"):
            self.fields[name].error_messages["required"] = _("Écrivez quelques mots.")

    def asked(self, *, client_id: UUID | None, language: str, attachment_ids: Sequence[UUID] = ()) -> Asked:
        """Return the answers, once valid. `language`: that of a person who chose none."""
        answers = self.cleaned_data
        return Asked(
            client_id=client_id,
            family=answers["family"],
            ground=Ground(answers["ground"]),
            holding_ids=tuple(answers["holdings"]),
            site_ids=answers["sites"],
            device_ids=answers["known_devices"],
            place=answers["place"],
            call_back_number=answers["call_back_number"],
            failed_calls=answers["failed_calls"],
            subject=answers["subject"],
            text=answers["text"],
            language=answers["language"] or language,
            category=answers["category"] or Ticket.Category.OTHER,
            devices=answers["devices"],
            attachment_ids=tuple(attachment_ids),
            told=Result(answers["told"]) if answers["told"] else None,
        )

    def chosen_holdings(self) -> frozenset[str]:
        """Return the blocks ticked so far, valid or not, to tick them again."""
        return frozenset(str(one) for one in (self["holdings"].value() or ()))

    def ticked(self, name: str) -> tuple[UUID, ...]:
        """Return the ids ticked so far in `sites` or `known_devices`; nothing where one is no id."""
        try:
            return IdsField().clean(self[name].value())
        except forms.ValidationError:
            return ()


class OutcomeForm(forms.Form):
    """The answers that decide what happens, while the rest is still being written."""

    ground = forms.ChoiceField(choices=_choices(GROUNDS))
    call_back_number = forms.CharField(required=False, max_length=30)
    holdings = forms.CharField(required=False)


class RaiseForm(forms.Form):
    """What became critical, and where to call back."""

    ground = forms.ChoiceField(
        label=_("Qu’est-ce qui ne marche plus ?"),
        widget=ExplainedRadios(explanations=EXPLANATIONS),
        error_messages={"required": NOT_CHOSEN, "invalid_choice": NOT_CHOSEN},
    )
    call_back_number = CallBackField(label=_("À quel numéro vous rappeler ?"), required=True)
    place = forms.CharField(
        label=_("Lieu touché"), max_length=LONGEST_PLACE, error_messages={"required": _("Nommez le lieu touché.")}
    )

    def __init__(self, *, grounds: Sequence[Ground], is_located: bool, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        ground = self.fields["ground"]
        if isinstance(ground, forms.ChoiceField):
            ground.choices = _choices(grounds)
        if is_located:
            del self.fields["place"]


class EscalateForm(forms.Form):
    """Where the operator calls the partner back; asked for when it is critical."""

    call_back_number = CallBackField(label=_("À quel numéro vous rappeler ?"), required=True)

    reason = forms.CharField(
        label=_("Un mot à l’opérateur"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Facultatif ; votre client ne le lit pas."),
    )

    def __init__(self, *, is_critical: bool, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.fields["call_back_number"].required = is_critical


def tell(form: forms.Form, refusal: InvalidInput) -> None:
    """Put what a service refused beside the fields it refused."""
    for name, sentence in refusal.fields.items():
        form.add_error(name if name in form.fields else None, sentence)
