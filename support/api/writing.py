"""Messages of a key on a ticket, and the files of messages.

Terms: general.7
"""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, ClassVar, Final
from uuid import UUID

from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from extranet.accounts.permissions import Right
from extranet.api.asking import id_of_call
from extranet.api.base import AnyRenderer, fresh
from extranet.api.describing import IDEMPOTENT, IDEMPOTENT_NEEDED
from extranet.api.errors import Malformed
from extranet.api.once import once, reused
from extranet.errors import NotAllowed
from support import services
from support.api.base import TicketCall, answers
from support.api.presenting import entry_shown, file_shown, files_of
from support.api.serializers import MessageIn
from support.api.shapes import EntryOut, UploadedOut, UploadIn
from support.file_views import download_file
from support.files import LARGEST_MB, MOST_FILES, CheckedFile, check_uploads, keep
from support.models import Audience, Entry

UPLOAD_BYTES: Final = (LARGEST_MB * MOST_FILES + 1) * 1_000_000


class Messages(TicketCall):
    """Messages of a ticket; they are read with it."""

    rights: ClassVar[Mapping[str, Right]] = {"POST": Right.OPEN_TICKETS}

    @extend_schema(
        operation_id="writeMessage",
        parameters=[IDEMPOTENT],
        request=MessageIn,
        responses=answers(EntryOut, status=201, also=(403, 404, 409, 415, 422)),
    )
    def post(self, request: Request, ticket_id: UUID) -> Response:
        """Write on a ticket. A helper's answer takes it up; the requester's ends the waiting."""
        said = self.answers(MessageIn, request.data)
        ticket = self.ticket(ticket_id)
        if said["is_question"] and not self.person.may(Right.WORK_TICKETS):
            raise NotAllowed(_("Qui répond aux tickets fait attendre le demandeur."), code="may_not_write")
        entry_id = id_of_call(request, f"write:{ticket_id}", chosen=said.get("id"))
        is_known = ticket.entries.filter(pk=entry_id).exists()
        entry = services.add_message(
            ticket_id=ticket.pk,
            text=said["text"],
            audience=Audience(said["audience"]),
            person=self.person,
            at=timezone.now(),
            entry_id=entry_id,
            is_question=said["is_question"],
            attachment_ids=said["attachment_ids"],
        )
        _require_same(entry, said)
        shown = entry_shown(entry, files_of([entry]).get(entry.pk, []), self.reading())
        response = fresh(shown, status=HTTPStatus.CREATED)
        if is_known:
            response["Idempotent-Replay"] = "true"
        return response


def _require_same(entry: Entry, said: Mapping[str, Any]) -> None:
    """Refuse an id or a key of idempotency that wrote something else. Raises KeyReused."""
    if entry.audience != said["audience"] or (entry.text and entry.text != said["text"].strip()):
        raise reused()


class Uploads(TicketCall):
    """Files for a message yet to be sent."""

    rights: ClassVar[Mapping[str, Right]] = {"POST": Right.OPEN_TICKETS}
    parser_classes = (MultiPartParser,)
    media = "multipart/form-data"
    body_bytes = UPLOAD_BYTES

    @extend_schema(
        operation_id="uploadFiles",
        parameters=[IDEMPOTENT_NEEDED],
        request={"multipart/form-data": UploadIn},
        responses=answers(UploadedOut, status=201, also=(403, 413, 415, 422)),
    )
    def post(self, request: Request) -> Response:
        """Keep files until a message or a ticket names them. Their type is told by their content."""
        uploads: list[Any] = request.FILES.getlist("files")
        if not uploads:
            sentence = _("Envoyez au moins un fichier dans le champ « files ».")
            raise Malformed(sentence, code="files", fields={"files": sentence})
        page_id = id_of_call(request, "upload", chosen=None)
        checked = check_uploads(uploads)

        def kept() -> Response:
            files = keep(checked, page_id=page_id, person=self.person, at=timezone.now())
            return fresh({"files": [file_shown(one) for one in files]}, status=HTTPStatus.CREATED)

        return once(request, said=_named(checked), do=kept)


def _named(files: list[CheckedFile]) -> str:
    """Return what is sent, by name and content: other files under the same key are another call."""
    return json.dumps([[one.name, one.digest] for one in files])


class Download(TicketCall):
    """A file of an entry."""

    rights: ClassVar[Mapping[str, Right]] = {"GET": Right.READ_TICKETS}
    renderer_classes = (AnyRenderer,)

    @extend_schema(operation_id="downloadFile", responses=answers(bytes, media="application/octet-stream", also=(404,)))
    def get(self, request: Request, ticket_id: UUID, file_id: UUID) -> HttpResponseBase:
        """Download a file of an entry that the key's role reads."""
        return download_file(request._request, ticket_id=ticket_id, file_id=file_id)
