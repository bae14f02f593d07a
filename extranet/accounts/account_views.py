"""One's own account: a new address, and recovery codes as a file."""

from allauth.account.decorators import reauthentication_required
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from extranet.accounts import services
from extranet.accounts.email_change import ask_for_change, read_change
from extranet.accounts.forms import ChangeEmailForm
from extranet.accounts.permissions import signed_in
from extranet.errors import Refusal
from extranet.partners.request import HouseRequest

APP = "extranet.accounts"


@signed_in
@require_http_methods(["GET", "POST"])
@reauthentication_required(app=APP)  # type: ignore[untyped-decorator]
def change_email(request: HouseRequest) -> HttpResponse:
    """Ask for another address; a link sent to it confirms it."""
    form = ChangeEmailForm(request.POST or None, user=request.person.user)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        ask_for_change(user=request.person.user, email=email)
        messages.info(
            request,
            _("Un lien est parti à %(email)s. Ouvrez-le dans les 24 heures pour confirmer.") % {"email": email},
        )
        return redirect("mfa_index")
    return render(request, "accounts/change_email.html", {"form": form})


@signed_in
@require_http_methods(["GET", "POST"])
def confirm_email(request: HouseRequest, token: str) -> HttpResponse:
    """Show which address a link stands for, and change to it when the person says so."""
    user, change, refusal = request.person.user, read_change(token), ""
    is_open = change is not None and change.is_of(user)
    if change is not None and is_open and request.method == "POST":
        try:
            services.change_email(
                user_id=user.pk, old_email=change.old, email=change.new, actor=user, at=timezone.now()
            )
        except Refusal as refused:
            refusal = str(refused)
        else:
            messages.success(request, _("Vous vous connectez désormais avec %(email)s.") % {"email": change.new})
            return redirect("mfa_index")
    context = {"change": change, "is_open": is_open, "refusal": refusal}
    return render(request, "accounts/confirm_email.html", context, status=200 if is_open else 410)


@signed_in
@require_POST
@never_cache
def download_recovery_codes(request: HouseRequest) -> HttpResponse:
    """Send as a file the codes that the page has just shown, to whoever shows all of them."""
    kept = Authenticator.objects.filter(user=request.person.user, type=Authenticator.Type.RECOVERY_CODES).first()
    codes = kept.wrap().get_unused_codes() if kept else []
    if not codes or request.POST.getlist("code") != codes:
        raise PermissionDenied
    response = render(
        request, "mfa/recovery_codes/download.txt", {"codes": codes}, content_type="text/plain; charset=utf-8"
    )
    response["Content-Disposition"] = 'attachment; filename="codes.txt"'
    return response
