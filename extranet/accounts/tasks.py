"""Mails about accounts and invitations. The outbox makes them once what they tell has committed."""

from uuid import UUID

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from extranet.accounts.hooks import client_names
from extranet.accounts.models import Invitation, User
from extranet.outbox.mail import Operator, Sender, absolute, send
from extranet.outbox.registry import delivers
from extranet.partners.models import Partner
from extranet.tenancy.context import PUBLIC, current_schema


@delivers("accounts.mail_written")
def mail_written(to: str, subject: str, body: str, language: str) -> None:
    """Send a mail that the sign-in wrote while it answered a request."""
    send(to=to, subject=subject, body=body, language=language, partner=_house())


@delivers("accounts.mail_invitation")
def mail_invitation(invitation_id: str, token: str) -> None:
    """Send the link of an invitation, in the language chosen for the invited person."""
    invitation = Invitation.objects.get(pk=UUID(invitation_id))
    house = _house()
    with override(invitation.language):
        facts = {
            "invitation": invitation,
            "house": house.display_name,
            "client": dict(client_names()).get(invitation.client_id) if invitation.client_id else "",
            "url": _page("invitations:accept-invitation", house, token),
        }
        subject = _("%(house)s vous invite sur son extranet") % {"house": house.display_name}
        _send("invitation", invitation.email, subject, facts, invitation.language)


@delivers("accounts.mail_email_confirmation")
def mail_email_confirmation(user_id: str, email: str, token: str) -> None:
    """Send to the new address the link that makes it the account's."""
    user = User.objects.get(pk=UUID(user_id))
    with override(user.language):
        facts = {"user": user, "email": email, "url": _page("account_confirm_email", _house(), token)}
        _send("email_confirmation", email, _("Confirmez votre nouvelle adresse"), facts, user.language)


@delivers("accounts.mail_email_changed")
def mail_email_changed(user_id: str, old_email: str) -> None:
    """Tell the old address that it does not open the account any more."""
    user = User.objects.get(pk=UUID(user_id))
    with override(user.language):
        facts = {"user": user, "house": _house()}
        _send("email_changed", old_email, _("L’adresse de votre compte a changé"), facts, user.language)


@delivers("accounts.mail_second_factor_reset")
def mail_second_factor_reset(user_id: str) -> None:
    """Tell a person that their second factor was taken away."""
    user = User.objects.get(pk=UUID(user_id))
    with override(user.language):
        facts = {"user": user, "house": _house()}
        _send("second_factor_reset", user.email, _("Votre second facteur est réinitialisé"), facts, user.language)


def _send(name: str, to: str, subject: str, facts: dict[str, object], language: str) -> None:
    body = render_to_string(f"accounts/mail/{name}.txt", facts)
    send(to=to, subject=subject, body=body, language=language, partner=_house())


def _house() -> Sender:
    """Return in whose name mail of this place goes out."""
    schema = current_schema()
    if schema == PUBLIC:
        return Operator()
    partner: Sender = Partner.objects.get(schema_name=schema)
    return partner


def _page(name: str, house: Sender, *args: str) -> str:
    """Return the address of a page on the house's own host: a worker stands on none."""
    urlconf = settings.OPERATOR_URLCONF if isinstance(house, Operator) else settings.ROOT_URLCONF
    return absolute(reverse(name, urlconf=urlconf, args=args), partner=house)
