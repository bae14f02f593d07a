"""The page by which the operator corrects what was known of a past time: both instants stay readable.

Under the partner's mount. Terms: telavox.7, bt.14, sip.4
"""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from emergency.acting.finding import ended_or_held
from emergency.acting.forms import tell
from emergency.acting.staff_forms import CorrectForm
from emergency.acting.steps import CONFIRMED, EDIT, Change, Look, changed_since, second_look, told_of, touch_of
from emergency.forms import initial_of
from emergency.registry.models import Reason, Registration
from emergency.registry.moving import correct_address as correct
from emergency.registry.rules import clause_for
from emergency.registry.selectors import history
from emergency.revisions import read_revision
from extranet.accounts.permissions import Right, needs
from extranet.errors import InvalidInput, Stale
from extranet.look import formats
from extranet.look.parts import Difference
from extranet.look.views import stale_page
from extranet.numbering.models import Holding
from extranet.partners.request import HouseRequest


@needs(Right.REVIEW_ADDRESSES)
@require_http_methods(["GET", "POST"])
def correct_address(request: HouseRequest, holding_id: UUID) -> HttpResponse:
    """Ask what the address was in a past time and how it is known, show what that touches, correct once confirmed.

    Also for a block that has ended. Terms: telavox.7, bt.14, sip.4
    """
    holding = ended_or_held(request.person, holding_id)
    touch = touch_of([holding])
    initial = initial_of(None, request.person.user.language)
    form = CorrectForm(request.POST or None, holding=holding, initial=initial)
    revision = touch.revisions[holding.pk]
    if request.method == "POST":
        revision = read_revision(request.POST.get("revision", ""))
        if form.is_valid() and EDIT not in request.POST:
            answer = _answer(request, holding, form, revision)
            if answer is not None:
                return answer
    context = {
        "holding": holding,
        "form": form,
        "touch": touch,
        "revision": revision,
        "clause": clause_for(holding.family),
    }
    return render(request, "emergency/correct_address.html", context)


def _answer(request: HouseRequest, holding: Holding, form: CorrectForm, revision: int) -> HttpResponse | None:
    touch = touch_of([holding])
    assert form.since is not None
    try:
        if touch.revisions[holding.pk] != revision:
            raise changed_since()
        if CONFIRMED not in request.POST:
            return second_look(request, holding, _look(request, holding, form))
        corrected = correct(
            holding_id=holding.pk,
            revision=revision,
            facts=form.facts(),
            since=form.since,
            until=form.until,
            note=form.cleaned_data["note"],
            person=request.person,
            at=timezone.now(),
        )
    except Stale as refusal:
        return _late(request, holding, form, refusal)
    except InvalidInput as refusal:
        tell(form, _at_fields(refusal))
        return None
    told = _("Corrigé : %(address)s. Ce qui était su avant reste lisible dans l’histoire.")
    messages.success(request, told % {"address": corrected.address})
    return redirect("emergency:show-block", holding_id=holding.pk)


def _at_fields(refusal: InvalidInput) -> InvalidInput:
    """Return a refusal with the names that the form has."""
    fields = {"since_day" if name == "since" else name: sentence for name, sentence in refusal.fields.items()}
    return InvalidInput(refusal.message, code=refusal.code, fields=fields)


def _look(request: HouseRequest, holding: Holding, form: CorrectForm) -> Look:
    since = formats.instant(form.since) if form.since else ""
    until = formats.instant(form.until) if form.until else _("sans fin")
    before = "; ".join(dict.fromkeys(str(row.address) for row in _known_then(holding, form))) or _("aucune")
    return Look(
        title=_("Relire la correction"),
        button=_("Corriger le passé du bloc"),
        says=[
            _("Le passé est corrigé avec votre motif ; ce qui était su jusqu’ici, et jusqu’à quand, reste répondu."),
            told_of(request.person),
        ],
        changes=[Change(str(holding), before, form.facts().line)],
        touch=touch_of([holding]),
        facts=[
            (_("Depuis"), since),
            (_("Jusqu’à"), until),
            (_("Motif"), form.cleaned_data["note"]),
        ],
        is_dangerous=True,
    )


def _known_then(holding: Holding, form: CorrectForm) -> list[Registration]:
    """Return what is known now of the time that is corrected."""
    since, until = form.since, form.until
    return [
        row
        for row in history(holding.pk)
        if row.recorded.upper is None
        and (until is None or row.valid.lower < until)
        and (row.valid.upper is None or since is None or since < row.valid.upper)
    ]


def _late(request: HouseRequest, holding: Holding, form: CorrectForm, refusal: Stale) -> HttpResponse:
    """Answer whoever comes second: it is corrected so already, or both versions."""
    known = _known_then(holding, form)
    is_same = any(
        row.reason == Reason.CORRECTION and row.address.facts == form.facts() and row.valid.lower == form.since
        for row in known
    )
    if is_same:
        messages.info(request, _("C’est déjà fait. Rien d’autre n’a changé."))
        return redirect("emergency:show-block", holding_id=holding.pk)
    now = "; ".join(dict.fromkeys(str(row.address) for row in known)) or _("aucune")
    return stale_page(request, refusal, differences=[Difference(_("Adresse alors"), form.facts().line, now)])
