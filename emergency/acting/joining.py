"""Pages about several blocks at once: join neighbours, move the place of all that are at one door.

Terms: telavox.7, bt.14, sip.4
"""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from emergency.acting.finding import (
    Wanted,
    address_said,
    ended_or_held,
    known_facts,
    neighbours_of,
    once_of,
    own_blocks,
    written_blocks,
)
from emergency.acting.forms import MergeForm, MoveForm
from emergency.acting.steps import (
    CONFIRMED,
    EDIT,
    Change,
    Look,
    Touch,
    answer_late,
    changed_since,
    check_fresh,
    differences,
    ended_page,
    in_force,
    present_lines,
    second_look,
    told_of,
    touch_of,
)
from emergency.forms import initial_of
from emergency.registry.cuts import merge_blocks as merge
from emergency.registry.facts import AddressFacts
from emergency.registry.models import Review
from emergency.registry.moving import move_addresses as move
from emergency.registry.places import judged
from emergency.registry.rules import clause_for
from emergency.registry.touching import blocks_at_place
from emergency.revisions import read_revisions
from extranet.accounts.permissions import Right, needs
from extranet.errors import IllegalMove, InvalidInput, Stale
from extranet.look.views import stale_page
from extranet.numbering.models import Holding
from extranet.partners.request import HouseRequest


# ---------- Merge ----------
@needs(Right.DECLARE_ADDRESSES)
@require_http_methods(["GET", "POST"])
def merge_blocks(request: HouseRequest, holding_id: UUID) -> HttpResponse:
    """Offer the neighbours of a block, ask whose address all have, show what that touches, join once confirmed.

    Terms: telavox.7, bt.14, sip.4
    """
    holding = ended_or_held(request.person, holding_id)
    if holding.released_at is not None:
        return _merge_late(request, holding)
    blocks = neighbours_of(holding, request.person, timezone.now())
    touch = touch_of(blocks)
    form = MergeForm(request.POST or None, blocks=blocks, doors=_doors(touch))
    if request.method == "POST" and form.is_valid() and EDIT not in request.POST:
        chosen = [one for one in blocks if str(one.pk) in form.cleaned_data["blocks"]]
        answer = _merge_answer(request, holding, chosen, form)
        if answer is not None:
            return answer
    context = {
        "holding": holding,
        "form": form,
        "touch": touch,
        "revisions": _posted_or(request, touch),
        "is_alone": len(blocks) < 2,
        "clause": clause_for(holding.family),
    }
    return render(request, "emergency/merge_blocks.html", context)


def _doors(touch: Touch) -> dict[str, AddressFacts]:
    """Return the different addresses that hold now, each under the id of the first registration that says it."""
    doors: dict[AddressFacts, str] = {}
    for row in touch.present:
        doors.setdefault(row.address.facts, str(row.pk))
    return {key: facts for facts, key in doors.items()}


def _posted_or(request: HouseRequest, touch: Touch) -> dict[UUID, int]:
    """Return the revisions the page showed; when it is opened, those of now."""
    if request.method == "POST":
        return read_revisions(request.POST, touch.revisions)
    return dict(touch.revisions)


def _merge_late(request: HouseRequest, holding: Holding) -> HttpResponse:
    """Answer for a block that was joined, or cut, since its page was opened."""
    away = ended_page(request, holding)
    if request.method == "GET" and away is not None:
        return away
    asked = set(request.POST.getlist("blocks")) | {str(holding.pk)}
    blocks = [one for one in once_of(request.person, holding, timezone.now()) if str(one.pk) in asked]
    said = address_said(holding, request.POST.get("address", ""))
    return answer_late(request, holding, [Wanted(blocks[0].first, blocks[-1].last, said)], changed_since())


def _merge_answer(
    request: HouseRequest, holding: Holding, chosen: Sequence[Holding], form: MergeForm
) -> HttpResponse | None:
    revisions = read_revisions(request.POST, [one.pk for one in chosen])
    touch = touch_of(chosen)
    wanted = [Wanted(chosen[0].first, chosen[-1].last, form.facts())]
    try:
        check_fresh(touch, revisions)
        _check_choice(form, chosen, touch)
        if CONFIRMED not in request.POST:
            return second_look(request, holding, _merge_look(request, chosen, touch, form.facts()))
        made = merge(revisions=revisions, facts=form.facts(), person=request.person, at=timezone.now())
    except Stale as refusal:
        return answer_late(request, holding, wanted, refusal)
    except (InvalidInput, IllegalMove) as refusal:
        sentence = refusal.message
        is_address = refusal.code == "merge_addresses_differ"
        if isinstance(refusal, InvalidInput) and refusal.fields:
            sentence = next(iter(refusal.fields.values()))
        form.add_error("address" if is_address else "blocks", sentence)
        return None
    told = _("%(blocks)s sont réunis en un bloc : %(block)s. Son histoire est celle de tous.")
    messages.success(request, told % {"blocks": written_blocks(chosen), "block": made})
    return redirect("emergency:show-block", holding_id=made.pk)


def _check_choice(form: MergeForm, chosen: Sequence[Holding], touch: Touch) -> None:
    """Refuse before anything is shown what the service would refuse: blocks alone, or addresses that differ."""
    if len(chosen) < 2:
        sentence = _("Choisissez au moins deux blocs à réunir.")
        raise InvalidInput(sentence, code="blocks_not_neighbours")
    differing = len({present_lines(touch, one.first, one.last) for one in chosen}) > 1
    if differing and form.facts() is None:
        sentence = _(
            "%(blocks)s n’ont pas la même adresse. Choisissez celle du bloc réuni : elle change pour les autres."
        )
        raise InvalidInput(sentence % {"blocks": written_blocks(chosen)}, code="merge_addresses_differ")


def _merge_look(request: HouseRequest, chosen: Sequence[Holding], touch: Touch, facts: AddressFacts | None) -> Look:
    changes = []
    for one in chosen:
        before = present_lines(touch, one.first, one.last)
        changes.append(Change(str(one), before, facts.line if facts else before))
    says = ngettext(
        "Ce bloc devient un bloc réuni.", "Ces %(count)s blocs deviennent un seul bloc, sans trou.", len(chosen)
    ) % {"count": len(chosen)}
    sentences = [says]
    if facts is not None:
        sentences += [
            _("L’adresse choisie est déclarée par vous, dès maintenant, pour tout le bloc."),
            told_of(request.person),
        ]
    doubts = judged(facts, chosen[0]).doubt_labels if facts else []
    return Look(_("Relire la réunion"), _("Réunir ces blocs"), sentences, changes, touch, doubts)


# ---------- Move ----------
@needs(Right.DECLARE_ADDRESSES)
@require_http_methods(["GET", "POST"])
def move_addresses(request: HouseRequest, holding_id: UUID) -> HttpResponse:
    """Ask where a place moves to, list every block that is there, show what that touches, move once confirmed.

    Terms: telavox.7, bt.14, sip.4
    """
    holding = ended_or_held(request.person, holding_id)
    away = ended_page(request, holding)
    if away is not None:
        return away
    blocks = blocks_at_place(holding, request.person, timezone.now())
    posted = set(request.POST.getlist("blocks"))
    # Whoever moved them first has taken them elsewhere: what the page listed is still what is asked for.
    blocks += [one for one in _listed(request, holding, posted) if one not in blocks]
    touch = touch_of(blocks)
    initial = initial_of(None, request.person.user.language)
    form = MoveForm(request.POST or None, holding=holding, blocks=blocks, initial=initial)
    if request.method == "POST" and form.is_valid() and EDIT not in request.POST:
        chosen = [one for one in blocks if str(one.pk) in form.cleaned_data["blocks"]]
        answer = _move_answer(request, holding, chosen, form)
        if answer is not None:
            return answer
    context = {
        "holding": holding,
        "form": form,
        "touch": touch,
        "revisions": _posted_or(request, touch),
        "clause": clause_for(holding.family),
    }
    return render(request, "emergency/move_addresses.html", context)


def _listed(request: HouseRequest, holding: Holding, posted: set[str]) -> list[Holding]:
    """Return the blocks of the same client that the page listed, as its revisions name them."""
    return [
        one
        for one in own_blocks(request.person, holding, timezone.now())
        if str(one.pk) in posted and f"revision-{one.pk}" in request.POST
    ]


def _move_answer(
    request: HouseRequest, holding: Holding, chosen: Sequence[Holding], form: MoveForm
) -> HttpResponse | None:
    facts = form.facts()
    revisions = read_revisions(request.POST, [one.pk for one in chosen])
    touch = touch_of(chosen)
    try:
        check_fresh(touch, revisions)
        if CONFIRMED not in request.POST:
            return second_look(request, holding, _move_look(request, chosen, touch, form))
        moved = move(
            revisions=revisions, facts=facts, effective=form.effective, person=request.person, at=timezone.now()
        )
    except Stale as refusal:
        if all(facts in known_facts(one) for one in chosen):
            messages.info(request, _("C’est déjà fait. Rien d’autre n’a changé."))
            return redirect("emergency:show-block", holding_id=holding.pk)
        wanted = [Wanted(one.first, one.last, facts) for one in chosen]
        return stale_page(request, refusal, differences=differences(holding, wanted, timezone.now())[1:])
    except InvalidInput as refusal:
        form.tell(refusal)
        return None
    waiting = sum(isinstance(one, Review) for one in moved)
    sentence = ngettext(
        "%(count)s bloc a déménagé à %(address)s.", "%(count)s blocs ont déménagé à %(address)s.", len(moved)
    ) % {"count": len(moved), "address": facts.line}
    following = (
        _("L’opérateur relit d’abord l’adresse de certains ; ils gardent la leur jusque-là.")
        if waiting
        else in_force(form.effective)
    )
    messages.success(request, f"{sentence} {following}")
    return redirect("emergency:show-block", holding_id=holding.pk)


def _move_look(request: HouseRequest, chosen: Sequence[Holding], touch: Touch, form: MoveForm) -> Look:
    facts = form.facts()
    doubts = dict.fromkeys(label for one in chosen for label in judged(facts, one).doubt_labels)
    says = ngettext(
        "Le lieu de %(count)s bloc déménage : une nouvelle version, avec le motif « déménagement ».",
        "Le lieu de %(count)s blocs déménage : une nouvelle version pour chacun, avec le motif « déménagement ».",
        len(chosen),
    )
    return Look(
        title=_("Relire le déménagement"),
        button=ngettext("Déménager %(count)s bloc", "Déménager %(count)s blocs", len(chosen)) % {"count": len(chosen)},
        says=[says % {"count": len(chosen)}, in_force(form.effective), told_of(request.person)],
        changes=[Change(str(one), present_lines(touch, one.first, one.last), facts.line) for one in chosen],
        touch=touch,
        doubts=tuple(doubts),
    )
