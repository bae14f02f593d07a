"""Where staff note the request of somebody who calls, under the partner's mount: judged as that caller's own.

Terms: general.7
Reading: the ticket is the caller's; staff wrote it down, so it says so, and the caller is asked to confirm it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID, uuid4

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from extranet.accounts.models import Membership
from extranet.accounts.people import Person
from extranet.clients.models import Client
from extranet.clients.selectors import visible_clients
from extranet.errors import InvalidInput
from extranet.partners.models import Partner
from extranet.partners.request import HouseRequest
from support import services
from support.asking import checked_asked
from support.contracts import families_running
from support.draft_pages import ITSELF
from support.errors import NotUnderContract, OutcomeChanged
from support.forms import AskForm, tell
from support.hit_pages import SEEK, choices_on
from support.hits import Block, blocks_of
from support.judging import Asked, Judgement, weigh
from support.models import Attachment, Ticket
from support.organising.people import person_here
from support.permissions import may_ask, may_work
from support.presenting import party_shown
from support.rules import Ground, Party, Result
from support.telling import reader_of, told_of
from support.uploading import keep_uploads, kept_files

MOST_CALLERS = 50


@dataclass(frozen=True)
class Call:
    """Who calls about what, and who of staff listens."""

    request: HttpRequest
    partner: Partner
    staff: Person
    caller: Person
    client: Client | None
    at: datetime

    @property
    def client_id(self) -> UUID | None:
        """The client asked about; None when a partner asks for itself."""
        return self.client.pk if self.client else None

    def weigh(self, ground: Ground) -> Judgement:
        """Return what would happen now for a ground, as for the caller's own request."""
        return weigh(asked=Asked(client_id=self.client_id, ground=ground), person=self.caller, at=self.at)


@require_http_methods(["GET", "POST"])
def open_ticket_for(request: HttpRequest, *, staff: Person | None) -> HttpResponse:
    """Ask who calls, then what happens; say what will happen; note it in the caller's name.

    Raises PermissionDenied for staff who read only, Http404 for who is not of this house or opens no tickets.

    Terms: general.7
    """
    if staff is None or not may_work(staff):
        raise PermissionDenied
    partner = cast("Partner", cast("HouseRequest", request).partner)
    answers = request.POST if request.method == "POST" else request.GET
    if not answers.get("caller"):
        return _choose_caller(request, partner)
    caller = _caller_of(answers, partner)
    if not caller.is_client and not answers.get("client"):
        return _choose_client(request, partner, caller)
    call = Call(request, partner, staff, caller, _client_of(answers, caller), timezone.now())
    return _noting(call)


def _noting(call: Call) -> HttpResponse:
    blocks, request = blocks_of(call.client_id, call.at), call.request
    form = AskForm(
        data=request.POST if request.method == "POST" else None,
        files=request.FILES if request.method == "POST" else None,
        initial={"ticket": uuid4(), "language": call.caller.user.language},
        blocks=blocks,
        families=families_running(call.client, call.at),
    )
    attached = _attached(call, form)
    if form.is_bound and not {"correct", SEEK} & request.POST.keys() and form.is_valid():
        return _note(call, form, blocks, attached)
    return _form(call, form, blocks, attached)


def _note(call: Call, form: AskForm, blocks: list[Block], attached: Sequence[Attachment]) -> HttpResponse:
    """Note the request once its outcome was read out; before that, show it."""
    ids = [one.pk for one in attached]
    asked = form.asked(client_id=call.client_id, language=call.caller.user.language, attachment_ids=ids)
    ticket_id = form.cleaned_data["ticket"]
    try:
        if asked.told is None and not Ticket.objects.filter(pk=ticket_id).exists():
            checked_asked(asked, client_id=call.client_id, at=call.at)
            return _form(call, form, blocks, attached, ground=asked.ground)
        ticket = services.open_ticket_for(
            ticket_id=ticket_id, asked=asked, caller=call.caller, noted_by=call.staff, at=call.at
        )
    except InvalidInput as refusal:
        tell(form, refusal)
        return _form(call, form, blocks, attached)
    except (OutcomeChanged, NotUnderContract) as refusal:
        form.add_error(None, str(refusal))
        return _form(call, form, blocks, attached, ground=asked.ground)
    facts = {"number": ticket.number, "name": ticket.opened_by_name}
    messages.success(
        call.request, _("Le ticket %(number)s est noté pour %(name)s, à qui une confirmation est demandée.") % facts
    )
    return redirect("admin:work-ticket", ticket_id=ticket.pk)


def _form(
    call: Call,
    form: AskForm,
    blocks: list[Block],
    attached: Sequence[Attachment],
    *,
    ground: Ground | None = None,
) -> HttpResponse:
    context: dict[str, Any] = {
        "title": _("Noter un ticket pour %(name)s") % {"name": call.caller.user.name},
        "form": form,
        "caller": call.caller,
        "client": call.client,
        "client_value": call.client_id or ITSELF,
        "blocks": [(one, str(one.id) in form.chosen_holdings()) for one in blocks],
        "choices": choices_on(form, call.client_id, call.at),
        "attached": attached,
        **_outcome(call, ground),
    }
    return _page(call.request, "support/open_ticket_for.html", context)


def _outcome(call: Call, ground: Ground | None) -> Mapping[str, Any]:
    """Return what will happen, to be read out to the caller; nothing while the answers are still given.

    Whoever is not under contract learns it before anything is written down.
    """
    judgement = call.weigh(ground if ground is not None else Ground.NONE)
    if ground is None and judgement.result != Result.REFUSED:
        return {}
    party = Party(judgement.facts.party)
    return {
        "told": told_of(judgement, reader=reader_of(call.caller, call.partner)),
        "judgement": judgement,
        "party_label": party_shown(party, call.partner),
        "may_send": judgement.result != Result.REFUSED,
    }


# ---------- Who calls ----------
def _choose_caller(request: HttpRequest, partner: Partner) -> HttpResponse:
    """Show who of the partner and its clients may ask, and the requests that still wait for a confirmation."""
    words = request.GET.get("words", "").strip()[:80]
    members = Membership.objects.filter(partner_id=partner.schema_name, user__is_active=True).select_related("user")
    names = dict(Client.objects.values_list("pk", "name"))
    if words:
        clients = [key for key, name in names.items() if words.lower() in name.lower()]
        members = (
            members.filter(user__name__icontains=words)
            | members.filter(user__email__icontains=words)
            | members.filter(client_id__in=clients)
        )
    found = list(members.order_by("user__name", "pk")[: MOST_CALLERS + 1])
    context = {
        "title": _("Noter un ticket pour une personne qui appelle"),
        "words": words,
        "callers": [(one, names.get(one.client_id, "") if one.client_id else "") for one in found[:MOST_CALLERS]],
        "is_cut": len(found) > MOST_CALLERS,
        "unconfirmed": unconfirmed()[:MOST_CALLERS],
        "partner": partner,
    }
    return _page(request, "support/choose_caller.html", context)


def _choose_client(request: HttpRequest, partner: Partner, caller: Person) -> HttpResponse:
    """Show for which client somebody of the partner calls, or the partner itself."""
    context = {
        "title": _("Pour quel client %(name)s appelle-t-il ?") % {"name": caller.user.name},
        "caller": caller,
        "clients": visible_clients(caller).filter(is_active=True).order_by("sort_key", "pk"),
        "itself": ITSELF,
        "partner": partner,
    }
    return _page(request, "support/choose_caller_client.html", context)


def unconfirmed() -> Any:
    """Return the tickets noted for callers who have not confirmed them, the oldest first."""
    noted = Ticket.objects.filter(entered_by_id__isnull=False, confirmed_at__isnull=True)
    return noted.exclude(status=Ticket.Status.CLOSED).order_by("opened_at")


def _caller_of(answers: QueryDict, partner: Partner) -> Person:
    """Return who calls. Raises Http404 for who is not of this house, or opens no tickets."""
    caller = person_here(_id_of(answers.get("caller", "")), partner=partner)
    if caller is None or not may_ask(caller):
        raise Http404
    return caller


def _client_of(answers: QueryDict, caller: Person) -> Client | None:
    """Return the client a caller asks about: their own for a client's person. Raises Http404."""
    if caller.is_client:
        return get_object_or_404(visible_clients(caller))
    asked = answers.get("client", "")
    return None if asked == ITSELF else get_object_or_404(visible_clients(caller), pk=_id_of(asked))


def _id_of(text: str) -> UUID:
    try:
        return cast("UUID", forms.UUIDField().clean(text))
    except ValidationError as error:
        raise Http404 from error


# ---------- Readings ----------
def _attached(call: Call, form: AskForm) -> Sequence[Attachment]:
    """Return the files that came so far: of the staff who note, for they have them."""
    if not form.is_bound:
        return []
    form.full_clean()
    page_id = form.cleaned_data.get("ticket") if hasattr(form, "cleaned_data") else None
    try:
        if isinstance(page_id, UUID):
            return keep_uploads(call.request, call.staff, page_id=page_id, at=call.at)
    except InvalidInput as refusal:
        tell(form, refusal)
    return kept_files(call.request, call.staff)


def _page(request: HttpRequest, template: str, context: Mapping[str, Any]) -> HttpResponse:
    return TemplateResponse(request, template, {**admin.site.each_context(request), **context})
