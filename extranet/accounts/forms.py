"""Forms of sign-in and of one's own account: the library's, in our words, and a few of our own."""

from typing import Any, cast

from allauth.account import forms as account
from allauth.core import context
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from extranet.accounts.models import User
from extranet.accounts.people import person_in
from extranet.look.parts import Text
from extranet.partners.models import LANGUAGES
from extranet.partners.request import HouseRequest

PASSWORD_RULES = _("Au moins 12 caractères. Plusieurs mots qui n’ont rien à voir ensemble se retiennent bien.")
CODE_CONTROL = {"inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True, "maxlength": "12"}


def dress(form: forms.Form, name: str, *, label: Text, hint: Text = "", **attributes: Any) -> None:
    """Give a field of the library our words and no placeholder: it would only repeat the label."""
    field = form.fields[name]
    field.label, field.help_text = label, hint
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs.update(attributes)


def _link_to_reset() -> str:
    return format_html('<a href="{}">{}</a>', reverse("account_reset_password"), _("Mot de passe oublié"))


link_to_reset = lazy(_link_to_reset, str)


class SignInForm(account.LoginForm):  # type: ignore[misc]
    """E-mail and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dress(self, "login", label=_("Adresse e-mail"), autocomplete="username", autofocus=True)
        dress(self, "password", label=_("Mot de passe"), hint=link_to_reset())


class ConfirmPasswordForm(account.ReauthenticateForm):  # type: ignore[misc]
    """The password again, before a change that matters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dress(self, "password", label=_("Mot de passe"), autofocus=True)


class ResetPasswordForm(account.ResetPasswordForm):  # type: ignore[misc]
    """The address of somebody who forgot the password. The answer never says whether it has an account."""

    users: list[User]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dress(self, "email", label=_("Adresse e-mail"), autocomplete="username", autofocus=True)

    def clean_email(self) -> str:
        """Keep, of the accounts with this address, the one that belongs to this house."""
        email = str(super().clean_email())
        house = cast("HouseRequest", context.request)
        self.users = [user for user in self.users if person_in(user, home=house.home, partner=house.partner)]
        return email


class NewPasswordForm(account.ResetPasswordKeyForm):  # type: ignore[misc]
    """A new password, by the link of a mail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dress(self, "password1", label=_("Nouveau mot de passe"), hint=PASSWORD_RULES, autofocus=True)
        dress(self, "password2", label=_("Le même, encore une fois"))


class ChangePasswordForm(account.ChangePasswordForm):  # type: ignore[misc]
    """A new password, by the present one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dress(self, "oldpassword", label=_("Mot de passe actuel"))
        dress(self, "password1", label=_("Nouveau mot de passe"), hint=PASSWORD_RULES)
        dress(self, "password2", label=_("Le même, encore une fois"))


class SecondFactorForm(mfa.AuthenticateForm):  # type: ignore[misc]
    """The code of an app, or a recovery code, after the password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hint = _("Six chiffres de votre application, ou un de vos codes de secours.")
        dress(self, "code", label=_("Code"), hint=hint, **CODE_CONTROL)


class ConfirmCodeForm(mfa.ReauthenticateForm):  # type: ignore[misc]
    """A code again, before a change that matters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dress(self, "code", label=_("Code"), hint=_("Six chiffres de votre application."), **CODE_CONTROL)


class ActivateForm(ActivateTOTPForm):  # type: ignore[misc]
    """The first code of an app that has just read the secret."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hint = _("Les six chiffres que l’application montre maintenant.")
        dress(self, "code", label=_("Code de l’application"), hint=hint, **{**CODE_CONTROL, "autofocus": False})


class ProfileForm(forms.Form):
    """One's own name and language."""

    name = forms.CharField(label=_("Nom"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    language = forms.ChoiceField(
        label=_("Langue"), choices=LANGUAGES, help_text=_("Celle des pages et des e-mails que vous recevez.")
    )


class ChangeEmailForm(forms.Form):
    """The address one wants to sign in with."""

    email = forms.EmailField(
        label=_("Nouvelle adresse e-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_email(self) -> str:
        """Return the address in small letters, as it is kept. Raises ValidationError for the present one."""
        email = str(self.cleaned_data["email"]).lower()
        if email == self.user.email:
            raise forms.ValidationError(_("C’est déjà votre adresse. Indiquez la nouvelle."), code="same_email")
        return email
