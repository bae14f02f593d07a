"""Pages of numbers and their addresses: list, export, one block, declaring."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from emergency.acting.finding import Wanted, ended_or_held
from emergency.acting.menu import acts_on
from emergency.acting.steps import answer_late, changed_since, ended_page
from emergency.exporting import export_head, export_rows
from emergency.forms import AddressForm, NumbersFilter, ReviewForm, initial_of
from emergency.listing import coming_of, narrowed
from emergency.presenting import block_lines, coverage_badge, differences_of, knowledge_of, touched_by
from emergency.reconfirming.selectors import open_about
from emergency.registry.instants import read_instant
from emergency.registry.models import Review
from emergency.registry.reviewing import accept_review, refuse_review, waiting_for
from emergency.registry.rules import clause_for
from emergency.registry.selectors import (
    addresses_of,
    coverage,
    coverage_of_all,
    history,
    lineage,
    reviews_of,
    standing,
)
from emergency.registry.services import declare_address as declare
from emergency.registry.services import side_of
from emergency.registry.telling import readers_of
from emergency.registry.transmitting import state_of
from emergency.revisions import read_revision
from extranet.accounts.permissions import Right, needs
from extranet.clients.export import csv_response
from extranet.clients.listing import Sorts, in_asked_order, page_of
from extranet.errors import InvalidInput, Stale
from extranet.look import formats
from extranet.look.views import stale_page
from extranet.numbering.kinds import NumberKind
from extranet.numbering.models import Holding, Sheet
from extranet.numbering.selectors import visible_holdings
from extranet.partners.request import HouseRequest

SORTS: Sorts = {
    "block": ("numbers",),
    "client": ("client_name", "numbers"),
    "missing": ("missing_count", "numbers"),
}
DEFAULT_SORT = "block"


# ---------- The list ----------
def _asked_for(
    request: HouseRequest, at: datetime | None = None
) -> tuple[NumbersFilter, QuerySet[Holding], QuerySet[Holding]]:
    """Return the filter, all blocks the person sees, and those it leaves in the order asked for."""
    visible = visible_holdings(request.person, at or timezone.now())
    sought = NumbersFilter(request.GET)
    asked = sought.cleaned_data if sought.is_valid() else {}
    found = narrowed(visible, words=asked.get("words", ""), show=asked.get("show", ""))
    return sought, visible, in_asked_order(found, request, SORTS, default=DEFAULT_SORT)


@needs(Right.READ_NUMBERS)
@require_safe
def list_numbers(request: HouseRequest) -> HttpResponse:
    """Show the blocks with their addresses, a page at a time, and how many numbers have none.

    Terms: telavox.7, bt.14, sip.4
    """
    sought, visible, found = _asked_for(request)
    page = page_of(found, request)
    blocks = list(page)
    covered = coverage_of_all(visible)
    context = {
        "page_obj": page,
        "lines": block_lines(blocks, addresses_of(blocks), coming_of(blocks), state_of(blocks)),
        "sought": sought,
        "is_filtered": any(request.GET.get(name) for name in sought.fields),
        "default_sort": DEFAULT_SORT,
        "held": covered.held,
        "missing": covered.missing_count,
        "covered": covered.held - covered.missing_count,
        "may_declare": request.person.may(Right.DECLARE_ADDRESSES),
        "is_client": request.person.is_client,
    }
    return render(request, "emergency/list_numbers.html", context)


@needs(Right.READ_NUMBERS)
@require_safe
def export_numbers(request: HouseRequest) -> HttpResponse:
    """Send the blocks the list shows, all pages, as a file that can be sent back as it is.

    `?at=`: the addresses of an instant; without it those of now, and what is to follow.

    Terms: telavox.7, bt.14, sip.4
    """
    asked = request.GET.get("at", "")
    at = read_instant(asked) if asked else None
    _sought, _visible, found = _asked_for(request, at)
    return csv_response("numbers", export_head(), export_rows(list(found), at))


# ---------- One block ----------
@needs(Right.READ_NUMBERS)
@require_safe
def show_block(request: HouseRequest, holding_id: UUID) -> HttpResponse:
    """Show a block: its address, what is to follow, and everything ever known of it on both axes.

    Terms: telavox.7, bt.14, sip.4
    """
    holding = ended_or_held(request.person, holding_id)
    acts = acts_on(holding, request.person)
    known = standing(holding)
    covered = coverage([holding])[holding.pk]
    looked_at = reviews_of(holding)
    context = {
        "holding": holding,
        "known": known,
        "sent": state_of([holding])[holding.pk],
        "coverage": covered,
        "state": coverage_badge(covered.missing_count, holding.count),
        "history": knowledge_of(lineage(holding), known.now),
        "clause": clause_for(holding.family),
        "is_never_shown": holding.kind == NumberKind.NON_GEOGRAPHIC,
        "acts": acts,
        "may_declare": acts.is_held and request.person.may(Right.DECLARE_ADDRESSES),
        "may_read_clients": request.person.may(Right.READ_CLIENTS),
        "waiting": next((one for one in looked_at if one.state == Review.State.WAITING), None),
        "refused": looked_at[0] if looked_at and looked_at[0].state == Review.State.REFUSED else None,
        "may_review": request.person.may(Right.REVIEW_ADDRESSES),
        "asked": open_about(holding),
    }
    return render(request, "emergency/show_block.html", context)


def _visible(request: HouseRequest, holding_id: UUID) -> Holding:
    return get_object_or_404(visible_holdings(request.person, timezone.now()), pk=holding_id)


# ---------- Declaring ----------
@needs(Right.DECLARE_ADDRESSES)
@require_http_methods(["GET", "POST"])
def declare_address(request: HouseRequest, holding_id: UUID) -> HttpResponse:
    """Take an address, show what was read and what it touches, and declare it once confirmed.

    Terms: telavox.7, bt.14, sip.4
    """
    holding = ended_or_held(request.person, holding_id)
    away = ended_page(request, holding) if request.method == "GET" else None
    if away is not None:
        return away
    known = standing(holding)
    present = known.present[0].address.facts if known.present else None
    form = AddressForm(request.POST or None, holding=holding, initial=initial_of(present, request.person.user.language))
    revision = _revision(holding)
    if request.method == "POST":
        revision = _posted_revision(request)
        if form.is_valid() and "edit" not in request.POST:
            if holding.released_at is not None:
                wanted = [Wanted(holding.first, holding.last, form.facts())]
                return answer_late(request, holding, wanted, changed_since())
            answer = _answer(request, holding, form, revision)
            if answer is not None:
                return answer
    context = {
        "form": form,
        "holding": holding,
        "known": known,
        "revision": revision,
        "touched": touched_by(holding, known, form.effective),
        "clause": clause_for(holding.family),
    }
    return render(request, "emergency/declare_address.html", context)


def _answer(request: HouseRequest, holding: Holding, form: AddressForm, revision: int) -> HttpResponse | None:
    """Declare what was confirmed, or show what was read; None when the form must be corrected."""
    known = standing(holding)
    try:
        if "confirmed" in request.POST:
            return _declared(request, holding, form, revision)
        if revision != _revision(holding):
            raise changed_since()
    except Stale as refusal:
        return stale_page(request, refusal, differences=differences_of(form.facts(), standing(holding)))
    except InvalidInput as refusal:
        form.tell(refusal)
        return None
    context = {
        "form": form,
        "facts": form.facts(),
        "judgement": form.judgement,
        "holding": holding,
        "revision": revision,
        "touched": touched_by(holding, known, form.effective),
        "told": {reader.side for reader in readers_of(holding, side_of(request.person))},
        "clause": clause_for(holding.family),
    }
    return render(request, "emergency/check_address.html", context)


def _declared(request: HouseRequest, holding: Holding, form: AddressForm, revision: int) -> HttpResponse:
    """Declare, and say what happened: nothing, when it was declared already."""
    before = {row.pk for row in (*history(holding.pk), *reviews_of(holding))}
    declared = declare(
        holding_id=holding.pk,
        revision=revision,
        facts=form.facts(),
        effective=form.effective,
        person=request.person,
        at=timezone.now(),
    )
    facts = {"block": str(holding), "address": str(declared.address)}
    if isinstance(declared, Review):
        messages.info(
            request,
            _("%(address)s est à relire par l’opérateur pour %(block)s. Rien ne change avant sa décision.") % facts,
        )
    elif declared.pk in before:
        messages.info(request, _("C’est déjà l’adresse déclarée pour %(block)s. Rien n’a changé.") % facts)
    elif form.effective is None:
        messages.success(request, _("Adresse déclarée pour %(block)s : %(address)s.") % facts)
    else:
        facts["at"] = formats.instant(declared.valid.lower)
        messages.success(
            request, _("Adresse déclarée pour %(block)s, valable à partir du %(at)s : %(address)s.") % facts
        )
    return redirect("emergency:show-block", holding_id=holding.pk)


# ---------- Looking at what waits ----------
@needs(Right.REVIEW_ADDRESSES)
@require_http_methods(["GET", "POST"])
def decide_review(request: HouseRequest, holding_id: UUID) -> HttpResponse:
    """Show staff a declaration that waits, and accept it or refuse it with a reason.

    Terms: telavox.7, bt.14, sip.4
    """
    holding = _visible(request, holding_id)
    review = waiting_for(holding)
    if review is None:
        messages.info(request, _("Aucune adresse de ce bloc n’attend d’être relue."))
        return redirect("emergency:show-block", holding_id=holding.pk)
    form = ReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _decided(request, form)
        except InvalidInput as refusal:
            form.add_error("reason", refusal.message)
    known = standing(holding)
    context = {
        "form": form,
        "review": review,
        "holding": holding,
        "touched": touched_by(holding, known, review.effective),
    }
    return render(request, "emergency/decide_review.html", context)


def _decided(request: HouseRequest, form: ReviewForm) -> HttpResponse:
    """Decide the review the page showed, which a newer declaration may have replaced."""
    asked = form.cleaned_data
    try:
        if "accept" in request.POST:
            accepted = accept_review(review_id=asked["review"], person=request.person, at=timezone.now())
            holding_id, told = accepted.holding_id, _("Adresse acceptée : elle vaut dès maintenant.")
        else:
            refused = refuse_review(
                review_id=asked["review"], reason=asked["reason"], person=request.person, at=timezone.now()
            )
            holding_id, told = refused.holding_id, _("Adresse refusée ; son auteur est prévenu.")
    except Review.DoesNotExist as error:
        raise Http404 from error
    messages.success(request, told)
    return redirect("emergency:show-block", holding_id=holding_id)


def _revision(holding: Holding) -> int:
    return int(Sheet.objects.values_list("revision", flat=True).get(pk=holding.pk))


def _posted_revision(request: HouseRequest) -> int:
    """Return the revision the page showed; 0, which no block has, when it says none."""
    return read_revision(request.POST.get("revision", ""))
