"""Pages about numbers that come from another operator: requested with a letter, followed, decided by staff.

Terms: telavox.7, bt.14, sip.4
"""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from emergency.acting.forms import tell
from emergency.acting.porting_forms import CompleteForm, ConfirmForm, LetterForm, PortInForm, RefuseForm
from emergency.acting.steps import CONFIRMED, EDIT
from emergency.registry.rules import clause_for
from extranet.accounts.permissions import Right, needs
from extranet.clients.listing import page_of
from extranet.errors import IllegalMove, InvalidInput
from extranet.numbering.forms import wall_now
from extranet.numbering.models import PortIn, PortInLetter
from extranet.numbering.porting import complete_port_in, confirm_port_in, refuse_port_in
from extranet.numbering.porting import request_port_in as ask
from extranet.numbering.reading import WARNINGS
from extranet.numbering.selectors import visible_port_ins
from extranet.partners.request import HouseRequest

# Should a browser open a letter in spite of all: without scripts, forms, or an origin of ours.
SANDBOX = "default-src 'none'; sandbox"


# ---------- Following ----------
@needs(Right.READ_NUMBERS)
@require_safe
def list_port_ins(request: HouseRequest) -> HttpResponse:
    """Show the requests for numbers of other operators, the newest first.

    Terms: telavox.7, bt.14, sip.4
    """
    context = {
        "page_obj": page_of(visible_port_ins(request.person), request),
        "may_request": request.person.may(Right.PLACE_ORDERS),
        "is_client": request.person.is_client,
    }
    return render(request, "emergency/list_port_ins.html", context)


@needs(Right.READ_NUMBERS)
@require_safe
def show_port_in(request: HouseRequest, port_in_id: UUID) -> HttpResponse:
    """Show a request, what was decided, and to staff what they may decide.

    Terms: telavox.7, bt.14, sip.4
    """
    return _page(request, _visible(request, port_in_id))


@needs(Right.READ_NUMBERS)
@require_safe
def download_letter(request: HouseRequest, port_in_id: UUID) -> HttpResponse:
    """Send the letter of authority of a request, always as a download. Raises Http404."""
    port_in = _visible(request, port_in_id)
    kept = PortInLetter.objects.filter(port_in=port_in).first()
    if kept is None:
        raise Http404
    response = HttpResponse(bytes(kept.content), content_type=kept.media_type)
    response["Content-Disposition"] = content_disposition_header(True, port_in.letter_name) or "attachment"
    response["Content-Security-Policy"] = SANDBOX
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response


def _visible(request: HouseRequest, port_in_id: UUID) -> PortIn:
    return get_object_or_404(visible_port_ins(request.person), pk=port_in_id)


# ---------- Requesting ----------
@needs(Right.PLACE_ORDERS)
@require_http_methods(["GET", "POST"])
def request_port_in(request: HouseRequest) -> HttpResponse:
    """Take numbers, donor and day; show what was read and ask for the letter; request once confirmed.

    Terms: telavox.7, bt.14, sip.4
    """
    form = PortInForm(request.POST or None, person=request.person)
    if request.method == "POST" and form.is_valid() and EDIT not in request.POST:
        return _checked(request, form)
    return render(request, "emergency/request_port_in.html", {"form": form, "clause": "bt.14"})


def _checked(request: HouseRequest, form: PortInForm) -> HttpResponse:
    """Request what was confirmed with its letter, or show what was read."""
    letter = LetterForm(request.POST, request.FILES) if CONFIRMED in request.POST else LetterForm()
    if letter.is_bound and letter.is_valid():
        kept = letter.read()
        if kept is not None:
            facts = form.cleaned_data
            try:
                port_in = ask(
                    port_in_id=facts["port_in"],
                    subscription=facts["subscription"],
                    first=facts["first"],
                    last=facts["last"],
                    donor=facts["donor"],
                    letter=kept,
                    wanted_on=facts["wanted_on"],
                    person=request.person,
                    at=timezone.now(),
                )
            except InvalidInput as refusal:
                tell(form, refusal)
                return render(request, "emergency/request_port_in.html", {"form": form, "clause": "bt.14"})
            except IllegalMove as refusal:
                form.add_error("subscription", refusal.message)
                return render(request, "emergency/request_port_in.html", {"form": form, "clause": "bt.14"})
            told = _("Portage demandé pour %(block)s. L’opérateur vérifie la lettre, puis vous écrit ce qu’il décide.")
            messages.success(request, told % {"block": port_in})
            return redirect("emergency:show-port-in", port_in_id=port_in.pk)
    read = form.cleaned_data["block"]
    context = {
        "form": form,
        "letter": letter,
        "read": read,
        "kind": read.kind.label,
        "warnings": [WARNINGS[one] for one in read.warnings],
        "clause": clause_for(form.cleaned_data["subscription"].family),
    }
    return render(request, "emergency/check_port_in.html", context)


# ---------- Deciding ----------
@needs(Right.REVIEW_ADDRESSES)
@require_POST
def decide_port_in(request: HouseRequest, port_in_id: UUID) -> HttpResponse:
    """Confirm, refuse or complete a request; the requester is told by mail. A second click changes nothing.

    Terms: telavox.7, bt.14, sip.4
    """
    port_in = _visible(request, port_in_id)
    decide = next((one for word, one in DECISIONS.items() if word in request.POST), None)
    if decide is None:
        return redirect("emergency:show-port-in", port_in_id=port_in.pk)
    return decide(request, port_in)


def _confirm(request: HouseRequest, port_in: PortIn) -> HttpResponse:
    form = ConfirmForm(request.POST)
    if not form.is_valid():
        return _page(request, port_in, confirm=form)
    planned_on = form.cleaned_data["planned_on"]
    if (port_in.state, port_in.planned_on) == (PortIn.State.CONFIRMED, planned_on):
        return _already(request, port_in)
    try:
        confirm_port_in(port_in_id=port_in.pk, planned_on=planned_on, actor=request.person.user, at=timezone.now())
    except InvalidInput as refusal:
        tell(form, refusal)
        return _page(request, port_in, confirm=form)
    told = _("Portage confirmé ; le demandeur en est prévenu. Le jour venu, notez ici l’arrivée des numéros.")
    return _decided(request, port_in, told)


def _refuse(request: HouseRequest, port_in: PortIn) -> HttpResponse:
    form = RefuseForm(request.POST)
    if not form.is_valid():
        return _page(request, port_in, refuse=form)
    reason = " ".join(form.cleaned_data["reason"].split())
    if (port_in.state, port_in.refusal_reason) == (PortIn.State.REFUSED, reason):
        return _already(request, port_in)
    refuse_port_in(port_in_id=port_in.pk, reason=reason, actor=request.person.user, at=timezone.now())
    return _decided(request, port_in, _("Portage refusé ; le demandeur lit votre motif dans un e-mail."))


def _complete(request: HouseRequest, port_in: PortIn) -> HttpResponse:
    form = CompleteForm(request.POST)
    if not form.is_valid() or form.since is None:
        return _page(request, port_in, complete=form)
    if port_in.state == PortIn.State.DONE and port_in.holding and port_in.holding.held.lower == form.since:
        return _already(request, port_in)
    try:
        complete_port_in(port_in_id=port_in.pk, since=form.since, actor=request.person.user, at=timezone.now())
    except InvalidInput as refusal:
        form.add_error("since_day", next(iter(refusal.fields.values()), refusal.message))
        return _page(request, port_in, complete=form)
    except IllegalMove as refusal:
        if refusal.code == "port_in_moved_on":
            raise
        form.add_error(None, refusal.message)
        return _page(request, port_in, complete=form)
    told = _("Les numéros sont arrivés, sans adresse : le demandeur est prévenu qu’elle est à déclarer.")
    return _decided(request, port_in, told)


DECISIONS = {"confirm": _confirm, "refuse": _refuse, "complete": _complete}


def _already(request: HouseRequest, port_in: PortIn) -> HttpResponse:
    messages.info(request, _("C’est déjà fait. Rien d’autre n’a changé."))
    return redirect("emergency:show-port-in", port_in_id=port_in.pk)


def _decided(request: HouseRequest, port_in: PortIn, told: str) -> HttpResponse:
    messages.success(request, told)
    return redirect("emergency:show-port-in", port_in_id=port_in.pk)


def _page(
    request: HouseRequest,
    port_in: PortIn,
    *,
    confirm: ConfirmForm | None = None,
    refuse: RefuseForm | None = None,
    complete: CompleteForm | None = None,
) -> HttpResponse:
    may_decide = request.person.may(Right.REVIEW_ADDRESSES)
    moves = {to for state, to in PortIn.MOVES if state == port_in.state} if may_decide else set()
    now = wall_now(timezone.now())
    context = {
        "port_in": port_in,
        "may_confirm": PortIn.State.CONFIRMED in moves,
        "may_refuse": PortIn.State.REFUSED in moves,
        "may_complete": PortIn.State.DONE in moves,
        "confirm": confirm or ConfirmForm(initial={"planned_on": port_in.wanted_on}),
        "refuse": refuse or RefuseForm(),
        "complete": complete or CompleteForm(initial={"since_day": now["day"], "since_time": now["time"]}),
        "arrived": port_in.holding,
        "has_letter": PortInLetter.objects.filter(port_in=port_in).exists(),
        "clause": "bt.14",
    }
    return render(request, "emergency/show_port_in.html", context)
