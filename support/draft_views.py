"""Pages of drafts: kept while somebody writes, listed, given up.

Terms: general.7
"""

from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from extranet.accounts.permissions import Right, needs
from extranet.errors import InvalidInput, Refusal, Stale
from extranet.partners.request import HouseRequest
from support.asking_views import client_of
from support.draft_pages import address_of, content_of, posted_id
from support.drafts import CHANGED, discard_draft, is_worth_keeping, save_draft, version_of, visible_drafts
from support.models import TicketDraft
from support.uploading import keep_uploads


@needs(Right.OPEN_TICKETS)
@require_safe
def list_drafts(request: HouseRequest) -> HttpResponse:
    """Show the person's own requests that are not sent yet."""
    drafts = [(draft, address_of(draft)) for draft in visible_drafts(request.person)]
    return render(request, "support/list_drafts.html", {"drafts": drafts})


@needs(Right.OPEN_TICKETS)
@require_POST
def keep_draft(request: HouseRequest) -> HttpResponse:
    """Keep what is typed so far: by itself while somebody writes, or by the button.

    A page that another one overtook is told so; the button then keeps both.
    """
    draft_id = posted_id(request.POST, "ticket")
    if draft_id is None:
        raise BadRequest("no ticket")
    return _kept_quietly(request, draft_id) if request.htmx else _kept_by_button(request, draft_id)


@needs(Right.OPEN_TICKETS)
@require_POST
def discard(request: HouseRequest, draft_id: UUID) -> HttpResponse:
    """Give a draft up."""
    draft = get_object_or_404(TicketDraft, pk=draft_id, owner_id=request.person.user.pk)
    discard_draft(draft_id=draft.pk, person=request.person, at=timezone.now())
    messages.success(request, _("Le brouillon est abandonné."))
    return redirect("support:list-drafts")


def _kept_quietly(request: HouseRequest, draft_id: UUID) -> HttpResponse:
    content, at = content_of(request.POST), timezone.now()
    if not is_worth_keeping(content):
        return render(request, "support/_draft.html", {"version": request.POST.get("version", "")})
    facts: dict[str, object] = {"version": request.POST.get("version", "")}
    try:
        draft = _save(request, draft_id, version=request.POST.get("version", ""))
    except Refusal as refusal:
        facts |= {"refusal": str(refusal), "is_overtaken": refusal.code == CHANGED}
    else:
        facts |= {"version": version_of(draft), "kept_at": at}
    return render(request, "support/_draft.html", facts)


def _kept_by_button(request: HouseRequest, draft_id: UUID) -> HttpResponse:
    try:
        draft = _save(request, draft_id, version=request.POST.get("version", ""))
    except Stale as refusal:
        draft = _save(request, uuid4(), version="")
        sentence = _("%(why)s Ce que vous avez tapé est gardé à part.")
        messages.warning(request, sentence % {"why": refusal})
    else:
        messages.success(request, _("Le brouillon est gardé. Rien n’est envoyé."))
    try:
        keep_uploads(request, request.person, page_id=draft.pk, at=timezone.now(), draft=draft)
    except InvalidInput as refusal:
        messages.error(request, " ".join(refusal.fields.values()))
    return redirect("support:list-drafts")


def _save(request: HouseRequest, draft_id: UUID, *, version: str) -> TicketDraft:
    return save_draft(
        draft_id=draft_id,
        client=client_of(request, request.POST),
        content=content_of(request.POST),
        person=request.person,
        at=timezone.now(),
        version=version,
    )
