"""Pages that say no, and the choice of light or dark.

An error page stands in the shell when the person has one, else alone. The page of a breakdown uses no
request, no database and no context processor: they may be what broke.
"""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from extranet.errors import Refusal
from extranet.look.context_processors import THEMES
from extranet.look.navigation import links
from extranet.look.parts import Difference
from extranet.look.problems import problem, refusal_problem
from extranet.requests import current_origin

API = "/api/"
YEAR = 365 * 24 * 3600
TEMPLATES = {400: "400.html", 403: "403.html", 404: "404.html", 409: "409.html"}


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that makes no sense; its exception may quote what was sent, so it is not shown."""
    if is_call(request):
        return problem(HTTPStatus.BAD_REQUEST, "bad_request", _("Cette demande n’est pas lisible. Vérifiez-la."))
    return error_page(request, 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a person without the right."""
    return error_page(request, 403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer for what does not exist and for what is not yours, in the same words; a machine with a problem."""
    if is_call(request):
        sentence = _("Il n’y a rien ici pour cette clé. Vérifiez l’adresse et les identifiants.")
        return problem(HTTPStatus.NOT_FOUND, "not_found", sentence)
    return error_page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer a breakdown, with the reference under which it stands in the logs."""
    if is_call(request):
        sentence = _("Panne chez nous : réessayez, puis donnez la référence « request_id » à votre support.")
        return problem(HTTPStatus.INTERNAL_SERVER_ERROR, "server_error", sentence)
    return HttpResponse(render_to_string("500.html", {"reference": current_origin().request_id}), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form of another session: the way out is the same page, loaded again."""
    return error_page(request, 403, template_name="403_csrf.html", back_url=came_from(request))


def refusal_page(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Tell a refusal with its own sentence, under its status; a machine as a problem."""
    if is_call(request):
        return refusal_problem(refusal)
    return error_page(request, refusal.status, sentence=str(refusal), back_url=came_from(request))


def stale_page(request: HttpRequest, refusal: Refusal, *, differences: Sequence[Difference]) -> HttpResponse:
    """Tell that something changed under the person's hands, and show both versions."""
    return error_page(request, 409, sentence=str(refusal), differences=differences, back_url=came_from(request))


def is_call(request: HttpRequest) -> bool:
    """Return whether a machine asks: what it is told is never a page."""
    return request.path_info.startswith(API)


def error_page(request: HttpRequest, status: int, *, template_name: str = "", **context: Any) -> HttpResponse:
    """Render an error in the person's shell, or alone for a stranger and where no place can be entered."""
    context |= {
        "shell_template": "base.html" if links(request) else "gate.html",
        "reference": current_origin().request_id,
    }
    return render(request, template_name or TEMPLATES[status], context, status=status)


def came_from(request: HttpRequest) -> str:
    """Return the page of ours a request came from, empty when there is none."""
    referer = request.META.get("HTTP_REFERER", "")
    return referer if _is_ours(request, referer) else ""


@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Keep light, dark or the system's choice in a cookie, and go back to the page."""
    following = request.POST.get("next", "")
    response = HttpResponseRedirect(following if _is_ours(request, following) else "/")
    theme = request.POST.get("theme", "")
    if theme in THEMES:
        response.set_cookie("theme", theme, max_age=YEAR, samesite="Lax", secure=request.is_secure(), httponly=True)
    else:
        response.delete_cookie("theme")
    return response


def _is_ours(request: HttpRequest, url: str) -> bool:
    return url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())
