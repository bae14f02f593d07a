"""How staff give a block of numbers to a subscription, under the partner's mount: typed, read back, confirmed."""

from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from extranet.backoffice.confirming import ANSWER, is_confirmed
from extranet.backoffice.faces import actor_of
from extranet.errors import Refusal
from extranet.look.parts import Text
from extranet.numbering.forms import AllocationForm, wall_now
from extranet.numbering.models import Block
from extranet.numbering.reading import WARNINGS, ReadBlock
from extranet.numbering.selectors import is_free
from extranet.numbering.services import allocate_block as allocate

LIST = "admin:numbering_block_changelist"


@dataclass(frozen=True)
class BlockShown:
    """What was read, for the page that asks before anything is written."""

    read: ReadBlock
    kind: Text
    warnings: list[Text]


def allocate_block(request: HttpRequest) -> HttpResponse:
    """Take a block as somebody types it, show what was read, and allocate it once confirmed.

    Terms: telavox.7, bt.14, sip.4
    """
    form = AllocationForm(request.POST) if request.method == "POST" else _empty(request)
    if not form.is_bound or not form.is_valid():
        return _page(request, form)
    if not is_free(form.cleaned_data["block"], form.cleaned_data["instant"], but=form.cleaned_data["holding"]):
        form.add_error(
            "first", _("Un de ces numéros n’est pas libre à cette date. Cherchez-le dans la liste des blocs.")
        )
        return _page(request, form)
    if "correct" in request.POST:
        return _page(request, form)
    return _confirmed(request, form) if is_confirmed(request) else _page(request, form, shown=_shown(form))


def _empty(request: HttpRequest) -> AllocationForm:
    initial: dict[str, Any] = dict(wall_now(timezone.now()))
    return AllocationForm(initial={**initial, "subscription": request.GET.get("subscription", "")})


def _shown(form: AllocationForm) -> BlockShown:
    read = form.cleaned_data["block"]
    return BlockShown(read, read.kind.label, [WARNINGS[warning] for warning in read.warnings])


def _confirmed(request: HttpRequest, form: AllocationForm) -> HttpResponse:
    facts = form.cleaned_data
    try:
        holding = allocate(
            subscription=facts["subscription"],
            first=facts["first"],
            last=facts["last"],
            since=facts["instant"],
            actor=actor_of(request),
            at=timezone.now(),
            holding_id=facts["holding"],
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _page(request, form)
    told = ngettext(
        "%(block)s : %(count)s numéro est attribué à %(client)s. Son adresse est à déclarer.",
        "%(block)s : %(count)s numéros sont attribués à %(client)s. Leur adresse est à déclarer.",
        holding.count,
    )
    messages.success(request, told % {"block": holding, "count": holding.count, "client": holding.client_name})
    return redirect(LIST)


def _page(request: HttpRequest, form: AllocationForm, *, shown: BlockShown | None = None) -> HttpResponse:
    context = {
        **admin.site.each_context(request),
        "title": _("Attribuer un bloc de numéros"),
        "form": form,
        "shown": shown,
        "answer": ANSWER,
        "opts": Block._meta,
    }
    return TemplateResponse(request, "numbering/allocate_block.html", context)
