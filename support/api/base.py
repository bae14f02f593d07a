"""What every call about tickets shares: who reads, and the ticket it is about."""

from collections.abc import Mapping
from typing import Any, Final, cast
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils import timezone

from extranet.api import describing
from extranet.api.base import Call
from extranet.partners.models import Partner
from support.api.presenting import Reading
from support.models import Ticket
from support.selectors import visible_tickets

REASONS: Final[Mapping[int, str]] = {
    **describing.REASONS,
    403: "The key lacks the scope, or its role the right; or support is not open to this client today.",
    409: "The state of the ticket does not allow it, or the outcome changed.",
    412: "The ticket changed since the revision in `If-Match`.",
}


class TicketCall(Call):
    """A call about tickets."""

    def reading(self) -> Reading:
        """Return who reads, now."""
        return Reading(self.person, cast("Partner", self.request.partner), timezone.now())

    def ticket(self, ticket_id: UUID) -> Ticket:
        """Return a ticket the key sees. Raises Http404."""
        return get_object_or_404(visible_tickets(self.person), pk=ticket_id)


def answers(shape: Any, **more: Any) -> dict[tuple[int, str], Any]:
    """Return the answers of a call about tickets, as `describing.answers`."""
    return describing.answers(shape, reasons=REASONS, **more)
