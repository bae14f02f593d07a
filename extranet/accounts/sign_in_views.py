"""The library's views, with our forms and the few changes the house needs."""

from typing import Any, cast

from allauth.account import views as account
from allauth.account.internal.flows.reauthentication import STATE_SESSION_KEY
from allauth.mfa.base import views as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from django.http import HttpResponse
from django.views.decorators.cache import never_cache

from extranet.accounts import forms
from extranet.partners.request import HouseRequest


class NoReplay:
    """After the proof, show the page again instead of sending the form that was interrupted.

    The library would run the old form by its full path, which under a mount belongs to no route.
    """

    request: HouseRequest

    def form_valid(self, form: Any) -> HttpResponse:
        """Forget the interrupted form."""
        self.request.session.pop(STATE_SESSION_KEY, None)
        return cast("HttpResponse", super().form_valid(form))  # type: ignore[misc]


class ConfirmPasswordView(NoReplay, account.ReauthenticateView):  # type: ignore[misc]
    """Ask for the password again."""

    form_class = forms.ConfirmPasswordForm


class ConfirmCodeView(NoReplay, mfa.ReauthenticateView):  # type: ignore[misc]
    """Ask for a code again."""

    form_class = forms.ConfirmCodeForm


class SecurityView(mfa.IndexView):  # type: ignore[misc]
    """Everything about the security of one's account on one page."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add how many recovery codes are left."""
        shown = super().get_context_data(**kwargs)
        codes = shown["authenticators"].get(Authenticator.Type.RECOVERY_CODES)
        shown["codes_left"] = len(codes.get_unused_codes()) if codes else 0
        return cast("dict[str, Any]", shown)


login = account.LoginView.as_view(form_class=forms.SignInForm)
logout = account.LogoutView.as_view()
reauthenticate = ConfirmPasswordView.as_view()
reauthenticate_by_code = ConfirmCodeView.as_view()
change_password = account.PasswordChangeView.as_view(form_class=forms.ChangePasswordForm)
reset_password = account.PasswordResetView.as_view()
reset_password_done = account.PasswordResetDoneView.as_view()
reset_password_from_key = account.PasswordResetFromKeyView.as_view(form_class=forms.NewPasswordForm)
reset_password_from_key_done = account.PasswordResetFromKeyDoneView.as_view()
security = SecurityView.as_view()
authenticate = mfa.AuthenticateView.as_view(form_class=forms.SecondFactorForm)
activate_totp = never_cache(totp.ActivateTOTPView.as_view(form_class=forms.ActivateForm))
deactivate_totp = totp.DeactivateTOTPView.as_view()
view_recovery_codes = never_cache(recovery_codes.ViewRecoveryCodesView.as_view())
generate_recovery_codes = recovery_codes.GenerateRecoveryCodesView.as_view()
