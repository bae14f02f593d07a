"""Language and profile: what a person chooses about the pages they read."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone, translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from extranet.accounts import services
from extranet.accounts.forms import ProfileForm
from extranet.accounts.models import User
from extranet.accounts.permissions import anonymous, signed_in
from extranet.partners.request import HouseRequest

YEAR = 365 * 24 * 3600


@anonymous
@require_POST
def set_language(request: HouseRequest) -> HttpResponse:
    """Keep the language chosen, in a cookie and, for somebody signed in, with their account."""
    response = HttpResponseRedirect(following(request))
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES):
        _keep_language(response, language)
        if request.person is not None:
            User.objects.filter(pk=request.person.user.pk).update(language=language)
    return response


@signed_in
@require_http_methods(["GET", "POST"])
def profile(request: HouseRequest) -> HttpResponse:
    """Change one's own name and language."""
    user = request.person.user
    form = ProfileForm(request.POST or None, initial={"name": user.name, "language": user.language})
    if request.method == "POST" and form.is_valid():
        services.change_profile(user=user, at=timezone.now(), **form.cleaned_data)
        with translation.override(form.cleaned_data["language"]):
            messages.success(request, _("Les changements sont enregistrés."))
        response = redirect("accounts:profile")
        _keep_language(response, form.cleaned_data["language"])
        return response
    return render(request, "accounts/profile.html", {"form": form})


def following(request: HouseRequest) -> str:
    """Return where the form asked to go next when it is a page of this host, else home."""
    url = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())
    return url if is_ours else resolve_url("home")


def _keep_language(response: HttpResponse, language: str) -> None:
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=YEAR,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
    )
