"""How the sign-in library behaves in our house: closed to strangers, mail by the outbox, acts in the journal."""

import time
from typing import Any, cast

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from qrcode import QRCode
from qrcode.image.svg import SvgPathFillImage

from extranet.accounts.models import Membership, User
from extranet.accounts.sealing import seal, unseal
from extranet.audit import services as audit
from extranet.outbox import services as outbox
from extranet.outbox.mail import Operator, absolute
from extranet.partners.request import HouseRequest
from extranet.requests import current_origin
from extranet.tenancy.context import acting, current_role

log = structlog.get_logger("extranet.accounts")

# What the library tells by mail, as an act of the journal.
ACTS = {
    "account/email/password_changed": "person.password_changed",
    "account/email/password_reset": "person.password_reset",
    "mfa/email/totp_activated": "person.second_factor_added",
    "mfa/email/totp_deactivated": "person.second_factor_removed",
    "mfa/email/recovery_codes_generated": "person.recovery_codes_renewed",
}
# What the library tells after an act; what is not here it does not say.
SAID = {
    "account/messages/logged_out.txt": _("Vous êtes déconnecté."),
    "account/messages/password_changed.txt": _("Le nouveau mot de passe est enregistré."),
    "mfa/messages/totp_activated.txt": _("Le second facteur est actif."),
    "mfa/messages/totp_deactivated.txt": _("Le second facteur est retiré."),
}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts come from invitations only; links and mails are the house's own, whatever host was asked."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _(
            "Cette adresse et ce mot de passe ne vont pas ensemble ici."
            " Vérifiez-les, ou demandez un nouveau mot de passe."
        ),
        "enter_current_password": _("Ce n’est pas votre mot de passe actuel. Tapez-le à nouveau."),
        "incorrect_password": _("Ce n’est pas votre mot de passe. Tapez-le à nouveau."),
        "incorrect_code": _("Ce code ne convient pas ou a déjà servi. Attendez le suivant et tapez ses six chiffres."),
        "too_many_login_attempts": _("Trop d’essais. Attendez quelques minutes avant de recommencer."),
        "rate_limited": _("Trop d’essais. Attendez quelques minutes avant de recommencer."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody makes an account without an invitation."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the address behind our own proxies only; what a client claims is not believed."""
        return current_origin().ip

    def respond_user_inactive(self, request: HttpRequest, user: AbstractBaseUser) -> HttpResponse:
        """Send a closed account to the sign-in, which answers it as it answers a stranger."""
        return redirect("account_login")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Return to the page from which one changes one's password."""
        return reverse("mfa_index")

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Ask again who it is, unless the last proof, the sign-in itself included, is a quarter of an hour old."""
        records = get_authentication_records(self.request, self.request.user)
        return not records or time.time() - records[-1]["at"] > settings.ACCOUNT_REAUTHENTICATION_TIMEOUT

    # ---------- Mail ----------
    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write a mail in the person's language and hand it to the outbox of the house they sign in to."""
        house = cast("HouseRequest", self.request)
        user = context.get("user")
        language = user.language if isinstance(user, User) else translation.get_language() or settings.LANGUAGE_CODE
        sender = house.partner if house.partner and not house.mount else Operator()
        facts = {"email": email, "house": sender, **context}
        with translation.override(language):
            mail = self.render_mail(template_prefix, email, facts)
        # Under a mount the mail is staff's own, not the partner's.
        with acting(house.home, current_role()):
            outbox.enqueue("accounts.mail_written", email, mail.subject, mail.body, language)

    def format_email_subject(self, subject: str) -> str:
        """Leave the subject as it is written: the sender's name is the house's."""
        return subject

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Return the link on the house's own host, never on the one the request named."""
        house = cast("HouseRequest", self.request)
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        path = path.removeprefix(house.mount).replace("UID-KEY", key)
        return absolute(path, partner=house.partner if house.partner and not house.mount else Operator())

    def send_notification_mail(
        self, template_prefix: str, user: User, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Record an act on the person's account, and tell the person."""
        at = timezone.now()
        audit.record(actor=user, act=ACTS[template_prefix], target=user, at=at)
        facts = {"user": user, "at": at, "origin": current_origin(), **(context or {})}
        self.send_mail(template_prefix, email or user.email, facts)

    # ---------- On the page ----------
    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Say what was done in our own words, or nothing."""
        sentence = message or SAID.get(message_template or "")
        if sentence:
            messages.add_message(request, level, sentence, extra_tags=extra_tags)

    # ---------- The act of signing in ----------
    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Count attempts at an address over all doors: the library's own key changes with the Host header."""
        return str(credentials.get("email", "")).lower()

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Leave a trace of a refused sign-in, without what was typed."""
        log.warning("sign-in refused", ip=current_origin().ip)

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """Record the sign-in, in the journal and, at a partner, beside the membership."""
        at = timezone.now()
        house = cast("HouseRequest", request)
        Membership.objects.filter(user=user, partner_id=house.home).update(last_sign_in_at=at)
        audit.record(actor=user, act="person.signed_in", target=user, at=at, partner=house.home)
        return cast("HttpResponse", super().post_login(request, user, **kwargs))


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """The second factor: kept where the role asks for it."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"],
        "cannot_delete_authenticator": _(
            "Votre rôle demande un second facteur : il ne peut pas être retiré."
            " Pour changer d’appareil, appelez le support."
        ),
    }

    def encrypt(self, text: str) -> str:
        """Return a secret as it is kept."""
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Return a kept secret. Raises SealBroken."""
        return unseal(encrypted_text)

    def can_delete_authenticator(self, authenticator: object) -> bool:
        """Whether the role of the person who asks does without a second factor."""
        return not cast("HouseRequest", context.request).person.needs_second_factor

    def get_totp_issuer(self) -> str:
        """Return the name under which an authenticator app lists the account: the house people know."""
        partner = cast("HouseRequest", context.request).partner
        return str(partner or settings.OPERATOR_NAME)

    def build_totp_svg(self, url: str) -> str:
        """Return the QR code on its own white field: it must be read on a dark screen too."""
        code = QRCode(border=3)
        code.add_data(url)
        return str(code.make_image(image_factory=SvgPathFillImage).to_string(encoding="unicode"))
