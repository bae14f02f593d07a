"""What a partner or a client asks of a new key."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from extranet.accounts.keys import KEY_SCOPES, Wanted, scopes_of
from extranet.accounts.models import ApiToken, Role
from extranet.accounts.people_forms import RoleForm
from extranet.look.forms import DayInput
from extranet.look.parts import Text
from extranet.times import brussels_day, day_start

YEAR = timedelta(days=365)
SCOPES: Final[Mapping[str, Text]] = {
    ApiToken.Scope.TICKETS_READ: _("Lire les tickets que ce rôle voit"),
    ApiToken.Scope.TICKETS_WRITE: _("Ouvrir des tickets, y écrire et y agir"),
    ApiToken.Scope.EMERGENCY_READ: _("Lire les numéros, leurs adresses d’urgence, les sites et les contrôles"),
    ApiToken.Scope.EMERGENCY_WRITE: _("Déclarer et changer des adresses d’urgence, des sites et des appareils"),
    ApiToken.Scope.EMERGENCY_LOOKUP: _("Demander l’adresse d’un numéro à un instant, et rien d’autre"),
}


class KeyForm(RoleForm):
    """Which machine, as whom, for what, until when. `token_id`: so that a page makes one key only."""

    token_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    name = forms.CharField(
        label=_("Nom"),
        max_length=80,
        help_text=_("La machine qui s’en servira. Ses messages portent ce nom, suivi de « (API) »."),
    )
    scopes = forms.MultipleChoiceField(
        label=_("Ce que la clé permet"),
        choices=[(scope.value, SCOPES[scope]) for scope in KEY_SCOPES],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Donnez le moins possible. Une clé ne fait rien que son rôle ne permet pas."),
        error_messages={"required": _("Choisissez ce que la clé permet.")},
    )
    expires_on = forms.DateField(
        label=_("Dernier jour"),
        required=False,
        widget=DayInput,
        input_formats=["%Y-%m-%d"],
        help_text=_("Compris. Vide : la clé vaut jusqu’à ce qu’elle soit retirée."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["expires_on"].initial = brussels_day(timezone.now()) + YEAR

    def clean(self) -> dict[str, Any]:
        """Refuse what the role could not use: its holder would only learn it from a refusal."""
        answers = super().clean()
        role, scopes = answers.get("role", ""), answers.get("scopes", [])
        idle = [str(SCOPES[scope]) for scope in scopes if role and scope not in scopes_of(role)]
        if idle:
            sentence = _("Pas avec le rôle « %(role)s » : %(idle)s. Décochez, ou choisissez un autre rôle.")
            self.add_error("scopes", sentence % {"role": Role(role).label, "idle": ", ".join(idle)})
        return answers

    @property
    def expires_at(self) -> datetime | None:
        """The first instant at which the key opens nothing any more."""
        last = self.cleaned_data["expires_on"]
        return day_start(last + timedelta(days=1)) if last else None

    def wanted(self) -> Wanted:
        """Return the answers, once valid."""
        answers = self.cleaned_data
        return Wanted(
            token_id=answers["token_id"],
            name=answers["name"],
            role=answers["role"],
            client_id=self.client_id,
            scopes=answers["scopes"],
            expires_at=self.expires_at,
        )
