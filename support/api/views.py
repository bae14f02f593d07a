"""Reading tickets, asking what would happen, opening them: calls of a key that has a role.

Terms: general.7
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from http import HTTPStatus
from typing import Any, ClassVar, cast
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from extranet.accounts.permissions import Right
from extranet.api.asking import Moment, id_of_call, read_moment
from extranet.api.base import fresh
from extranet.api.describing import IDEMPOTENT
from extranet.api.once import reused
from extranet.errors import InvalidInput
from extranet.partners.models import Partner
from support import services
from support.api.base import TicketCall, answers
from support.api.presenting import (
    decisions_shown,
    preview_shown,
    receipt_shown,
    ticket_shown,
    whole_shown,
)
from support.api.serializers import AskIn, ListIn, OpenIn
from support.api.shapes import DecisionsOut, PageOut, PreviewOut, ReceiptOut, WholeOut
from support.asking import checked_asked
from support.judging import Asked, weigh
from support.models import Entry, Ticket
from support.permissions import audiences_of
from support.rules import Ground, Result
from support.selectors import OPEN, visible_entries, visible_tickets


class Tickets(TicketCall):
    """The tickets a key sees; and a new one."""

    rights: ClassVar[Mapping[str, Right]] = {"GET": Right.READ_TICKETS, "POST": Right.OPEN_TICKETS}

    @extend_schema(operation_id="listTickets", parameters=[ListIn], responses=answers(PageOut))
    def get(self, request: Request) -> Response:
        """List the tickets the key sees, those changed longest ago first.

        Poll with `changed_since` set a few minutes before your last call: an act is dated before it is committed.
        """
        asked = self.answers(ListIn, request.query_params.dict())
        limit = asked["limit"]
        rows = list(_narrowed(visible_tickets(self.person), asked).order_by("changed_at", "pk")[: limit + 1])
        reading, shown = self.reading(), rows[:limit]
        last = Moment(shown[-1].changed_at, shown[-1].pk).written() if len(rows) > limit else None
        return fresh({"tickets": [ticket_shown(one, reading) for one in shown], "next_cursor": last})

    @extend_schema(
        operation_id="openTicket",
        parameters=[IDEMPOTENT],
        request=OpenIn,
        responses=answers(WholeOut, status=201, also=(403, 404, 409, 415, 422)),
    )
    def post(self, request: Request) -> Response:
        """Open a ticket: it goes where the terms say at this instant, and the answer says where and why."""
        asked = self.answers(OpenIn, request.data)
        ticket_id = id_of_call(request, "open", chosen=asked.get("id"))
        said = _asked(asked, request)
        at = timezone.now()
        ticket = services.open_ticket(ticket_id=ticket_id, asked=said, person=self.person, at=at)
        # Looked at behind the lock: of two calls at the same instant one opens and the other is told so.
        is_known = ticket.opened_at != at
        if is_known:
            _require_same(ticket, said, client_id=said.client_id or self.person.client_id)
        response = _whole(self, ticket, status=HTTPStatus.CREATED)
        response["Location"] = f"{request.path}/{ticket.pk}"
        if is_known:
            response["Idempotent-Replay"] = "true"
        return response


class Preview(TicketCall):
    """What would happen."""

    rights: ClassVar[Mapping[str, Right]] = {"POST": Right.OPEN_TICKETS}

    @extend_schema(operation_id="previewTicket", request=AskIn, responses=answers(PreviewOut, also=(403, 404, 415)))
    def post(self, request: Request) -> Response:
        """Say what would happen to a request sent now, why, by which clauses. Nothing is written, nobody is told.

        Terms: general.7, general.8
        """
        asked = _asked(self.answers(AskIn, request.data), request)
        reading = self.reading()
        judgement = weigh(asked=asked, person=self.person, at=reading.now)
        client = judgement.standing.client
        missing = _missing(asked, client_id=client.pk if client else None, at=reading.now)
        return fresh(preview_shown(judgement, missing, reading, asked.call_back_number))


class OneTicket(TicketCall):
    """One ticket."""

    rights: ClassVar[Mapping[str, Right]] = {"GET": Right.READ_TICKETS}

    @extend_schema(operation_id="readTicket", responses=answers(WholeOut, also=(404,)))
    def get(self, request: Request, ticket_id: UUID) -> Response:
        """Read a ticket and the entries that the key's role reads. Its `ETag` is its revision."""
        return _whole(self, self.ticket(ticket_id))


class Decisions(TicketCall):
    """Why a ticket went where it went."""

    rights: ClassVar[Mapping[str, Right]] = {"GET": Right.READ_TICKETS}

    @extend_schema(operation_id="listDecisions", responses=answers(DecisionsOut, also=(404,)))
    def get(self, request: Request, ticket_id: UUID) -> Response:
        """List every routing decision with the facts that made it.

        Terms: general.7
        """
        ticket = self.ticket(ticket_id)
        entries = list(visible_entries(self.person, ticket))
        return fresh({"decisions": decisions_shown(ticket, entries, self.reading())})


class Receipt(TicketCall):
    """The chain of a ticket."""

    rights: ClassVar[Mapping[str, Right]] = {"GET": Right.READ_TICKETS}

    @extend_schema(operation_id="readReceipt", responses=answers(ReceiptOut, also=(404,)))
    def get(self, request: Request, ticket_id: UUID) -> Response:
        """Read the digests of a ticket's entries. Keep the last one: a ticket is the only proof.

        Terms: general.7
        """
        ticket = self.ticket(ticket_id)
        entries = list(ticket.entries.order_by("position"))
        return fresh(receipt_shown(ticket, entries, audiences_of(self.person)))


# ---------- Shared ----------
def _whole(call: TicketCall, ticket: Ticket, *, status: int = HTTPStatus.OK) -> Response:
    """Answer with a ticket as the key's role reads it."""
    entries = list(visible_entries(call.person, ticket))
    return fresh(whole_shown(ticket, entries, call.reading()), status=status, revision=ticket.revision)


def _narrowed(tickets: QuerySet[Ticket], asked: Mapping[str, Any]) -> QuerySet[Ticket]:
    state, client, since = asked.get("state"), asked.get("client"), asked.get("changed_since")
    if state:
        tickets = tickets.filter(status__in=OPEN if state == "open" else (state,))
    if client:
        tickets = tickets.filter(client_id=client)
    if since:
        tickets = tickets.filter(changed_at__gte=since)
    if asked.get("cursor"):
        place = read_moment(asked["cursor"])
        later = Q(changed_at__gt=place.at) | Q(changed_at=place.at, pk__gt=place.id)
        tickets = tickets.filter(later, changed_at__gte=place.at)
    return tickets


def _asked(said: Mapping[str, Any], request: Request) -> Asked:
    expected = said.get("expected")
    return Asked(
        client_id=said["client_id"],
        family=said["family"],
        ground=Ground(said["ground"]),
        holding_ids=tuple(said["holding_ids"]),
        site_ids=tuple(said["site_ids"]),
        device_ids=tuple(said["device_ids"]),
        place=said["place"],
        call_back_number=said["call_back_number"],
        failed_calls=said["failed_calls"],
        subject=said["subject"],
        text=said["text"],
        language=said.get("language") or str(cast("Partner", request.partner).language),
        told=Result(expected) if expected else None,
        category=said["category"],
        devices=said["devices"],
        attachment_ids=tuple(said.get("attachment_ids", ())),
    )


def _missing(asked: Asked, *, client_id: UUID | None, at: datetime) -> Mapping[str, str]:
    """Return what a request still lacks, by field. A preview may come before a word is written."""
    try:
        checked_asked(replace(asked, attachment_ids=()), client_id=client_id, at=at)
    except InvalidInput as refusal:
        return refusal.fields
    return {}


def _require_same(known: Ticket, asked: Asked, *, client_id: UUID | None) -> None:
    """Refuse an id or a key of idempotency that opened another request than this. Raises KeyReused."""
    opened = Entry.objects.filter(ticket=known, position__lte=2).order_by("position").values_list("text", "facts")
    facts = {name: value for _text, said in opened for name, value in said.items()}
    texts = [text for text, _facts in opened if text]
    lines = {name: " ".join(getattr(asked, name).split()) for name in ("subject", "place", "devices")}
    wanted = {**lines, "failed_calls": asked.failed_calls.strip(), "ground": asked.ground}
    is_same = known.client_id == client_id and all(facts.get(name) == value for name, value in wanted.items())
    for name, ids in (("sites", asked.site_ids), ("named_devices", asked.device_ids)):
        is_same = is_same and {one["id"] for one in facts.get(name) or ()} == {str(one) for one in ids}
    if not is_same or (texts and texts != [asked.text.strip()]):
        raise reused()
