"""Files of tickets: checked as they come, a person's own until their message is sent, then part of that entry.

Bytes stand apart from their rows: a list of files reads none. Whoever reads an entry reads its files, nobody else.

Terms: general.7
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final, TypeAlias
from uuid import UUID, uuid5

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from extranet.accounts.people import Person
from extranet.errors import InvalidInput
from extranet.filetypes import NotAllowed, clean_name, kept_of, readable
from extranet.outbox.services import JSON
from support.models import Attachment, AttachmentContent, Entry, Ticket, TicketDraft

LARGEST_MB: Final[int] = settings.ATTACHMENT_MAX_MB
MOST_FILES: Final[int] = settings.ATTACHMENTS_MAX
MOST_UNSENT: Final = 200
KEPT_UNSENT: Final = timedelta(days=30)
# Said beside every control that takes files.
TAKEN: Final = gettext_lazy(
    "Photo, PDF, texte, son ou capture réseau : %(files)s fichiers de %(megabytes)s Mo au plus."
)
# What a phone offers to choose from; the content decides.
ACCEPTED: Final = "image/*,.heic,.heif,.pdf,.txt,.csv,.log,.wav,.mp3,.pcap,.pcapng"
Upload: TypeAlias = "UploadedFile[Any]"
_FIELD: Final = "uploads"


@dataclass(frozen=True)
class CheckedFile:
    """A file that was found fit to keep, as it will be kept."""

    name: str
    content_type: str
    content: bytes
    digest: str


@dataclass(frozen=True)
class ShownFile:
    """A file as its readers see it. `is_blanked`: its content was taken out by law."""

    id: UUID
    ticket_id: UUID
    name: str
    size: int
    content_type: str
    is_blanked: bool


def taken_words() -> str:
    """Return which files are taken, and how many of what size, in the language under way."""
    return TAKEN % {"files": MOST_FILES, "megabytes": LARGEST_MB}


# ---------- Checking ----------
def check_uploads(uploads: Sequence[Upload], *, already: int = 0) -> list[CheckedFile]:
    """Return files as they will be kept; all or none. `already`: how many the message has.

    Raises InvalidInput with one sentence for the field `uploads` that names each file refused and the way out.
    """
    if len(uploads) + already > MOST_FILES:
        raise refused(_("Joignez %(most)s fichiers au plus par message.") % {"most": MOST_FILES})
    large = [one.name or "" for one in uploads if (one.size or 0) > LARGEST_MB * 1_000_000]
    if large:
        sentence = _("Trop lourd, %(most)s Mo au plus par fichier : %(names)s.")
        raise refused(sentence % {"most": LARGEST_MB, "names": _listed(large)})
    # One after the other: never all of them in memory as they came.
    return check_contents((one.name or "", one.read()) for one in uploads)


def check_contents(named: Iterable[tuple[str, bytes]]) -> list[CheckedFile]:
    """Return named contents as they will be kept; all or none. Raises InvalidInput for the field `uploads`."""
    checked, strange = [], []
    for name, content in named:
        try:
            checked.append(checked_file(name, content))
        except NotAllowed:
            strange.append(name)
    if strange:
        sentence = _(
            "Pas accepté : %(names)s. Joignez une photo, un PDF, du texte (txt, csv, log), un son (wav, mp3) ou une "
            "capture réseau (pcap)."
        )
        raise refused(sentence % {"names": _listed(strange)})
    return checked


def checked_file(name: str, content: bytes) -> CheckedFile:
    """Return one file as it will be kept. Raises NotAllowed for a content that is not taken."""
    kept = kept_of(content, name)
    return CheckedFile(
        name=clean_name(name, kept.ending),
        content_type=kept.content_type,
        content=kept.content,
        digest=sha256(kept.content).hexdigest(),
    )


def refused(sentence: str) -> InvalidInput:
    """Return the refusal of files, beside their field."""
    return InvalidInput(_("Rien n’est encore envoyé."), code="files", fields={_FIELD: sentence})


# ---------- Keeping and sending ----------
@transaction.atomic
def keep(
    checked: Sequence[CheckedFile],
    *,
    page_id: UUID,
    person: Person,
    at: datetime,
    draft: TicketDraft | None = None,
    is_mailed: bool = False,
) -> list[Attachment]:
    """Keep files as a person's own, unsent. `page_id`: the id a page posts; the same file comes once from it.

    `is_mailed`: they came by e-mail, perhaps from whoever borrows the address; they take none of the owner's room.
    Raises InvalidInput for a person who keeps too many already.
    """
    own = unsent(person).exclude(draft__source=TicketDraft.Source.EMAIL)
    if checked and not is_mailed and own.count() + len(checked) > MOST_UNSENT:
        raise refused(_("Vous gardez trop de fichiers dans des brouillons : envoyez-en ou abandonnez-en un d’abord."))
    files = {_id_of(one, page_id, person): one for one in checked}
    Attachment.objects.bulk_create(
        [_row(key, one, person=person, at=at, draft=draft) for key, one in files.items()], ignore_conflicts=True
    )
    # A statement each: ten files of ten megabytes in one would be held several times over.
    for key, one in files.items():
        row = AttachmentContent(attachment_id=key, content=one.content)
        AttachmentContent.objects.bulk_create([row], ignore_conflicts=True)
    return list(Attachment.objects.filter(pk__in=files))


def unsent(person: Person) -> QuerySet[Attachment]:
    """Return a person's files that no message holds yet."""
    return Attachment.objects.filter(uploaded_by_id=person.user.pk, entry__isnull=True, ticket__isnull=True)


def bind(attachment_ids: Sequence[UUID], *, entry_id: UUID, ticket: Ticket, person: Person) -> list[JSON]:
    """Make a person's unsent files part of an entry about to be added; return the facts that its digest covers.

    Stand in the transaction that adds the entry. Raises InvalidInput when one is gone, sent, or another's.

    Terms: general.7
    """
    wanted = list(dict.fromkeys(attachment_ids))
    if not wanted:
        return []
    if len(wanted) > MOST_FILES:
        raise refused(_("Joignez %(most)s fichiers au plus par message.") % {"most": MOST_FILES})
    files = list(unsent(person).select_for_update().filter(pk__in=wanted).order_by("uploaded_at", "name", "pk"))
    if len(files) != len(wanted):
        raise refused(_("Un des fichiers n’est plus là, ou est déjà envoyé : joignez-le à nouveau."))
    # The row of the entry follows in the same transaction; the database looks at its end.
    Attachment.objects.filter(pk__in=wanted).update(entry_id=entry_id, ticket=ticket)
    return [{"id": str(one.pk), "name": one.name, "digest": one.digest, "size": one.size} for one in files]


def bind_new(
    checked: Sequence[CheckedFile], *, entry_id: UUID, ticket: Ticket, person: Person, at: datetime
) -> list[JSON]:
    """Keep files and make them part of an entry at once: those of an e-mail. Returns the facts as `bind` does."""
    kept = keep(checked, page_id=entry_id, person=person, at=at, is_mailed=True)
    return bind([one.pk for one in kept], entry_id=entry_id, ticket=ticket, person=person)


# ---------- Reading ----------
def files_of(entries: Iterable[Entry]) -> Mapping[UUID, list[ShownFile]]:
    """Return the files of entries by entry, without their bytes. Give only entries that the reader reads."""
    found: dict[UUID, list[ShownFile]] = {}
    ids = [one.pk for one in entries]
    for file in Attachment.objects.filter(entry__in=ids).order_by("uploaded_at", "name") if ids else []:
        if file.entry_id is not None and file.ticket_id is not None:
            found.setdefault(file.entry_id, []).append(shown_file(file))
    return found


def shown_file(file: Attachment) -> ShownFile:
    """Return a file as its readers see it."""
    return ShownFile(
        id=file.pk,
        ticket_id=file.ticket_id or UUID(int=0),
        name=file.name,
        size=file.size,
        content_type=file.content_type.partition(";")[0],
        is_blanked=file.blanked_at is not None,
    )


# ---------- Forgetting ----------
@transaction.atomic
def purge_unsent(*, at: datetime) -> int:
    """Forget the files that nobody sent within thirty days, those of drafts still worked on left out."""
    old = Attachment.objects.select_for_update(of=("self",)).filter(
        entry__isnull=True, ticket__isnull=True, uploaded_at__lt=at - KEPT_UNSENT
    )
    ids = list(old.exclude(draft__in=_fresh_drafts(at)).values_list("pk", flat=True))
    AttachmentContent.objects.filter(attachment__in=ids).delete()
    Attachment.objects.filter(pk__in=ids).delete()
    return len(ids)


def _fresh_drafts(at: datetime) -> QuerySet[TicketDraft]:
    return TicketDraft.objects.filter(ticket__isnull=True, discarded_at__isnull=True, changed_at__gte=at - KEPT_UNSENT)


def _id_of(checked: CheckedFile, page_id: UUID, person: Person) -> UUID:
    return uuid5(page_id, f"{person.user.pk}:{checked.name}:{checked.digest}")


def _row(key: UUID, checked: CheckedFile, *, person: Person, at: datetime, draft: TicketDraft | None) -> Attachment:
    return Attachment(
        pk=key,
        draft=draft,
        name=checked.name,
        content_type=checked.content_type,
        size=len(checked.content),
        digest=checked.digest,
        uploaded_at=at,
        uploaded_by_id=person.user.pk,
        uploaded_by_name=person.user.name,
    )


def _listed(names: Iterable[str]) -> str:
    return ", ".join(readable(name) or "?" for name in names)
