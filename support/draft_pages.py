"""A draft as the page of a new ticket shows and posts it, with the files that came so far.

Terms: general.7
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse

from extranet.clients.models import Client
from extranet.errors import InvalidInput, Stale
from extranet.outbox.services import JSON
from extranet.partners.request import HouseRequest
from support.drafts import LINES, LISTS, is_worth_keeping, save_draft, version_of, visible_drafts
from support.files import unsent
from support.forms import AskForm, tell
from support.models import Attachment, TicketDraft
from support.uploading import keep_uploads, kept_files, uploads_of

# A partner that asks for itself, not for a client.
ITSELF = "own"


def content_of(answers: QueryDict) -> dict[str, JSON]:
    """Return what a page posted, as a draft keeps it: as it was typed, right or wrong."""
    lines: dict[str, JSON] = {name: answers.get(name, "") for name in LINES}
    lists: dict[str, JSON] = {name: [one for one in answers.getlist(name) if one] for name in LISTS}
    return {**lines, **lists, "for": answers.get("client", "")}


def initial_of(draft: TicketDraft | None, *, language: str, call_back_number: str) -> dict[str, Any]:
    """Return with what the page of a new ticket starts: a draft, or next to nothing."""
    start: dict[str, Any] = {"ticket": uuid4(), "language": language, "call_back_number": call_back_number}
    if draft is None:
        return start
    known: Mapping[str, Any] = draft.content
    typed = {name: known[name] for name in (*LINES, *LISTS) if known.get(name)}
    return {**start, **typed, "ticket": draft.pk, "version": version_of(draft)}


def draft_asked_for(request: HouseRequest) -> TicketDraft | None:
    """Return the draft that an address names. Raises Http404 for one that is not the person's own, or sent."""
    asked = request.GET.get("draft", "")
    if not asked:
        return None
    try:
        draft_id = forms.UUIDField().clean(asked)
    except ValidationError as error:
        raise Http404 from error
    draft: TicketDraft = get_object_or_404(visible_drafts(request.person), pk=draft_id)
    return draft


def sent_as(request: HouseRequest) -> UUID | None:
    """Return the ticket that the draft of an address became: whoever follows the link of a mail twice."""
    draft_id = posted_id(request.GET, "draft")
    if draft_id is None:
        return None
    sent = TicketDraft.objects.filter(pk=draft_id, owner_id=request.person.user.pk, ticket__isnull=False)
    return sent.values_list("ticket_id", flat=True).first()


def address_of(draft: TicketDraft, *, urlconf: str | None = None) -> str:
    """Return the way back to a draft: to its client at once where one was chosen."""
    chosen = draft.client_id or (ITSELF if draft.content.get("for") == ITSELF else "")
    query = QueryDict(mutable=True)
    query["draft"] = str(draft.pk)
    if chosen:
        query["client"] = str(chosen)
    return f"{reverse('support:new-ticket', urlconf=urlconf)}?{query.urlencode()}"


def attached_to(
    request: HouseRequest, form: AskForm, *, draft: TicketDraft | None, client: Client | None, at: datetime
) -> Sequence[Attachment]:
    """Return the files of a page: those of its draft, those it names, and those that came with it, now kept.

    Files that are refused are told beside their field; then none of those that came is kept.
    """
    if request.method != "POST":
        return list(draft.attachments.filter(entry__isnull=True)) if draft is not None else []
    before = kept_files(request, request.person)
    page_id = posted_id(request.POST, "ticket")
    if page_id is None or not uploads_of(request):
        return before
    try:
        return keep_uploads(
            request,
            request.person,
            page_id=page_id,
            at=at,
            draft=_draft_for_files(request, page_id, client=client, at=at),
        )
    except InvalidInput as refusal:
        form.full_clean()
        tell(form, refusal)
        return before


def files_of_draft(draft: TicketDraft, person: Any) -> Sequence[Attachment]:
    """Return the unsent files of a draft."""
    return list(unsent(person).filter(draft=draft))


def posted_id(answers: QueryDict, name: str) -> UUID | None:
    """Return an id that a page posted; None when it says none that is one."""
    try:
        found: UUID | None = forms.UUIDField(required=False).clean(answers.get(name, ""))
    except ValidationError:
        return None
    return found


def _draft_for_files(
    request: HouseRequest, page_id: UUID, *, client: Client | None, at: datetime
) -> TicketDraft | None:
    """Return the draft that files belong to until they are sent; None where there is none to keep."""
    content = content_of(request.POST)
    known: TicketDraft | None = visible_drafts(request.person).filter(pk=page_id).first()
    if known is not None or not is_worth_keeping(content):
        return known
    try:
        return save_draft(draft_id=page_id, client=client, content=content, person=request.person, at=at, version="")
    except (InvalidInput, Stale):
        return None
