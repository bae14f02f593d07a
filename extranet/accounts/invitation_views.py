"""The page behind the link of an invitation. Reading it changes nothing; the answer is a POST."""

from typing import Any, cast

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from extranet.accounts.hooks import client_names
from extranet.accounts.invitations import accept_as_known, accept_as_new
from extranet.accounts.models import Invitation, InvitationState, User
from extranet.accounts.people_forms import AcceptAsKnownForm, AcceptAsNewForm
from extranet.accounts.permissions import anonymous
from extranet.accounts.selectors import digest_of, invitations_here, user_with_email
from extranet.errors import Refusal
from extranet.partners.request import HouseRequest

GONE = 410


@anonymous
@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "POST"])
def accept_invitation(request: HouseRequest, token: str) -> HttpResponse:
    """Show who invites to what, and let the invited person in when they accept.

    404 for a link that is not of this house. Whoever has the link reads the mail of the invited address:
    only they are told whether it has an account.
    """
    invitation = invitations_here().filter(token_digest=digest_of(token)).first()
    if invitation is None:
        raise Http404
    state = invitation.state_at(timezone.now())
    if state is not InvitationState.OPEN:
        context = {"invitation": invitation, "state": state.value}
        return render(request, "accounts/invitation_closed.html", context, status=GONE)
    known = user_with_email(invitation.email)
    form = _form(request, invitation, known)
    if request.method == "POST" and request.person is None and form.is_valid():
        try:
            user = _accept(request, token, known, form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return _sign_in(request, user)
    context = {"invitation": invitation, "form": form, "known": known, "client": _client_of(invitation)}
    return render(request, "accounts/accept_invitation.html", context)


def _form(request: HouseRequest, invitation: Invitation, known: User | None) -> AcceptAsNewForm | AcceptAsKnownForm:
    sent = request.POST or None
    if known is not None:
        return AcceptAsKnownForm(sent, user=known)
    return AcceptAsNewForm(sent, email=invitation.email, initial={"name": invitation.name})


def _accept(request: HouseRequest, token: str, known: User | None, answers: dict[str, Any]) -> User:
    if known is not None:
        return accept_as_known(token=token, user=known, at=timezone.now())
    return accept_as_new(token=token, name=answers["name"], password=answers["password"], at=timezone.now())


def _sign_in(request: HouseRequest, user: User) -> HttpResponse:
    """Go on as after the password on the sign-in page: the second factor, when there is one, comes next."""
    signing_in = Login(user=user, email=user.email)
    return cast("HttpResponse", perform_password_login(request, {"email": user.email}, signing_in))


def _client_of(invitation: Invitation) -> str:
    return dict(client_names()).get(invitation.client_id, "") if invitation.client_id else ""
