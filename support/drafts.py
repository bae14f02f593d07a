"""Requests not sent yet: kept while they are written, and resumed. A draft starts no clock and calls nobody.

A draft has the id of the ticket it becomes: whoever sends it twice, or from two pages, opens one ticket.

Terms: general.7
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from extranet.accounts.people import Person
from extranet.accounts.permissions import Right
from extranet.audit import services as audit
from extranet.clients.models import Client
from extranet.errors import InvalidInput, NotAllowed, Stale
from extranet.outbox.services import JSON
from support.asking import LONGEST_TEXT
from support.models import Attachment, AttachmentContent, Ticket, TicketDraft
from support.permissions import may_ask

MOST_DRAFTS: Final = 20
KEPT_FOR: Final = timedelta(days=30)
# What a draft keeps of the form, as it was typed.
LINES: Final = (
    "ground",
    "place",
    "call_back_number",
    "failed_calls",
    "family",
    "category",
    "devices",
    "language",
    "subject",
    "text",
)
LISTS: Final = ("holdings", "sites", "known_devices")
CHANGED, SENT = "draft_changed", "draft_sent"


def visible_drafts(person: Person) -> QuerySet[TicketDraft]:
    """Return the person's own drafts that are neither sent nor given up, the last changed first."""
    if not person.may(Right.OPEN_TICKETS):
        return TicketDraft.objects.none()
    drafts = TicketDraft.objects.filter(owner_id=person.user.pk, ticket__isnull=True, discarded_at__isnull=True)
    return drafts.select_related("client").order_by("-changed_at", "pk")


def version_of(draft: TicketDraft | None) -> str:
    """Return what a page posts to say which state of a draft it shows; empty for one that is not kept yet."""
    return draft.changed_at.isoformat() if draft is not None else ""


def is_worth_keeping(content: Mapping[str, JSON]) -> bool:
    """Return whether somebody wrote anything: a page that was only looked at is no draft."""
    return any(str(content.get(name) or "").strip() for name in ("subject", "text", "failed_calls", "place"))


@transaction.atomic
def save_draft(
    *,
    draft_id: UUID,
    client: Client | None,
    content: Mapping[str, JSON],
    person: Person,
    at: datetime,
    version: str,
) -> TicketDraft:
    """Keep what was typed so far. `version`: as `version_of` said when the page last read or kept it.

    Raises NotAllowed, InvalidInput for too much, Stale with the code `draft_changed` when another page changed it,
    `draft_sent` when it is a ticket or was given up; nothing is written then.

    Terms: general.7
    """
    if not may_ask(person):
        raise NotAllowed(_("Un ticket est ouvert par celui qui demande."), code="may_not_ask")
    if any(len(str(value)) > LONGEST_TEXT for value in content.values()):
        sentence = _("Raccourcissez : %(most)s caractères au plus.") % {"most": LONGEST_TEXT}
        raise InvalidInput(sentence, code="draft", fields={"text": sentence})
    draft = _locked(draft_id)
    if draft is None:
        if version or Ticket.objects.filter(pk=draft_id).exists():
            raise _gone()
        # E-mails have a room of their own: whoever borrows an address keeps nobody from writing.
        if visible_drafts(person).filter(source=TicketDraft.Source.FORM).count() >= MOST_DRAFTS:
            sentence = _("Vous gardez déjà %(most)s brouillons : envoyez-en ou abandonnez-en un d’abord.")
            raise InvalidInput(sentence % {"most": MOST_DRAFTS}, code="drafts")
        fresh = TicketDraft(
            pk=draft_id,
            owner_id=person.user.pk,
            owner_name=person.user.name,
            source=TicketDraft.Source.FORM,
            client=client,
            content=dict(content),
            created_at=at,
            changed_at=at,
        )
        TicketDraft.objects.bulk_create([fresh], ignore_conflicts=True)
        draft = _locked(draft_id)
    if draft is None or draft.owner_id != person.user.pk or draft.ticket_id or draft.discarded_at:
        raise _gone()
    if draft.content == dict(content) and draft.client_id == (client.pk if client else None):
        return draft
    if version_of(draft) != version:
        raise Stale(_("Une autre page a changé ce brouillon entre-temps."), code=CHANGED)
    draft.client, draft.content, draft.changed_at = client, dict(content), at
    draft.save(update_fields=["client", "content", "changed_at"])
    return draft


@transaction.atomic
def discard_draft(*, draft_id: UUID, person: Person, at: datetime) -> TicketDraft:
    """Give a draft up; doing so twice does no harm. Raises TicketDraft.DoesNotExist, Stale for a sent one."""
    draft = TicketDraft.objects.select_for_update().get(pk=draft_id, owner_id=person.user.pk)
    if draft.ticket_id:
        raise _gone()
    if draft.discarded_at is None:
        draft.discarded_at = at
        draft.save(update_fields=["discarded_at"])
        audit.record(actor=person.user, act="ticket.draft_discarded", target=draft, at=at)
    return draft


def note_sent(ticket: Ticket, person: Person) -> None:
    """Link the draft that became a ticket, and empty it. Stand in the transaction that opens it.

    Its words stand in the record from now on, and nowhere else: what is blanked there by law is gone.
    """
    drafts = TicketDraft.objects.filter(pk=ticket.pk, owner_id=person.user.pk, ticket__isnull=True)
    drafts.update(ticket=ticket, content={})


@transaction.atomic
def purge_drafts(*, at: datetime) -> int:
    """Forget the drafts that nobody touched for thirty days, and their files; return how many."""
    old = TicketDraft.objects.select_for_update(of=("self",)).filter(ticket__isnull=True, changed_at__lt=at - KEPT_FOR)
    ids = list(old.values_list("pk", flat=True))
    files = list(Attachment.objects.filter(draft__in=ids, entry__isnull=True).values_list("pk", flat=True))
    AttachmentContent.objects.filter(attachment__in=files).delete()
    Attachment.objects.filter(pk__in=files).delete()
    Attachment.objects.filter(draft__in=ids).update(draft=None)
    TicketDraft.objects.filter(pk__in=ids).delete()
    return len(ids)


def _locked(draft_id: UUID) -> TicketDraft | None:
    return TicketDraft.objects.select_for_update(of=("self",)).filter(pk=draft_id).first()


def _gone() -> Stale:
    return Stale(_("Ce brouillon est déjà envoyé ou abandonné : commencez un autre ticket."), code=SENT)
