"""Acts of a key on a ticket: take up, move, escalate, make critical. Each is a service and what it needs, as data.

Terms: general.7
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, ClassVar, Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response

from extranet.accounts.permissions import Right
from extranet.api.asking import revision_asked
from extranet.api.base import fresh
from extranet.api.describing import IF_MATCH, IF_MATCH_NEEDED
from extranet.api.errors import Overtaken
from extranet.api.serializers import NothingIn, Strict
from extranet.errors import Stale
from support import services
from support.api.base import TicketCall, answers
from support.api.presenting import ticket_shown
from support.api.serializers import EscalateIn, RaiseIn
from support.api.shapes import TicketOut
from support.models import Ticket
from support.rules import Ground
from support.services.locking import locked_ticket, require_fresh

CONFLICTS: Final = (403, 404, 409, 412, 415, 428)
HELPERS: Final[Mapping[str, Right]] = {"POST": Right.WORK_TICKETS}
ASKERS: Final[Mapping[str, Right]] = {"POST": Right.OPEN_TICKETS}


class Act(TicketCall):
    """An act on a ticket that changes its state.

    `service`: what does it; `form`: what is said with it; `condition`: how `If-Match` is taken, None: not at all.
    """

    rights: ClassVar[Mapping[str, Right]] = ASKERS
    service: ClassVar[Callable[..., Ticket]]
    form: ClassVar[type[Strict]] = NothingIn
    condition: ClassVar[OpenApiParameter | None] = IF_MATCH

    def post(self, request: Request, ticket_id: UUID) -> Response:
        """Act; answer with the ticket after it, and its new revision."""
        said = self.read(self.answers(self.form, request.data or {}))
        revision = None
        if self.condition is not None:
            revision = revision_asked(request, is_required=bool(self.condition.required))
        ticket = self.acted(ticket_id, revision, said, at=timezone.now())
        return fresh(ticket_shown(ticket, self.reading()), revision=ticket.revision)

    def read(self, said: dict[str, Any]) -> dict[str, Any]:
        """Return what the service takes of what was said."""
        return said

    def is_done(self, ticket: Ticket) -> bool:
        """Whether the act is done already: then it is not refused for an older reading, twice is once."""
        return False

    @transaction.atomic
    def acted(self, ticket_id: UUID, revision: int | None, said: Mapping[str, Any], *, at: datetime) -> Ticket:
        """Act on the revision that was read. Raises Overtaken, and what the service refuses."""
        ticket = locked_ticket(ticket_id, self.person)
        if not self.is_done(ticket):
            try:
                require_fresh(ticket, revision)
            except Stale as refusal:
                raise Overtaken(str(refusal), code=refusal.code) from refusal
        return type(self).service(ticket_id=ticket_id, person=self.person, at=at, **said)


def described(operation_id: str) -> Callable[[type[Act]], type[Act]]:
    """Describe an act in the OpenAPI document by its own words."""

    def decorated(act: type[Act]) -> type[Act]:
        conflicts = CONFLICTS if act.condition is not None else (403, 404, 409, 415)
        schema = extend_schema(
            operation_id=operation_id,
            description=act.__doc__,
            parameters=[act.condition] if act.condition is not None else [],
            request=act.form,
            responses=answers(TicketOut, also=conflicts),
        )
        described_act: type[Act] = extend_schema_view(post=schema)(act)
        return described_act

    return decorated


@described("acknowledgeTicket")
class Acknowledge(Act):
    """Take a ticket up. Twice is once: the first stays."""

    rights = HELPERS
    service = staticmethod(services.acknowledge_ticket)

    def is_done(self, ticket: Ticket) -> bool:
        """Whether somebody took it up."""
        return ticket.acknowledged_at is not None


@described("escalateTicket")
class Escalate(Act):
    """Turn a client's ticket into its partner's own request: judged anew at this instant. Twice is once."""

    rights = HELPERS
    service = staticmethod(services.escalate_ticket)
    form = EscalateIn

    def is_done(self, ticket: Ticket) -> bool:
        """Whether its partner took it over."""
        return ticket.escalated_at is not None


@described("raiseGround")
class RaiseGround(Act):
    """Say that something critical fails. Never refused for an older reading: what is critical does not wait."""

    service = staticmethod(services.raise_ground)
    form = RaiseIn
    condition = None

    def read(self, said: dict[str, Any]) -> dict[str, Any]:
        """Return the ground as the service takes it."""
        return {**said, "ground": Ground(said["ground"])}


class Move(Act):
    """A move to one state: `status`."""

    service = staticmethod(services.move_ticket)
    condition = IF_MATCH_NEEDED
    status: ClassVar[str] = ""

    def read(self, said: dict[str, Any]) -> dict[str, Any]:
        """Return where it goes."""
        return {"status": self.status}

    def is_done(self, ticket: Ticket) -> bool:
        """Whether it stands there already."""
        return ticket.status == self.status


@described("resolveTicket")
class Resolve(Move):
    """Resolve a ticket; a word of the requester opens it again."""

    status = Ticket.Status.RESOLVED


@described("closeTicket")
class Close(Move):
    """Close a ticket. It is not opened again."""

    status = Ticket.Status.CLOSED


@described("reopenTicket")
class Reopen(Move):
    """Open a resolved ticket again."""

    status = Ticket.Status.REOPENED
