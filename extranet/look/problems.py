"""Refusals told to machines: problem details with a stable code and the way out.

Source: RFC 9457.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from extranet.errors import InvalidInput, Refusal
from extranet.requests import current_origin

MEDIA_TYPE = "application/problem+json"


def problem(
    status: int,
    code: str,
    detail: str,
    *,
    errors: Sequence[dict[str, str]] = (),
    more: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """Return a problem. `errors`: what is wrong with parts of what was sent, each with its own code and detail.

    `more`: members of this problem's own.
    """
    facts: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": detail,
        "request_id": current_origin().request_id,
    }
    if errors:
        facts["errors"] = list(errors)
    facts |= more or {}
    return JsonResponse(facts, status=status, content_type=MEDIA_TYPE, headers={"Cache-Control": "no-store"})


def refusal_problem(refusal: Refusal) -> HttpResponse:
    """Return a refusal as a problem, under its own status and code."""
    return problem(refusal.status, refusal.code, str(refusal), errors=_errors(refusal))


def _errors(refusal: Refusal) -> list[dict[str, str]]:
    if not isinstance(refusal, InvalidInput):
        return []
    return [{"field": name, "detail": sentence} for name, sentence in refusal.fields.items()]


def telling_problems(*methods: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Give a view of machines its methods, and tell every refusal that comes out of it as a problem."""

    def decorated(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def told(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method not in methods:
                sentence = _("Cette adresse ne répond qu’à %(methods)s.") % {"methods": ", ".join(methods)}
                response = problem(HTTPStatus.METHOD_NOT_ALLOWED, "method_not_allowed", sentence)
                response["Allow"] = ", ".join(methods)
                return response
            try:
                return view(request, *args, **kwargs)
            except Refusal as refusal:
                return refusal_problem(refusal)

        return told

    return decorated
