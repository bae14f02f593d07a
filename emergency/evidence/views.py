"""Pages of evidence: take a pack of one number, check one that somebody kept.

Terms: telavox.7, bt.14, sip.4
"""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from emergency.acting.finding import ended_or_held
from emergency.evidence.forms import JSON as JSON_FORM
from emergency.evidence.forms import PDF, CheckForm, EvidenceForm
from emergency.evidence.packing import Pack, is_ours, take_pack
from emergency.evidence.printing import evidence_pdf
from emergency.evidence.rules import verify
from emergency.evidence.wording import sentences_of
from emergency.registry.rules import CLAUSES, clause_for
from extranet.accounts.permissions import Right, needs
from extranet.errors import InvalidInput
from extranet.partners.request import HouseRequest


@needs(Right.READ_NUMBERS)
@require_http_methods(["GET", "POST"])
def evidence(request: HouseRequest, holding_id: UUID) -> HttpResponse:
    """Ask which number of a block, and give the file; who took it is kept.

    Terms: telavox.7, bt.14, sip.4
    """
    holding = ended_or_held(request.person, holding_id)
    form = EvidenceForm(request.POST or None, holding=holding)
    if request.method == "POST" and form.is_valid():
        kind = PDF if request.POST.get("form") == PDF else JSON_FORM
        try:
            pack = take_pack(
                form.cleaned_data["number"],
                form.cleaned_data["at"],
                request.person,
                kind=kind,
                now=timezone.now(),
                known_at=form.cleaned_data["known_at"],
                holding=holding,
            )
            return _file(request, pack, kind)
        except InvalidInput as refusal:
            form.add_error("known_at", refusal.message)
    context = {"form": form, "holding": holding, "clause": clause_for(holding.family)}
    return render(request, "emergency/evidence.html", context)


def _file(request: HouseRequest, pack: Pack, kind: str) -> HttpResponse:
    assert request.partner is not None
    is_pdf = kind == PDF
    content = evidence_pdf(pack, request.partner) if is_pdf else pack.content
    response = HttpResponse(content, content_type="application/pdf" if is_pdf else "application/json")
    response["Content-Disposition"] = f'attachment; filename="{pack.name}.{kind}"'
    response["Cache-Control"] = "no-store"
    return response


@needs(Right.READ_NUMBERS)
@require_http_methods(["GET", "POST"])
def check_evidence(request: HouseRequest) -> HttpResponse:
    """Say whether a pack is as the house made it. Nothing of the file is kept.

    Terms: telavox.7, bt.14, sip.4
    """
    form = CheckForm(request.POST or None, request.FILES or None)
    verified = None
    is_known = False
    if request.method == "POST" and form.is_valid():
        verified = verify(form.cleaned_data["pack"])
        is_known = verified.is_intact and is_ours(verified.computed)
    context = {
        "form": form,
        "verified": verified,
        "is_known": is_known,
        "sentences": sentences_of(verified.facts) if verified and verified.facts and is_known else [],
        "clauses": CLAUSES,
    }
    return render(request, "emergency/check_evidence.html", context)
