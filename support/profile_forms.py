"""What a partner's administrator is asked about support."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from extranet.look.forms import ExplainedRadios
from support.models import SupportProfile
from support.profiles import AIMS, CONTACT, LONGEST_AIM_MINUTES, Wanted
from support.rules import FirstLine

ASKED = ("first_line", "contact_name", "contact_email", "contact_phone", "contact_language", *AIMS)


class AimField(forms.IntegerField):
    """Minutes aimed at; empty means no aim."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, min_value=1, max_value=LONGEST_AIM_MINUTES, **kwargs)


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg] # not generic when it runs
    """Who answers first, and who is told at night. The service writes; the form only asks."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    first_line = forms.ChoiceField(
        label=_("Qui répond d’abord à vos clients ?"),
        choices=[(FirstLine.OPERATOR.value, _("L’opérateur")), (FirstLine.PARTNER.value, _("Vous"))],
        widget=ExplainedRadios(
            explanations={
                FirstLine.OPERATOR.value: _("Les demandes de vos clients arrivent chez l’opérateur."),
                FirstLine.PARTNER.value: _("Elles arrivent chez vous. Demande un contact d’urgence essayé."),
            }
        ),
    )
    answer_aim_minutes = AimField(
        label=_("Objectif de première réponse, en minutes"),
        help_text=_("Minutes où le support est ouvert. Vide : aucun objectif."),
    )
    solution_aim_minutes = AimField(
        label=_("Objectif de résolution, en minutes"),
        help_text=_("Vos clients le lisent comme un objectif, jamais comme une promesse."),
    )

    class Meta:
        model = SupportProfile
        fields = ASKED
        widgets: ClassVar = {"contact_phone": forms.TextInput(attrs={"type": "tel"})}
        labels: ClassVar = {
            "contact_name": _("Nom du contact"),
            "contact_email": _("E-mail du contact"),
            "contact_phone": _("Téléphone du contact"),
            "contact_language": _("Langue du contact"),
        }
        help_texts: ClassVar = {
            "contact_name": _("Une personne ou une équipe, par exemple votre garde."),
            "contact_email": _("Reçoit l’alerte, à toute heure."),
            "contact_phone": _("Montré la nuit au client qui a un problème critique."),
            "contact_language": _("Celle des messages qu’il reçoit."),
        }

    def clean(self) -> dict[str, Any]:
        """Refuse a first line whose contact has confirmed nothing; another contact resets it, as the page says."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        is_chosen = cleaned.get("first_line") == FirstLine.PARTNER and "first_line" in self.changed_data
        is_contact_new = any(name in self.changed_data for name in CONTACT)
        if is_chosen and (is_contact_new or not self.is_contact_tested):
            sentence = _("Possible une fois que ce contact a confirmé un essai. Enregistrez-le et essayez-le d’abord.")
            self.add_error("first_line", sentence)
        return cleaned

    @property
    def is_contact_tested(self) -> bool:
        """Whether the contact as stored has confirmed a test; the form never touches that column."""
        return bool(self.instance.is_contact_tested)

    def wanted(self) -> Wanted:
        """Return the answers."""
        return Wanted(**{name: self.cleaned_data[name] for name in ASKED})
