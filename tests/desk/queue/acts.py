"""What the tests of the queue do over and over."""

from typing import Any, Final

from extranet.tenancy.context import OPERATOR, PARTNER, PUBLIC, acting
from support.desk.models import QueueEntry
from support.models import Ticket
from support.services import Asked
from tests.cast import ALPHA, BETA, BETA_CLIENT, CHARLIE, DIRECT, DIRECT_CLIENT, DORA, ERIK, GITA, Member, client_for
from tests.support.playing import QUESTION, opened

QUEUE: Final = "/admin/desk/queueentry/"
HOMES: Final = {
    ALPHA: (DORA, QUESTION.client_id),
    BETA: (CHARLIE, BETA_CLIENT),
    DIRECT: (GITA, DIRECT_CLIENT),
}


def at_house(schema: str, asked: Asked = QUESTION, **more: Any) -> Ticket:
    """Open a ticket in a house, as somebody of that house."""
    by, client_id = HOMES[schema]
    with acting(schema, PARTNER):
        return opened(asked, by=by, **{"client_id": client_id, **more})


def entry_of(ticket: Ticket) -> QueueEntry:
    """Return the operator's copy of a ticket."""
    with acting(PUBLIC, OPERATOR):
        return QueueEntry.objects.get(ticket_id=ticket.pk)


def listed(query: str = "", *, by: Member = ERIK) -> str:
    """Return the queue as a member of staff sees it."""
    response = client_for(by).get(f"{QUEUE}?{query}")
    assert response.status_code == 200
    return str(response.content.decode())


def work_path(ticket: Ticket, act: str = "work", *, schema: str = ALPHA) -> str:
    """Return the address of a page of a ticket under its partner's mount."""
    return f"/at/{schema}/admin/support/ticket/{ticket.pk}/{act}/"
