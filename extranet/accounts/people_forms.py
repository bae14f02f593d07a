"""Forms about the people of a house, and the answer of somebody who is invited."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from allauth.account.adapter import get_adapter
from allauth.core import context
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from extranet.accounts.forms import PASSWORD_RULES
from extranet.accounts.models import CLIENT_ROLES, Role, User
from extranet.look.forms import ExplainedRadios
from extranet.look.parts import Text
from extranet.partners.models import LANGUAGES

EXPLANATIONS: dict[str, Text] = {
    Role.PARTNER_ADMIN: _("Tout : clients, commandes, personnes, apparence. Second facteur obligatoire."),
    Role.TECHNICIAN: _("Voit tout, tient les clients à jour et commande pour eux."),
    Role.FINANCE: _("Voit tout, ne change rien. Second facteur obligatoire."),
    Role.CLIENT_ADMIN: _("Voit son organisation et en invite les personnes."),
    Role.CLIENT_USER: _("Voit ce qui concerne son organisation."),
}


class RoleForm(forms.Form):
    """A role and, for the people of a client, which client.

    `roles`: those one may give; `clients`: those one may choose from; `own_client_id`: the client of a
    client's administrator, who chooses none.
    """

    role = forms.ChoiceField(label=_("Rôle"), widget=ExplainedRadios(explanations=EXPLANATIONS))
    client = forms.TypedChoiceField(
        label=_("Client"),
        required=False,
        coerce=UUID,
        empty_value=None,
        help_text=_("Seulement pour un rôle de client."),
        error_messages={"invalid_choice": _("Choisissez un client de la liste.")},
    )

    def __init__(
        self,
        *args: Any,
        roles: Sequence[Role],
        clients: Sequence[tuple[UUID, str]],
        own_client_id: UUID | None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.own_client_id = own_client_id
        self._offer("role", [(role.value, role.label.capitalize()) for role in roles])
        if own_client_id is None:
            self._offer("client", [("", "–"), *((str(pk), name) for pk, name in clients)])
            if set(roles) <= set(CLIENT_ROLES):
                self.fields["client"].required, self.fields["client"].help_text = True, ""
        else:
            del self.fields["client"]

    def _offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean(self) -> dict[str, Any]:
        """Ask for the client of a client's role; a partner's role has none, whatever the list shows."""
        answers = super().clean() or {}
        role = answers.get("role")
        if role in CLIENT_ROLES and self.own_client_id is None and not answers.get("client"):
            self.add_error("client", _("Choisissez le client de cette personne."))
        return answers

    @property
    def client_id(self) -> UUID | None:
        """The client that goes with the role chosen."""
        if self.cleaned_data["role"] not in CLIENT_ROLES:
            return None
        chosen: UUID | None = self.own_client_id or self.cleaned_data.get("client")
        return chosen


class InvitationForm(RoleForm):
    """Whom one invites."""

    name = forms.CharField(label=_("Nom"), max_length=150)
    email = forms.EmailField(
        label=_("Adresse e-mail"), max_length=254, help_text=_("L’invitation part à cette adresse.")
    )
    language = forms.ChoiceField(label=_("Langue"), choices=LANGUAGES, help_text=_("Celle de l’invitation."))


class AcceptAsNewForm(forms.Form):
    """The name and password of an account that is made by accepting."""

    name = forms.CharField(label=_("Votre nom"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    password = forms.CharField(
        label=_("Mot de passe"),
        strip=False,
        help_text=PASSWORD_RULES,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        self.email = email
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """Check the password against the name and the address too."""
        answers = super().clean() or {}
        if "password" in answers:
            try:
                validate_password(answers["password"], User(email=self.email, name=answers.get("name", "")))
            except forms.ValidationError as refused:
                self.add_error("password", refused)
        return answers


class AcceptAsKnownForm(forms.Form):
    """The password of the account that the invited address has already."""

    password = forms.CharField(
        label=_("Mot de passe"),
        strip=False,
        help_text=_("Celui que vous utilisez déjà avec cette adresse."),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_password(self) -> str:
        """Raise ValidationError for a wrong password, for any of a closed account, and after too many of them."""
        get_adapter().pre_authenticate(context.request, email=self.user.email)
        password = str(self.cleaned_data["password"])
        if not self.user.check_password(password) or not self.user.is_active:
            raise forms.ValidationError(
                _("Ce n’est pas le mot de passe de ce compte. Tapez-le à nouveau."), code="password"
            )
        return password
