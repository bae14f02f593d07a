"""Pages that ask: for which client, a new ticket, and the sentence that says what will happen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID, uuid5

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from extranet.accounts.permissions import Right, needs
from extranet.clients.listing import page_of
from extranet.clients.models import Client
from extranet.clients.selectors import named, own_client_id, visible_clients
from extranet.errors import InvalidInput
from extranet.partners.models import Partner
from extranet.partners.request import HouseRequest
from support import services
from support.asking import checked_asked, holds
from support.contracts import families_running
from support.draft_pages import ITSELF, address_of, attached_to, content_of, draft_asked_for, initial_of, sent_as
from support.drafts import save_draft
from support.errors import OutcomeChanged
from support.forms import AskForm, OutcomeForm, tell
from support.hit_pages import SEEK, choices_on
from support.hits import Block, Hit, blocks_of
from support.incident_pages import before_writing, join_ticked
from support.judging import Asked, Judgement, weigh
from support.models import Attachment, Ticket
from support.presenting import helper_of, party_shown, send_label
from support.profiles import profile_here
from support.relocating import mentions_move
from support.rules import Ground, Result
from support.selectors import visible_tickets
from support.telling import reader_of, told_of
from support.uploading import KEPT


@dataclass(frozen=True)
class Asking:
    """Who asks about what: what every step of a new ticket stands on."""

    request: HouseRequest
    client: Client | None
    at: datetime

    @property
    def client_id(self) -> UUID | None:
        """The client asked about; None when a partner asks for itself."""
        return self.client.pk if self.client else None

    @property
    def partner(self) -> Partner:
        """The partner we stand at."""
        return cast("Partner", self.request.partner)

    def weigh(self, ground: Ground) -> Judgement:
        """Return what would happen now for a ground."""
        asked = Asked(client_id=self.client_id, ground=ground)
        return weigh(asked=asked, person=self.request.person, at=self.at)

    def outcome(self, judgement: Judgement, *, call_back_number: str, is_call_back_hit: bool) -> Mapping[str, object]:
        """Return what the box says, and the button beneath it."""
        reader = reader_of(self.request.person, self.partner)
        return {
            "told": told_of(judgement, reader=reader, call_back_number=call_back_number),
            "judgement": judgement,
            "client": self.client,
            "party_label": party_shown(reader, self.partner),
            "ground_label": Ground(judgement.facts.ground).label,
            "send_label": send_label(judgement.result, reader=reader, partner=self.partner),
            "is_call_back_hit": is_call_back_hit,
        }


@needs(Right.OPEN_TICKETS)
@require_http_methods(["GET", "POST"])
def new_ticket(request: HouseRequest) -> HttpResponse:
    """Ask what happens, what is hit and how to call back; say what will happen; send.

    Terms: general.7
    """
    answers = request.POST if request.method == "POST" else request.GET
    sent = sent_as(request)
    if sent is not None:
        return redirect("support:show-ticket", ticket_id=sent)
    if not request.person.is_client and not answers.get("client"):
        return _choose_client(request)
    asking = Asking(request, client_of(request, answers), timezone.now())
    judgement = asking.weigh(Ground.NONE)
    if judgement.result == Result.REFUSED:
        return _refused(asking, judgement)
    blocks = blocks_of(asking.client_id, asking.at)
    draft = draft_asked_for(request) if request.method == "GET" else None
    form = AskForm(
        data=request.POST if request.method == "POST" else None,
        files=request.FILES if request.method == "POST" else None,
        initial=initial_of(draft, language=request.person.user.language, call_back_number=_own_phone(asking)),
        blocks=blocks,
        families=families_running(asking.client, asking.at),
    )
    attached = attached_to(request, form, draft=draft, client=asking.client, at=asking.at)
    is_sent = request.method == "POST" and not {"correct", SEEK} & request.POST.keys()
    if is_sent and form.is_valid():
        answer = _send(asking, form, blocks, attached)
        if answer is not None:
            return answer
    return _form(asking, form, blocks, attached)


@needs(Right.OPEN_TICKETS)
@require_POST
def outcome(request: HouseRequest) -> HttpResponse:
    """Say what would happen if it were sent now: swapped in while somebody writes.

    Terms: general.7
    """
    asking = Asking(request, client_of(request, request.POST), timezone.now())
    asked = OutcomeForm(request.POST)
    if not asked.is_valid():
        return render(request, "support/_outcome.html", {})
    answers = asked.cleaned_data
    judgement = asking.weigh(Ground(answers["ground"]))
    context = asking.outcome(
        judgement,
        call_back_number=answers["call_back_number"],
        is_call_back_hit=_is_hit(request.POST, blocks_of(asking.client_id, asking.at)),
    )
    is_move_said = mentions_move(_words_of(request.POST))
    return render(request, "support/_outcome.html", {**context, "is_move_said": is_move_said})


# ---------- Steps ----------
def _choose_client(request: HouseRequest) -> HttpResponse:
    """Show the clients a partner may ask for, and itself."""
    words = request.GET.get("words", "").strip()
    clients = named(visible_clients(request.person).filter(is_active=True), words).order_by("sort_key", "id")
    draft = draft_asked_for(request)
    context = {"page_obj": page_of(clients, request), "words": words, "itself": ITSELF, "draft": draft}
    return render(request, "support/choose_client.html", context)


def _form(asking: Asking, form: AskForm, blocks: list[Block], attached: Sequence[Attachment]) -> HttpResponse:
    context: dict[str, object] = {
        "form": form,
        "attached": attached,
        "is_more_open": any(form[name].value() or form[name].errors for name in ("category", "devices")),
        "blocks": [(one, str(one.id) in form.chosen_holdings()) for one in blocks],
        "choices": choices_on(form, asking.client_id, asking.at),
        "is_move_said": mentions_move(_words_of(asking.request.POST)),
        "client": asking.client,
        "client_value": asking.client_id or ITSELF,
        "is_client": asking.request.person.is_client,
        "helper": helper_of(reader_of(asking.request.person, asking.partner), asking.partner, profile_here()),
        **before_writing(asking.request, _asked_about(form)),
    }
    ground = str(form["ground"].value() or "")
    if ground in Ground.values:
        number = str(form["call_back_number"].value() or "")
        judgement = asking.weigh(Ground(ground))
        is_hit = form.is_bound and _is_hit(asking.request.POST, blocks)
        context |= asking.outcome(judgement, call_back_number=number, is_call_back_hit=is_hit)
    return render(asking.request, "support/new_ticket.html", context)


def _send(asking: Asking, form: AskForm, blocks: list[Block], attached: Sequence[Attachment]) -> HttpResponse | None:
    """Send what was confirmed, ask to confirm what was not; None when answers are to be corrected."""
    person, ticket_id = asking.request.person, form.cleaned_data["ticket"]
    file_ids = [one.pk for one in attached]
    asked = form.asked(client_id=asking.client_id, language=person.user.language, attachment_ids=file_ids)
    try:
        if asked.told is None and not _is_opened(asking, ticket_id):
            hit = checked_asked(asked, client_id=asking.client_id, at=asking.at)
            return _confirm(asking, asked, hit, attached)
        ticket = services.open_ticket(ticket_id=ticket_id, asked=asked, person=person, at=asking.at)
    except InvalidInput as refusal:
        tell(form, refusal)
        return None
    except OutcomeChanged as refusal:
        hit = checked_asked(asked, client_id=asking.client_id, at=asking.at)
        return _confirm(asking, asked, hit, attached, refusal=refusal)
    if _is_another_text(ticket, asked):
        return _keep_apart(asking, form, ticket)
    join_ticked(asking.request, ticket, at=asking.at)
    _say(asking, ticket, asked)
    return redirect("support:show-ticket", ticket_id=ticket.pk)


def _confirm(
    asking: Asking,
    asked: Asked,
    hit: Hit,
    attached: Sequence[Attachment],
    *,
    refusal: OutcomeChanged | None = None,
) -> HttpResponse:
    """Show the sentence and ask once more: the step of those without JavaScript, and of an outcome that changed."""
    judgement = asking.weigh(asked.ground)
    kept = [
        (name, value)
        for name, values in asking.request.POST.lists()
        for value in values
        if name not in ("csrfmiddlewaretoken", "told", "correct", "sought", "uploads", KEPT)
    ]
    kept += [(KEPT, str(one.pk)) for one in attached]
    is_hit = holds(hit.blocks, asked.call_back_number)
    context = {
        "asked": asked,
        "is_move_said": mentions_move(_words_of(asking.request.POST)),
        "kept": kept,
        "attached": attached,
        "hit": hit,
        "refusal": refusal,
        **asking.outcome(judgement, call_back_number=asked.call_back_number, is_call_back_hit=is_hit),
    }
    return render(asking.request, "support/confirm_ticket.html", context, status=refusal.status if refusal else 200)


def _refused(asking: Asking, judgement: Judgement) -> HttpResponse:
    """Say, before anybody writes a word, that support is not open to them today, and the way to sales.

    Terms: general.7
    """
    context = {
        **asking.outcome(judgement, call_back_number="", is_call_back_hit=False),
        "may_order": asking.request.person.may(Right.PLACE_ORDERS),
        "partner": asking.partner,
    }
    return render(asking.request, "support/not_under_contract.html", context)


def _is_another_text(ticket: Ticket, asked: Asked) -> bool:
    """Return whether the ticket of this page was sent before with other words: from another tab, say."""
    first = ticket.entries.filter(event="", position__lte=2).first()
    return first is not None and bool(first.text) and first.text != asked.text.strip()


def _keep_apart(asking: Asking, form: AskForm, ticket: Ticket) -> HttpResponse:
    """Keep as a draft of its own what another page wrote after the ticket was sent: nothing typed is lost."""
    draft = save_draft(
        draft_id=uuid5(ticket.pk, form.cleaned_data["text"]),
        client=asking.client,
        content=content_of(asking.request.POST),
        person=asking.request.person,
        at=asking.at,
        version="",
    )
    sentence = _("Le ticket %(number)s était déjà envoyé d’une autre page. Ce texte-ci est gardé comme brouillon.")
    messages.warning(asking.request, sentence % {"number": ticket.number})
    return redirect(address_of(draft))


def _say(asking: Asking, ticket: Ticket, asked: Asked) -> None:
    """Tell that the ticket is there; and, when a critical one went elsewhere than announced, that it did."""
    request = asking.request
    messages.success(request, _("Le ticket %(number)s est ouvert.") % {"number": ticket.number})
    if asked.told is not None and asked.told != ticket.route and ticket.is_critical:
        messages.warning(
            request, _("Entre-temps, ce qui se passe a changé. Le ticket est parti quand même : lisez la suite.")
        )


# ---------- Readings ----------
def client_of(request: HouseRequest, answers: QueryDict) -> Client | None:
    """Return the client asked about. Raises Http404 for one the person does not see."""
    asked = answers.get("client", "")
    if request.person.is_client:
        own = own_client_id(request.person)
        if asked not in ("", str(own)):
            raise Http404
        return get_object_or_404(visible_clients(request.person), pk=own)
    if asked == ITSELF:
        return None
    try:
        client_id = forms.UUIDField().clean(asked)
    except ValidationError as error:
        raise Http404 from error
    return get_object_or_404(visible_clients(request.person), pk=client_id)


def _asked_about(form: AskForm) -> list[str]:
    """Return the service chosen on a form; until one is, those that run for whom it is asked."""
    chosen = str(form["family"].value() or "")
    return [chosen] if chosen else list(form.families)


def _own_phone(asking: Asking) -> str:
    """Return the number to call back that a client's own page proposes."""
    return asking.client.contact_phone if asking.client is not None and asking.request.person.is_client else ""


def _is_opened(asking: Asking, ticket_id: UUID) -> bool:
    """Return whether this page's ticket is there already: a second click then leads to it."""
    return visible_tickets(asking.request.person).filter(pk=ticket_id).exists()


def _words_of(answers: QueryDict) -> str:
    """Return the words of a page in which somebody may tell of a move."""
    return "\n".join(answers.get(name, "") for name in ("subject", "text"))


def _is_hit(answers: QueryDict, blocks: list[Block]) -> bool:
    """Return whether the number to call back is one of the blocks ticked: it may be as dead as they are."""
    chosen = set(answers.getlist("holdings"))
    return holds((one for one in blocks if str(one.id) in chosen), answers.get("call_back_number", ""))
