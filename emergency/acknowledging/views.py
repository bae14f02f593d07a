"""Pages of who was asked to read the notice: clients, the people of one, asking, and the proof of one reading.

Terms: telavox.7, bt.14, sip.4
"""

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import cast
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from emergency.acknowledging.forms import AskForm
from emergency.acknowledging.presenting import (
    ReaderLine,
    client_lines,
    export_head,
    export_rows,
    reader_lines,
)
from emergency.acknowledging.proofs import Proof, proof_of, proof_pdf
from emergency.acknowledging.rules import MOST_REMINDERS, USUAL_DELAY, Standing
from emergency.acknowledging.selectors import (
    clients_concerned,
    counts_of,
    open_campaign,
    proposals,
    visible_acknowledgements,
    visible_campaigns,
)
from emergency.acknowledging.services import Outcome, close_campaign, resend_notice, withdraw_person
from emergency.acknowledging.services import ask_people as ask
from emergency.models import Acknowledgement, Campaign
from emergency.registry.notices import newest_notice
from extranet.accounts.people import Person
from extranet.accounts.permissions import Right, needs
from extranet.clients.export import csv_response
from extranet.clients.listing import PAGE_SIZE, page_of
from extranet.clients.models import Client
from extranet.clients.selectors import own_client_id, visible_clients
from extranet.errors import InvalidInput, Refusal
from extranet.partners.models import Partner
from extranet.partners.request import HouseRequest
from extranet.times import brussels_day

MISSING = "missing"
FILTERS = {"read": {Standing.READ}, MISSING: {Standing.WAITING, Standing.AGAIN, Standing.CLOSED}}


# ---------- Clients, and the people of one ----------
@needs(Right.READ_PEOPLE)
@require_safe
def list_acknowledgements(request: HouseRequest) -> HttpResponse:
    """Show, client by client, how many read the newest notice and who is missing; a client sees its people at once.

    Terms: telavox.7, bt.14, sip.4
    """
    if request.person.is_client:
        return redirect("emergency:show-acknowledgements", client_id=own_client_id(request.person))
    notice = newest_notice()
    page = page_of(clients_concerned(request.person).order_by("sort_key", "pk"), request)
    clients = list(page)
    context = {"page_obj": page, "lines": client_lines(clients, counts_of(clients, notice.pk)), "notice": notice}
    return render(request, "emergency/list_acknowledgements.html", context)


@needs(Right.READ_PEOPLE)
@require_safe
def show_acknowledgements(request: HouseRequest, client_id: UUID) -> HttpResponse:
    """Show who of a client read the notice, who did not, since when, and what one can do about it.

    Terms: telavox.7, bt.14, sip.4
    """
    client = _client(request, client_id)
    notice = newest_notice()
    lines = reader_lines(client, notice.pk)
    page = Paginator(_narrowed(lines, request.GET.get("show", "")), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "client": client,
        "notice": notice,
        "page_obj": page,
        "counts": counts_of([client], notice.pk)[client.pk],
        "campaign": open_campaign(client.pk, notice.pk),
        "older": visible_campaigns(request.person).filter(client=client).exclude(notice_number=notice.pk),
        "may_ask": request.person.may(Right.DECLARE_ADDRESSES),
        "show": request.GET.get("show", ""),
        "most_reminders": MOST_REMINDERS,
    }
    return render(request, "emergency/show_acknowledgements.html", context)


@needs(Right.READ_PEOPLE)
@require_safe
def export_acknowledgements(request: HouseRequest, client_id: UUID) -> HttpResponse:
    """Send the people of a client, as the page filters them, as CSV.

    Terms: telavox.7, bt.14, sip.4
    """
    client = _client(request, client_id)
    lines = _narrowed(reader_lines(client, newest_notice().pk), request.GET.get("show", ""))
    return csv_response("acknowledgements", export_head(), export_rows(lines))


def _narrowed(lines: list[ReaderLine], show: str) -> list[ReaderLine]:
    return [line for line in lines if line.standing in FILTERS[show]] if show in FILTERS else lines


# ---------- Asking ----------
@needs(Right.DECLARE_ADDRESSES)
@require_http_methods(["GET", "POST"])
def ask_people(request: HouseRequest, client_id: UUID) -> HttpResponse:
    """Propose whom to ask, show who would get a mail, and ask them once confirmed.

    Terms: telavox.7, bt.14, sip.4
    """
    client, now = _client(request, client_id), timezone.now()
    proposed, notice = proposals(client), newest_notice()
    initial = {
        "due_on": brussels_day(now + USUAL_DELAY),
        "chosen": [one.asked.email for one in proposed if one.read != notice.pk and not one.is_waiting],
    }
    form = AskForm(request.POST or None, proposed=proposed, language=client.language, initial=initial)
    context = {"client": client, "form": form, "proposed": proposed, "notice": notice}
    context["chosen"] = request.POST.getlist("chosen") if request.method == "POST" else initial["chosen"]
    if form.is_valid() and "edit" not in request.POST:
        if "confirmed" in request.POST:
            answer = _asked(request, client, form, now)
            if answer is not None:
                return answer
        else:
            languages = Counter(one.language for one in form.people)
            return render(request, "emergency/check_people.html", context | {"languages": sorted(languages.items())})
    return render(request, "emergency/ask_people.html", context)


def _asked(request: HouseRequest, client: Client, form: AskForm, at: datetime) -> HttpResponse | None:
    """Ask, and say what happened; None when the form must be corrected."""
    try:
        done = ask(
            client_id=client.pk, people=form.people, due_on=form.cleaned_data["due_on"], person=request.person, at=at
        )
    except InvalidInput as refusal:
        form.tell(refusal)
        return None
    _say(request, done)
    return redirect("emergency:show-acknowledgements", client_id=client.pk)


def _say(request: HouseRequest, done: Outcome) -> None:
    count = len(done.asked)
    if not count:
        messages.info(request, _("Tous sont déjà dans la campagne ou ont lu cette version. Aucun e-mail ne part."))
        return
    words = ngettext("%(count)s personne reçoit un e-mail.", "%(count)s personnes reçoivent un e-mail.", count)
    messages.success(request, words % {"count": count})


# ---------- Looking after a campaign ----------
@needs(Right.DECLARE_ADDRESSES)
@require_POST
def withdraw_reader(request: HouseRequest, acknowledgement_id: UUID) -> HttpResponse:
    """Ask somebody no more.

    Terms: telavox.7, bt.14, sip.4
    """
    return _done(
        request, acknowledgement_id, withdraw_person, _("%(name)s n’est plus sollicité, son lien ne sert plus.")
    )


@needs(Right.DECLARE_ADDRESSES)
@require_POST
def resend_link(request: HouseRequest, acknowledgement_id: UUID) -> HttpResponse:
    """Send somebody their link once more.

    Terms: telavox.7, bt.14, sip.4
    """
    return _done(request, acknowledgement_id, resend_notice, _("Un nouvel e-mail part à %(name)s."))


def _done(
    request: HouseRequest, acknowledgement_id: UUID, act: Callable[..., Acknowledgement], sentence: str
) -> HttpResponse:
    row = _row(request.person, acknowledgement_id)
    try:
        act(acknowledgement_id=row.pk, person=request.person, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, sentence % {"name": row.person_name})
    return redirect("emergency:show-acknowledgements", client_id=row.campaign.client_id)


@needs(Right.DECLARE_ADDRESSES)
@require_http_methods(["GET", "POST"])
def end_campaign(request: HouseRequest, campaign_id: UUID) -> HttpResponse:
    """Say what ending a campaign means, and end it once confirmed.

    Terms: telavox.7, bt.14, sip.4
    """
    campaign: Campaign = get_object_or_404(visible_campaigns(request.person), pk=campaign_id)
    if request.method == "POST":
        close_campaign(campaign_id=campaign.pk, person=request.person, at=timezone.now())
        messages.success(request, _("Campagne terminée : plus aucun rappel ne part."))
        return redirect("emergency:show-acknowledgements", client_id=campaign.client_id)
    people = campaign.people.filter(withdrawn_at__isnull=True)
    context = {
        "campaign": campaign,
        "read": people.filter(acknowledged_at__isnull=False).count(),
        "unread": people.filter(acknowledged_at__isnull=True).count(),
    }
    return render(request, "emergency/end_campaign.html", context)


# ---------- The proof ----------
@needs(Right.READ_PEOPLE)
@require_safe
def show_proof(request: HouseRequest, acknowledgement_id: UUID) -> HttpResponse:
    """Show the proof of one acknowledgement, to print: the text, its hash and the facts.

    Terms: telavox.7, bt.14, sip.4
    """
    return render(request, "emergency/show_proof.html", {"proof": _proof(request, acknowledgement_id)})


@needs(Right.READ_PEOPLE)
@require_safe
def download_proof(request: HouseRequest, acknowledgement_id: UUID) -> HttpResponse:
    """Send the proof of one acknowledgement as PDF.

    Terms: telavox.7, bt.14, sip.4
    """
    pdf = proof_pdf(_proof(request, acknowledgement_id))
    headers = {"Content-Disposition": f'attachment; filename="{acknowledgement_id}.pdf"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


def _proof(request: HouseRequest, acknowledgement_id: UUID) -> Proof:
    row = _row(request.person, acknowledgement_id)
    if row.acknowledged_at is None:
        raise Http404
    return proof_of(row, cast("Partner", request.partner))


def _row(person: Person, acknowledgement_id: UUID) -> Acknowledgement:
    row: Acknowledgement = get_object_or_404(visible_acknowledgements(person), pk=acknowledgement_id)
    return row


def _client(request: HouseRequest, client_id: UUID) -> Client:
    client: Client = get_object_or_404(visible_clients(request.person), pk=client_id)
    return client
