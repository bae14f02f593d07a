"""From a session to a person, and from a declaration to an answer."""

from collections.abc import Callable
from typing import Any, cast

import structlog
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from extranet.accounts.keys import person_of_key
from extranet.accounts.limits import TooMany, count_call
from extranet.accounts.people import person_in
from extranet.accounts.permissions import Access, Kind
from extranet.accounts.tokens import Unrecognised, recognise_token
from extranet.errors import Refusal
from extranet.look.problems import refusal_problem
from extranet.partners.request import HouseRequest

LANGUAGE_COOKIE = settings.LANGUAGE_COOKIE_NAME
# Where a person without the second factor their role asks for may still go.
SECOND_FACTOR_ROUTES = frozenset({"mfa_activate_totp", "mfa_reauthenticate", "account_reauthenticate"})


class PersonMiddleware:
    """Sets `request.person` and the language. Membership is read on every request: removal works at once."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        house = cast("HouseRequest", request)
        house.person = None
        if request.user.is_authenticated:
            user = request.user
            house.person = person_in(user, home=house.home, partner=house.partner)
            if house.person is None:
                logout(request)
            else:
                structlog.contextvars.bind_contextvars(user=str(user.pk))
        language = self._language(house)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        if house.person is not None:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    def _language(self, request: HouseRequest) -> str:
        """The person's own language, else the cookie's, else the partner's."""
        if request.person is not None:
            return str(request.person.user.language)
        cookie = request.COOKIES.get(LANGUAGE_COOKIE, "")
        if cookie in dict(settings.LANGUAGES):
            return cookie
        return str(request.partner.language) if request.partner else settings.LANGUAGE_CODE


class AccessMiddleware:
    """Enforces what a view declares. Admin routes are declared here, once, as staff's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """Let the view run, or answer for it: log-in, second factor, 403 or 404."""
        house = cast("HouseRequest", request)
        access = declared_access(request, view)
        if access.kind is Kind.ANONYMOUS:
            return None
        if access.kind is Kind.TOKEN:
            return refuse_machine(house, access.scope_for(request.method or ""))
        if house.person is None:
            return redirect_to_login(request.get_full_path(), resolve_url(settings.LOGIN_URL))
        if access.kind is Kind.STAFF and not house.person.is_staff:
            raise Http404
        if access.roles and house.person.role not in access.roles:
            raise PermissionDenied
        if access.right is not None and not house.person.may(access.right):
            raise PermissionDenied
        route = request.resolver_match.url_name if request.resolver_match else ""
        if (
            house.person.needs_second_factor
            and route not in SECOND_FACTOR_ROUTES
            and not is_mfa_enabled(house.person.user, [Authenticator.Type.TOTP])
        ):
            return redirect("mfa_activate_totp")
        return None


def refuse_machine(request: HouseRequest, scope: str) -> HttpResponse | None:
    """Let a machine with a key that has `scope` through, or tell it as a problem why not.

    A key with a role comes through as a person of that role, a key of the operator's as nobody.

    Source: RFC 6750, the key stands in the `Authorization` header and nowhere else.
    """
    request.person = None  # whatever cookie came along: who asks is the key
    at = timezone.now()
    try:
        request.token = recognise_token(secret=_bearer(request), scope=scope, home=request.home, at=at)
        request.person = person_of_key(request.token, request.partner)
        if request.person is not None:
            count_call(request.token, at=at)
    except Refusal as refusal:
        request.person = None
        response = refusal_problem(refusal)
        if isinstance(refusal, Unrecognised):
            response["WWW-Authenticate"] = f'Bearer realm="{settings.OPERATOR_NAME}"'
        if isinstance(refusal, TooMany):
            response["Retry-After"] = str(refusal.retry_after)
        return response
    structlog.contextvars.bind_contextvars(token=request.token.prefix)
    return None


def _bearer(request: HttpRequest) -> str:
    kind, _space, secret = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not secret.strip():
        sentence = _("Envoyez une clé dans l’en-tête « Authorization: Bearer … ».")
        raise Unrecognised(sentence, code="token_missing")
    return secret.strip()


def declared_access(request: HttpRequest, view: Callable[..., Any]) -> Access:
    """Return the declaration of `view`. Raises ImproperlyConfigured without one."""
    access = getattr(view, "access", None)
    if isinstance(access, Access):
        return access
    match = request.resolver_match
    if match is not None and "admin" in match.namespaces:
        return Access(Kind.STAFF)
    raise ImproperlyConfigured(f"{view.__module__}.{view.__qualname__} declares no access")
