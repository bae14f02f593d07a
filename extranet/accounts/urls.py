"""Sign-in and one's own account, under the library's names: those it reverses itself must exist.

Only what the house offers is here: no sign-up, no social accounts, no list of addresses.
"""

from django.urls import path, re_path

from extranet.accounts import account_views as own
from extranet.accounts import sign_in_views as library
from extranet.accounts.permissions import anonymous, signed_in

urlpatterns = [
    path("login/", anonymous(library.login), name="account_login"),
    path("logout/", anonymous(library.logout), name="account_logout"),
    path("reauthenticate/", signed_in(library.reauthenticate), name="account_reauthenticate"),
    path("password/change/", signed_in(library.change_password), name="account_change_password"),
    path("password/reset/", anonymous(library.reset_password), name="account_reset_password"),
    path("password/reset/done/", anonymous(library.reset_password_done), name="account_reset_password_done"),
    path(
        "password/reset/key/done/",
        anonymous(library.reset_password_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        anonymous(library.reset_password_from_key),
        name="account_reset_password_from_key",
    ),
    path("email/", own.change_email, name="account_change_email"),
    path("email/confirm/<str:token>/", own.confirm_email, name="account_confirm_email"),
    path("2fa/", signed_in(library.security), name="mfa_index"),
    path("2fa/authenticate/", anonymous(library.authenticate), name="mfa_authenticate"),
    path("2fa/reauthenticate/", signed_in(library.reauthenticate_by_code), name="mfa_reauthenticate"),
    path("2fa/totp/activate/", signed_in(library.activate_totp), name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", signed_in(library.deactivate_totp), name="mfa_deactivate_totp"),
    path("2fa/recovery-codes/", signed_in(library.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "2fa/recovery-codes/generate/", signed_in(library.generate_recovery_codes), name="mfa_generate_recovery_codes"
    ),
    path("2fa/recovery-codes/download/", own.download_recovery_codes, name="mfa_download_recovery_codes"),
]
