"""Acts of a key on a ticket: write, take up, move, escalate, make critical; and the files of messages.

Terms: general.7
"""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, ClassVar, Final
from uuid import UUID

from django.db import transaction
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from extranet.accounts.people import Person
from extranet.accounts.permissions import Right
from extranet.errors import NotAllowed, Stale
from support import services
from support.api.asking import id_of_call, revision_asked
from support.api.base import TicketCall, fresh
from support.api.describing import IDEMPOTENT, IF_MATCH, IF_MATCH_NEEDED, answers
from support.api.errors import KeyReused, Malformed, Overtaken
from support.api.presenting import entry_shown, file_shown, files_of, ticket_shown
from support.api.serializers import EscalateIn, MessageIn, NothingIn, RaiseIn
from support.api.shapes import EntryOut, TicketOut, UploadedOut, UploadIn
from support.file_views import download_file
from support.files import LARGEST_MB, MOST_FILES, check_uploads, keep
from support.models import Audience, Entry, Ticket
from support.rules import Ground
from support.services.locking import locked_ticket, require_fresh

UPLOAD_BYTES: Final = (LARGEST_MB * MOST_FILES + 1) * 1_000_000
CONFLICTS: Final = (403, 404, 409, 412, 415, 428)


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
        sentence = _("Cette clé d’idempotence a déjà servi pour un autre contenu. Prenez-en une autre.")
        raise KeyReused(sentence, code="idempotency_key_reused")


# ---------- Moves ----------
class Act(TicketCall):
    """An act on a ticket that changes its state."""

    def acted(self, ticket: Ticket) -> Response:
        """Answer with the ticket after the act, and its new revision."""
        return fresh(ticket_shown(ticket, self.reading()), revision=ticket.revision)


class Acknowledge(Act):
    """Taking a ticket up."""

    rights: ClassVar[Mapping[str, Right]] = {"POST": Right.WORK_TICKETS}

    @extend_schema(
        operation_id="acknowledgeTicket",
        parameters=[IF_MATCH],
        request=NothingIn,
        responses=answers(TicketOut, also=CONFLICTS),
    )
    def post(self, request: Request, ticket_id: UUID) -> Response:
        """Take a ticket up. Twice is once: the first stays."""
        self.answers(NothingIn, request.data or {})
        revision = revision_asked(request, is_required=False)
        person, at = self.person, timezone.now()
        done = _decided_on(
            revision,
            ticket_id,
            person,
            lambda: services.acknowledge_ticket(ticket_id=ticket_id, person=person, at=at),
            is_done=lambda one: one.acknowledged_at is not None,
        )
        return self.acted(done)


class Move(Act):
    """A move to one state. `status`: to which."""

    rights: ClassVar[Mapping[str, Right]] = {"POST": Right.OPEN_TICKETS}
    status: ClassVar[str] = ""

    def move(self, request: Request, ticket_id: UUID) -> Response:
        """Move the ticket, unless it changed since the revision that was read."""
        self.answers(NothingIn, request.data or {})
        revision = revision_asked(request, is_required=True)
        try:
            moved = services.move_ticket(
                ticket_id=ticket_id, status=self.status, person=self.person, at=timezone.now(), revision=revision
            )
        except Stale as refusal:
            raise Overtaken(str(refusal), code=refusal.code) from refusal
        return self.acted(moved)


class Resolve(Move):
    """A ticket that is resolved; a word of the requester opens it again."""

    status = Ticket.Status.RESOLVED

    @extend_schema(
        operation_id="resolveTicket",
        parameters=[IF_MATCH_NEEDED],
        request=NothingIn,
        responses=answers(TicketOut, also=CONFLICTS),
    )
    def post(self, request: Request, ticket_id: UUID) -> Response:
        """Resolve a ticket."""
        return self.move(request, ticket_id)


class Close(Move):
    """A ticket that is closed for good."""

    status = Ticket.Status.CLOSED

    @extend_schema(
        operation_id="closeTicket",
        parameters=[IF_MATCH_NEEDED],
        request=NothingIn,
        responses=answers(TicketOut, also=CONFLICTS),
    )
    def post(self, request: Request, ticket_id: UUID) -> Response:
        """Close a ticket. It is not opened again."""
        return self.move(request, ticket_id)


class Reopen(Move):
    """A resolved ticket that is not."""

    status = Ticket.Status.REOPENED

    @extend_schema(
        operation_id="reopenTicket",
        parameters=[IF_MATCH_NEEDED],
        request=NothingIn,
        responses=answers(TicketOut, also=CONFLICTS),
    )
    def post(self, request: Request, ticket_id: UUID) -> Response:
        """Open a resolved ticket again."""
        return self.move(request, ticket_id)


class Escalate(Act):
    """A client's ticket that its partner takes over."""

    rights: ClassVar[Mapping[str, Right]] = {"POST": Right.WORK_TICKETS}

    @extend_schema(
        operation_id="escalateTicket",
        parameters=[IF_MATCH],
        request=EscalateIn,
        responses=answers(TicketOut, also=CONFLICTS),
    )
    def post(self, request: Request, ticket_id: UUID) -> Response:
        """Turn a client's ticket into its partner's own request: judged anew at this instant. Twice is once."""
        said = self.answers(EscalateIn, request.data or {})
        revision = revision_asked(request, is_required=False)
        person, at = self.person, timezone.now()
        done = _decided_on(
            revision,
            ticket_id,
            person,
            lambda: services.escalate_ticket(
                ticket_id=ticket_id, call_back_number=said["call_back_number"], person=person, at=at
            ),
            is_done=lambda one: one.escalated_at is not None,
        )
        return self.acted(done)


class RaiseGround(Act):
    """A ticket that becomes critical."""

    rights: ClassVar[Mapping[str, Right]] = {"POST": Right.OPEN_TICKETS}

    @extend_schema(
        operation_id="raiseGround",
        request=RaiseIn,
        responses=answers(TicketOut, also=(403, 404, 409, 415)),
    )
    def post(self, request: Request, ticket_id: UUID) -> Response:
        """Say that something critical fails. Never refused for an older reading: what is critical does not wait."""
        said = self.answers(RaiseIn, request.data)
        ticket = services.raise_ground(
            ticket_id=ticket_id,
            ground=Ground(said["ground"]),
            call_back_number=said["call_back_number"],
            place=said["place"],
            person=self.person,
            at=timezone.now(),
        )
        return self.acted(ticket)


@transaction.atomic
def _decided_on(
    revision: int | None,
    ticket_id: UUID,
    person: Person,
    act: Callable[[], Ticket],
    *,
    is_done: Callable[[Ticket], bool],
) -> Ticket:
    """Act on the revision that was read; what `is_done` already is not refused: twice is once. Raises Overtaken."""
    ticket = locked_ticket(ticket_id, person)
    if not is_done(ticket):
        try:
            require_fresh(ticket, revision)
        except Stale as refusal:
            raise Overtaken(str(refusal), code=refusal.code) from refusal
    return act()


# ---------- Files ----------
class Uploads(TicketCall):
    """Files for a message yet to be sent."""

    rights: ClassVar[Mapping[str, Right]] = {"POST": Right.OPEN_TICKETS}
    parser_classes = (MultiPartParser,)
    media = "multipart/form-data"
    body_bytes = UPLOAD_BYTES

    @extend_schema(
        operation_id="uploadFiles",
        parameters=[IDEMPOTENT],
        request={"multipart/form-data": UploadIn},
        responses=answers(UploadedOut, status=201, also=(403, 413, 415)),
    )
    def post(self, request: Request) -> Response:
        """Keep files until a message or a ticket names them. Their type is told by their content."""
        uploads: list[Any] = request.FILES.getlist("files")
        if not uploads:
            sentence = _("Envoyez au moins un fichier dans le champ « files ».")
            raise Malformed(sentence, code="files", fields={"files": sentence})
        page_id = id_of_call(request, "upload", chosen=None)
        kept = keep(check_uploads(uploads), page_id=page_id, person=self.person, at=timezone.now())
        return fresh({"files": [file_shown(one) for one in kept]}, status=HTTPStatus.CREATED)


class AnyRenderer(BaseRenderer):
    """Lets a download through whatever the caller accepts."""

    media_type = "*/*"
    format = ""

    def render(self, data: Any, accepted_media_type: Any = None, renderer_context: Any = None) -> bytes:
        """Return nothing: the answer is made already."""
        return b""


class Download(TicketCall):
    """A file of an entry."""

    rights: ClassVar[Mapping[str, Right]] = {"GET": Right.READ_TICKETS}
    renderer_classes = (AnyRenderer,)

    @extend_schema(operation_id="downloadFile", responses=answers(bytes, media="application/octet-stream", also=(404,)))
    def get(self, request: Request, ticket_id: UUID, file_id: UUID) -> HttpResponseBase:
        """Download a file of an entry that the key's role reads."""
        return download_file(request._request, ticket_id=ticket_id, file_id=file_id)
