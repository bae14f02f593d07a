"""Pages behind the links of the night: no sign-in, reading changes nothing, one button answers.

Mail scanners and link previews ask with GET and HEAD: neither acknowledges anything.
"""

from contextlib import suppress
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from extranet.accounts.models import User
from extranet.accounts.permissions import anonymous
from extranet.errors import Refusal
from support.desk.models import PageStep
from support.desk.paging import drills
from support.desk.paging.facts import facts_of
from support.desk.paging.links import drill_of, step_of, ticket_path, way_of
from support.desk.paging.rules import Link, Standing, standing_of
from support.desk.paging.services import answer_step
from support.desk.paging.wording import ground_words, language_of, partner_name
from support.desk.rota.ways import confirm_way as confirm

GONE = 410
# `no-referrer` would make browsers send `Origin: null` with the form, which the guard against forged forms
# refuses: the host alone is sent, the token never.
HEADERS = {"Referrer-Policy": "strict-origin", "X-Robots-Tag": "noindex, nofollow"}


@anonymous
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer_page(request: HttpRequest, token: str) -> HttpResponse:
    """Show what the person is called for, and take the page when they press the button.

    404 for a token of ours that is none.

    Terms: general.7
    """
    step = step_of(token)
    if step is None:
        raise Http404
    standing = standing_of(_link(step), timezone.now())
    if request.method == "POST" and standing is Standing.OPEN:
        return _answered(request, step, token)
    facts = facts_of(step.page.facts)
    is_told = standing in (Standing.OPEN, Standing.MINE)
    context = {
        "step": step,
        "page": step.page,
        "standing": standing.value,
        "facts": facts if is_told else None,
        "ground": ground_words(facts.ground),
        "ticket": ticket_path(step.page),
        "partner": partner_name(step.page, facts),
    }
    return _shown(request, "desk/answer_page.html", context, language_of(step), status=200 if is_told else GONE)


@anonymous
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_way(request: HttpRequest, token: str) -> HttpResponse:
    """Show whose test message this is, and note that it arrived when they press the button.

    404 for a link that is none, that is older than a day or that went to an address since replaced.

    Terms: general.7
    """
    way = way_of(token)
    if way is None:
        raise Http404
    if request.method == "POST":
        confirm(way_id=way.pk, address=way.address, at=timezone.now())
        return _with_headers(redirect("confirm-way", token))
    return _shown(request, "desk/confirm_way.html", {"way": way}, language_of(way), status=200)


@anonymous
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer_drill(request: HttpRequest, token: str) -> HttpResponse:
    """Show whose monthly test this is, and note that it arrived when they press the button; 404 for no such test.

    Terms: general.7
    """
    drill = drill_of(token)
    if drill is None:
        raise Http404
    if request.method == "POST":
        drills.answer_drill(drill_id=drill.pk, at=timezone.now())
        return _with_headers(redirect("answer-drill", token))
    return _shown(request, "desk/answer_drill.html", {"drill": drill}, language_of(drill), status=200)


def _answered(request: HttpRequest, step: PageStep, token: str) -> HttpResponse:
    """Take the page and show the same address again; a colleague may have been quicker."""
    with suppress(Refusal):  # the page that follows says what happened
        answer_step(step_id=step.pk, at=timezone.now())
    return _with_headers(redirect("answer-page", token))


def _link(step: PageStep) -> Link:
    reader = User.objects.filter(pk=step.user_id).first()
    return Link(
        status=step.page.status,
        sent_at=step.sent_at,
        is_answered=step.acknowledged_at is not None,
        is_taken_by_reader=step.page.acknowledged_by_id == step.user_id,
        is_reader_staff=reader is not None and reader.is_staff,
    )


def _shown(request: HttpRequest, template: str, context: dict[str, Any], language: str, *, status: int) -> HttpResponse:
    """Draw a page in the reader's language: nobody has signed in who could say it."""
    with override(language):
        response = render(request, template, context, status=status)
    response["Content-Language"] = language
    return _with_headers(response)


def _with_headers(response: HttpResponse) -> HttpResponse:
    for name, value in HEADERS.items():
        response[name] = value
    return response
