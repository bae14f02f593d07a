"""Files as pages post them: a plain multipart form, several files at once, a phone's camera too.

Terms: general.7
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from extranet.accounts.people import Person
from extranet.look import forms as look
from support.files import ACCEPTED, CheckedFile, Upload, check_uploads, keep, taken_words, unsent
from support.models import Attachment, Entry, TicketDraft

NAME = "uploads"
KEPT = "attachments"


class FilesField(look.FilesField):
    """Several files of a message; the service says which are taken."""

    def __init__(self) -> None:
        super().__init__(
            accept=ACCEPTED,
            label=_("Photos et fichiers"),
            help_text=lazy(taken_words, str)(),
        )


def uploads_of(request: HttpRequest) -> list[Upload]:
    """Return the files a page posted."""
    files: MultiValueDict[str, Upload] = request.FILES
    return list(files.getlist(NAME))


def checked_of(request: HttpRequest, *, already: int = 0) -> list[CheckedFile]:
    """Return the files a page posted, as they will be kept. Raises InvalidInput for the field `uploads`."""
    return check_uploads(uploads_of(request), already=already)


def kept_files(request: HttpRequest, person: Person) -> list[Attachment]:
    """Return the unsent files of the person that a page names: those that came with it before."""
    wanted = []
    for text in request.POST.getlist(KEPT)[:50]:
        try:
            wanted.append(forms.UUIDField().clean(text))
        except ValidationError:
            continue
    return list(unsent(person).filter(pk__in=wanted)) if wanted else []


def keep_uploads(
    request: HttpRequest, person: Person, *, page_id: UUID, at: datetime, draft: TicketDraft | None = None
) -> Sequence[Attachment]:
    """Keep the files a page posted beside those it names; return them all. Raises InvalidInput, nothing kept then."""
    before = kept_files(request, person)
    uploads = uploads_of(request)
    if not uploads:
        return before
    came = keep(checked_of(request, already=len(before)), page_id=page_id, person=person, at=at, draft=draft)
    return list({one.pk: one for one in (*before, *came)}.values())


@contextmanager
def sending_files(
    request: HttpRequest, person: Person, *, entry_id: UUID | None, at: datetime
) -> Iterator[Sequence[UUID]]:
    """Keep the files of a message and give their ids to whoever sends it: all in one transaction, or nothing.

    A double click keeps nothing twice. Raises InvalidInput before anything is written.
    """
    checked = checked_of(request)
    if not checked:
        yield ()
        return
    with transaction.atomic():
        is_sent = entry_id is not None and Entry.objects.filter(pk=entry_id).exists()
        kept = [] if is_sent else keep(checked, page_id=entry_id or uuid4(), person=person, at=at)
        yield [one.pk for one in kept]
