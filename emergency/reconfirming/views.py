"""Pages of questions about addresses: the list, one, its answer.

Terms: telavox.7, bt.14, sip.4
"""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from emergency.models import Reconfirmation
from emergency.reconfirming.answering import answer, may_void
from emergency.reconfirming.declared import declared_of
from emergency.reconfirming.forms import AnswerForm, AskedFilter
from emergency.reconfirming.presenting import asked_lines
from emergency.reconfirming.selectors import open_for, overdue, visible_reconfirmations
from emergency.registry.rules import CLAUSES, clause_for
from extranet.accounts.permissions import Right, needs
from extranet.clients.listing import Sorts, in_asked_order, page_of
from extranet.clients.names import sort_key
from extranet.errors import InvalidInput, Stale
from extranet.look.parts import Difference
from extranet.look.views import stale_page
from extranet.numbering.models import Holding
from extranet.numbering.selectors import known_holdings, numbers_by_text
from extranet.partners.request import HouseRequest

SORTS: Sorts = {
    "due": ("due_at", "id"),
    "opened": ("opened_at", "id"),
    "client": ("client__sort_key", "due_at", "id"),
    "answered": ("answered_at", "id"),
}


@needs(Right.READ_NUMBERS)
@require_safe
def list_reconfirmations(request: HouseRequest) -> HttpResponse:
    """Show what waits to be confirmed, the most urgent first; what was answered on demand.

    Terms: telavox.7, bt.14, sip.4
    """
    at = timezone.now()
    sought = AskedFilter(request.GET)
    asked = sought.cleaned_data if sought.is_valid() else {}
    is_answered = asked.get("show") == AskedFilter.ANSWERED
    default = "-answered" if is_answered else "due"
    page = page_of(in_asked_order(_narrowed(request, asked), request, SORTS, default=default), request)
    waiting = open_for(request.person)
    context = {
        "page_obj": page,
        "lines": asked_lines(list(page), at, is_house=_is_house(request)),
        "sought": sought,
        "is_filtered": any(request.GET.get(name) for name in sought.fields),
        "is_answered": is_answered,
        "default_sort": default,
        "waiting": waiting.count(),
        "overdue": overdue(waiting, at).count(),
        "may_declare": request.person.may(Right.DECLARE_ADDRESSES),
        "is_client": request.person.is_client,
        "clauses": CLAUSES,
    }
    return render(request, "emergency/list_reconfirmations.html", context)


def _narrowed(request: HouseRequest, asked: dict[str, Any]) -> QuerySet[Reconfirmation]:
    rows = open_for(request.person)
    if asked.get("show") == AskedFilter.OVERDUE:
        rows = overdue(rows, timezone.now())
    elif asked.get("show") == AskedFilter.ANSWERED:
        rows = visible_reconfirmations(request.person).filter(answered_at__isnull=False)
    words = asked.get("words", "")
    if not words:
        return rows
    blocks = numbers_by_text(known_holdings(request.person, timezone.now()), words).values("pk")
    named = (
        Q(client__sort_key__contains=sort_key(words))
        | Q(site__name__icontains=words)
        | Q(device__name__icontains=words)
        | Q(ticket_number__iexact=words)
    )
    return rows.filter(named | Q(holding_id__in=blocks))


@needs(Right.READ_NUMBERS)
@require_safe
def show_reconfirmation(request: HouseRequest, reconfirmation_id: UUID) -> HttpResponse:
    """Show one question: what is declared now, why it is asked, since when, at whom, until when.

    Terms: telavox.7, bt.14, sip.4
    """
    return _shown(request, _visible(request, reconfirmation_id), AnswerForm())


def _shown(request: HouseRequest, question: Reconfirmation, form: AnswerForm) -> HttpResponse:
    (line,) = asked_lines([question], timezone.now(), is_house=_is_house(request))
    holding = Holding.objects.filter(pk=question.holding_id).first() if question.holding_id else None
    context = {
        "line": line,
        "question": question,
        "form": form,
        "clause": clause_for(holding.family) if holding else "bt.14",
        "may_answer": question.is_open and request.person.may(Right.DECLARE_ADDRESSES),
        "may_void": question.is_open and request.person.may(Right.DECLARE_ADDRESSES) and may_void(request.person),
        "is_client": request.person.is_client,
    }
    return render(request, "emergency/show_reconfirmation.html", context)


@needs(Right.DECLARE_ADDRESSES)
@require_POST
def answer_reconfirmation(request: HouseRequest, reconfirmation_id: UUID) -> HttpResponse:
    """Keep an answer, with its author and instant; it never changes the registry.

    Terms: telavox.7, bt.14, sip.4
    """
    question = _visible(request, reconfirmation_id)
    form = AnswerForm(request.POST)
    asked = form.cleaned_data if form.is_valid() else {}
    try:
        answered = answer(
            reconfirmation_id=question.pk,
            outcome=asked.get("outcome", ""),
            shown=asked.get("shown", ""),
            note=asked.get("note", ""),
            person=request.person,
            at=timezone.now(),
        )
    except Reconfirmation.DoesNotExist as error:
        raise Http404 from error
    except Stale as refusal:
        now = declared_of([question])[question.pk].line or _("aucune")
        seen = request.POST.get("line", "")
        return stale_page(request, refusal, differences=[Difference(_("Ce qui est déclaré"), seen, now)])
    except InvalidInput as refusal:
        for name, sentence in refusal.fields.items():
            form.add_error(name, sentence)
        if not refusal.fields:
            form.add_error(None, refusal.message)
        return _shown(request, question, form)
    if answered.outcome == Reconfirmation.Outcome.CONFIRMED:
        messages.success(request, _("Confirmée : %(thing)s est toujours exacte. Merci.") % {"thing": answered})
    else:
        messages.success(request, _("Question classée : %(thing)s. Rien ne change au registre.") % {"thing": answered})
    return redirect("emergency:list-reconfirmations")


def _is_house(request: HouseRequest) -> bool:
    return request.partner is not None and request.partner.is_house


def _visible(request: HouseRequest, reconfirmation_id: UUID) -> Reconfirmation:
    return get_object_or_404(visible_reconfirmations(request.person), pk=reconfirmation_id)
