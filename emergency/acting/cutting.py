"""Pages that cut a block: in parts, or one number and a few out of it.

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

from emergency.acting.finding import Wanted, ended_or_held, written_blocks
from emergency.acting.forms import CarveForm, CutForm, PartForm, tell
from emergency.acting.steps import (
    CONFIRMED,
    EDIT,
    Change,
    Look,
    Touch,
    answer_late,
    check_fresh,
    count_words,
    ended_page,
    in_force,
    present_lines,
    second_look,
    told_of,
    touch_of,
)
from emergency.forms import WhenForm, initial_of
from emergency.registry.cuts import carve_out as carve
from emergency.registry.cuts import split_block as split
from emergency.registry.division import carved
from emergency.registry.rules import clause_for
from emergency.revisions import read_revision
from extranet.accounts.permissions import Right, needs
from extranet.errors import InvalidInput, Stale
from extranet.numbering.formats import written_block
from extranet.numbering.models import Holding
from extranet.partners.request import HouseRequest


# ---------- Split ----------
@needs(Right.DECLARE_ADDRESSES)
@require_http_methods(["GET", "POST"])
def split_block(request: HouseRequest, holding_id: UUID) -> HttpResponse:
    """Ask where a block is cut and which address each part has, show what that touches, and cut it once confirmed.

    Terms: telavox.7, bt.14, sip.4
    """
    holding = ended_or_held(request.person, holding_id)
    touch = touch_of([holding])
    asked = request.POST if request.method == "POST" else request.GET if "begins" in request.GET else None
    cut = CutForm(asked, holding=holding)
    parts = _part_forms(request, holding, touch, cut) if cut.is_bound and cut.is_valid() else []
    when = WhenForm(request.POST or None)
    revision = touch.revisions[holding.pk]
    if request.method == "GET":
        away = ended_page(request, holding)
        if away is not None:
            return away
    else:
        revision = read_revision(request.POST.get("revision", ""))
        is_whole = parts and all([when.is_valid(), *(form.is_valid() for form in parts)])
        if is_whole and EDIT not in request.POST:
            answer = _split_answer(request, holding, touch, cut, parts, when)
            if answer is not None:
                return answer
    context = {
        "holding": holding,
        "cut": cut,
        "parts": parts,
        "when": when,
        "touch": touch,
        "revision": revision,
        "clause": clause_for(holding.family),
    }
    return render(request, "emergency/split_block.html", context)


def _part_forms(request: HouseRequest, holding: Holding, touch: Touch, cut: CutForm) -> list[PartForm]:
    """Return a form for each part; one that has an address begins by keeping it."""
    covered = [(row.area.first, row.area.end) for row in touch.present]
    if holding.released_at is not None:
        # What was asked of a block that has ended is answered as late, whatever it kept.
        covered = [(holding.first, holding.last + 1)]
    present = touch.present[0].address.facts if touch.present else None
    initial = initial_of(present, request.person.user.language)
    keeps = PartForm.KEEP if touch.present else PartForm.GIVE
    return [
        PartForm(
            request.POST if request.method == "POST" else None,
            prefix=f"part{place}",
            holding=holding,
            ends=ends,
            covered=covered,
            initial={**initial, "choice": keeps} if place == 0 else initial,
        )
        for place, ends in enumerate(cut.parts)
    ]


def _split_answer(
    request: HouseRequest, holding: Holding, touch: Touch, cut: CutForm, parts: Sequence[PartForm], when: WhenForm
) -> HttpResponse | None:
    """Cut the block, or show what that would do; None when the form must be corrected."""
    wanted = [form.wanted() for form in parts]
    revision = read_revision(request.POST.get("revision", ""))
    try:
        check_fresh(touch, {holding.pk: revision})
        if CONFIRMED not in request.POST:
            return second_look(request, holding, _split_look(request, holding, touch, parts, when))
        made = split(
            holding_id=holding.pk,
            revision=revision,
            parts=[form.part() for form in parts],
            effective=when.effective,
            person=request.person,
            at=timezone.now(),
        )
    except Stale as refusal:
        return answer_late(request, holding, wanted, refusal)
    except InvalidInput as refusal:
        tell(cut, refusal)
        return None
    return _cut_done(request, holding, made, waits=any(form.is_given and form.judgement.doubts for form in parts))


def _split_look(
    request: HouseRequest, holding: Holding, touch: Touch, parts: Sequence[PartForm], when: WhenForm
) -> Look:
    changes = []
    for form in parts:
        before = present_lines(touch, form.first, form.last)
        changes.append(Change(form.numbers, before, form.facts().line if form.is_given else before))
    doubts = [label for form in parts if form.is_given for label in form.judgement.doubt_labels]
    says = ngettext(
        "Le bloc %(block)s devient %(count)s bloc. Aucun numéro ne change de client, et aucun n’est sans adresse.",
        "Le bloc %(block)s devient %(count)s blocs. Aucun numéro ne change de client, et aucun n’est sans adresse.",
        len(parts),
    )
    sentences = [says % {"block": holding, "count": len(parts)}, in_force(when.effective), told_of(request.person)]
    button = _("Partager le bloc en %(count)s") % {"count": len(parts)}
    return Look(_("Relire le partage"), button, sentences, changes, touch, tuple(dict.fromkeys(doubts)))


# ---------- Carve out ----------
@needs(Right.DECLARE_ADDRESSES)
@require_http_methods(["GET", "POST"])
def carve_out(request: HouseRequest, holding_id: UUID) -> HttpResponse:
    """Ask which number, or few, are elsewhere and where; show what that touches; carve them out once confirmed.

    Terms: telavox.7, bt.14, sip.4
    """
    holding = ended_or_held(request.person, holding_id)
    touch = touch_of([holding])
    initial = initial_of(None, request.person.user.language)
    form = CarveForm(request.POST or None, holding=holding, initial=initial)
    revision = touch.revisions[holding.pk]
    if request.method == "GET":
        away = ended_page(request, holding)
        if away is not None:
            return away
    else:
        revision = read_revision(request.POST.get("revision", ""))
        if form.is_valid() and EDIT not in request.POST:
            answer = _carve_answer(request, holding, form, revision)
            if answer is not None:
                return answer
    context = {
        "holding": holding,
        "form": form,
        "touch": touch,
        "revision": revision,
        "clause": clause_for(holding.family),
    }
    return render(request, "emergency/carve_out.html", context)


def _carve_answer(request: HouseRequest, holding: Holding, form: CarveForm, revision: int) -> HttpResponse | None:
    facts, (first, last) = form.facts(), form.ends
    parts = carved(holding.first, holding.last, taken=(first, last), facts=facts)
    wanted = [Wanted(part.first, part.last, part.facts) for part in parts]
    try:
        check_fresh(touch_of([holding]), {holding.pk: revision})
        if CONFIRMED not in request.POST:
            return second_look(request, holding, _carve_look(request, holding, form))
        made = carve(
            holding_id=holding.pk,
            revision=revision,
            first=first,
            last=last,
            facts=facts,
            effective=form.effective,
            person=request.person,
            at=timezone.now(),
        )
    except Stale as refusal:
        return answer_late(request, holding, wanted, refusal)
    except InvalidInput as refusal:
        tell(form, refusal)
        return None
    return _cut_done(request, holding, made, waits=bool(form.judgement.doubts), shown=(first, last))


def _carve_look(request: HouseRequest, holding: Holding, form: CarveForm) -> Look:
    first, last = form.ends
    touch = touch_of([holding], first=first, last=last)
    before = present_lines(touch, first, last)
    says = _("%(numbers)s devient un bloc à part, avec sa propre adresse. Les autres numéros gardent ce qu’ils ont.")
    count = last - first + 1
    return Look(
        title=_("Relire l’exception"),
        button=_("Donner cette adresse à %(count)s") % {"count": count_words(count)},
        says=[says % {"numbers": written_block(first, last)}, in_force(form.effective), told_of(request.person)],
        changes=[Change(written_block(first, last), before, form.facts().line)],
        touch=touch,
        doubts=form.judgement.doubt_labels,
    )


# ---------- Both ----------
def _cut_done(
    request: HouseRequest,
    holding: Holding,
    made: Sequence[Holding],
    *,
    waits: bool,
    shown: tuple[int, int] | None = None,
) -> HttpResponse:
    """Say what became of the block and what happens next, on the page of the part that matters."""
    facts = {"block": str(holding), "blocks": written_blocks(made)}
    if waits:
        sentence = _(
            "%(block)s est partagé : %(blocks)s. L’opérateur relit une des adresses ; ces numéros gardent la leur."
        )
    else:
        sentence = _("%(block)s est partagé : %(blocks)s. Chaque bloc a maintenant sa page et son histoire.")
    messages.success(request, sentence % facts)
    main = next((one for one in made if shown and (one.first, one.last) == shown), made[0])
    return redirect("emergency:show-block", holding_id=main.pk)
