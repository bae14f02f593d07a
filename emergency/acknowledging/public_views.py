"""The notice behind a personal link, and for those who sign in. Reading it changes nothing; the answer is a POST."""

from http import HTTPStatus
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from emergency.acknowledging.limits import count_wrong_link, may_try
from emergency.acknowledging.presenting import notice_shown
from emergency.acknowledging.proofs import proof_of
from emergency.acknowledging.selectors import by_token, requests_of
from emergency.acknowledging.services import Shown, check_open
from emergency.acknowledging.services import acknowledge_notice as acknowledge
from emergency.models import Acknowledgement
from emergency.registry.notices import newest_notice
from extranet.accounts.permissions import Right, anonymous, needs
from extranet.errors import IllegalMove, Refusal
from extranet.look.views import error_page
from extranet.partners.request import HouseRequest
from extranet.requests import current_origin


@anonymous
@never_cache
@require_http_methods(["GET", "POST"])
def acknowledge_notice(request: HouseRequest, token: str) -> HttpResponse:
    """Show the notice in the person's language or `?language=`, and keep that they read it when they say so.

    404 for a link that is not of this house, 410 with the way out for one that is asked no more.

    Terms: telavox.7, bt.14, sip.4
    """
    now, ip = timezone.now(), current_origin().ip
    if not may_try(ip, at=now):
        return error_page(request, HTTPStatus.TOO_MANY_REQUESTS, template_name="429.html")
    row = by_token(token)
    if row is None:
        count_wrong_link(ip, at=now)
        raise Http404
    asked = request.POST.get("language", "") or request.GET.get("language", "")
    shown = notice_shown(row.campaign.notice_number, asked, row.read_language, row.language)
    with override(shown.language):
        problem = ""
        if request.method == "POST":
            try:
                row = acknowledge(
                    acknowledgement_id=row.pk, shown=_shown(request), origin=current_origin(), user=None, at=now
                )
            except IllegalMove:
                pass  # the page below says so
            except Refusal as refusal:
                problem = str(refusal)
        return _page(request, row, shown=shown, problem=problem)


def _page(request: HouseRequest, row: Acknowledgement, *, shown: object, problem: str) -> HttpResponse:
    context = {"row": row, "shown": shown, "problem": problem}
    if row.acknowledged_at is not None:
        assert request.partner is not None
        context["proof"] = proof_of(row, request.partner)
        return render(request, "emergency/acknowledge_notice.html", context)
    try:
        check_open(row)
    except IllegalMove as refusal:
        return render(request, "emergency/notice_closed.html", {"sentence": str(refusal)}, status=HTTPStatus.GONE)
    status = HTTPStatus.CONFLICT if problem else HTTPStatus.OK
    return render(request, "emergency/acknowledge_notice.html", context, status=status)


@needs(Right.READ_NUMBERS)
@never_cache
@require_http_methods(["GET", "POST"])
def read_notice(request: HouseRequest) -> HttpResponse:
    """Show the notice to whoever signs in; whoever is asked to read it confirms here, without their link.

    Terms: telavox.7, bt.14, sip.4
    """
    if request.method == "POST":
        return _confirmed(request)
    row = requests_of(request.person).first()
    number = row.campaign.notice_number if row else newest_notice().pk
    asked = request.GET.get("language", "")
    return render(request, "emergency/read_notice.html", {"row": row, "shown": notice_shown(number, asked)})


def _confirmed(request: HouseRequest) -> HttpResponse:
    """Keep what a signed-in person read; a second click finds it kept. Raises Http404 for what is asked of another."""
    person = request.person
    try:
        wanted = UUID(request.POST.get("acknowledgement", ""))
        row = Acknowledgement.objects.select_related("campaign").get(pk=wanted)
    except (ValueError, ValidationError, Acknowledgement.DoesNotExist) as error:
        raise Http404 from error
    is_theirs = not person.is_staff and row.person_email == person.user.email.lower()
    if not is_theirs or (person.is_client and row.campaign.client_id != person.client_id):
        raise Http404
    acknowledge(
        acknowledgement_id=row.pk, shown=_shown(request), origin=current_origin(), user=person.user, at=timezone.now()
    )
    return redirect("emergency:read-notice")


def _shown(request: HouseRequest) -> Shown:
    return Shown(request.POST.get("language", "")[:2], request.POST.get("sha256", "")[:64])
