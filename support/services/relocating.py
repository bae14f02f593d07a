"""What a ticket that tells of a move sets going: the registry stays, whoever keeps it is told, once a ticket."""

from datetime import datetime
from typing import Final

from extranet.outbox.services import enqueue
from support.hits import Hit, hit_on
from support.models import Audience, Ticket
from support.relocating import mentions_move

MENTIONED: Final = "emergency.ticket_mentions_move"


def note_move(ticket: Ticket, text: str, audience: str, *, at: datetime, hit: Hit | None = None) -> tuple[str, ...]:
    """Note the first words about a move on a client's ticket, and tell the registry; return the fields to save.

    `hit`: what the ticket names, while it is being opened. What only the operator reads tells nobody else.

    Terms: general.7
    """
    is_known = ticket.move_said_at is not None or ticket.client_id is None
    if is_known or audience == Audience.OPERATOR or not mentions_move(text):
        return ()
    ticket.move_said_at = at
    named = hit or hit_on(ticket)
    enqueue(
        MENTIONED,
        str(ticket.pk),
        ticket.number,
        str(ticket.client_id),
        [str(one.id) for one in named.blocks],
        [str(one) for one in named.site_ids()],
    )
    return ("move_said_at",)
